"""Shadows: what devices should be, and what they say they are."""

from typing import Final

from findling.base.object_parser import NUMBER, OBJECT, STRING, Member, parse_object
from findling.edge.fleet.scope import FleetScope
from findling.edge.fleet.service import Fleet
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import Route, route

_MEMBERS: Final = {"state": Member(OBJECT), "version": Member(NUMBER, int), "clientToken": Member(STRING)}


def get_shadow(node: Node, request: Request) -> Response:
    """A device's shadow: desired, reported, and the difference."""
    device, scope = request.part("device"), node.kept(FleetScope.of)
    if scope.own is not None and request.query.get("scope") == "fleet":
        return Response(scope.find_shadow(device))
    return Response(node.kept(Fleet.of).shadows.get(device).shown())


def update_shadow(node: Node, request: Request) -> Response:
    """Changes a shadow, member by member."""
    given = parse_object("shadow", request.required_json(), _MEMBERS)
    scope, token = node.kept(FleetScope.of), given.pop("clientToken", None)
    if scope.own is not None and request.query.get("scope") == "fleet":
        return Response(scope.change_shadow(request.part("device"), given.get("state") or {}))
    made = node.kept(Fleet.of).shadows.update(request.part("device"), given.get("state"), given.get("version"))
    return Response(made.shown() | ({} if token is None else {"clientToken": token}))


def delete_shadow(node: Node, request: Request) -> Response:
    """Removes a shadow."""
    node.kept(Fleet.of).shadows.delete(request.part("device"))
    return acknowledged()


ROUTES: Final[list[Route]] = [
    *route("GET", "/_edge/shadows/{device}", get_shadow, "scope"),
    *route("PUT POST", "/_edge/shadows/{device}", update_shadow, "scope"),
    *route("DELETE", "/_edge/shadows/{device}", delete_shadow),
]
