"""Handlers of what is there only while security is on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

from findling.base.errors import FindlingError, ParseError
from findling.node.services.node import Node
from findling.rest.refresh import refresh_policy
from findling.rest.request import Request
from findling.rest.response import Response
from findling.security.records import FoundRecords
from findling.security.service import Caller, Security

SecuredHandler = Callable[[Security, Caller, Request], Response]


def secured(handler: SecuredHandler) -> Callable[[Node, Request], Response]:
    """Returns the handler of a route: while security is off there is no such thing, and clients tell by that."""

    @wraps(handler)
    def handle(node: Node, request: Request) -> Response:
        if node.security is None or request.caller is None:
            text = f"no handler found for uri [{request.path}] and method [{request.method}]"
            return Response({"error": text}, 400, filtered=False)
        refresh_policy(request)  # what is written here is always searchable at once
        return handler(node.security, request.caller, request)

    return handle


def body_or_source(request: Request) -> object:
    """Returns the body, which may also stand in the parameter `source`. Raises ParseError if there is none."""
    if not request.content().strip():
        raise ParseError("request body or source parameter is required")
    return request.any_json()


def by_name(request: Request, part: str, shown: Mapping[str, Any]) -> Response:
    """Returns what was found by name; 404 if names were asked for and none of them is there."""
    return Response(shown, 404 if request.names(part) and not shown else 200)


def shown_records(found: FoundRecords, name: str, shown: Sequence[dict[str, Any]]) -> Response:
    """Returns a page of users, roles or keys. name: what they are; shown: each as it is shown"""
    rows = list(shown)
    if found.sorts is not None:
        rows = [{**row, "_sort": sort} for row, sort in zip(rows, found.sorts, strict=True)]
    answer: dict[str, Any] = {"total": found.total, "count": len(rows), name: rows}
    if found.aggregations is not None:
        answer["aggregations"] = found.aggregations
    return Response(answer)


def removed(was_there: bool) -> Response:
    """Returns whether what was removed had been there."""
    return Response({"found": was_there}, 200 if was_there else 404)


def many(names: Iterable[str], act: Callable[[str], str], *always: str) -> Response:
    """Does something with each of names, and tells of those that failed why.

    act: returns below which word of the answer the name is told of; always: words that are there in any case
    """
    answer: dict[str, Any] = {word: [] for word in always}
    errors: dict[str, Any] = {}
    for name in names:
        try:
            answer.setdefault(act(name), []).append(name)
        except FindlingError as error:
            errors[name] = {"type": error.type, "reason": error.reason}
    return Response({**answer, "errors": {"count": len(errors), "details": errors}} if errors else answer)


def cleared(node: Node, request: Request) -> Response:
    """Forgets what security has in memory, and says on which nodes."""

    @secured
    def clear(security: Security, caller: Caller, request: Request) -> Response:
        security.hasher.forget()
        security.records.forget()
        return Response(
            {
                "_nodes": {"total": 1, "successful": 1, "failed": 0},
                "cluster_name": node.config.cluster_name,
                "nodes": {node.id: {"name": node.name}},
            }
        )

    return clear(node, request)
