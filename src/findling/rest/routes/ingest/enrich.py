"""Policies to enrich documents."""

from findling.node.ingest.enrich import delete_policy, execute_policy, get_policies, put_policy, stats
from findling.node.services.background_tasks import run_task
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def put(node: Node, request: Request) -> Response:
    """Put a policy."""
    return Response(put_policy(node, request.part("name"), request.required_json()))


def get(node: Node, request: Request) -> Response:
    """Get policies."""
    return Response(get_policies(node, request.names("name")))


def delete(node: Node, request: Request) -> Response:
    """Delete a policy."""
    return Response(delete_policy(node, request.part("name")))


def execute(node: Node, request: Request) -> Response:
    """Make the index of a policy."""
    name = request.part("name")
    done = run_task(
        node,
        "cluster:admin/xpack/enrich/execute",
        name,
        lambda task: execute_policy(node, name, task),
        request.flag("wait_for_completion", True),
        request.headers.get("x-opaque-id"),
    )
    return Response(done)


def show_stats(node: Node, request: Request) -> Response:
    """What is going on."""
    return Response(stats(node))


ROUTES = [
    *route("GET", "/_enrich/policy /_enrich/policy/{name}", get, "master_timeout"),
    *route("PUT", "/_enrich/policy/{name}", put, "master_timeout"),
    *route("DELETE", "/_enrich/policy/{name}", delete, "master_timeout"),
    *route("PUT POST", "/_enrich/policy/{name}/_execute", execute, "wait_for_completion master_timeout", body=False),
    *route("GET", "/_enrich/_stats", show_stats, "master_timeout"),
]
