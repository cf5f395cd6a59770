"""`_xpack` and `_xpack/usage`: which features there are, and how they are used."""

from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.state import ClusterState
from findling.node.lifecycle.usage import lifecycle_usage, snapshot_lifecycle_usage, stream_usage
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import WAITING, route

_THERE: Final = (
    "aggregate_metric", "analytics", "data_lifecycle", "data_streams", "data_tiers", "enrich", "ilm", "slm", "spatial",
)  # fmt: skip
_SOLD: Final = ("archive", "ccr", "graph", "logstash", "ml", "searchable_snapshots", "watcher")
"""What a basic licence does not give, and what is not there."""
_NOT_BUILT: Final = (
    "enterprise_search", "eql", "esql", "frozen_indices", "logsdb", "monitoring", "rollup", "sql", "transform",
    "universal_profiling", "voting_only",
)  # fmt: skip
_CATEGORIES: Final = ("build", "license", "features")
_DATE: Final = "2025-07-25T00:00:00.000000000Z"
_USAGE: Final[dict[str, Callable[[ClusterState], dict[str, Any]]]] = {
    "ilm": lifecycle_usage,
    "slm": snapshot_lifecycle_usage,
    "data_streams": stream_usage,
}


def _flags(node: Node) -> dict[str, dict[str, bool]]:
    there = {name: {"available": True, "enabled": True} for name in _THERE}
    absent = {name: {"available": False, "enabled": False} for name in (*_SOLD, *_NOT_BUILT)}
    security = {"security": {"available": True, "enabled": node.security is not None}}
    return dict(sorted({**there, **absent, **security}.items()))


def info(node: Node, request: Request) -> Response:
    """Which features there are."""
    wanted = request.names("categories") or _CATEGORIES
    for name in wanted:
        if name not in _CATEGORIES and name != "_all":
            raise IllegalArgumentError(
                f"No enum constant org.elasticsearch.protocol.xpack.XPackInfoRequest.Category.{name.upper()}"
            )
    uid = node.cluster.state.cluster_uuid
    sections: dict[str, Any] = {
        "build": {"hash": "0" * 40, "date": _DATE},
        "license": {"uid": uid, "type": "basic", "mode": "basic", "status": "active"},
        "features": _flags(node),
    }
    chosen = {name: body for name, body in sections.items() if name in wanted or "_all" in wanted}
    return Response({**chosen, "tagline": "You know, for X"})


def usage(node: Node, request: Request) -> Response:
    """How features are used."""
    state = node.cluster.state
    figures = {name: count(state) for name, count in _USAGE.items()}
    return Response({name: {**flags, **figures.get(name, {})} for name, flags in _flags(node).items()})


ROUTES = [
    *route("GET", "/_xpack", info, "categories accept_enterprise"),
    *route("GET", "/_xpack/usage", usage, WAITING),
]
