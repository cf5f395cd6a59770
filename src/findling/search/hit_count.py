"""How far a search counts its hits: `track_total_hits`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

# more documents than there can be
_NO_LIMIT: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class HitCount:
    """Hits are counted until they are more than `limit`, over all segments of a shard.

    limit: below 0 none is counted, and no total is shown
    """

    limit: int

    ALL: ClassVar[HitCount]
    NONE: ClassVar[HitCount]
    DEFAULT: ClassVar[HitCount]

    @property
    def is_shown(self) -> bool:
        """Whether the response has a total."""
        return self.limit >= 0

    @property
    def is_exact(self) -> bool:
        """Whether all hits are counted, however many."""
        return self.limit == _NO_LIMIT

    def is_enough(self, counted: int) -> bool:
        """Whether no more hits need be counted."""
        return counted > self.limit

    def total(self, counted: int, is_exact: bool) -> tuple[int | None, str]:
        """Returns the value and the relation (eq or gte) of the total; the value is None if none is shown.

        counted: hits of all shards; is_exact: whether these are all
        """
        if not self.is_shown:
            return None, "eq"
        if counted > self.limit:
            return self.limit, "gte"
        return counted, "eq" if is_exact else "gte"


HitCount.ALL = HitCount(_NO_LIMIT)
HitCount.NONE = HitCount(-1)
HitCount.DEFAULT = HitCount(10_000)
