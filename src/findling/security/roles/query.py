"""The queries of roles: which documents of an index may be seen."""

from collections.abc import Mapping
from typing import Final

import orjson

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.search.query.base import Query, parse_query
from findling.search.query.geo.shape_body import ShapeBodyQuery
from findling.search.query.joining.has_child import HasChildQuery
from findling.search.query.joining.has_parent import HasParentQuery
from findling.search.query.percolating.percolate import PercolateQuery
from findling.search.query.terms import TermsQuery

_OF_OTHERS: Final = {HasChildQuery: "has_child", HasParentQuery: "has_parent", PercolateQuery: "percolate"}


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
    if not body:
        reason = "[1:1] expected [FIELD_NAME] with value a query name or 'template' but found [END_OBJECT] instead"
        raise XContentParseError(reason, line=1, col=1)
    if not (len(body) == 1 and "template" in body):
        _check_local(parse_query(body))


def _check_local(query: Query) -> None:
    """Raises IllegalArgumentError for a query that reads other documents than the one that it is about."""
    fault = None
    if isinstance(query, TermsQuery) and query.lookup is not None:
        fault = "terms query with terms lookup"
    elif isinstance(query, ShapeBodyQuery) and query.indexed is not None:
        fault = "geoshape query referring to indexed shapes"
    else:
        fault = next((f"{name} query" for kind, name in _OF_OTHERS.items() if isinstance(query, kind)), None)
    if fault is not None:
        raise IllegalArgumentError(f"{fault} isn't supported as part of a role query")
    for inner in query.children():
        _check_local(inner)
