"""The manifest of a place: which indices are published there, down to the objects of their files."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from findling.snapshots.sealed import seal, unseal

_REMEMBERED: Final = 32


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a shard.

    object: the name of the object that has its content; hash: SHA-256 of it, hexadecimal; size in bytes
    mark: see findling.snapshots.shard_files
    frames_at, frames_size: where the frames of stored sources lie in it, which may stay there; rest_hash: SHA-256 of
    all else; 0 and "" where there are none, or few
    """

    name: str
    size: int
    hash: str
    mark: str
    object: str
    frames_at: int = 0
    frames_size: int = 0
    rest_hash: str = ""


@dataclass(frozen=True, slots=True)
class PublishedShard:
    """A shard at one commit point. commit: the manifest of the commit point; files: all that it names"""

    commit: Mapping[str, Any]
    files: tuple[PublishedFile, ...]

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "PublishedShard":
        return cls(body["commit"], tuple(PublishedFile(**file) for file in body["files"]))


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """An index.

    metadata: as the cluster state keeps it; id: of this publication of it
    sources: what has been indexed into it by events, each once (findling.serverless)
    """

    id: str
    metadata: Mapping[str, Any]
    shards: tuple[PublishedShard, ...]
    published_ms: int
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files())

    def files(self) -> Iterator[PublishedFile]:
        """Yields the files of all shards."""
        for shard in self.shards:
            yield from shard.files

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "PublishedIndex":
        return cls(**{**body, "shards": tuple(PublishedShard.from_json(shard) for shard in body["shards"])})


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a place holds at one moment.

    generation: grows by one with each change, 0 before the first
    changes: ids of the last changes, the newest last: whoever got no answer finds its own there
    """

    generation: int = 0
    indices: Mapping[str, PublishedIndex] = field(default_factory=dict)
    changes: tuple[str, ...] = ()

    def objects(self) -> frozenset[str]:
        """Returns the names of all objects that it needs."""
        return frozenset(file.object for index in self.indices.values() for file in index.files())

    def with_index(self, name: str, index: PublishedIndex) -> "Manifest":
        """Returns a manifest with an index, instead of what had its name."""
        return replace(self, indices={**self.indices, name: index})

    def without_index(self, name: str) -> "Manifest":
        """Returns a manifest without an index."""
        return replace(self, indices={key: index for key, index in self.indices.items() if key != name})

    def changed(self, change_id: str) -> "Manifest":
        """Returns the manifest as the next generation, made by a change."""
        changes = (*self.changes, change_id)[-_REMEMBERED:]
        return replace(self, generation=self.generation + 1, changes=changes)

    def to_bytes(self) -> bytes:
        return seal(asdict(self))

    @classmethod
    def from_bytes(cls, blob: bytes) -> "Manifest":
        """Returns the manifest of a blob. Raises DamagedBlobError."""
        body = unseal(blob)
        indices = {name: PublishedIndex.from_json(index) for name, index in body["indices"].items()}
        return cls(body["generation"], indices, tuple(body["changes"]))
