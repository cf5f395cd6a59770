"""Rounding of instants down to intervals: calendar units and fixed lengths, in a time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, IllegalArgumentError, StringIndexOutOfBoundsError
from findling.base.runs import distinct
from findling.base.units import parse_time_ms
from findling.search.aggs.values.zone_offsets import zone_offsets
from findling.search.parameters import ObjectParameters

_DAY_MS: Final = 86_400_000
_MOST_MS: Final = 1 << 62
_NO_LENGTH: Final = -1
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was the third day after a Monday

_CALENDAR_UNITS: Final = {
    "1s": "second", "1m": "minute", "1h": "hour", "1d": "day", "1w": "week", "1M": "month", "1q": "quarter",
    "1y": "year",
}  # fmt: skip
_FIXED_UNITS: Final = {"second": 1000, "minute": 60_000, "hour": 3_600_000}
_LEAST_MS: Final = {
    "day": _DAY_MS,
    "week": 7 * _DAY_MS,
    "month": 28 * _DAY_MS,
    "quarter": 90 * _DAY_MS,
    "year": 365 * _DAY_MS,
}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How instants (ms) are rounded.

    unit: calendar unit of a day or longer; None: a fixed length
    length_ms: of a fixed interval
    zone: where days begin and lengths are counted from midnight 1970-01-01 of the wall clock
    offset_ms: shifts all intervals
    calendar: the name of a calendar interval, of a fixed length or not; None: a fixed interval
    """

    unit: str | None
    length_ms: int
    zone: str | None = None
    offset_ms: int = 0
    calendar: str | None = None

    def check(self) -> None:
        """Raises IllegalArgumentError if the request gives no interval or an empty one: shards see it first."""
        if self.unit is None and not self.length_ms:
            raise IllegalArgumentError("Invalid interval specified, must be non-null and non-empty")
        if self.length_ms < 0:
            raise IllegalArgumentError("Zero or negative time interval not supported")

    @property
    def shortest_ms(self) -> int:
        """Returns the length that no interval is much shorter than."""
        return self.length_ms if self.unit is None else _LEAST_MS[self.unit]

    def round(self, instants: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the start of the interval of each instant."""
        if len(instants) == 0:
            return instants
        shifted = instants - self.offset_ms
        offsets = zone_offsets(self.zone, int(shifted.min()), int(shifted.max()))
        starts = offsets.instants(self._floor(offsets.local(shifted)))
        if self.unit is None and len(offsets.offsets) > 1:
            # the same wall-clock hour comes twice: an instant stays in its own one
            span = offsets.span(shifted)
            own = self._floor(shifted + offsets.offsets[span]) - offsets.offsets[span]
            starts = np.where(own >= offsets.starts[span], own, starts)
        return starts + self.offset_ms

    def starts(self, low: int, high: int) -> NDArray[np.int64]:
        """Returns the starts of all intervals from that of `low` to that of `high`, and of the next one after it."""
        first, last = (int(end) for end in self.round(np.array([low, high], np.int64)))
        shifted = np.array([first, last], np.int64) - self.offset_ms
        reach = int(shifted[1]) + 2 * self.shortest_ms + _DAY_MS
        offsets = zone_offsets(self.zone, int(shifted[0]), reach)
        if self.unit is not None:
            local = self._units(*offsets.local(shifted).tolist())
            return distinct(offsets.instants(local)) + self.offset_ms
        if len(offsets.offsets) == 1:
            reach -= _DAY_MS  # only needed for what a change of offset may shift
        parts = [np.array([shifted[0]], np.int64)]
        for start, end, offset in zip(
            offsets.starts.tolist(), offsets.ends.tolist(), offsets.offsets.tolist(), strict=True
        ):
            begin, stop = max(start, int(shifted[0])), min(end, reach)
            aligned = -(-(begin + offset) // self.length_ms) * self.length_ms - offset
            parts.append(np.arange(aligned, stop, self.length_ms, dtype=np.int64))
        everything = np.sort(np.concatenate(parts))
        everything = everything[np.flatnonzero(np.diff(everything, prepend=everything[0] - 1))]
        return everything[: int(np.searchsorted(everything, shifted[1], side="right")) + 1] + self.offset_ms

    def _floor(self, local: NDArray[np.int64]) -> NDArray[np.int64]:
        if self.unit is None:
            return local // self.length_ms * self.length_ms
        days = local // _DAY_MS
        if self.unit == "day":
            return days * _DAY_MS
        if self.unit == "week":
            return ((days + _EPOCH_WEEKDAY) // 7 * 7 - _EPOCH_WEEKDAY) * _DAY_MS
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return _month_starts(months // _MONTHS[self.unit] * _MONTHS[self.unit])

    def _units(self, low: int, high: int) -> NDArray[np.int64]:
        """Returns the local starts of the units from that which starts at `low` to that after the one at `high`."""
        first, last = self._floor(np.array([low, high], np.int64)).tolist()
        if self.unit in ("day", "week"):
            step = _DAY_MS if self.unit == "day" else 7 * _DAY_MS
            return np.arange(first, last + 2 * step, step, dtype=np.int64)[: (last - first) // step + 2]
        months = np.array([first, last]).astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
        step = _MONTHS[self.unit or ""]
        return _month_starts(np.arange(months[0], months[1] + step + 1, step))


def _month_starts(months: NDArray[np.int64]) -> NDArray[np.int64]:
    return months.astype("datetime64[M]").astype("datetime64[ms]").astype(np.int64)


def read_rounding(params: ObjectParameters, zone: str | None) -> Rounding:
    """Reads the intervals and `offset` of a date_histogram. Raises XContentParseError and IllegalArgumentError."""
    calendar, fixed = params.text("calendar_interval"), params.text("fixed_interval")
    for key, value in (("calendar_interval", calendar), ("fixed_interval", fixed)):
        if value == "":
            raise params.refused(key, IllegalArgumentError(f"[interval] must not be null: [{params.name}]"))
    offset = params.take("offset")
    if "offset" in params and (isinstance(offset, bool | Mapping | list) or offset is None):
        raise params.wrong_token("offset", offset)
    offset_ms = params.read("offset", lambda value: parse_offset(value, params.name), 0)
    key = "calendar_interval" if fixed is None else "fixed_interval"
    if calendar is not None and fixed is not None:
        raise _both_intervals(params)
    if calendar is None and fixed is None:
        if "interval" in params:
            # of version 7
            raise params.unknown("interval", None)
        return Rounding(None, 0, zone, offset_ms)
    made = params.read(key, lambda value: parse_rounding(calendar, fixed, zone, offset_ms, params.name), None)
    assert made is not None
    return made


def _both_intervals(params: ObjectParameters) -> FindlingError:
    """Returns the error of both intervals, told of the one that stands last."""
    first, last = (name for name in params.names() if name in ("calendar_interval", "fixed_interval"))
    return params.refused(last, IllegalArgumentError(f"Cannot use [{last}] with [{first}] configuration option."))


def parse_rounding(calendar: object, fixed: object, zone: str | None, offset: object, type_name: str) -> Rounding:
    """Returns the rounding of a date_histogram's parameters. Raises IllegalArgumentError."""
    if calendar is None and fixed is None:
        raise IllegalArgumentError("Invalid interval specified, must be non-null and non-empty")
    offset_ms = parse_offset(offset, type_name)
    if calendar is not None:
        unit = calendar_unit(calendar)
        if unit is None:
            raise IllegalArgumentError(
                f"The supplied interval [{calendar}] could not be parsed as a calendar interval."
            )
        fixed_ms = _FIXED_UNITS.get(unit)
        return Rounding(None if fixed_ms else unit, fixed_ms or 0, zone, offset_ms, unit)
    length = parse_time_ms(str(fixed), f"{type_name}.fixedInterval")
    return Rounding(None, int(length) or _NO_LENGTH, zone, offset_ms)


def parse_offset(offset: object, type_name: str) -> int:
    """Returns the ms of an offset such as `+6h`, `-1d` or a number."""
    if offset is None:
        return 0
    if isinstance(offset, int | float) and not isinstance(offset, bool):
        if not abs(offset) < _MOST_MS:
            raise IllegalArgumentError(f"Numeric value ({offset}) out of range of long")
        return int(offset)
    text = str(offset)
    if not text:
        raise StringIndexOutOfBoundsError("Index 0 out of bounds for length 0")
    sign = -1 if text.startswith("-") else 1
    return sign * int(parse_time_ms(text.lstrip("+-"), "DateHistogramAggregationBuilder.parseOffset"))


def calendar_unit(text: object) -> str | None:
    """Returns the unit of a calendar interval such as `1d` or `day`, None for anything else."""
    found = _CALENDAR_UNITS.get(str(text))
    return found or (str(text) if str(text) in _CALENDAR_UNITS.values() else None)
