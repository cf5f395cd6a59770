"""Answers of all nodes of the cluster as one."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.wildcards import matches_any
from findling.cluster.shards.members import members
from findling.node.monitor.hot_threads import HotThreadsRequest, hot_threads
from findling.node.monitor.node_stats import nodes_stats
from findling.node.monitor.nodes_info import is_selected, nodes_info, nodes_usage
from findling.node.services.node import Node

_FUNCTIONS: Final[tuple[Callable[..., Any], ...]] = (nodes_info, nodes_stats, nodes_usage, hot_threads)
_TIMEOUT_S: Final = 5.0


def serve_every_node(node: Node) -> None:
    """Lets other nodes ask this one for its part."""
    if node.others is not None:
        for function in _FUNCTIONS:
            node.others.calls.register(function.__name__, _bound(function, node))


def _bound(function: Callable[..., Any], node: Node) -> Callable[[Any], Any]:
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


def threads_of_nodes(node: Node, node_ids: Sequence[str], request: HotThreadsRequest) -> str:
    """Returns the hot threads of all nodes that are chosen, one after the other; those that do not answer are left out.

    All look at the same time.
    """
    others: dict[str, Any] = {}
    if node.others is not None and "_local" not in node_ids:
        others = {
            other: node.others.calls.begin(other, hot_threads.__name__, [request]) for other in _chosen(node, node_ids)
        }
    texts = [hot_threads(node, request)] if is_selected(node, list(node_ids)) else []
    for other, future in others.items():
        assert node.others is not None
        try:
            texts.append(node.others.calls.result(future, other, _TIMEOUT_S + request.interval_ms / 1000))
        except FindlingError:
            continue
    return "".join(texts)


def _chosen(node: Node, node_ids: Sequence[str]) -> list[str]:
    """Returns the other nodes that ids, names, addresses or patterns mean; none mean all."""
    assert node.others is not None
    known = members(node.cluster.state)
    wanted = [name for name in node_ids if name != "_all"]
    return [
        other
        for other in node.others.others()
        if not wanted or any(matches_any(wanted, name) for name in (other, known[other].name, known[other].host))
    ]
