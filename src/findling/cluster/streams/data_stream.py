"""One data stream: immutable, JSON in and out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from findling.base.errors import IllegalArgumentError

BACKING_PREFIX: Final = ".ds-"
FAILURE_PREFIX: Final = ".fs-"
TIMESTAMP_FIELD: Final = "@timestamp"
Component = Literal["data", "failures"]


@dataclass(frozen=True, slots=True)
class DataStream:
    """A stream.

    indices, failure_indices: names of its backing indices and of those of its failure store, the newest at the end
    lifecycle, options: in normal form, see `lifecycle` and `options`; None if nothing is said
    settings: flat, mappings: one definition; both lie above the template's in backing indices to come
    rollover_on_write, failure_rollover_on_write: whether the next write makes a new backing index first
    """

    name: str
    indices: tuple[str, ...]
    generation: int = 1
    failure_indices: tuple[str, ...] = ()
    hidden: bool = False
    allow_custom_routing: bool = False
    replicated: bool = False
    meta: dict[str, Any] | None = None
    lifecycle: dict[str, Any] | None = None
    options: dict[str, Any] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    mappings: dict[str, Any] = field(default_factory=dict)
    rollover_on_write: bool = False
    failure_rollover_on_write: bool = True

    @property
    def write_index(self) -> str:
        return self.indices[-1]

    @property
    def failure_write_index(self) -> str | None:
        return self.failure_indices[-1] if self.failure_indices else None

    @property
    def all_indices(self) -> tuple[str, ...]:
        """All indices of the stream, those of its failure store among them."""
        return self.indices + self.failure_indices

    def members(self, component: Component) -> tuple[str, ...]:
        """Returns the indices of a part of the stream."""
        return self.indices if component == "data" else self.failure_indices

    def rolled(self, index: str, generation: int, component: Component) -> "DataStream":
        """Returns the stream with a new index that takes the writes of one part."""
        if component == "data":
            return replace(self, indices=(*self.indices, index), generation=generation, rollover_on_write=False)
        added = (*self.failure_indices, index)
        return replace(self, failure_indices=added, generation=generation, failure_rollover_on_write=False)

    def without(self, names: set[str]) -> "DataStream":
        """Returns the stream without some of its indices; its generation grows by one for each."""
        gone = len(names.intersection(self.all_indices))
        if not gone:
            return self
        return replace(
            self,
            indices=tuple(name for name in self.indices if name not in names),
            failure_indices=tuple(name for name in self.failure_indices if name not in names),
            generation=self.generation + gone,
        )

    def replaced(self, old: str, new: str) -> "DataStream":
        """Returns the stream with one backing index in the place of another. Raises IllegalArgumentError."""
        if old not in self.indices:
            raise not_part(old, self.name)
        if old == self.write_index:
            raise IllegalArgumentError(
                f"cannot replace backing index [{old}] of data stream [{self.name}] because it is the write index"
            )
        swapped = tuple(new if name == old else name for name in self.indices)
        return replace(self, indices=swapped, generation=self.generation + 1)

    def to_json(self) -> dict[str, Any]:
        body = asdict(self)
        del body["name"]
        return body

    @classmethod
    def from_json(cls, name: str, body: Mapping[str, Any]) -> "DataStream":
        members = dict(body)
        for part in ("indices", "failure_indices"):
            members[part] = tuple(members.get(part, ()))
        return cls(name, **members)


def not_part(index: str, stream: str) -> IllegalArgumentError:
    """Returns the error for an index that is none of a stream's."""
    return IllegalArgumentError(f"index [{index}] is not part of data stream [{stream}]")


def index_name_of(stream: str, generation: int, now_ms: int, component: Component) -> str:
    """Returns ".ds-logs-2024.01.31-000001": the name of the index that a stream gets at a time."""
    prefix = BACKING_PREFIX if component == "data" else FAILURE_PREFIX
    return f"{prefix}{stream}-{datetime.fromtimestamp(now_ms / 1000, UTC):%Y.%m.%d}-{generation:06d}"
