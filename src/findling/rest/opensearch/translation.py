"""Between client and handlers: parameters come with OpenSearch's names, and answers get them."""

from types import FunctionType
from typing import Any, Final

import orjson

from findling.node.services.node import Node
from findling.rest.cat_table import CatTable
from findling.rest.opensearch.bodies import BODIES
from findling.rest.opensearch.errors import translated_error, translated_items
from findling.rest.opensearch.tables import translated_table
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.typed_urls import deprecation

_MANAGER_TIMEOUT: Final = "cluster_manager_timeout"
_TIMEOUT: Final = "master_timeout"
_BULK_ERROR: Final = b'"errors":true'
_METRICS_OF_OPENSEARCH: Final = frozenset({
    "shard_indexing_pressure", "search_backpressure", "cluster_manager_throttling", "weighted_routing", "file_cache",
    "task_cancellation", "resource_usage_stats", "segment_replication_backpressure", "admission_control", "caches",
    "remote_store", "native_memory",
})  # fmt: skip
"""What OpenSearch alone counts of nodes: nothing of it is here."""
_MASTER: Final = "master_node"
_MANAGER: Final = "cluster_manager_node"
_INCLUSIVE: Final = (
    "Parameter [{}] is deprecated and will be removed in 3.0. To support inclusive language, please use [{}] instead."
)
_DEPRECATED_TABLE: Final = "[GET /_cat/master] is deprecated! Use [GET /_cat/cluster_manager] instead."


def translate_request(request: Request, route: Route) -> None:
    """Gives parameters and names of nodes the names that handlers know."""
    if _TIMEOUT in route.parameters:
        if _TIMEOUT in request.query:
            request.warnings.append(deprecation(_INCLUSIVE.format(_TIMEOUT, _MANAGER_TIMEOUT)))
        if _MANAGER_TIMEOUT in request.query:
            request.query[_TIMEOUT] = request.query.pop(_MANAGER_TIMEOUT)
    if "local" not in route.parameters and request.path.startswith("/_cat/"):
        request.query.pop("local", None)
    if request.query.get("level") == "awareness_attributes":
        request.query["level"] = "cluster"
    request.query.pop("awareness_attribute", None)
    if "metric" in request.parts and "/stats" in request.path:
        metrics = [name for name in request.names("metric") if name not in _METRICS_OF_OPENSEARCH]
        request.parts["metric"] = ",".join(metrics) or "_all"
    if request.path == "/_cat/master":
        request.warnings.append(deprecation(_DEPRECATED_TABLE))
    for part in ("node_id", "metric"):
        if part in request.parts:
            request.parts[part] = request.parts[part].replace("cluster_manager", "master")


def translate_response(node: Node, request: Request, route: Route, response: Response) -> Response:
    """Returns an answer with OpenSearch's members; the answer itself where they are the same."""
    name = f"{route.handler.__module__.rpartition('.')[2]}.{_name(route)}"
    body = response.body
    if isinstance(body, CatTable):
        response.body = translated_table(name, body)
    elif name in BODIES:
        response.body = BODIES[name](node, body)
        for metric, other in ((_MASTER, _MANAGER), (_MANAGER, _MASTER)):
            if metric in request.path and other not in request.path:
                response.body.pop(other, None)
    elif isinstance(body, dict) and "error" in body:
        response.body = translated_error(body, request.path)
    elif name == "documents.bulk_write":
        response.body = _bulk(body)
    return response


def _bulk(body: Any) -> Any:
    """Returns an answer to a bulk request; one without errors is the same."""
    if isinstance(body, bytes):
        return orjson.dumps(translated_items(orjson.loads(body))) if _BULK_ERROR in body[:200] else body
    return translated_items(body) if isinstance(body, dict) and body.get("errors") else body


def _name(route: Route) -> str:
    return route.handler.__name__ if isinstance(route.handler, FunctionType) else ""
