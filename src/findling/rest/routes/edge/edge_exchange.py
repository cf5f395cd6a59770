"""What edges ask their hub by HTTP, where there is no NATS between them."""

from typing import Final

from findling.edge.fleet.service import Fleet
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route


def sync_node(node: Node, request: Request) -> Response:
    """Takes what a node tells of itself and answers what is wanted of it."""
    return Response(node.kept(Fleet.of).sync(request.part("name"), request.required_json()), filtered=False)


def bundle_piece(node: Node, request: Request) -> Response:
    """A piece of a bundle that a node is to run."""
    fleet = node.kept(Fleet.of)
    return Response(fleet.exchange.piece(request.part("name"), request.required_json()), filtered=False)


ROUTES: Final[list[Route]] = [
    *route("POST", "/_edge/nodes/{name}/_sync", sync_node),
    *route("POST", "/_edge/nodes/{name}/_bundle", bundle_piece),
]
