"""Figures of edges at their hub: the last that a node has told, and all nodes for Prometheus."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from findling.edge.figures import INDEX
from findling.edge.fleet.registry import Registry
from findling.edge.fleet.store import NODE, FleetStore
from findling.node.monitor.prometheus import Page
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node

_PREFIX: Final = "findling_edge_"
_BACKLOG: Final = {
    "events": ("backlog_events", "Events that wait at an edge for its hub"),
    "bytes": ("backlog_bytes", "Bytes of what waits at an edge for its hub"),
    "dropped": ("dropped_events", "Events that an edge has dropped, for want of room"),
}
_BUNDLE: Final = {
    "calls": ("bundle_calls", "Calls of a bundle's functions or model, since it was started"),
    "failures": ("bundle_failures", "Calls of a bundle that failed"),
    "restarts": ("bundle_restarts", "How often a bundle's process was started again"),
    "dropped": ("bundle_dropped", "Events that a bundle was too slow for, or dropped"),
}


def latest(node: Node, edge: str) -> dict[str, Any] | None:
    """Returns the last figures that an edge told of itself, None if there are none."""
    if node.cluster.state.streams.get(INDEX) is None:
        return None
    query = {"bool": {"filter": [{"term": {"edge.node": edge}}, {"term": {"kind.keyword": "node"}}]}}
    body = {"size": 1, "sort": [{"@timestamp": "desc"}], "query": query, "track_total_hits": False}
    hits = search(node, SearchCall(INDEX, body))["hits"]["hits"]
    return orjson.loads(orjson.dumps(hits[0]["_source"])) if hits else None


def prometheus(cluster: str, store: FleetStore, registry: Registry) -> str:
    """Returns the page of all edges, "" if there are none."""
    page = Page(_PREFIX, {"cluster": cluster})
    for one in store.all(NODE):
        _add(page, one, registry.presence(one))
    return str(page) if page.has_any else ""


def _add(page: Page, node: Mapping[str, Any], presence: str) -> None:
    name = node["name"]
    page.add("up", "Whether an edge is there", presence == "connected", edge=name)
    page.add("refused_total", "What an edge said and may not say", node.get("refused", {}).get("count", 0), edge=name)
    for member, (metric, description) in _BACKLOG.items():
        if member in node.get("backlog", {}):
            page.add(metric, description, node["backlog"][member], edge=name)
    for bundle, status in node.get("status", {}).items():
        labels = {"edge": name, "bundle": bundle, "version": str(status.get("version"))}
        page.add("bundle_healthy", "Whether a bundle is well", status.get("state") == "healthy", **labels)
        for metric, description, value in _figures(status):
            page.add(metric, description, value, **labels)


def _figures(status: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    for member, (metric, description) in _BUNDLE.items():
        if member in status:
            yield metric, description, status[member]
    for quantile, value in status.get("took_ms", {}).items():
        yield f"bundle_call_{quantile}_seconds", f"The {quantile} of the latest calls of a bundle", value / 1000
