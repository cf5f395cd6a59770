"""Queries of one's own, each answered by an engine that is thrown away."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.node.services.node import Node
from findling.policy.engine.protocol import UNDEFINED
from findling.policy.opa_answers import PARSING_QUERY, Timings, invalid, opa_error
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.routes.policy.opa_route import body_of, decoded, flag, opa, opa_route

_MALFORMED: Final = "error(s) occurred while decoding request"


def routes(prefix: str) -> list[Route]:
    return [
        opa_route("GET", f"{prefix}/v1/query", get_query),
        opa_route("POST", f"{prefix}/v1/query", post_query),
    ]


@opa
def get_query(node: Node, request: Request) -> Response:
    if "q" not in request.query:
        raise invalid("missing parameter 'q'")
    text = request.query.get("input")
    input = UNDEFINED if text is None else decoded(text.encode(), "parameter contains malformed input document")
    return _answer(node, request, request.query["q"], input)


@opa
def post_query(node: Node, request: Request) -> Response:
    body = body_of(request, _MALFORMED)
    if not isinstance(body, Mapping) or not isinstance(body.get("query", ""), str):
        raise invalid(f"{_MALFORMED}: the body is not an object with a query")
    return _answer(node, request, body.get("query", ""), body.get("input", UNDEFINED))


def _answer(node: Node, request: Request, query: str, input: Any) -> Response:
    timings = Timings()
    snapshot = node.decisions.policies.current
    if not query.strip():
        raise invalid("missing required 'query' value")
    try:
        with timings.of("rego_query_eval"):
            rows = snapshot.apart.query(query, input)
    except FindlingError as error:
        raise opa_error(error, PARSING_QUERY) from error
    if node.decisions.log.wants(True):
        node.decisions.log.write(random_uuid(), "", snapshot, input, query=query, requested_by=request.address)
    found = [
        {name: value for name, value in row.bindings.items() if not name.startswith("$")}
        for row in rows
        if not any(expression.get("value") is False for expression in row.expressions)
    ]
    shown: dict[str, Any] = {"result": found} if found else {}
    if flag(request, "metrics"):
        shown["metrics"] = timings.to_json()
    return Response(shown)
