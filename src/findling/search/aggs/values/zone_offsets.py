"""A time zone's offsets over a span of time as arrays, to convert many instants at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.dates.zone import Zone, zone_of

_PROBE_MS: Final = 10 * 86_400_000
_FIRST_RULES_MS: Final = -2_840_140_800_000  # 1880: before, every region has one offset
_LAST_PROBED_MS: Final = 16_725_225_600_000  # 2500
_YEAR_MS: Final = 366 * 86_400_000
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class ZoneOffsets:
    """Spans of constant offset.

    starts: (n,) int64 ms, the first one is the lowest int64
    ends: (n,) int64 ms, exclusive; the last one is the highest int64
    offsets: (n,) int64 ms east of UTC
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def local(self, instants: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the wall-clock times of instants."""
        return instants + self.offsets[self.span(instants)]

    def span(self, instants: NDArray[np.int64]) -> NDArray[np.intp]:
        """Returns the span that each instant lies in."""
        spans: NDArray[np.intp] = np.searchsorted(self.starts, instants, side="right") - 1
        return spans

    def instants(self, local: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the instants of wall-clock times: the earlier of two, the end of the gap for one that never was."""
        local_ends = np.append(self.ends[:-1] + self.offsets[:-1], _NEVER)
        span = np.searchsorted(local_ends, local, side="right")
        instants: NDArray[np.int64] = np.maximum(local - self.offsets[span], self.starts[span])
        return instants


def zone_offsets(zone: str | None, low: int, high: int) -> ZoneOffsets:
    """Returns the offsets of a zone over [low, high] ms and some time around; None is UTC."""
    low, high = (max(min(end, _LAST_PROBED_MS), _FIRST_RULES_MS) for end in (low, high))
    return _probed(zone or "Z", low // _YEAR_MS - 1, high // _YEAR_MS + 2)


@lru_cache(maxsize=256)
def _probed(name: str, first_year: int, last_year: int) -> ZoneOffsets:
    zone = zone_of(name)
    if zone.region is None:
        return _spans([], [zone.offset_s * 1000])
    at, end = first_year * _YEAR_MS, last_year * _YEAR_MS
    offsets, changes = [zone.offset_at(at // 1000)], []
    while at < end:
        after = at + _PROBE_MS
        offset = zone.offset_at(after // 1000)
        if offset != offsets[-1]:
            changes.append(_change(zone, at // 1000, after // 1000, offset) * 1000)
            offsets.append(offset)
        at = after
    return _spans(changes, [offset * 1000 for offset in offsets])


def _change(zone: Zone, before: int, after: int, offset: int) -> int:
    """Returns the first second, in (before, after], with an offset."""
    while after - before > 1:
        middle = (before + after) // 2
        if zone.offset_at(middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _spans(changes: list[int], offsets: list[int]) -> ZoneOffsets:
    inner = np.array(changes, np.int64)
    # an offset may still be subtracted from the ends
    lowest, highest = np.iinfo(np.int64).min // 2, np.iinfo(np.int64).max // 2
    return ZoneOffsets(np.append(lowest, inner), np.append(inner, highest), np.array(offsets, np.int64))
