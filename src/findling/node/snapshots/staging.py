"""A shard's files, linked to where nothing takes them away while they are read."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from findling.base.errors import CorruptIndexError
from findling.cluster.state import IndexMetadata
from findling.codec.commit import commit_generations, commit_path, read_commit
from findling.index.commits import CommitPoint
from findling.index.shard_copy import HeldCommit
from findling.node.services.node import Node
from findling.snapshots.shard_files import stage_files

_TRIES: Final = 5


def stage_shard(node: Node, index: IndexMetadata, number: int, folder: Path) -> CommitPoint:
    """Stages a shard as it is now: all that has been acknowledged. Raises what makes it unreadable."""
    if index.closed:
        return _stage_closed(node.data.index(index.uuid) / str(number), folder)
    with node.indices.get(index).shard(number).held_commit() as commit:
        stage_files(commit, folder)
        return commit.point


def _stage_closed(directory: Path, folder: Path) -> CommitPoint:
    """Stages the last commit point of a shard that is not open; tries again if it was opened meanwhile."""
    for tried in range(_TRIES):
        generations = commit_generations(directory)
        if generations:
            with suppress(FileNotFoundError):
                point = CommitPoint.from_json(read_commit(commit_path(directory, generations[-1])))
                target = folder.with_name(f"{folder.name}-{tried}")
                stage_files(HeldCommit(directory, point), target)
                target.rename(folder)
                return point
    raise CorruptIndexError(f"no commit point (file=[{directory}], offset=[0])", file=str(directory), offset=0)
