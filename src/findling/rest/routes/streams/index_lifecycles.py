"""Index lifecycle management."""

from findling.base.errors import IllegalArgumentError
from findling.node.lifecycle.downsampling.downsample import downsample
from findling.node.lifecycle.ilm import explain, moves
from findling.node.lifecycle.ilm.data_tiers import migrate_to_data_tiers
from findling.node.lifecycle.ilm.policies import delete_policy, get_policies, put_policy, set_running, status
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, MASTER, route
from findling.rest.typed_urls import deprecation


def put_one(node: Node, request: Request) -> Response:
    """Put a policy."""
    warnings = put_policy(node, request.part("policy"), request.required_json())
    request.warnings += [deprecation(text) for text in warnings]
    return Response({"acknowledged": True})


def get_some(node: Node, request: Request) -> Response:
    """Show policies."""
    return Response(get_policies(node, request.names("policy")))


def delete_one(node: Node, request: Request) -> Response:
    """Delete a policy."""
    return Response(delete_policy(node, request.part("policy")))


def start(node: Node, request: Request) -> Response:
    """Carry policies out."""
    return Response(set_running(node, running=True))


def stop(node: Node, request: Request) -> Response:
    """Carry no policies out."""
    return Response(set_running(node, running=False))


def show_status(node: Node, request: Request) -> Response:
    """Whether policies are carried out."""
    return Response(status(node))


def explain_some(node: Node, request: Request) -> Response:
    """Where indices are in their policies."""
    options = request.indices_options(explain.OPTIONS)
    flags = request.flag("only_errors"), request.flag("only_managed"), request.flag("human")
    return Response(explain.explain_policies(node, request.part("index"), options, *flags))


def move(node: Node, request: Request) -> Response:
    """Take an index to another step."""
    return Response(moves.move_to_step(node, request.part("index"), request.required_json()))


def retry(node: Node, request: Request) -> Response:
    """Try a step again that has raised."""
    return Response(moves.retry_steps(node, request.names("index")))


def remove(node: Node, request: Request) -> Response:
    """Take indices out of their policies."""
    options = request.indices_options(moves.OPTIONS)
    return Response(moves.remove_policies(node, request.part("index"), options))


def migrate(node: Node, request: Request) -> Response:
    """Put tiers in the place of node attributes."""
    return Response(migrate_to_data_tiers(node, request.json(), request.flag("dry_run")))


def downsample_one(node: Node, request: Request) -> Response:
    """Make an index of time series with one document for an interval."""
    if "," in request.part("index") or "*" in request.part("index"):
        raise IllegalArgumentError(f"index [{request.part('index')}] must be one index")
    return Response(downsample(node, request.part("index"), request.part("target_index"), request.required_json()))


ROUTES = [
    *route("PUT", "/_ilm/policy/{policy}", put_one, MASTER),
    *route("GET", "/_ilm/policy /_ilm/policy/{policy}", get_some, MASTER),
    *route("DELETE", "/_ilm/policy/{policy}", delete_one, MASTER),
    *route("POST", "/_ilm/start", start, MASTER, body=False),
    *route("POST", "/_ilm/stop", stop, MASTER, body=False),
    *route("GET", "/_ilm/status", show_status, MASTER),
    *route("GET", "/{index}/_ilm/explain", explain_some, f"{INDICES} {MASTER} only_errors only_managed"),
    *route("POST", "/_ilm/move/{index}", move, MASTER),
    *route("POST", "/{index}/_ilm/retry", retry, MASTER, body=False),
    *route("POST", "/{index}/_ilm/remove", remove, f"{INDICES} {MASTER}", body=False),
    *route("POST", "/_ilm/migrate_to_data_tiers", migrate, f"{MASTER} dry_run"),
    *route("POST", "/{index}/_downsample/{target_index}", downsample_one, MASTER),
]
