"""Tasks."""

from findling.node.monitor import task_actions
from findling.node.monitor.nodes_info import is_selected
from findling.node.services.node import Node
from findling.rest.human import counted
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def concerns(node: Node, request: Request) -> bool:
    """Tells whether a request asks for tasks of this node."""
    return is_selected(node, [*request.names("nodes"), *request.names("node_id")])


def list_tasks(node: Node, request: Request) -> Response:
    """Running tasks."""
    body = task_actions.list_tasks(
        node,
        request.names("actions"),
        request.query.get("group_by", "nodes"),
        request.flag("detailed"),
        request.headers.get("x-opaque-id"),
        concerns(node, request),
        request.query.get("parent_task_id"),
    )
    return counted(request, body)


def get_task(node: Node, request: Request) -> Response:
    """One task, or its result."""
    wait_ms = request.time_ms("timeout", 30_000) if request.flag("wait_for_completion") else 0
    return counted(request, task_actions.get_task(node, request.part("task_id"), wait_ms))


def cancel(node: Node, request: Request) -> Response:
    """Cancel tasks."""
    task_id, actions = request.parts.get("task_id"), request.names("actions")
    return Response(
        task_actions.cancel_tasks(node, task_id, actions, concerns(node, request), request.query.get("parent_task_id"))
    )


_LIST = "actions detailed group_by nodes node_id parent_task_id timeout wait_for_completion"

ROUTES = [
    *route("GET", "/_tasks", list_tasks, _LIST),
    *route("GET", "/_tasks/{task_id}", get_task, "timeout wait_for_completion"),
    *route("POST", "/_tasks/_cancel /_tasks/{task_id}/_cancel", cancel, _LIST, body=False),
]
