"""Rank evaluation."""

from typing import Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.node.evaluation.rank_eval import rank_eval
from findling.node.evaluation.rated_request import parse_rank_evaluation
from findling.node.search.search import OPTIONS
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, route

_KINDS: Final = ("query_then_fetch", "dfs_query_then_fetch")


def evaluate(node: Node, request: Request) -> Response:
    """Measure searches by documents that were rated."""
    kind = request.query.get("search_type")
    if not request.content().strip():
        raise ParseError("request body or source parameter is required")
    if kind is not None and kind not in _KINDS:
        raise IllegalArgumentError(f"No search type for [{kind}]")
    evaluation = parse_rank_evaluation(request.json())
    options = request.indices_options(OPTIONS)
    return Response(rank_eval(node, request.parts.get("index"), evaluation, options, kind, request.check))


ROUTES: Final = [*route("GET POST", "/_rank_eval /{index}/_rank_eval", evaluate, f"{INDICES} search_type")]
