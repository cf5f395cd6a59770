"""Answers of all nodes of the cluster as one."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.node.monitor.node_stats import nodes_stats
from findling.node.monitor.nodes_info import nodes_info, nodes_usage
from findling.node.services.node import Node

_FUNCTIONS: Final[tuple[Callable[..., dict[str, Any]], ...]] = (nodes_info, nodes_stats, nodes_usage)
_TIMEOUT_S: Final = 5.0


def serve_every_node(node: Node) -> None:
    """Lets other nodes ask this one for its part."""
    if node.others is not None:
        for function in _FUNCTIONS:
            node.others.calls.register(function.__name__, _bound(function, node))


def _bound(function: Callable[..., dict[str, Any]], node: Node) -> Callable[[Any], dict[str, Any]]:
    return lambda arguments: function(node, *arguments)


def every_node(node: Node, function: Callable[..., dict[str, Any]], node_ids: Sequence[str], *rest: Any) -> Any:
    """Returns what a function says of all nodes that are chosen; those that do not answer count as failed."""
    own = function(node, list(node_ids), *rest)
    if node.others is None or "_local" in node_ids:
        return own
    calls, failed = node.others.calls, 0
    arguments = [list(node_ids), *rest]
    asked = {other: calls.begin(other, function.__name__, arguments) for other in node.others.others()}
    nodes = dict(own["nodes"])
    for other, future in asked.items():
        try:
            nodes.update(calls.result(future, other, _TIMEOUT_S)["nodes"])
        except FindlingError:
            failed += 1
    counts = {"total": len(nodes) + failed, "successful": len(nodes), "failed": failed}
    return {**own, "_nodes": counts, "nodes": nodes}
