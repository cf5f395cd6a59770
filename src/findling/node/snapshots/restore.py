"""Makes indices of a snapshot."""

import logging
import threading
from collections.abc import Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.stream_set import StreamSet
from findling.index.shard import Shard
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.node.snapshots.global_state import with_global_state
from findling.node.snapshots.restore_request import RestoreRequest, parse_restore
from findling.node.snapshots.restored_index import restored_index
from findling.node.snapshots.restored_streams import (
    check_places,
    renamed_index,
    renamed_streams,
    wanted_indices,
    wanted_streams,
    with_streams,
)
from findling.snapshots.details import IndexEntry, SnapshotDetails
from findling.snapshots.errors import SnapshotRestoreError
from findling.snapshots.repository import Repository
from findling.snapshots.service import RestoredFrom
from findling.snapshots.shard_files import download

logger = logging.getLogger("findling.snapshots")


@dataclass(frozen=True, slots=True)
class _Restoring:
    """A restore while it is done.

    indices: (name in the snapshot, new name) of each index
    streams: the data streams that are made of them, with their new names
    where: the snapshot as errors name it
    """

    node: Node
    repository: Repository
    details: SnapshotDetails
    request: RestoreRequest
    indices: Sequence[tuple[str, str]]
    streams: StreamSet
    where: str


def restore_snapshot(node: Node, repository: str, name: str, body: Mapping[str, Any], wait: bool) -> dict[str, Any]:
    """Restores a snapshot; with `wait` the answer comes when all is there.

    Raises SnapshotRestoreError, RepositoryError, IndexNotFoundError and what is wrong with an index's new name or
    settings; no index is made then.
    """
    request = parse_restore(body)
    restoring = _planned(node, node.snapshots.repository(repository), name, request)
    _check(restoring)
    task = node.tasks.start("cluster:admin/snapshot/restore", f"restore [{repository}:{name}]")
    task.subject = restoring
    if wait or not restoring.indices:
        try:
            return _restore(restoring, task)
        finally:
            node.tasks.finish(task, keep=False)
    thread = threading.Thread(target=copy_context().run, args=(_in_background, restoring, task))
    node.snapshots.start(thread)
    return {"accepted": True}


def _planned(node: Node, repository: Repository, name: str, request: RestoreRequest) -> _Restoring:
    entry = repository.root().named(name)
    if entry is None:
        raise SnapshotRestoreError(f"[{repository.name}:{name}] snapshot does not exist")
    details = repository.details(entry)
    where = f"[default:{repository.name}:{name}/{entry.uuid}]"
    if request.include_global_state and details.global_state is None:
        raise SnapshotRestoreError(
            f"{where} cannot restore global state since the snapshot was created without global state"
        )
    streams = wanted_streams(details, request)
    chosen = wanted_indices(details, request, streams)
    renamed: dict[str, str] = {}
    for index in chosen:
        target = renamed_index(request, index, streams)
        if target in renamed:
            raise SnapshotRestoreError(
                f"[{repository.name}:{name}] indices [{index}] and [{renamed[target]}] are renamed into the same "
                f"index [{target}]"
            )
        renamed[target] = index
    _check_features(request, where)
    pairs = [(index, target) for target, index in renamed.items()]
    return _Restoring(node, repository, details, request, pairs, renamed_streams(request, streams), where)


def _check_features(request: RestoreRequest, where: str) -> None:
    """Raises SnapshotRestoreError for features: no snapshot has system indices."""
    unknown = [str(feature) for feature in request.features or () if feature != "none"]
    if unknown:
        raise SnapshotRestoreError(
            f"{where} requested feature states [[{', '.join(unknown)}]] are not present in snapshot"
        )


def _check(restoring: _Restoring) -> None:
    """Raises what would stop the restore, before anything is made."""
    state = restoring.node.cluster.state
    check_places(state, restoring.streams, restoring.where)
    for source, target in restoring.indices:
        entry = restoring.details.indices[source]
        made = restored_index(state, restoring.request, source, entry, target, restoring.where)
        state = state.with_index(made)
        broken = [number for number, shard in enumerate(entry.shards) if shard is None]
        if broken and not restoring.request.partial:
            raise SnapshotRestoreError(f"{restoring.where} index [{source}] wasn't fully snapshotted - cannot restore")


def _in_background(restoring: _Restoring, task: Task) -> None:
    try:
        _restore(restoring, task)
    except FindlingError as error:
        logger.error("restore failed snapshot=%s reason=%s", restoring.where, error.reason)
    finally:
        restoring.node.tasks.finish(task, keep=False)


def _restore(restoring: _Restoring, task: Task) -> dict[str, Any]:
    node, details = restoring.node, restoring.details
    kept = details.global_state
    if restoring.request.include_global_state and kept is not None:
        node.cluster.change(lambda state: with_global_state(state, kept))
    with restoring.repository.holding() as hold:
        for content in details.hashes():
            hold(content)
        for source, target in restoring.indices:
            _restore_index(restoring, task, source, target)
    if restoring.streams:
        node.cluster.change(lambda state: with_streams(state, restoring.streams))
    shards = [shard for source, _ in restoring.indices for shard in details.indices[source].shards]
    failed = shards.count(None)
    return {
        "snapshot": {
            "snapshot": details.entry.name,
            "indices": sorted(target for _, target in restoring.indices),
            "shards": {"total": len(shards), "failed": failed, "successful": len(shards) - failed},
        }
    }


def _restore_index(restoring: _Restoring, task: Task, source: str, target: str) -> None:
    node, entry = restoring.node, restoring.details.indices[source]
    planned = restored_index(node.cluster.state, restoring.request, source, entry, target, restoring.where)

    def change(state: ClusterState) -> ClusterState:
        restored_index(state, restoring.request, source, entry, target, restoring.where)
        replaced = state.without_indices({target}) if target in state.indices else state
        return replaced.with_index(planned)

    started_ms = node.clock.now_ms()
    made = add_index(node, planned, change, lambda path, index: _fill(restoring, task, entry, path))
    restored = RestoredFrom(
        random_uuid(),
        restoring.repository.name,
        restoring.details.entry.name,
        source,
        started_ms,
        node.clock.now_ms(),
        tuple(0 if shard is None else len(shard.files) for shard in entry.shards),
        tuple(0 if shard is None else shard.size for shard in entry.shards),
    )
    node.snapshots.note_restored(made.uuid, restored)


def _fill(restoring: _Restoring, task: Task, entry: IndexEntry, path: Path) -> None:
    """Makes the shards of an index in a directory; one that the snapshot has not is empty."""
    node = restoring.node

    def check() -> None:
        task.check()
        node.snapshots.check_open()

    metadata = IndexMetadata.from_json("", entry.metadata)
    for number, shard in enumerate(entry.shards):
        if shard is None:
            Shard.create(path / str(number), metadata.primary_terms[number], node.config.sync)
        else:
            download(restoring.repository, shard, path / str(number), node.config.sync, check)
