"""The queries of roles: which documents of an index may be seen."""

from collections.abc import Mapping

import orjson

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.search.query.base import parse_query


def check_role_query(text: str | None) -> None:
    """Raises what is wrong with a role's query; a template is looked at when it has been filled in."""
    if text is None:
        return
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"[{error.lineno}:{error.colno}]"
        raise XContentParseError(f"{place} {error.msg}", line=error.lineno, col=error.colno) from None
    if not isinstance(body, Mapping):
        raise IllegalArgumentError("a query must be an object")
    if not (len(body) == 1 and "template" in body):
        parse_query(body)
