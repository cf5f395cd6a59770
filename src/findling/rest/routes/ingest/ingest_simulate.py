"""Trying pipelines of documents, and what they are made of."""

from typing import Any

from findling.ingest.grok.bank import patterns
from findling.node.ingest.simulate import parse_simulation, simulate
from findling.node.ingest.simulate_index import parse_index_simulation, simulate_index
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def simulate_pipeline(node: Node, request: Request) -> Response:
    """Run documents of the request through a pipeline."""
    body = request.required_json(or_source=True)
    return Response(simulate(parse_simulation(node, request.parts.get("id"), body, request.flag("verbose"))))


def simulate_documents(node: Node, request: Request) -> Response:
    """Do all that indexing would do, but for the writing."""
    body = request.required_json(or_source=True)
    wanted = parse_index_simulation(node, request.parts.get("index"), request.query.get("pipeline"), body)
    return Response(simulate_index(node, wanted))


def grok_patterns(node: Node, request: Request) -> Response:
    """Show the bank of patterns of grok."""
    found: dict[str, Any] = dict(patterns(request.query.get("ecs_compatibility", "disabled")))
    return Response({"patterns": dict(sorted(found.items())) if request.flag("s") else found})


ROUTES = [
    *route(
        "GET POST",
        "/_ingest/pipeline/_simulate /_ingest/pipeline/{id}/_simulate",
        simulate_pipeline,
        "verbose",
        body=True,
    ),
    *route(
        "GET POST",
        "/_ingest/_simulate /_ingest/{index}/_simulate",
        simulate_documents,
        "pipeline merge_type!",
        body=True,
    ),
    *route("GET", "/_ingest/processor/grok", grok_patterns, "s ecs_compatibility"),
]
