"""The query of a URL: `q` and the parameters that go with it, for all actions that search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError
from findling.base.json_values import as_boolean
from findling.search.query.base import Query, parse_query

_NAMES: Final = {"df": "default_field", "analyzer": "analyzer", "default_operator": "default_operator"}
_FLAGS: Final = ("analyze_wildcard", "lenient")
# the parameters that say how a query in the URL is read
TEXT_OPTIONS: Final = tuple(sorted((*_NAMES, *_FLAGS)))


def query_of_url(params: Mapping[str, object]) -> dict[str, object] | None:
    """Returns the JSON of the query in the parameters, None if there is none. Raises IllegalArgumentError."""
    if "q" not in params:
        return None
    query: dict[str, Any] = {"query": str(params["q"])}
    query.update({name: str(params[key]) for key, name in _NAMES.items() if params.get(key)})
    query.update({key: as_boolean(params[key] or "true") for key in _FLAGS if key in params})
    return {"query_string": query}


def query_of_request(body: Mapping[str, object], params: Mapping[str, object]) -> object:
    """Returns the JSON of the query in a body of nothing else, or else in the URL; None means everything.

    Raises ParsingError for other members of the body, and for what is no query in it.
    """
    for key in body:
        if key != "query":
            raise ParsingError(f"request does not support [{key}]")
    if "query" in body:
        _check_query(body["query"])
        return body["query"]
    return query_of_url(params)


def parse_whole(query: object, in_body: bool) -> Query:
    """Parses the query of such a request. Raises ParsingError; what else is wrong with one in a body is its cause."""
    try:
        return parse_query(query)
    except FindlingError as error:
        if in_body and not isinstance(error, ParsingError):
            raise ParsingError("Failed to parse") from error
        raise


def _check_query(query: object) -> None:
    """Raises ParsingError for what cannot be the query of a body."""
    if not isinstance(query, dict):
        raise ParsingError("[_na] query malformed, must start with start_object")
    if not query:
        raise ParsingError("Failed to parse") from IllegalArgumentError("query malformed, empty clause found")
