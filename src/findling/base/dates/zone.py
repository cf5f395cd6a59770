"""Time zones: fixed offsets and the regions of the IANA database."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from findling.base.errors import IllegalArgumentError

OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?\Z", re.ASCII)
EPOCH = datetime(1970, 1, 1)
LEAST_S, GREATEST_S = -62_135_000_000, 253_402_000_000
CYCLE_S = 146_097 * 86_400
# Java's short names that the IANA database lacks
SHORT_NAMES = {"PST": "America/Los_Angeles", "CST": "America/Chicago", "JST": "Asia/Tokyo", "IST": "Asia/Kolkata"}


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone.

    id: as Java names it (`Z`, `+01:00`, `Europe/Berlin`)
    offset_s: seconds east of UTC, for fixed offsets
    region: rules, for regions
    """

    id: str
    offset_s: int = 0
    region: ZoneInfo | None = None

    def offset_at(self, epoch_s: int) -> int:
        """Returns the offset in seconds at an instant. Before the year 1 that of then."""
        if self.region is None:
            return self.offset_s
        moment = datetime.fromtimestamp(max(_known(epoch_s), LEAST_S), UTC).astimezone(self.region)
        return round((moment.utcoffset() or timedelta()).total_seconds())

    def offset_of_local(self, local_s: int) -> int:
        """Returns the offset of a wall-clock time, in seconds since 1970 by that clock.

        In a gap the offset before it, in an overlap the earlier one, as java.time decides.
        """
        if self.region is None:
            return self.offset_s
        local = EPOCH + timedelta(seconds=max(_known(local_s), LEAST_S))
        return round((local.replace(tzinfo=self.region).utcoffset() or timedelta()).total_seconds())


UTC_ZONE = Zone("Z")


def _known(seconds: int) -> int:
    """Returns seconds of the last 400 years that Python knows, after which the calendar repeats, for later ones."""
    if seconds <= GREATEST_S:
        return seconds
    return GREATEST_S - CYCLE_S + (seconds - GREATEST_S) % CYCLE_S


@lru_cache(maxsize=1024)
def zone_of(name: str) -> Zone:
    """Returns the zone of an id such as `Z`, `UTC`, `+01:00`, `GMT+2`, `Europe/Berlin`; raises IllegalArgumentError."""
    if name in ("Z", "z", "UTC", "GMT", "UT"):
        return Zone("Z" if name in "Zz" else name)
    offset = name[3:] if name[:3] in ("UTC", "GMT") else name[2:] if name[:2] == "UT" else name
    match = OFFSET.match(offset)
    if match:
        return Zone(name, offset_seconds(match))
    try:
        return Zone(name, region=ZoneInfo(SHORT_NAMES.get(name, name)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise IllegalArgumentError(f"Unknown time-zone ID: {name}") from None


def offset_seconds(match: re.Match[str]) -> int:
    """Returns the seconds of a match of OFFSET; raises IllegalArgumentError above 18 hours."""
    hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4))
    total = hours * 3600 + minutes * 60 + seconds
    if total > 64_800 or minutes > 59 or seconds > 59:
        raise IllegalArgumentError(f"Zone offset not in valid range: -18:00 to +18:00: {match.group()}")
    return -total if match.group(1) == "-" else total


def offset_text(seconds: int, colon: bool = True, zero: str = "Z", minutes: bool = True) -> str:
    """Returns an offset as `+01:00`, `+0100` or `+01`; `zero` for none."""
    if seconds == 0:
        return zero
    sign, rest = ("-", -seconds) if seconds < 0 else ("+", seconds)
    parts = [f"{rest // 3600:02d}", f"{rest // 60 % 60:02d}"]
    if not minutes and rest // 60 % 60 == 0:
        parts.pop()
    if rest % 60:
        parts.append(f"{rest % 60:02d}")
    return sign + (":" if colon else "").join(parts)
