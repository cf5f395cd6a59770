"""Inference endpoints."""

from dataclasses import replace

from findling.inference.provider import TASK_TYPES
from findling.node.inference import endpoints
from findling.node.inference.ask import ask_endpoint
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Handler, route


def _place(request: Request) -> tuple[str, str]:
    """Returns task type and id of a path that has one part or two."""
    return request.parts.get("task_type", endpoints.ANY), request.parts.get("inference_id", "_all")


def put(node: Node, request: Request) -> Response:
    """Put an inference endpoint."""
    return Response(endpoints.put_endpoint(node, *_place(request), request.required_json()))


def update(node: Node, request: Request) -> Response:
    """Update an inference endpoint."""
    return Response(endpoints.update_endpoint(node, *_place(request), request.required_json()))


def get(node: Node, request: Request) -> Response:
    """Get inference endpoints."""
    return Response(endpoints.get_endpoints(node, *_place(request)))


def delete(node: Node, request: Request) -> Response:
    """Delete an inference endpoint."""
    dry_run, force = request.flag("dry_run"), request.flag("force")
    return Response(endpoints.delete_endpoint(node, *_place(request), dry_run, force))


def ask(node: Node, request: Request) -> Response:
    """Ask an inference endpoint."""
    timeout_ms = request.time_ms("timeout", 30_000)
    return Response(ask_endpoint(node, *_place(request), request.required_json(), timeout_ms))


def _asked_for(task_type: str) -> Handler:
    """Returns the handler of a question whose path names its task."""

    def asked(node: Node, request: Request) -> Response:
        return ask(node, replace(request, parts={"task_type": task_type, **request.parts}))

    return asked


def services(node: Node, request: Request) -> Response:
    """List inference services."""
    return Response(endpoints.get_services(request.parts.get("task_type")))


_ONE = "/_inference/{inference_id} /_inference/{task_type}/{inference_id}"

ROUTES = [
    *route("PUT POST", "/_inference/{inference_id}/_update /_inference/{task_type}/{inference_id}/_update", update),
    *route("GET", "/_inference/_services /_inference/_services/{task_type}", services),
    *route("GET", f"/_inference /_inference/_all /_inference/{{task_type}}/_all {_ONE}", get),
    *route("PUT", _ONE, put, "timeout"),
    *route("POST", _ONE, ask, "timeout"),
    *(
        found
        for task_type in TASK_TYPES
        for found in route("POST", f"/_inference/{task_type}/{{inference_id}}", _asked_for(task_type), "timeout")
    ),
    *route("DELETE", _ONE, delete, "dry_run force"),
]
