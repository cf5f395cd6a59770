"""What a handler returns."""

from dataclasses import dataclass, field
from typing import Any

from findling.rest.cat_table import CatTable
from findling.rest.graphql.asgi import Stream


@dataclass(slots=True)
class Response:
    """An answer before it is rendered.

    body: an object to be rendered as JSON (or YAML...), a CatTable, text, bytes (JSON already), or None
    filtered: whether `filter_path` applies; errors are shown whole
    content_type: of bytes that are no JSON
    stream: what sends the body, in its place
    """

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    filtered: bool = True
    content_type: str | None = None
    stream: Stream | None = None


def acknowledged(**members: Any) -> Response:
    """Returns `{"acknowledged": true}`."""
    return Response({"acknowledged": True, **members})


__all__ = ["CatTable", "Response", "acknowledged"]
