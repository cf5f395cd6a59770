"""What indices say of rebuilds: which one another was built in place of, and which are kept or being made.

An index that is being built is a `copy`; one that another has taken the place of is `kept` for a time, in which that
can be undone. Both are hidden and take no writes by their names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.cluster.state import ClusterState, IndexMetadata

SECTION: Final = "rebuild"
"""Where an index keeps it in its `custom`."""
COPY_PREFIX: Final = ".rebuild-copy-"
KEPT_PREFIX: Final = ".rebuild-kept-"


@dataclass(frozen=True, slots=True)
class Swap:
    """What an index knows of the one whose place it took.

    before: that one's uuid
    kept: the name it is kept under, until a time in milliseconds
    seq_nos: of each shard of the index the last operation that the kept one has too
    hidden: settings of the kept one that it was hidden by, as they were before
    """

    before: str
    kept: str
    swapped_ms: int
    until_ms: int
    seq_nos: tuple[int, ...]
    hidden: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "kept": self.kept,
            "swapped_ms": self.swapped_ms,
            "until_ms": self.until_ms,
            "seq_nos": list(self.seq_nos),
            "hidden": dict(self.hidden),
        }

    @classmethod
    def of(cls, index: IndexMetadata) -> Self | None:
        """Returns what an index says, None if it was not built in place of another."""
        body = index.custom.get(SECTION, {})
        if "before" not in body:
            return None
        return cls(**{**body, "seq_nos": tuple(body["seq_nos"])})


def predecessor(index: IndexMetadata) -> str | None:
    """Returns the uuid of the index whose place this one took, None if there was none."""
    found: str | None = index.custom.get(SECTION, {}).get("before")
    return found


def copy_of(index: IndexMetadata) -> str | None:
    """Returns the uuid of the index that this one is being built to replace, None if it is not."""
    found: str | None = index.custom.get(SECTION, {}).get("copy_of")
    return found


def is_passing(index: IndexMetadata) -> bool:
    """Whether an index is a copy that is being built, or kept for a time behind one that took its place."""
    body = index.custom.get(SECTION, {})
    return "copy_of" in body or "kept_for" in body


def left_over(state: ClusterState, now_ms: int) -> list[IndexMetadata]:
    """Returns the kept indices whose time is up, or whose successor is gone, and the copies whose original is gone."""
    uuids = {index.uuid for index in state.indices.values()}
    needed = {swap.kept for swap in map(Swap.of, state.indices.values()) if swap is not None and swap.until_ms > now_ms}
    found = []
    for index in state.indices.values():
        body = index.custom.get(SECTION, {})
        orphan = body.get("copy_of") not in uuids if "copy_of" in body else False
        if orphan or ("kept_for" in body and index.name not in needed):
            found.append(index)
    return found
