"""`_capabilities`: whether the server has an API with certain parameters and abilities, asked for by test runners."""

from collections.abc import Sequence
from typing import Final

from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import COMMON, Route, route
from findling.rest.router import Router

_ABILITIES: Final = frozenset(
    {
        "local_param_deprecated", "lookup_index_mode", "query_parameter_support", "return-404-on-missing-target",
        "unassigned_pri_shard_count",
    }
)  # fmt: skip
"""What Elasticsearch gives names to and Findling has."""


class _Capabilities:
    """Answers from the routes there are, of which this is one."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.router = Router(routes)

    def __call__(self, node: Node, request: Request) -> Response:
        match = self.router.find(request.query.get("method", "GET"), request.query.get("path", "/"))
        found = None if match is None else match.route
        parameters, abilities = set(request.names("parameters")), set(request.names("capabilities"))
        supported = found is not None and parameters <= found.parameters | COMMON and abilities <= _ABILITIES
        counts = {"total": 1, "successful": 1, "failed": 0}
        return Response({"_nodes": counts, "cluster_name": node.config.cluster_name, "supported": supported})


def capabilities_routes(others: Sequence[Route]) -> list[Route]:
    """Returns the route that tells of all others and of itself."""
    answer = _Capabilities(others)
    own = route("GET", "/_capabilities", answer, "method path parameters capabilities local_only timeout")
    answer.router.add(own[0])
    return own
