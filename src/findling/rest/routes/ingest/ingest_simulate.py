"""Trying pipelines of documents."""

from findling.node.ingest.simulate import parse_simulation, simulate
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def simulate_pipeline(node: Node, request: Request) -> Response:
    """Run documents of the request through a pipeline."""
    body = request.required_json(or_source=True)
    return Response(simulate(parse_simulation(node, request.parts.get("id"), body, request.flag("verbose"))))


ROUTES = [
    *route(
        "GET POST",
        "/_ingest/pipeline/_simulate /_ingest/pipeline/{id}/_simulate",
        simulate_pipeline,
        "verbose",
        body=True,
    ),
]
