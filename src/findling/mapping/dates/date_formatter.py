"""A mapping's or query's date format: one or more alternatives, the first of which prints."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from findling.base.dates.names import known_locale
from findling.base.dates.zone import UTC_ZONE, zone_of
from findling.base.errors import DateTimeParseError, IllegalArgumentError
from findling.base.work.short_cache import short_cache
from findling.mapping.dates.date_format import EpochFormat, date_format
from findling.mapping.dates.fixed_width_column import parse_fixed_width_column
from findling.mapping.dates.formats import ISO_FORMATS
from findling.mapping.dates.iso_column import parse_iso_column
from findling.mapping.dates.resolve import Instant

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1


class DateFormatter:
    """The alternatives of a format such as `strict_date_optional_time||epoch_millis`.

    pattern: as written
    locale: whose names of months and days
    Raises IllegalArgumentError for a pattern that cannot be read.
    """

    def __init__(self, pattern: str, locale: str = "en") -> None:
        self.pattern = pattern
        known = known_locale(locale)
        names = [name.strip() for name in pattern.split("||")]
        if not any(names):
            raise IllegalArgumentError("No date pattern provided")
        if not all(names):
            raise IllegalArgumentError(f"Cannot have empty element in multi date format pattern: {pattern}")
        self.formats = [date_format(name.removeprefix("8"), known) for name in names]
        self._iso_first = names[0] in ISO_FORMATS
        self._takes_millis = "epoch_millis" in names

    def parse(self, text: str, round_up: bool = False, time_zone: str | None = None) -> Instant:
        """Returns the instant of a text by the first alternative that takes it.

        round_up: a missing time of day counts as its last nanosecond
        time_zone: where the text names none
        Raises IllegalArgumentError `failed to parse date field [..] with format [..]`.
        """
        zone = zone_of(time_zone) if time_zone else None
        failures: list[DateTimeParseError] = []
        for candidate in self.formats:
            try:
                return candidate.parse(text, round_up, zone)
            except DateTimeParseError as error:
                failures.append(error)
        cause = failures[0] if len(failures) == 1 else DateTimeParseError("Failed to parse with all enclosed parsers")
        raise IllegalArgumentError(f"failed to parse date field [{text}] with format [{self.pattern}]") from cause

    def parse_millis(self, text: str, round_up: bool = False, time_zone: str | None = None) -> int:
        """Returns the milliseconds since 1970 of a text; see parse."""
        instant = self.parse(text, round_up, time_zone)
        return instant.epoch_s * 1000 + instant.nanos // 1_000_000

    def parse_nanos(self, text: str, round_up: bool = False, time_zone: str | None = None) -> int:
        """Returns the nanoseconds since 1970 of a text; see parse."""
        instant = self.parse(text, round_up, time_zone)
        return instant.epoch_s * 1_000_000_000 + instant.nanos

    def parse_column(self, texts: Sequence[str], unit: str = "ms") -> npt.NDArray[np.int64] | None:
        """Returns (n,) int64 of many texts at once; None where they have to be taken singly.

        That is, unless the first alternative is ISO or a pattern of fixed places, and takes them all.

        unit: `ms` or `ns`
        """
        if self._iso_first:
            return parse_iso_column(texts, unit)
        layout = self.formats[0].layout
        return parse_fixed_width_column(texts, layout, unit) if layout is not None else None

    def millis_column(self, numbers: Sequence[int]) -> npt.NDArray[np.int64] | None:
        """Returns (n,) int64 of JSON numbers; None unless all can only be epoch_millis.

        Up to four digits could be a year, which the alternatives before epoch_millis may take; negative ones too.
        """
        if not self._takes_millis or min(numbers) < 10_000 or max(numbers) > INT64_MAX:
            return None
        if not (self._iso_first or isinstance(self.formats[0], EpochFormat)):
            return None
        if self.formats[0].name == "epoch_second":
            return None
        return np.array(numbers, dtype=np.int64)

    def format(self, millis: int, time_zone: str | None = None) -> str:
        """Returns the text of milliseconds since 1970, by the first alternative."""
        seconds, rest = divmod(int(millis), 1000)
        return self.formats[0].format(seconds, rest * 1_000_000, zone_of(time_zone) if time_zone else UTC_ZONE)

    def format_nanos(self, nanos: int, time_zone: str | None = None) -> str:
        """Returns the text of nanoseconds since 1970, by the first alternative."""
        seconds, rest = divmod(int(nanos), 1_000_000_000)
        return self.formats[0].format(seconds, rest, zone_of(time_zone) if time_zone else UTC_ZONE)


@short_cache(512)
def date_formatter(pattern: str, locale: str = "en") -> DateFormatter:
    """Returns the formatter of a pattern, compiled once."""
    return DateFormatter(pattern, locale)
