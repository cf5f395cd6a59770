"""What answers say of one snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.node.services.iso_time import iso_time
from findling.snapshots.details import IndexEntry, ShardProblem, SnapshotDetails
from findling.snapshots.root import SnapshotEntry
from findling.snapshots.running import RunningSnapshot
from findling.version import ELASTICSEARCH_VERSION, INDEX_VERSION

VERSION_ID: Final = INDEX_VERSION


@dataclass(frozen=True, slots=True)
class Shown:
    """Which members are shown."""

    index_names: bool = True
    index_details: bool = False
    include_repository: bool = True


ALL: Final = Shown()


def snapshot_json(repository: str, details: SnapshotDetails, shown: Shown = ALL) -> dict[str, Any]:
    """Returns a finished snapshot as `GET _snapshot/{repository}/{snapshot}` shows it."""
    entry = details.entry
    return {
        **_head(entry.name, entry.uuid, repository, details.version, shown),
        **({"indices": list(details.indices)} if shown.index_names else {}),
        **({"index_details": _details(details.indices)} if shown.index_details else {}),
        "data_streams": list(entry.data_streams),
        "include_global_state": details.global_state is not None,
        **({} if details.metadata is None else {"metadata": details.metadata}),
        "state": entry.state,
        **({} if details.reason is None else {"reason": details.reason}),
        **_times(entry.start_ms, entry.end_ms),
        "failures": [_failure(problem) for problem in details.failures],
        "shards": {
            "total": entry.total_shards,
            "failed": entry.failed_shards,
            "successful": entry.total_shards - entry.failed_shards,
        },
        "feature_states": [],
    }


def running_json(running: RunningSnapshot, shown: Shown = ALL) -> dict[str, Any]:
    """Returns a snapshot that is being made."""
    shards = [progress for found in running.indices.values() for progress in found]
    failed = sum(progress.stage == "FAILURE" for progress in shards)
    return {
        **_head(running.name, running.uuid, running.repository, ELASTICSEARCH_VERSION, shown),
        **({"indices": list(running.indices)} if shown.index_names else {}),
        "data_streams": list(running.data_streams),
        "include_global_state": running.include_global_state,
        "state": running.state,
        **_times(running.start_ms, 0),
        "failures": [],
        "shards": {"total": len(shards), "failed": failed, "successful": 0},
        "feature_states": [],
    }


def brief_json(repository: str, entry: SnapshotEntry, shown: Shown) -> dict[str, Any]:
    """Returns what the root alone knows (`verbose=false`)."""
    return {
        "snapshot": entry.name,
        "uuid": entry.uuid,
        **({"repository": repository} if shown.include_repository else {}),
        **({"indices": list(entry.indices)} if shown.index_names else {}),
        "data_streams": list(entry.data_streams),
        "state": entry.state,
    }


def _head(name: str, uuid: str, repository: str, version: str, shown: Shown) -> dict[str, Any]:
    return {
        "snapshot": name,
        "uuid": uuid,
        **({"repository": repository} if shown.include_repository else {}),
        "version_id": VERSION_ID,
        "version": version,
    }


def _times(start_ms: int, end_ms: int) -> dict[str, Any]:
    return {
        "start_time": iso_time(start_ms),
        "start_time_in_millis": start_ms,
        "end_time": iso_time(end_ms),
        "end_time_in_millis": end_ms,
        "duration_in_millis": max(0, end_ms - start_ms),
    }


def _details(indices: Mapping[str, IndexEntry]) -> dict[str, Any]:
    return {
        name: {
            "shard_count": len(index.shards),
            "size_in_bytes": index.size,
            "max_segments_per_shard": max(
                (len(shard.commit["segments"]) for shard in index.shards if shard is not None), default=0
            ),
        }
        for name, index in indices.items()
    }


def _failure(problem: ShardProblem) -> dict[str, Any]:
    return {
        "index": problem.index,
        "index_uuid": problem.index,
        "shard_id": problem.shard,
        "reason": problem.reason,
        "node_id": problem.node,
        "status": "INTERNAL_SERVER_ERROR",
    }
