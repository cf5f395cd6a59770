"""Rebuild an index under its name."""

from typing import Final

from findling.base.object_parser import parse_object
from findling.node.rebuild import rebuild as actions
from findling.node.rebuild.request import parse_rebuild
from findling.node.services.background_tasks import run_task
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.node.services.throttle import parse_speed
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route

ACTION: Final = "indices:admin/rebuild"


def start(node: Node, request: Request) -> Response:
    """Build an index anew with another mapping or other settings."""
    parsed = parse_rebuild(request.json(), request.query)
    name, speed = request.part("index"), parse_speed(request.query.get("requests_per_second"))

    def work(task: Task) -> dict[str, object]:
        task.throttle.change(speed)
        return actions.rebuild(node, name, parsed, task)

    wait = request.flag("wait_for_completion", True)
    return Response(
        run_task(node, f"{ACTION}/start", f"rebuild [{name}]", work, wait, request.headers.get("x-opaque-id"))
    )


def undo(node: Node, request: Request) -> Response:
    """Give the name back to the index that was there before."""
    parse_object("rebuild", request.json(), {})
    name, speed = request.part("index"), parse_speed(request.query.get("requests_per_second"))
    wait, opaque_id = request.flag("wait_for_completion", True), request.headers.get("x-opaque-id")
    return Response(
        run_task(
            node,
            f"{ACTION}/undo",
            f"undo rebuild [{name}]",
            lambda task: actions.undo(node, name, task, speed),
            wait,
            opaque_id,
        )
    )


def status(node: Node, request: Request) -> Response:
    """Where the rebuild of an index stands, or all rebuilds of the node."""
    index = request.parts.get("index")
    return Response(actions.overview(node) if index is None else actions.status(node, index))


def forget(node: Node, request: Request) -> Response:
    """Delete the index that was there before."""
    return Response(actions.forget(node, request.part("index")))


_SPEED: Final = "requests_per_second wait_for_completion"

ROUTES = [
    *route("POST", "/{index}/_rebuild", start, f"{_SPEED} batch undo_for"),
    *route("POST", "/{index}/_rebuild/_undo", undo, _SPEED),
    *route("GET", "/_rebuild /{index}/_rebuild", status),
    *route("DELETE", "/{index}/_rebuild", forget),
]
