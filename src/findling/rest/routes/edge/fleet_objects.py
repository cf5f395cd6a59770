"""Nodes, devices, groups and configurations of the fleet, and searches for everything it has."""

from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.edge.fleet.metrics import latest
from findling.edge.fleet.service import Fleet
from findling.edge.fleet.store import COMMAND, DEVICE, GROUP, NODE, check_kind
from findling.edge.forward.rules import Rules
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import Route, route


def overview(node: Node, request: Request) -> Response:
    """How much of everything there is."""
    return Response(node.kept(Fleet.of).counts())


def put_node(node: Node, request: Request) -> Response:
    """What is known of a node: tags, a description."""
    fleet = node.kept(Fleet.of)
    return Response(fleet.registry.shown_node(fleet.registry.put_node(request.part("name"), request.required_json())))


def get_node(node: Node, request: Request) -> Response:
    """A node: what it runs and is to run, whether it is there."""
    fleet = node.kept(Fleet.of)
    name = request.part("name")
    shown, metrics = fleet.registry.shown_node(fleet.store.need(NODE, name)), latest(node, name)
    return Response(shown | ({} if metrics is None else {"metrics": metrics}))


def revoke_node(node: Node, request: Request) -> Response:
    """Throws a node out."""
    fleet = node.kept(Fleet.of)
    return Response(fleet.registry.shown_node(fleet.registry.revoke(request.part("name"))))


def delete_node(node: Node, request: Request) -> Response:
    """Forgets a node."""
    node.kept(Fleet.of).registry.forget(NODE, request.part("name"))
    return acknowledged()


def put_device(node: Node, request: Request) -> Response:
    """A device, and the node it is at."""
    return Response(node.kept(Fleet.of).devices.put(request.part("name"), request.required_json()))


def get_device(node: Node, request: Request) -> Response:
    """What is known of a device."""
    return Response(node.kept(Fleet.of).store.need(DEVICE, request.part("name")))


def delete_device(node: Node, request: Request) -> Response:
    """Forgets a device and its shadow."""
    node.kept(Fleet.of).devices.forget(request.part("name"))
    return acknowledged()


def put_group(node: Node, request: Request) -> Response:
    """A group of nodes: by name, and by tags."""
    return Response(node.kept(Fleet.of).registry.put_group(request.part("name"), request.required_json()))


def get_group(node: Node, request: Request) -> Response:
    """A group, and who is in it."""
    fleet, name = node.kept(Fleet.of), request.part("name")
    found = fleet.store.need(GROUP, name)
    return Response({**found, "members": sorted(one["name"] for one in fleet.registry.members(name))})


def delete_group(node: Node, request: Request) -> Response:
    """Removes a group."""
    node.kept(Fleet.of).registry.forget(GROUP, request.part("name"))
    return acknowledged()


def put_config(node: Node, request: Request) -> Response:
    """What nodes are told: all, those of a group, or one."""
    body = request.required_json()
    settings = body.pop("settings", None)
    if body or not isinstance(settings, dict):
        raise IllegalArgumentError("the body is {[settings]: an object}, and nothing else")
    Rules.configured(settings)  # what makes no sense is refused here, not on each edge
    return Response(node.kept(Fleet.of).configs.put(request.part("scope"), settings))


def get_config(node: Node, request: Request) -> Response:
    """What a scope is told."""
    return Response(node.kept(Fleet.of).configs.get(request.part("scope")))


def delete_config(node: Node, request: Request) -> Response:
    """Removes what a scope is told."""
    node.kept(Fleet.of).configs.delete(request.part("scope"))
    return acknowledged()


def search_objects(node: Node, request: Request) -> Response:
    """Searches nodes, devices, shadows, deployments... with the query DSL, sorting and aggregations."""
    fleet, kind = node.kept(Fleet.of), check_kind(request.part("kind"))
    found = fleet.store.search(kind, request.json() or {}, request.flag("typed_keys"))
    shown = [_shown(fleet, kind, one.source) for one in found.documents]
    hits: list[dict[str, Any]] = [{"_id": one["name"], "_source": one} for one in shown]
    for hit, sort in zip(hits, found.sorts or (), strict=False):
        hit["sort"] = sort
    answer: dict[str, Any] = {"hits": {"total": {"value": found.total, "relation": "eq"}, "hits": hits}}
    if found.aggregations is not None:
        answer["aggregations"] = found.aggregations
    return Response(answer)


def _shown(fleet: Fleet, kind: str, source: dict[str, Any]) -> dict[str, Any]:
    if kind == NODE:
        return fleet.registry.shown_node(source)
    if kind == COMMAND:
        return fleet.commands.as_now(source)
    return {name: value for name, value in source.items() if name not in _INNER}


_INNER: Final = ("before", "waves", "report")
_NODE: Final = "/_edge/nodes/{name}"
ROUTES: Final[list[Route]] = [
    *route("GET", "/_edge", overview),
    *route("PUT", _NODE, put_node),
    *route("GET", _NODE, get_node),
    *route("DELETE", _NODE, delete_node),
    *route("POST", f"{_NODE}/_revoke", revoke_node, body=False),
    *route("PUT", "/_edge/devices/{name}", put_device),
    *route("GET", "/_edge/devices/{name}", get_device),
    *route("DELETE", "/_edge/devices/{name}", delete_device),
    *route("PUT", "/_edge/groups/{name}", put_group),
    *route("GET", "/_edge/groups/{name}", get_group),
    *route("DELETE", "/_edge/groups/{name}", delete_group),
    *route("PUT", "/_edge/configs/{scope}", put_config),
    *route("GET", "/_edge/configs/{scope}", get_config),
    *route("DELETE", "/_edge/configs/{scope}", delete_config),
    *route("GET POST", "/_edge/{kind}/_search", search_objects, "typed_keys", body=True),
]
