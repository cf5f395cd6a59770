"""Search pipelines, as OpenSearch has them."""

from findling.node.search.search_pipelines import delete_pipelines, get_pipelines, put_pipeline
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route

_TIMES = "master_timeout timeout"


def put(node: Node, request: Request) -> Response:
    """Put a search pipeline."""
    return Response(put_pipeline(node, request.part("id"), request.required_json()))


def get(node: Node, request: Request) -> Response:
    """Get search pipelines."""
    names = [name for name in (request.parts.get("id") or "").split(",") if name]
    found = get_pipelines(node, names)
    return Response(found, 200 if found else 404)


def delete(node: Node, request: Request) -> Response:
    """Delete search pipelines."""
    return Response(delete_pipelines(node, request.part("id").split(",")))


ROUTES = [
    *route("GET", "/_search/pipeline /_search/pipeline/{id}", get, _TIMES),
    *route("PUT", "/_search/pipeline/{id}", put, _TIMES),
    *route("DELETE", "/_search/pipeline/{id}", delete, _TIMES),
]
