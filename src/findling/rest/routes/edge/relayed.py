"""Requests to `/_edge` that come to a gateway as a command of its own hub: so the centre manages what is below it.

A command waits for a gateway that is away, is carried out once, and has an answer; so does such a request.
"""

from collections.abc import Callable
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.object_parser import ANYTHING, STRING, Member, parse_object
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.router import Router
from findling.rest.routes.edge import (
    fleet_commands,
    fleet_deployments,
    fleet_indices,
    fleet_objects,
    fleet_shadows,
)

_MEMBERS: Final = {"method": Member(STRING), "path": Member(STRING), "body": Member(ANYTHING)}
_ROUTES: Final = [
    *fleet_shadows.ROUTES,
    *fleet_deployments.ROUTES,
    *fleet_commands.ROUTES,
    *fleet_indices.ROUTES,
    *fleet_objects.ROUTES,
]
"""All but what edges say themselves: a centre does not speak for them."""


def relayed(node: Node) -> Callable[[Any], Any]:
    """Returns what carries out such a command: `{"method", "path", "body"}` -> the body of the answer.

    It raises as the request would. Whoever may command a gateway may deploy code to it: no further right is asked for.
    """
    router = Router(_ROUTES)

    def carry_out(arguments: Any) -> Any:
        if not isinstance(arguments, dict):
            raise IllegalArgumentError('a request is {"method": ..., "path": ..., "body": ...}')
        given = parse_object("fleet", arguments, _MEMBERS)
        method, path, body = given.get("method", "GET"), given.get("path", ""), given.get("body")
        match = router.find(method, path)
        if match is None or match.route is None:
            raise ResourceNotFoundError(f"there is no [{method} {path}] for a gateway")
        raw = b"" if body is None else orjson.dumps(body)
        response = match.route.handler(node, Request(method, path, match.parameters, {}, {}, raw))
        return response.body

    return carry_out
