"""Which snapshots of a policy have had their time.

Source: Elasticsearch's SnapshotRetentionConfiguration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_integer
from findling.base.object_parser import NUMBER, STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.snapshots.root import SUCCESS, SnapshotEntry

_MEMBERS = {
    "expire_after": Member(STRING),
    "min_count": Member(NUMBER, as_integer),
    "max_count": Member(NUMBER, as_integer),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """How long snapshots are kept, and how many; None: no matter."""

    expire_after: str | None = None
    min_count: int | None = None
    max_count: int | None = None

    @classmethod
    def parse(cls, body: Any) -> Self:
        """Reads a policy's `retention`. Raises IllegalArgumentError."""
        known = {key: value for key, value in body.items() if key in _MEMBERS and value is not None}
        retention = cls(**parse_object("snapshot_retention", known, _MEMBERS))
        retention.check()
        return retention

    def check(self) -> None:
        """Raises IllegalArgumentError for what cannot be kept."""
        if self.expire_after is not None:
            parse_time_ms(self.expire_after, "expire_after")
        for name, count in (("minimum", self.min_count), ("maximum", self.max_count)):
            if count is not None and count < 1:
                raise IllegalArgumentError(f"{name} snapshot count must be at least 1, but was: {count}")
        if self.min_count is not None and self.max_count is not None and self.min_count > self.max_count:
            raise IllegalArgumentError(
                f"minimum snapshot count {self.min_count} cannot be larger than maximum snapshot count {self.max_count}"
            )

    def to_json(self) -> dict[str, Any]:
        members = {"expire_after": self.expire_after, "min_count": self.min_count, "max_count": self.max_count}
        return {name: value for name, value in members.items() if value is not None}

    def expired(self, snapshots: Sequence[SnapshotEntry], now_ms: int) -> list[SnapshotEntry]:
        """Returns those of a policy's snapshots that may go."""
        by_age = sorted(snapshots, key=lambda entry: entry.start_ms)
        good = [entry for entry in by_age if entry.state == SUCCESS]
        return [entry for entry in by_age if self._is_expired(entry, good, now_ms)]

    def _is_expired(self, entry: SnapshotEntry, good: Sequence[SnapshotEntry], now_ms: int) -> bool:
        """good: the snapshots that succeeded, the oldest first"""
        failed = entry.state != SUCCESS
        if self.expire_after is None and failed and good and good[-1].start_ms > entry.start_ms:
            return True
        if self.max_count is not None and len(good) > self.max_count:
            too_many = good[: len(good) - self.max_count]
            if entry.start_ms <= too_many[-1].start_ms:
                return True
        if self.expire_after is None:
            return False
        if self.min_count is not None and not failed and entry not in good[: max(0, len(good) - self.min_count)]:
            return False
        return now_ms - entry.start_ms > parse_time_ms(self.expire_after, "expire_after")
