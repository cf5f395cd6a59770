"""The root of a repository: which snapshots there are."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from findling.base.ids import random_uuid

SUCCESS: Final = "SUCCESS"
PARTIAL: Final = "PARTIAL"
FAILED: Final = "FAILED"
IN_PROGRESS: Final = "IN_PROGRESS"


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """What the root says of one snapshot.

    indices: uuid of each index by its name; policy: the lifecycle policy that made it, if any
    data_streams: names of the data streams in it
    """

    name: str
    uuid: str
    state: str
    indices: Mapping[str, str]
    start_ms: int
    end_ms: int
    total_shards: int
    failed_shards: int
    policy: str | None = None
    data_streams: Sequence[str] = ()

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "SnapshotEntry":
        return cls(**{**body, "data_streams": tuple(body.get("data_streams", ()))})


@dataclass(frozen=True, slots=True)
class Root:
    """All snapshots of a repository at one moment, in the order of their making.

    generation: N of index-N, -1 before the first; uuid: of the repository, from its first root on
    """

    generation: int
    uuid: str | None = None
    snapshots: tuple[SnapshotEntry, ...] = ()

    def named(self, name: str) -> SnapshotEntry | None:
        """Returns a snapshot by its name, None if there is none."""
        return next((entry for entry in self.snapshots if entry.name == name), None)

    def with_snapshot(self, entry: SnapshotEntry) -> "Root":
        """Returns the next root, with another snapshot."""
        return self._next((*self.snapshots, entry))

    def without(self, uuids: frozenset[str]) -> "Root":
        """Returns the next root, without some snapshots."""
        left = tuple(entry for entry in self.snapshots if entry.uuid not in uuids)
        return self._next(left)

    def _next(self, snapshots: tuple[SnapshotEntry, ...]) -> "Root":
        return Root(self.generation + 1, self.uuid or random_uuid(), snapshots)

    def newest_of(self, index_uuid: str) -> SnapshotEntry | None:
        """Returns the last snapshot that has an index, None if none has it."""
        return next((entry for entry in reversed(self.snapshots) if index_uuid in entry.indices.values()), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "generation": self.generation,
            "uuid": self.uuid,
            "snapshots": [asdict(entry) for entry in self.snapshots],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Root":
        return cls(body["generation"], body["uuid"], tuple(map(SnapshotEntry.from_json, body["snapshots"])))
