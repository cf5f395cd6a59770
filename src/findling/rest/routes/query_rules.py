"""Sets of query rules."""

from collections.abc import Mapping

from findling.node.search import query_rules
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def _changed(body: Mapping[str, str]) -> Response:
    return Response(body, 201 if body["result"] == "created" else 200)


def put_set(node: Node, request: Request) -> Response:
    """Put a set of query rules."""
    return _changed(query_rules.put_ruleset(node, request.part("ruleset_id"), request.required_json()))


def get_set(node: Node, request: Request) -> Response:
    """Get a set of query rules."""
    return Response(query_rules.get_ruleset(node, request.part("ruleset_id")))


def get_sets(node: Node, request: Request) -> Response:
    """List the sets of query rules."""
    return Response(query_rules.list_rulesets(node, request.integer("from", 0), request.integer("size", 10)))


def delete_set(node: Node, request: Request) -> Response:
    """Delete a set of query rules."""
    return Response(query_rules.delete_ruleset(node, request.part("ruleset_id")))


def put_rule(node: Node, request: Request) -> Response:
    """Put one query rule."""
    name, rule_id = request.part("ruleset_id"), request.part("rule_id")
    return _changed(query_rules.put_rule(node, name, rule_id, request.required_json()))


def get_rule(node: Node, request: Request) -> Response:
    """Get one query rule."""
    return Response(query_rules.get_rule(node, request.part("ruleset_id"), request.part("rule_id")))


def delete_rule(node: Node, request: Request) -> Response:
    """Delete one query rule."""
    return Response(query_rules.delete_rule(node, request.part("ruleset_id"), request.part("rule_id")))


def try_set(node: Node, request: Request) -> Response:
    """Try which rules of a set apply."""
    return Response(query_rules.try_ruleset(node, request.part("ruleset_id"), request.required_json()))


ROUTES = [
    *route("GET", "/_query_rules", get_sets, "from size"),
    *route("PUT", "/_query_rules/{ruleset_id}", put_set),
    *route("GET", "/_query_rules/{ruleset_id}", get_set),
    *route("DELETE", "/_query_rules/{ruleset_id}", delete_set),
    *route("PUT", "/_query_rules/{ruleset_id}/_rule/{rule_id}", put_rule),
    *route("GET", "/_query_rules/{ruleset_id}/_rule/{rule_id}", get_rule),
    *route("DELETE", "/_query_rules/{ruleset_id}/_rule/{rule_id}", delete_rule),
    *route("POST", "/_query_rules/{ruleset_id}/_test", try_set),
]
