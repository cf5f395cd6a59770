"""Pipelines of documents."""

from findling.node.ingest.pipelines import delete_pipelines, get_pipelines, put_pipeline
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import MASTER, route


def put(node: Node, request: Request) -> Response:
    """Put a pipeline."""
    if_version = request.optional_integer("if_version")
    return Response(put_pipeline(node, request.part("id"), request.required_json(or_source=True), if_version))


def get(node: Node, request: Request) -> Response:
    """Get pipelines; 404 if there are none."""
    names = request.names("id")
    found = get_pipelines(node, names, request.flag("summary"))
    return Response(found, 200 if found else 404)


def delete(node: Node, request: Request) -> Response:
    """Delete pipelines."""
    return Response(delete_pipelines(node, request.part("id")))


ROUTES = [
    *route("GET", "/_ingest/pipeline /_ingest/pipeline/{id}", get, "master_timeout local summary"),
    *route("PUT", "/_ingest/pipeline/{id}", put, f"{MASTER} if_version"),
    *route("DELETE", "/_ingest/pipeline/{id}", delete, MASTER),
]
