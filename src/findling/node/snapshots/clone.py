"""A second snapshot of some indices of a first: content is shared, nothing is copied."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from findling.base.errors import ActionRequestValidationError
from findling.base.ids import random_uuid
from findling.node.services.node import Node
from findling.node.snapshots.names import index_expressions, new_name
from findling.node.snapshots.snapshot_indices import indices_named
from findling.snapshots.errors import RepositoryError, SnapshotError, SnapshotMissingError
from findling.snapshots.running import RunningSnapshot


def clone_snapshot(node: Node, repository: str, source: str, given: str, body: Mapping[str, Any]) -> dict[str, bool]:
    """Makes the clone. Raises SnapshotMissingError, SnapshotNameInUseError, IndexNotFoundError, SnapshotError."""
    expressions = index_expressions(body)
    if not expressions:
        raise ActionRequestValidationError.of("indices patterns are empty")
    where = node.snapshots.repository(repository)
    name = new_name(node, repository, given)
    if where.readonly:
        raise RepositoryError.of(repository, "cannot create snapshot in a readonly repository")
    running = RunningSnapshot(repository, name, random_uuid(), node.clock.now_ms(), True, {})
    root = where.root()
    node.snapshots.running.begin(running, root)
    try:
        entry = root.named(source)
        if entry is None:
            raise SnapshotMissingError.of(repository, source)
        details = where.details(entry)
        chosen = indices_named(details.indices, expressions)
        if not chosen:
            raise SnapshotError(
                f"[default:{repository}:{source}/{entry.uuid}] No indices in the source snapshot "
                f"[{source}/{entry.uuid}] matched requested pattern [{', '.join(expressions)}]"
            )
        with where.holding() as hold:
            for content in details.hashes():
                hold(content)
            indices = {index: details.indices[index] for index in chosen}
            shards = [shard for index in indices.values() for shard in index.shards]
            cloned = replace(
                entry,
                name=name,
                uuid=running.uuid,
                indices={index: found.metadata["uuid"] for index, found in indices.items()},
                start_ms=running.start_ms,
                end_ms=node.clock.now_ms(),
                total_shards=len(shards),
                failed_shards=shards.count(None),
                policy=None,
                data_streams=(),
            )
            kept = details.global_state if details.global_state is not None else {}
            problems = tuple(problem for problem in details.failures if problem.index in indices)
            where.add(
                replace(
                    details,
                    entry=cloned,
                    indices=indices,
                    metadata={},
                    global_state=kept,
                    failures=problems,
                    streams={},
                )
            )
    finally:
        node.snapshots.running.end(running)
    return {"acknowledged": True}
