"""How far snapshots have come, shard by shard; of finished ones, what their making took."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.node.services.node import Node
from findling.node.snapshots.listing import find_snapshots
from findling.snapshots.details import ShardEntry, SnapshotDetails
from findling.snapshots.root import IN_PROGRESS
from findling.snapshots.running import RunningSnapshot
from findling.snapshots.shard_files import Progress

_STATES: Final = {IN_PROGRESS: "STARTED"}
_STAGES: Final = {
    "INIT": "initializing",
    "STARTED": "started",
    "FINALIZE": "finalizing",
    "DONE": "done",
    "FAILURE": "failed",
}


@dataclass(frozen=True, slots=True)
class ShardStatus:
    """One shard. node: where it is being taken up, None once it is done"""

    stage: str
    figures: Progress
    node: str | None = None
    reason: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "stage": self.stage,
            "stats": _stats(self.figures),
            **({} if self.node is None else {"node": self.node}),
            **({} if self.reason is None else {"reason": self.reason}),
        }


def running_status(node: Node, repository: str | None) -> dict[str, Any]:
    """Returns the status of what runs, in a repository or in all."""
    return {"snapshots": [_of_running(node, one) for one in node.snapshots.running.all(repository)]}


def snapshot_status(node: Node, repository: str, names: Sequence[str], lenient: bool) -> dict[str, Any]:
    """Returns the status of snapshots by their names. Raises SnapshotMissingError, unless lenient."""
    where = node.snapshots.repository(repository)
    answers = []
    for found in find_snapshots(node, repository, names, lenient):
        if found.running is not None:
            answers.append(_of_running(node, found.running))
        elif found.entry is not None:
            answers.append(_of_details(repository, where.details(found.entry)))
    return {"snapshots": answers}


def _of_running(node: Node, running: RunningSnapshot) -> dict[str, Any]:
    indices = {name: [_of_progress(progress, node.id) for progress in found] for name, found in running.indices.items()}
    return _status(
        running.repository, running.name, running.uuid, "STARTED", running.include_global_state, indices,
        (running.start_ms, max(0, node.clock.now_ms() - running.start_ms)),
    )  # fmt: skip


def _of_progress(progress: Progress, node: str) -> ShardStatus:
    return ShardStatus(progress.stage, progress, node, progress.reason)


def _of_details(repository: str, details: SnapshotDetails) -> dict[str, Any]:
    entry = details.entry
    reasons = {(problem.index, problem.shard): problem.reason for problem in details.failures}
    indices = {
        name: [_of_shard(shard, reasons.get((name, number))) for number, shard in enumerate(index.shards)]
        for name, index in details.indices.items()
    }
    return _status(
        repository, entry.name, entry.uuid, _STATES.get(entry.state, entry.state), details.global_state is not None,
        indices, (entry.start_ms, entry.end_ms - entry.start_ms),
    )  # fmt: skip


def _of_shard(shard: ShardEntry | None, reason: str | None) -> ShardStatus:
    if shard is None:
        return ShardStatus("FAILURE", Progress(), reason=reason)
    figures = Progress(
        "DONE",
        files=len(shard.files),
        size=shard.size,
        new_files=shard.new_files,
        new_bytes=shard.new_bytes,
        done_files=shard.new_files,
        done_bytes=shard.new_bytes,
        start_ms=shard.start_ms,
        took_ms=shard.took_ms,
    )
    return ShardStatus("DONE", figures)


def _status(
    repository: str,
    name: str,
    uuid: str,
    state: str,
    include_global_state: bool,
    indices: Mapping[str, Sequence[ShardStatus]],
    times: tuple[int, int],
) -> dict[str, Any]:
    """times: start and duration, in milliseconds"""
    shards = [shard for found in indices.values() for shard in found]
    return {
        "snapshot": name,
        "repository": repository,
        "uuid": uuid,
        "state": state,
        "include_global_state": include_global_state,
        "shards_stats": _counted(shards),
        "stats": _sum(shards, *times),
        "indices": {
            index: {
                "shards_stats": _counted(found),
                "stats": _sum(found, *_span(found)),
                "shards": {str(number): shard.to_json() for number, shard in enumerate(found)},
            }
            for index, found in indices.items()
        },
    }


def _counted(shards: Sequence[ShardStatus]) -> dict[str, int]:
    counted = Counter(_STAGES[shard.stage] for shard in shards)
    return {**{stage: counted[stage] for stage in _STAGES.values()}, "total": len(shards)}


def _span(shards: Sequence[ShardStatus]) -> tuple[int, int]:
    """Returns when the first shard began, and how long it took until the last was done."""
    begun = [shard.figures for shard in shards if shard.figures.start_ms]
    if not begun:
        return 0, 0
    start = min(figures.start_ms for figures in begun)
    return start, max(figures.start_ms + figures.took_ms for figures in begun) - start


def _sum(shards: Sequence[ShardStatus], start_ms: int, took_ms: int) -> dict[str, Any]:
    figures = [shard.figures for shard in shards]
    whole = Progress(
        files=sum(one.files for one in figures),
        size=sum(one.size for one in figures),
        new_files=sum(one.new_files for one in figures),
        new_bytes=sum(one.new_bytes for one in figures),
        done_files=sum(one.done_files for one in figures),
        done_bytes=sum(one.done_bytes for one in figures),
        start_ms=start_ms,
        took_ms=took_ms,
    )
    return _stats(whole)


def _stats(figures: Progress) -> dict[str, Any]:
    processed = {"file_count": figures.done_files, "size_in_bytes": figures.done_bytes}
    return {
        "incremental": {"file_count": figures.new_files, "size_in_bytes": figures.new_bytes},
        **({} if figures.done_files == figures.new_files else {"processed": processed}),
        "total": {"file_count": figures.files, "size_in_bytes": figures.size},
        "start_time_in_millis": figures.start_ms,
        "time_in_millis": figures.took_ms,
    }
