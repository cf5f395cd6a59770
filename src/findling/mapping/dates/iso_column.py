"""Columns of ISO 8601 texts to instants, digit by digit over the whole column."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]

MONTH_LENGTHS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
ZERO, NINE = ord("0"), ord("9")


def parse_iso_column(texts: Sequence[str], unit: str) -> Longs | None:
    """Returns (n,) int64 instants since 1970, in UTC where no offset is named.

    unit: `ms` (finer digits are cut off) or `ns`
    Takes yyyy-MM-dd and yyyy-MM-ddTHH:mm[:ss[.S...]] with Z, an offset or nothing; None if any text is something else.
    """
    lengths = set(map(len, texts))
    if len(lengths) > 8 or min(lengths) < 10 or max(lengths) > 35:
        return None
    if len(lengths) == 1:
        return _parse_group(texts, lengths.pop(), unit)
    result = np.empty(len(texts), dtype=np.int64)
    of_text = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    for length in lengths:
        chosen = np.flatnonzero(of_text == length)
        group = _parse_group([texts[i] for i in chosen.tolist()], length, unit)
        if group is None:
            return None
        result[chosen] = group
    return result


def _parse_group(texts: Sequence[str], length: int, unit: str) -> Longs | None:
    """The same for texts of one length, which must all look like the first."""
    joined = "".join(texts)
    if not joined.isascii():
        return None
    table = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(len(texts), length)
    first = texts[0]
    time_end = _end_of_time(first)
    if time_end < 0 or not _shaped_like(table, first, time_end):
        return None
    days = _days(table)
    if days is None:
        return None
    time = _time_of_day(table, time_end)
    offset = _offset(table, first[time_end:], time_end)
    if time is None or offset is None:
        return None
    return instants(days, time - offset, _nanos(table, time_end), unit)


def instants(days: Longs, seconds: Longs, nanos: Longs, unit: str) -> Longs | None:
    """Returns the sum in `ms` or `ns`; None where nanoseconds do not fit."""
    total = days * 86_400 + seconds
    if unit == "ms":
        return total * 1000 + nanos // 1_000_000
    if total.min() < -9_223_372_036 or total.max() > 9_223_372_035:
        return None
    return total * 1_000_000_000 + nanos


def _end_of_time(text: str) -> int:
    """Returns where the zone starts in the first text; -1 if it is no ISO date."""
    if len(text) == 10:
        return 10
    if text[10] != "T" or len(text) < 16:
        return -1
    end = 16
    if text[16:17] == ":":
        end = 19
        if text[19:20] in (".", ","):
            end = 20
            while end < len(text) and text[end] in "0123456789":
                end += 1
            if not 21 <= end <= 29:
                return -1
    return end


def _shaped_like(table: Bytes, first: str, time_end: int) -> bool:
    """Tells whether all texts have the separators of the first, and digits in the other places of date and time."""
    separators = [at for at in (4, 7, 10, 13, 16, 19) if at < time_end]
    expected = [ord(sign) for sign in "--T::"[: len(separators)]]
    if len(separators) == 6:
        expected.append(ord(first[19]))
    if not (table[:, separators] == np.array(expected, dtype=np.uint8)).all():
        return False
    digits = table[:, [at for at in range(time_end) if at not in separators]]
    return bool(((digits >= ZERO) & (digits <= NINE)).all())


def _two(table: Bytes, at: int) -> Longs:
    return table[:, at].astype(np.int64) * 10 + table[:, at + 1] - 11 * ZERO


def _days(table: Bytes) -> Longs | None:
    """Returns days since 1970 of yyyy-MM-dd at the start; None for a date that does not exist."""
    return days_of(_two(table, 0) * 100 + _two(table, 2), _two(table, 5), _two(table, 8))


def days_of(year: Longs, month: Longs, day: Longs) -> Longs | None:
    """Returns days since 1970; None if a date does not exist. Source: see calendar.days_from_civil."""
    if month.min() < 1 or month.max() > 12 or day.min() < 1 or (day > MONTH_LENGTHS[month]).any():
        return None
    late = (month == 2) & (day == 29)
    if late.any() and not ((year[late] % 4 == 0) & ((year[late] % 100 != 0) | (year[late] % 400 == 0))).all():
        return None
    year = year - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days: Longs = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days


def _time_of_day(table: Bytes, end: int) -> Longs | None:
    """Returns seconds since midnight; None for a time that does not exist."""
    if end == 10:
        return np.zeros(len(table), dtype=np.int64)
    hour, minute = _two(table, 11), _two(table, 14)
    second = _two(table, 17) if end >= 19 else np.zeros(len(table), dtype=np.int64)
    if hour.max() > 23 or minute.max() > 59 or second.max() > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _nanos(table: Bytes, end: int) -> Longs:
    nanos = np.zeros(len(table), dtype=np.int64)
    for at in range(20, end):
        nanos += (table[:, at].astype(np.int64) - ZERO) * 10 ** (28 - at)
    return nanos


def _offset(table: Bytes, zone: str, at: int) -> Longs | None:
    """Returns the seconds east of UTC; None for anything but Z or an offset, written the same way in all texts."""
    zeros = np.zeros(len(table), dtype=np.int64)
    if not zone:
        return zeros
    if zone == "Z":
        return zeros if (table[:, at] == ord("Z")).all() else None
    if at == 10 or zone[0] not in "+-" or len(zone) not in (5, 6):
        return None
    minute_at = at + len(zone) - 2
    signs = table[:, at]
    digits = table[:, [at + 1, at + 2, minute_at, minute_at + 1]]
    good = ((signs == ord("+")) | (signs == ord("-"))).all() and ((digits >= ZERO) & (digits <= NINE)).all()
    if not good or (len(zone) == 6 and not (table[:, at + 3] == ord(":")).all()):
        return None
    hours, minutes = _two(table, at + 1), _two(table, minute_at)
    if hours.max() > 17 or minutes.max() > 59:
        return None
    seconds: Longs = np.where(signs == ord("-"), -1, 1) * (hours * 3600 + minutes * 60)
    return seconds
