"""By which name `_nodes/usage` counts what serves a request: Elasticsearch's, where there is one."""

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Final

_NAMES: Final = {
    "documents.index_document": "document_index_action",
    "documents.create_document": "document_create_action",
    "documents.update_document": "document_update_action",
    "documents.delete_document": "document_delete_action",
    "documents.get": "document_get_action",
    "documents.source": "document_get_source_action",
    "documents.mget": "document_mget_action",
    "documents.bulk_write": "bulk_action",
    "search.search": "search_action",
    "search.msearch": "msearch_action",
    "search.scroll": "scroll_action",
    "search.clear": "clear_scroll_action",
    "search.open_pit": "open_point_in_time",
    "search.close_pit": "close_point_in_time",
    "query.count_documents": "count_action",
    "query.explain": "explain_action",
    "cluster.health": "cluster_health_action",
    "cluster.state": "cluster_state_action",
    "cluster.stats": "cluster_stats_action",
    "cluster.get_settings": "cluster_get_settings_action",
    "cluster.put_settings": "cluster_update_settings_action",
    "cluster.pending_tasks": "pending_cluster_tasks_action",
    "cluster.reroute": "cluster_reroute_action",
    "cluster.explain_allocation": "cluster_allocation_explain_action",
    "cluster.report": "health_action",
    "nodes.info": "nodes_info_action",
    "nodes.stats": "nodes_stats_action",
    "nodes.usage": "nodes_usage_action",
    "nodes.hot_threads": "nodes_hot_threads_action",
    "index_stats.stats": "indices_stats_action",
    "index_stats.segments": "indices_segments_action",
    "index_stats.recovery": "recovery_action",
    "index_stats.shard_stores": "indices_shard_stores_action",
    "info.main": "main_action",
    "info.license_info": "get_license",
    "info.xpack_info": "xpack_info_action",
    "info.features": "get_snapshottable_features",
    "indices.create": "create_index_action",
    "indices.delete": "delete_index_action",
}


@cache
def usage_name(handler: Callable[..., object]) -> str:
    """Returns the name of what a handler does."""
    function = handler.__name__ if isinstance(handler, FunctionType) else "unnamed"
    own = f"{handler.__module__.rpartition('.')[2]}.{function}"
    return _NAMES.get(own, f"{function}_action")
