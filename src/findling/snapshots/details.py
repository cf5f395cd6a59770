"""One snapshot whole: what it holds, down to the files of each shard."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from findling.snapshots.root import SnapshotEntry


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a shard. hash: SHA-256, hexadecimal: the name of its content; mark: see shard_files"""

    name: str
    size: int
    hash: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """A shard at one commit point.

    commit: the manifest of the commit point; files: all that it names
    new_files, new_bytes: what the repository did not have before; start_ms, took_ms: of the upload
    """

    commit: Mapping[str, Any]
    files: tuple[FileEntry, ...]
    new_files: int = 0
    new_bytes: int = 0
    start_ms: int = 0
    took_ms: int = 0

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "ShardEntry":
        return cls(**{**body, "files": tuple(FileEntry(**file) for file in body["files"])})


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An index. metadata: as the cluster state keeps it; shards: None where a shard could not be taken up"""

    metadata: Mapping[str, Any]
    shards: tuple[ShardEntry | None, ...]

    @property
    def size(self) -> int:
        """Bytes of all its shards' files."""
        return sum(shard.size for shard in self.shards if shard is not None)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "IndexEntry":
        shards = (None if shard is None else ShardEntry.from_json(shard) for shard in body["shards"])
        return cls(body["metadata"], tuple(shards))


@dataclass(frozen=True, slots=True)
class ShardProblem:
    """Why a shard is not in a snapshot."""

    index: str
    index_uuid: str
    shard: int
    reason: str
    node: str


@dataclass(frozen=True, slots=True)
class SnapshotDetails:
    """A snapshot.

    entry: what the root says of it; version: of the Elasticsearch that Findling followed when it was made
    metadata: what whoever made it wrote on it; None if nothing
    global_state: settings of the cluster, templates and what else is not of one index; None if it was not asked for
    streams: its data streams and their aliases, as the cluster state keeps them
    failures: of shards; reason: what went wrong with it as a whole
    """

    entry: SnapshotEntry
    version: str
    indices: Mapping[str, IndexEntry]
    metadata: Mapping[str, Any] | None = None
    global_state: Mapping[str, Any] | None = None
    failures: tuple[ShardProblem, ...] = ()
    reason: str | None = None
    streams: Mapping[str, Any] = field(default_factory=dict)

    def files(self) -> Iterator[FileEntry]:
        """Yields the files of all shards."""
        for index in self.indices.values():
            for shard in index.shards:
                if shard is not None:
                    yield from shard.files

    def hashes(self) -> frozenset[str]:
        """Returns the names of the content that it needs."""
        return frozenset(file.hash for file in self.files())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "SnapshotDetails":
        return cls(
            SnapshotEntry.from_json(body["entry"]),
            body["version"],
            {name: IndexEntry.from_json(index) for name, index in body["indices"].items()},
            body["metadata"],
            body["global_state"],
            tuple(ShardProblem(**problem) for problem in body["failures"]),
            body["reason"],
            body.get("streams", {}),
        )
