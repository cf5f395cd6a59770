"""Sets of synonyms, and the reloading of analyzers that use them."""

from collections.abc import Mapping

from findling.node.indices import synonym_sets
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, route


def _changed(body: Mapping[str, object]) -> Response:
    return Response(body, 201 if body["result"] == "created" else 200)


def put_set(node: Node, request: Request) -> Response:
    """Put a set."""
    refresh = request.flag("refresh", True)
    return _changed(synonym_sets.put_synonym_set(node, request.part("set"), request.required_json(), refresh))


def get_set(node: Node, request: Request) -> Response:
    """Get the rules of a set."""
    start, size = request.integer("from", 0), request.integer("size", 10)
    return Response(synonym_sets.get_synonym_set(node, request.part("set"), start, size))


def get_sets(node: Node, request: Request) -> Response:
    """List all sets."""
    return Response(synonym_sets.get_synonym_sets(node, request.integer("from", 0), request.integer("size", 10)))


def delete_set(node: Node, request: Request) -> Response:
    """Delete a set."""
    return Response(synonym_sets.delete_synonym_set(node, request.part("set")))


def put_rule(node: Node, request: Request) -> Response:
    """Put one rule."""
    name, key, refresh = request.part("set"), request.part("rule"), request.flag("refresh", True)
    return _changed(synonym_sets.put_synonym_rule(node, name, key, request.required_json(), refresh))


def get_rule(node: Node, request: Request) -> Response:
    """Get one rule."""
    return Response(synonym_sets.get_synonym_rule(node, request.part("set"), request.part("rule")))


def delete_rule(node: Node, request: Request) -> Response:
    """Delete one rule."""
    name, key, refresh = request.part("set"), request.part("rule"), request.flag("refresh", True)
    return Response(synonym_sets.delete_synonym_rule(node, name, key, refresh))


def reload_search_analyzers(node: Node, request: Request) -> Response:
    """Reload search analyzers."""
    options = request.indices_options(synonym_sets.OPTIONS)
    return Response(synonym_sets.reload_search_analyzers(node, request.parts.get("index"), options))


ROUTES = [
    *route("GET", "/_synonyms", get_sets, "from size"),
    *route("PUT", "/_synonyms/{set}", put_set, "refresh"),
    *route("GET", "/_synonyms/{set}", get_set, "from size"),
    *route("DELETE", "/_synonyms/{set}", delete_set),
    *route("PUT", "/_synonyms/{set}/{rule}", put_rule, "refresh"),
    *route("GET", "/_synonyms/{set}/{rule}", get_rule),
    *route("DELETE", "/_synonyms/{set}/{rule}", delete_rule, "refresh"),
    *route("GET POST", "/{index}/_reload_search_analyzers", reload_search_analyzers, f"{INDICES} resource", body=False),
]
