"""URLs and answers of Elasticsearch 6 and 7, in which documents have a mapping type."""

from collections.abc import Iterable
from typing import Final

from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.version import ELASTICSEARCH_VERSION

DEFAULT_TYPE: Final = "_doc"


def deprecation(text: str) -> str:
    """Returns a Warning header value."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'299 Elasticsearch-{ELASTICSEARCH_VERSION}-findling "{escaped}"'


def typed_request(request: Request) -> None:
    """Adds the deprecation warning of a URL with a type in it."""
    request.warnings.append(
        deprecation(
            "[types removal] Specifying types in requests is deprecated, use the typeless endpoints instead "
            "(/{index}/_doc/{id}, /{index}/_doc, /{index}/_create/{id}, /{index}/_search)."
        )
    )


def idle_parameters(request: Request, names: Iterable[str]) -> None:
    """Adds a deprecation warning for each of these parameters that is true."""
    for name in names:
        if request.flag(name):
            request.warnings.append(
                deprecation(
                    f"the [?{name}] query parameter to this API has no effect, is now deprecated, and will be removed "
                    "in a future version"
                )
            )


def fits_type(node: Node, request: Request) -> bool:
    """Tells whether documents of the type in a URL can be in its index; True if either is not there."""
    name, state = request.parts.get("index", ""), node.cluster.state
    index = state.indices.get(name) or next(iter(state.alias_targets(name)), None)
    return index is None or index.has_type(request.types)


def typed_response(response: Response, request: Request) -> None:
    """Puts `_type` into every document of an answer."""
    _mark(response.body, request.parts.get("type", DEFAULT_TYPE).partition(",")[0])


def _mark(body: object, type_name: str) -> None:
    if isinstance(body, list):
        for item in body:
            _mark(item, type_name)
    elif isinstance(body, dict):
        if "_index" in body and "_id" in body:
            body.setdefault("_type", type_name)
        for key in ("hits", "docs", "items", "responses", "index", "create", "update", "delete", "inner_hits"):
            if key in body:
                _mark(body[key], type_name)
