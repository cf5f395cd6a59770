"""Reads all that a repository holds and says what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.snapshots.details import SnapshotDetails
from findling.snapshots.errors import RepositoryError, SnapshotRestoreError
from findling.snapshots.repository import Repository
from findling.snapshots.shard_files import fetch


def verify_integrity(node: Node, repository: str, task: Task) -> dict[str, Any]:
    """Returns the anomalies that were found, in the shape of Elasticsearch's `_verify_integrity`."""
    where = node.snapshots.repository(repository)
    root = where.root()
    log: list[dict[str, Any]] = []
    checked: dict[str, str | None] = {}
    snapshots = indices = 0
    with TemporaryDirectory(dir=node.snapshots.staging_folder()) as folder:
        for entry in root.snapshots:
            task.check()
            snapshots += 1
            try:
                details = where.details(entry)
            except RepositoryError as error:
                anomaly = "failed to load snapshot info"
                log.append({"anomaly": anomaly, "snapshot": _named(entry.name, entry.uuid), "exception": error.reason})
                continue
            indices += len(details.indices)
            log += _anomalies(where, details, Path(folder), checked, task)
    return {
        "log": log,
        "results": {
            "status": {
                "repository": {"name": repository, "generation": root.generation},
                "snapshots": {"verified": snapshots, "total": len(root.snapshots)},
                "blobs": {"verified": len(checked)},
                "indices": {"verified": indices},
            },
            "final_repository_generation": where.root().generation,
            "total_anomalies": len(log),
            "result": "fail" if log else "pass",
        },
    }


def _anomalies(
    where: Repository, details: SnapshotDetails, folder: Path, checked: dict[str, str | None], task: Task
) -> Iterator[dict[str, Any]]:
    """Yields what is wrong with a snapshot's files. checked: by hash, what was found; None for nothing"""
    for name, index in details.indices.items():
        for number, shard in enumerate(index.shards):
            for file in () if shard is None else shard.files:
                if file.hash not in checked:
                    target = folder / file.hash
                    try:
                        fetch(where, file, target, task.check)
                        target.unlink()
                        checked[file.hash] = None
                    except (SnapshotRestoreError, RepositoryError) as error:
                        checked[file.hash] = error.reason
                if checked[file.hash] is not None:
                    yield {
                        "anomaly": "shard blob is damaged or missing",
                        "snapshot": _named(details.entry.name, details.entry.uuid),
                        "index": {"name": name, "id": index.metadata["uuid"]},
                        "shard_id": number,
                        "blob_name": f"data/{file.hash}",
                        "file_name": file.name,
                        "exception": checked[file.hash],
                    }


def _named(name: str, uuid: str) -> dict[str, str]:
    return {"snapshot": name, "uuid": uuid}
