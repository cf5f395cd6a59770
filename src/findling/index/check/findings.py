"""What a check finds in a shard."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from findling.base.errors import FindlingError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written.

    file: its path; offset: of the damage in it, as far as that is known
    """

    file: str
    offset: int
    reason: str

    @classmethod
    def of(cls, error: Exception, file: object) -> Self:
        """Returns the problem that an error tells of; file: where it was met, unless the error knows better."""
        known = error.metadata if isinstance(error, FindlingError) else {}
        reason = error.reason if isinstance(error, FindlingError) else f"{type(error).__name__}: {error}"
        return cls(str(known.get("file", file)), int(known.get("offset", 0)), reason)


@dataclass(slots=True)
class ArrayCheck:
    """One array of a segment. problem: what is wrong with it, None if it is whole"""

    name: str
    size_bytes: int
    problem: str | None = None

    def to_json(self) -> dict[str, object]:
        return {"array": self.name, "size_in_bytes": self.size_bytes, **_status(self.problem is None, self.problem)}


@dataclass(slots=True)
class SegmentCheck:
    """One segment of a commit point.

    docs: documents that are not deleted, nested ones not counted; deleted: those that are; -1 if that cannot be known
    """

    name: str
    docs: int = -1
    deleted: int = -1
    size_bytes: int = 0
    arrays: list[ArrayCheck] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, object]:
        return {
            "segment": self.name,
            "docs": self.docs,
            "deleted": self.deleted,
            "size_in_bytes": self.size_bytes,
            **_status(self.is_whole),
            "problems": [asdict(problem) for problem in self.problems],
            "arrays": [array.to_json() for array in self.arrays],
        }


@dataclass(slots=True)
class LogCheck:
    """The log behind a commit point.

    torn_bytes: behind its last record, never acknowledged, which a start cuts off
    """

    generations: list[int] = field(default_factory=list)
    operations: int = 0
    torn_bytes: int = 0
    problems: list[Problem] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        return {**asdict(self), **_status(not self.problems)}


@dataclass(slots=True)
class ShardCheck:
    """One shard.

    commit: generation of its commit point, None if it has none that can be read
    leftovers: files that no commit point names, which a start removes; set_aside: operations that could not be replayed
    problems: of the commit point, of live docs, of the directory
    """

    number: int
    path: str
    commit: int | None = None
    segments: list[SegmentCheck] = field(default_factory=list)
    log: LogCheck = field(default_factory=LogCheck)
    leftovers: list[str] = field(default_factory=list)
    set_aside: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not any(True for _ in self.all_problems())

    def all_problems(self) -> Iterator[Problem]:
        """Yields the problems of the shard and of all its parts."""
        yield from self.problems
        for segment in self.segments:
            yield from segment.problems
        yield from self.log.problems

    def to_json(self) -> dict[str, object]:
        return {
            "shard": self.number,
            **_status(self.is_whole),
            "path": self.path,
            "commit": self.commit,
            "docs": sum(segment.docs for segment in self.segments if segment.docs >= 0),
            "problems": [asdict(problem) for problem in self.problems],
            "segments": [segment.to_json() for segment in self.segments],
            "log": self.log.to_json(),
            "leftovers": self.leftovers,
            "set_aside": self.set_aside,
        }


def _status(is_whole: bool, reason: str | None = None) -> dict[str, Any]:
    status: dict[str, Any] = {"status": "whole" if is_whole else "damaged"}
    return status if reason is None else {**status, "reason": reason}
