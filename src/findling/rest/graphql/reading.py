"""What a request says: operations out of JSON, whichever way they come."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.graphql.request import GraphQLRequest, GraphQLResult

MAX_BATCH: Final = 10
_SHA256: Final = "sha256:"
_TEXTS: Final = ("query", "operationName", "documentId")
_NOTHING: Final[Mapping[str, Any]] = {}


def read_operation(value: object) -> GraphQLRequest:
    """Returns the operation that an object of JSON describes. Raises IllegalArgumentError for what is none."""
    if not isinstance(value, dict):
        raise IllegalArgumentError("a GraphQL request must be an object")
    extensions = _object(value, "extensions")
    query, document = value.get("query"), value.get("documentId")
    if document is not None:
        extensions = {**extensions, "persistedQuery": {"version": 1, "sha256Hash": _digest(document)}}
    if query is None and "persistedQuery" not in extensions:
        raise IllegalArgumentError("a GraphQL request requires [query]")
    if query is not None and not isinstance(query, str):
        raise IllegalArgumentError("[query] must be a string")
    operation = value.get("operationName")
    if operation is not None and not isinstance(operation, str):
        raise IllegalArgumentError("[operationName] must be a string")
    return GraphQLRequest(query, _object(value, "variables"), operation, extensions)


def read_body(body: bytes) -> GraphQLRequest | list[GraphQLRequest]:
    """Returns the operation of a body, or those of a batch. Raises IllegalArgumentError."""
    value = _json(body, "the body")
    if not isinstance(value, list):
        return read_operation(value)
    if not value:
        raise IllegalArgumentError("a batch must have at least one operation")
    if len(value) > MAX_BATCH:
        raise IllegalArgumentError(f"a batch may have [{MAX_BATCH}] operations, and this one has [{len(value)}]")
    return [read_operation(entry) for entry in value]


def read_query_string(query: Mapping[str, str]) -> GraphQLRequest:
    """Returns the operation of a URL, whose variables and extensions are JSON. Raises IllegalArgumentError."""
    members: dict[str, object] = {
        name: query[name] for name in ("query", "operationName", "documentId") if name in query
    }
    for name in ("variables", "extensions"):
        if query.get(name):
            members[name] = _json(query[name].encode(), f"[{name}]")
    return read_operation(members)


def failure(error: FindlingError) -> GraphQLResult:
    """Returns the answer that says why nothing was done."""
    shown = {"message": error.reason, "extensions": {"type": error.type, "status": error.status}}
    return GraphQLResult(errors=[shown], is_executed=False)


def _json(text: bytes, what: str) -> object:
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise IllegalArgumentError(f"{what} is no JSON: {error}") from None
    return value


def _digest(document: object) -> str:
    if not isinstance(document, str) or not document.startswith(_SHA256):
        raise IllegalArgumentError(f"[documentId] must be a string that begins with [{_SHA256}]")
    return document.removeprefix(_SHA256)


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    member = value.get(name)
    if member is None:
        return _NOTHING
    if not isinstance(member, dict):
        raise IllegalArgumentError(f"[{name}] must be an object")
    return member
