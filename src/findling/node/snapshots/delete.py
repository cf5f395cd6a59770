"""Deletes snapshots; those that are being made are aborted."""

from collections.abc import Sequence

from findling.node.services.node import Node
from findling.node.snapshots.listing import find_snapshots
from findling.snapshots.errors import RepositoryError


def delete_snapshots(node: Node, repository: str, names: Sequence[str]) -> dict[str, bool]:
    """Deletes what names and patterns mean, and returns when it is gone. Raises SnapshotMissingError."""
    where = node.snapshots.repository(repository)
    found = find_snapshots(node, repository, names, lenient=False)
    if where.readonly and found:
        raise RepositoryError.of(repository, "cannot delete snapshot from a readonly repository")
    aborted = {one.place.name for one in found if one.entry is None}
    for running in node.snapshots.running.all(repository):
        if running.name in aborted:
            running.aborted.set()
            running.done.wait()
    # one that came to its end before it saw that it was aborted
    ended = [entry for entry in where.root().snapshots if entry.name in aborted]
    uuids = frozenset(entry.uuid for entry in [*ended, *(one.entry for one in found if one.entry is not None)])
    if uuids:
        where.remove(uuids)
    return {"acknowledged": True}
