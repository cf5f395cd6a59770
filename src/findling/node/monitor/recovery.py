"""How shards came to be on this node: from their own files, empty, or out of a snapshot."""

from dataclasses import dataclass
from typing import Any

from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import IndexMetadata
from findling.node.services.index_selection import select
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.snapshots.service import RestoredFrom
from findling.version import ELASTICSEARCH_VERSION


@dataclass(frozen=True, slots=True)
class Recovery:
    """How the primary of a shard came to be here.

    size: bytes of its files now, or of those that were restored; fresh: it was an empty shard of a new index
    restored: out of which snapshot, None for its own files
    """

    metadata: IndexMetadata
    shard: int
    size: int
    started_ms: int
    fresh: bool
    restored: RestoredFrom | None

    @property
    def kind(self) -> str:
        """The type that Elasticsearch gives it."""
        if self.restored is not None:
            return "SNAPSHOT"
        return "EMPTY_STORE" if self.fresh else "EXISTING_STORE"

    @property
    def files(self) -> int:
        """How many files were copied."""
        return 0 if self.restored is None else self.restored.files[self.shard]

    @property
    def copied(self) -> int:
        """How many bytes were copied."""
        return 0 if self.restored is None else self.size

    @property
    def took_ms(self) -> int:
        return 0 if self.restored is None else self.restored.ended_ms - self.restored.started_ms


def recoveries(node: Node, expression: str | None, options: IndicesOptions) -> list[Recovery]:
    """Returns the recoveries of the shards of indices, closed ones too: they are read only, but there."""
    found = []
    for index in select(node, expression, options):
        restored = node.snapshots.restored.get(index.uuid)
        shards = {} if index.closed else node.indices.get(index).running()
        sizes = {number: shard.stats().store_bytes for number, shard in shards.items()}
        if index.closed:
            sizes = dict.fromkeys(range(index.number_of_shards), 0)
        if restored is not None:
            sizes = {number: restored.sizes[number] for number in sizes}
        fresh = index.creation_date >= node.started_ms and not index.closed
        started = max(index.creation_date, node.started_ms) if restored is None else restored.started_ms
        found += [Recovery(index, number, size, started, fresh, restored) for number, size in sizes.items()]
    return found


@resolving_anew
def index_recovery(
    node: Node, expression: str | None, options: IndicesOptions, detailed: bool = False
) -> dict[str, Any]:
    """Returns how shards came to be on this node. detailed: with the files that were copied, which are not named"""
    answer: dict[str, Any] = {}
    for recovery in recoveries(node, expression, options):
        shown = _recovery(node, recovery)
        if detailed:
            shown["index"]["files"]["details"] = []
        answer.setdefault(recovery.metadata.name, {"shards": []})["shards"].append(shown)
    return answer


def _recovery(node: Node, recovery: Recovery) -> dict[str, Any]:
    size, copied, took = recovery.size, recovery.copied, recovery.took_ms
    return {
        "id": recovery.shard,
        "type": recovery.kind,
        "stage": "DONE",
        "primary": True,
        "start_time_in_millis": recovery.started_ms,
        "stop_time_in_millis": recovery.started_ms + took,
        "total_time_in_millis": took,
        "source": _source(recovery),
        "target": {
            "id": node.id,
            "host": node.config.host,
            "transport_address": node.bound_address,
            "ip": node.config.host,
            "name": node.name,
        },
        "index": {
            "size": {
                "total_in_bytes": size,
                "reused_in_bytes": size - copied,
                "recovered_in_bytes": copied,
                "recovered_from_snapshot_in_bytes": 0,
                "percent": "100.0%",
            },
            "files": {"total": recovery.files, "reused": 0, "recovered": recovery.files, "percent": "100.0%"},
            "total_time_in_millis": took,
            "source_throttle_time_in_millis": 0,
            "target_throttle_time_in_millis": 0,
        },
        "translog": {"recovered": 0, "total": 0, "percent": "100.0%", "total_on_start": 0, "total_time_in_millis": 0},
        "verify_index": {"check_index_time_in_millis": 0, "total_time_in_millis": 0},
    }


def _source(recovery: Recovery) -> dict[str, Any]:
    restored = recovery.restored
    if restored is None:
        return {} if recovery.fresh else {"bootstrap_new_history_uuid": False}
    return {
        "repository": restored.repository,
        "snapshot": restored.snapshot,
        "version": ELASTICSEARCH_VERSION,
        "index": restored.index,
        "restoreUUID": restored.uuid,
    }
