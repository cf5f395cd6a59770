"""Indices that a hub pushes to its edges, and the copies that an edge has."""

from typing import Final

from findling.edge.fleet.service import Fleet
from findling.node.published.served import ServedCopies
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import Route, route


def list_pushed(node: Node, request: Request) -> Response:
    """The indices that are pushed to edges."""
    publishing = node.kept(Fleet.of).publishing
    return Response({"indices": [publishing.shown(name) for name in publishing.all()]})


def get_pushed(node: Node, request: Request) -> Response:
    """A pushed index: its versions, and how each node is with it."""
    return Response(node.kept(Fleet.of).publishing.shown(request.part("name")))


def publish_pushed(node: Node, request: Request) -> Response:
    """Pushes an index, as it is now, to nodes."""
    return Response(node.kept(Fleet.of).publishing.publish(request.part("name"), request.json() or {}))


def roll_back_pushed(node: Node, request: Request) -> Response:
    """Gives nodes the version that they had before the last one."""
    return Response(node.kept(Fleet.of).publishing.roll_back(request.part("name")))


def delete_pushed(node: Node, request: Request) -> Response:
    """Takes an index from all nodes."""
    node.kept(Fleet.of).publishing.withdraw(request.part("name"))
    return acknowledged()


def get_copies(node: Node, request: Request) -> Response:
    """The copies of pushed indices that this edge serves, and how fresh they are."""
    return Response({"copies": node.kept(ServedCopies.of).shown()})


_INDEX: Final = "/_edge/indices/{name}"
ROUTES: Final[list[Route]] = [
    *route("GET", "/_edge/indices", list_pushed),
    *route("GET", _INDEX, get_pushed),
    *route("DELETE", _INDEX, delete_pushed),
    *route("POST", f"{_INDEX}/_publish", publish_pushed, body=True),
    *route("POST", f"{_INDEX}/_rollback", roll_back_pushed, body=False),
    *route("GET", "/_edge/copies", get_copies),
]
