"""Handlers of what is there only while security is on."""

from collections.abc import Callable
from functools import wraps

from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.security.service import Caller, Security

SecuredHandler = Callable[[Security, Caller, Request], Response]


def secured(handler: SecuredHandler) -> Callable[[Node, Request], Response]:
    """Returns the handler of a route: while security is off there is no such thing, and clients tell by that."""

    @wraps(handler)
    def handle(node: Node, request: Request) -> Response:
        if node.security is None or request.caller is None:
            text = f"no handler found for uri [{request.path}] and method [{request.method}]"
            return Response({"error": text}, 400, filtered=False)
        return handler(node.security, request.caller, request)

    return handle


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
