"""Index state management: OpenSearch's lifecycles, under `/_plugins/_ism` and its older name."""

from findling.node.lifecycle.ism import managing, policies
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route

_MOST_POLICIES = 20


def put_one(node: Node, request: Request) -> Response:
    """Put a policy."""
    body = request.required_json()
    seq_no = request.integer("if_seq_no", 0) if "if_seq_no" in request.query else None
    shown, is_new = policies.put_policy(node, request.part("policy"), body.get("policy", body), seq_no)
    return Response(shown, 201 if is_new else 200)


def get_one(node: Node, request: Request) -> Response:
    """Show a policy."""
    return Response(policies.get_policy(node, request.part("policy")))


def get_all(node: Node, request: Request) -> Response:
    """Show policies."""
    begin, size = request.integer("from", 0), request.integer("size", _MOST_POLICIES)
    return Response(policies.list_policies(node, begin, size, request.query.get("queryString", "")))


def delete_one(node: Node, request: Request) -> Response:
    """Delete a policy."""
    return Response(policies.delete_policy(node, request.part("policy")))


def add(node: Node, request: Request) -> Response:
    """Put indices under a policy."""
    return Response(managing.add_policy(node, request.part("index"), request.required_json()))


def remove(node: Node, request: Request) -> Response:
    """Take indices out of their policies."""
    return Response(managing.remove_policy(node, request.part("index")))


def change(node: Node, request: Request) -> Response:
    """Give indices another policy."""
    return Response(managing.change_policy(node, request.part("index"), request.required_json()))


def retry(node: Node, request: Request) -> Response:
    """Try again what has failed."""
    return Response(managing.retry(node, request.part("index"), request.json()))


def explain(node: Node, request: Request) -> Response:
    """Where indices are in their policies."""
    return Response(managing.explain(node, request.parts.get("index"), request.flag("show_policy")))


def _paths(*tails: str) -> str:
    return " ".join(f"/{plugin}/_ism/{tail}" for plugin in ("_plugins", "_opendistro") for tail in tails)


ROUTES = [
    *route("PUT", _paths("policies/{policy}"), put_one, "if_seq_no if_primary_term refresh"),
    *route("GET", _paths("policies/{policy}"), get_one),
    *route("GET", _paths("policies"), get_all, "from size sortField sortOrder queryString"),
    *route("DELETE", _paths("policies/{policy}"), delete_one, "refresh"),
    *route("POST", _paths("add/{index}"), add, "type"),
    *route("POST", _paths("remove/{index}"), remove, "type", body=False),
    *route("POST", _paths("change_policy/{index}"), change, "type"),
    *route("POST", _paths("retry/{index}"), retry, "type"),
    *route("GET", _paths("explain", "explain/{index}"), explain, "show_policy validate_action local! expand_wildcards"),
]
