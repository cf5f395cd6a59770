"""Commands: what nodes and devices are asked once."""

from typing import Final

from findling.edge.fleet.service import Fleet
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route


def send_command(node: Node, request: Request) -> Response:
    """Sends a command to a device, to nodes or to a group."""
    return Response({"commands": node.kept(Fleet.of).commands.send(request.required_json())}, 201)


def get_command(node: Node, request: Request) -> Response:
    """A command, and its answer."""
    return Response(node.kept(Fleet.of).commands.get(request.part("id")))


ROUTES: Final[list[Route]] = [
    *route("POST", "/_edge/commands", send_command),
    *route("GET", "/_edge/commands/{id}", get_command),
]
