"""Makes a snapshot: files first, then what names them."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.stream_set import StreamSet
from findling.index.commits import CommitPoint
from findling.node.services.node import Node
from findling.node.snapshots.global_state import global_state
from findling.node.snapshots.names import new_name
from findling.node.snapshots.planned import SnapshotRequest, chosen_indices, chosen_streams, parse_snapshot
from findling.node.snapshots.shown import snapshot_json
from findling.node.snapshots.staging import stage_shard
from findling.snapshots.details import FileEntry, IndexEntry, ShardEntry, ShardProblem, SnapshotDetails
from findling.snapshots.errors import ConcurrentSnapshotError, RepositoryError, SnapshotError
from findling.snapshots.lifecycle.policy import POLICY
from findling.snapshots.repository import Repository
from findling.snapshots.root import PARTIAL, SUCCESS, SnapshotEntry
from findling.snapshots.running import RunningSnapshot
from findling.snapshots.shard_files import Progress, known_files, upload
from findling.version import ELASTICSEARCH_VERSION

logger = logging.getLogger("findling.snapshots")
Hold = Callable[[str], None]


@dataclass(slots=True)
class _Making:
    """A snapshot while it is made.

    state: of the moment it began at
    """

    node: Node
    repository: Repository
    request: SnapshotRequest
    state: ClusterState
    indices: list[IndexMetadata]
    streams: StreamSet
    running: RunningSnapshot
    problems: list[ShardProblem] = field(default_factory=list)


def create_snapshot(
    node: Node, repository: str, given: str, body: Mapping[str, Any], wait: bool
) -> dict[str, Any] | None:
    """Makes a snapshot. Returns it as it is shown, or None if it goes on by itself (`wait_for_completion=false`).

    Raises InvalidSnapshotNameError, SnapshotNameInUseError, RepositoryError, IndexNotFoundError, SnapshotError.
    """
    request = parse_snapshot(body)
    where = node.snapshots.repository(repository)
    name = new_name(node, repository, given)
    if where.readonly:
        raise RepositoryError.of(repository, "cannot create snapshot in a readonly repository")
    making = _planned(node, where, name, request)
    node.snapshots.running.begin(making.running, where.root())
    task = node.tasks.start("cluster:admin/snapshot/create", f"snapshot [{repository}:{name}]")
    task.subject = making.running
    made: list[SnapshotDetails | FindlingError] = []

    def work() -> None:
        try:
            made.append(_make(making))
        except FindlingError as error:
            logger.error("snapshot failed snapshot=%s:%s reason=%s", repository, name, error.reason)
            made.append(error)
        finally:
            node.snapshots.running.end(making.running)
            node.tasks.finish(task, keep=False)

    if not wait:
        node.snapshots.start(
            threading.Thread(target=copy_context().run, args=(work,), name=f"findling-snapshot-{name}")
        )
        return None
    work()
    if isinstance(made[0], FindlingError):
        raise made[0]
    return snapshot_json(repository, made[0])


def _planned(node: Node, repository: Repository, name: str, request: SnapshotRequest) -> _Making:
    state = node.cluster.state
    indices = chosen_indices(node, state, request)
    streams = chosen_streams(state, request, indices)
    progress = {
        index.name: tuple(Progress(start_ms=node.clock.now_ms()) for _ in range(index.number_of_shards))
        for index in indices
    }
    running = RunningSnapshot(
        repository.name,
        name,
        random_uuid(),
        node.clock.now_ms(),
        request.include_global_state,
        progress,
        (request.metadata or {}).get(POLICY),
        sorted(streams.streams),
    )
    _check_primaries(node, indices, request, repository.name, name)
    return _Making(node, repository, request, state, indices, streams, running)


def _check_primaries(
    node: Node, indices: list[IndexMetadata], request: SnapshotRequest, repository: str, name: str
) -> None:
    """Raises SnapshotError for shards that cannot be read, unless the snapshot may be partial."""
    if request.partial:
        return
    broken = [
        index.name
        for index in indices
        if any(not failure.readable for failure in node.indices.failures(index).values())
    ]
    if broken:
        raise SnapshotError(f"[{repository}:{name}] Indices don't have primary shards [{', '.join(broken)}]")


def _make(making: _Making) -> SnapshotDetails:
    node, running = making.node, making.running
    folder = node.snapshots.staging / running.uuid
    with making.repository.holding() as hold:
        try:
            details = _details(making, {index.name: _index(making, index, hold) for index in making.indices})
            running.check()
            making.repository.add(details)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return details


def _index(making: _Making, index: IndexMetadata, hold: Hold) -> IndexEntry:
    """Takes an index up; its metadata are read after its shards are staged: a document's new fields come before it."""
    with making.repository.told("could not read repository data"):
        known = known_files(making.repository, index.uuid, index.number_of_shards)
    staged = [_staged(making, index, number) for number in range(index.number_of_shards)]
    newest = making.node.cluster.state.indices.get(index.name)
    shards = tuple(
        None if point is None else _shard(making, index, number, point, known.get(number, ()), hold)
        for number, point in enumerate(staged)
    )
    return IndexEntry((newest if newest is not None and newest.uuid == index.uuid else index).to_json(), shards)


def _staged(making: _Making, index: IndexMetadata, number: int) -> CommitPoint | None:
    """Returns the commit point of a shard whose files have been staged; None if it cannot be read."""
    making.running.check()
    try:
        return stage_shard(making.node, index, number, _folder(making, index, number))
    except (FindlingError, OSError) as error:
        _note_failure(making, index, number, error)
        return None


def _shard(
    making: _Making, index: IndexMetadata, number: int, point: CommitPoint, known: Iterable[FileEntry], hold: Hold
) -> ShardEntry | None:
    """Brings a staged shard into the repository; None if that fails."""
    progress = making.running.indices[index.name][number]
    progress.start_ms = making.node.clock.now_ms()
    folder = _folder(making, index, number)
    try:
        return upload(making.repository, folder, point, known, hold, progress, making.running.check)
    except ConcurrentSnapshotError:
        raise
    except (FindlingError, OSError) as error:
        _note_failure(making, index, number, error)
        return None


def _folder(making: _Making, index: IndexMetadata, number: int) -> Path:
    return making.node.snapshots.staging / making.running.uuid / index.uuid / str(number)


def _note_failure(making: _Making, index: IndexMetadata, number: int, error: FindlingError | OSError) -> None:
    logger.error("shard is not in the snapshot snapshot=%s index=%s shard=%d", making.running.name, index.name, number)
    reason = f"{error.type}: {error.reason}" if isinstance(error, FindlingError) else str(error)
    progress = making.running.indices[index.name][number]
    progress.stage, progress.reason = "FAILURE", reason
    making.problems.append(ShardProblem(index.name, index.uuid, number, reason, making.node.id))


def _details(making: _Making, indices: dict[str, IndexEntry]) -> SnapshotDetails:
    running, now_ms = making.running, making.node.clock.now_ms()
    total = sum(len(index.shards) for index in indices.values())
    entry = SnapshotEntry(
        running.name,
        running.uuid,
        PARTIAL if making.problems else SUCCESS,
        {name: index.metadata["uuid"] for name, index in indices.items()},
        running.start_ms,
        now_ms,
        total,
        len(making.problems),
        running.policy,
        running.data_streams,
    )
    kept = global_state(making.state) if making.request.include_global_state else None
    return SnapshotDetails(
        entry,
        ELASTICSEARCH_VERSION,
        indices,
        making.request.metadata,
        kept,
        tuple(making.problems),
        None,
        making.streams.to_json(),
    )
