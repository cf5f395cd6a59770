"""Bundles, and deployments that bring them to nodes."""

from typing import Final

from findling.edge.fleet.rollout import CANCELLED, PAUSED, ROLLED_BACK
from findling.edge.fleet.service import Fleet
from findling.edge.fleet.store import DEPLOYMENT
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import Route, route


def put_bundle(node: Node, request: Request) -> Response:
    """Takes in a version of a bundle, and signs it."""
    fleet, body = node.kept(Fleet.of), request.required_json()
    return Response(fleet.bundles.put(request.part("name"), request.part("version"), body))


def get_bundle(node: Node, request: Request) -> Response:
    """What a version of a bundle is."""
    return Response(node.kept(Fleet.of).bundles.need(request.part("name"), request.part("version")))


def delete_bundle(node: Node, request: Request) -> Response:
    """Removes a version of a bundle."""
    node.kept(Fleet.of).bundles.delete(request.part("name"), request.part("version"))
    return acknowledged()


def put_deployment(node: Node, request: Request) -> Response:
    """Plans a deployment and begins it."""
    return Response(node.kept(Fleet.of).deployments.put(request.part("name"), request.required_json()))


def get_deployment(node: Node, request: Request) -> Response:
    """Where a deployment is."""
    return Response(node.kept(Fleet.of).deployments.shown(request.part("name")))


def delete_deployment(node: Node, request: Request) -> Response:
    """Forgets a deployment; what nodes run stays."""
    fleet, name = node.kept(Fleet.of), request.part("name")
    fleet.deployments.check_ended(name)
    fleet.store.delete(DEPLOYMENT, name)
    return acknowledged()


def pause_deployment(node: Node, request: Request) -> Response:
    """Lets no further nodes have the version for now."""
    return _set(node, request, PAUSED)


def resume_deployment(node: Node, request: Request) -> Response:
    """Goes on with a deployment."""
    return _set(node, request, "resumed")


def cancel_deployment(node: Node, request: Request) -> Response:
    """Ends a deployment where it is."""
    return _set(node, request, CANCELLED)


def roll_back_deployment(node: Node, request: Request) -> Response:
    """Gives all nodes the version they had before."""
    return _set(node, request, ROLLED_BACK)


def _set(node: Node, request: Request, state: str) -> Response:
    return Response(node.kept(Fleet.of).deployments.set_state(request.part("name"), state))


_BUNDLE: Final = "/_edge/bundles/{name}/{version}"
_DEPLOYMENT: Final = "/_edge/deployments/{name}"
ROUTES: Final[list[Route]] = [
    *route("PUT", _BUNDLE, put_bundle),
    *route("GET", _BUNDLE, get_bundle),
    *route("DELETE", _BUNDLE, delete_bundle),
    *route("PUT", _DEPLOYMENT, put_deployment),
    *route("GET", _DEPLOYMENT, get_deployment),
    *route("DELETE", _DEPLOYMENT, delete_deployment),
    *route("POST", f"{_DEPLOYMENT}/_pause", pause_deployment, body=False),
    *route("POST", f"{_DEPLOYMENT}/_resume", resume_deployment, body=False),
    *route("POST", f"{_DEPLOYMENT}/_cancel", cancel_deployment, body=False),
    *route("POST", f"{_DEPLOYMENT}/_rollback", roll_back_deployment, body=False),
]
