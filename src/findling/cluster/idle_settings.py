"""Settings that are accepted and change nothing, each with the reason why nothing is missed.

Tools set them without thinking of one node; refusing them would stop these tools, and none of them would make an answer
different. docs/compatibility.md shows the table. A setting of which that cannot be said is built or refused.
"""

from typing import Final

_ONE_NODE: Final = "there is one node: no shard has anywhere else to go"
_NO_RECOVERY: Final = "no shard is copied from another node"
_MERGES: Final = "merges run in the background of the node, one at a time for a shard"

IDLE_CLUSTER_SETTINGS: Final[dict[str, str]] = {
    "cluster.info.update.timeout": "the disk is asked by a system call, which does not wait for other nodes",
    "cluster.metadata.*": "notes of the user, which mean nothing to Elasticsearch either",
    "cluster.no_master_block": "the only node is always the master",
    "cluster.persistent_tasks.*": "there are no persistent tasks to distribute",
    "cluster.routing.allocation.allow_rebalance": _ONE_NODE,
    "cluster.routing.allocation.disk.include_relocations": _ONE_NODE,
    "cluster.routing.allocation.disk.reroute_interval": _ONE_NODE,
    "cluster.routing.allocation.disk.watermark.enable_for_single_data_node": "the flood stage always holds on one node",
    "cluster.routing.allocation.disk.watermark.flood_stage.frozen": "there are no frozen nodes",
    "cluster.routing.allocation.disk.watermark.flood_stage.frozen.max_headroom": "there are no frozen nodes",
    "cluster.routing.allocation.node_initial_primaries_recoveries": _NO_RECOVERY,
    "cluster.routing.use_adaptive_replica_selection": "there are no copies to choose from",
    "cluster.service.slow_task_logging_threshold": "only a log of Elasticsearch's master is concerned",
    "http.tracer.*": "the access log has all requests",
    "indices.mapping.dynamic_timeout": "mappings change within the process that writes",
    "indices.mapping.max_in_flight_updates": "mappings change within the process that writes",
    "indices.recovery.*": _NO_RECOVERY,
    "search.default_keep_alive": "a search without scroll keeps nothing once it is answered",
    "search.keep_alive_interval": "what has expired is found out whenever readers are asked for",
    "stack.templates.enabled": "there are no templates that nobody made",
    "transport.tracer.*": "there are no connections between nodes",
}

IDLE_INDEX_SETTINGS: Final[dict[str, str]] = {
    "index.compound_format": "a segment always is one file",
    "index.flush_after_merge": "what is merged is committed by the next flush",
    "index.load_fixed_bitset_filters_eagerly": "bitsets of nested documents are read from the segment",
    "index.merge.scheduler.*": _MERGES,
    "index.soft_deletes.retention.operations": "no other cluster follows an index",
    "index.soft_deletes.retention_lease.period": "no other cluster follows an index",
    "index.store.preload": "files are mapped into memory; the system reads them ahead",
    "index.store.type": "files are always mapped into memory",
    "index.translog.generation_threshold_size": "a generation of the log ends with a flush",
    "index.warmer.enabled": "what a search needs is made when it is first asked for",
}

IDLE_SETTINGS: Final[dict[str, str]] = {**IDLE_CLUSTER_SETTINGS, **IDLE_INDEX_SETTINGS}
