"""The query in a URL: `q` and the parameters that go with it."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import ParsingError
from findling.base.settings import parse_bool

_PARAMETERS = {
    "df": "default_field",
    "analyzer": "analyzer",
    "default_operator": "default_operator",
}
_FLAGS = ("analyze_wildcard", "lenient")


def query_of(body: Mapping[str, Any], params: Mapping[str, str], what: str) -> Any:
    """Returns the JSON of the query in a body, or in the URL's `q`; None means everything.

    what: name of the API, for the error about other members of the body
    """
    for key in body:
        if key != "query":
            raise ParsingError(f"request does not support [{key}]", line=1, col=1)
    if "q" not in params:
        return body.get("query")
    query: dict[str, Any] = {"query": params["q"]}
    query.update({name: params[key] for key, name in _PARAMETERS.items() if key in params})
    query.update({key: parse_bool(key, params[key] or "true") for key in _FLAGS if key in params})
    return {"query_string": query}
