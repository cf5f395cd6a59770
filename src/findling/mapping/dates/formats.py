"""Elasticsearch's built-in date formats: name -> how it is printed, how it is parsed.

Source: Elasticsearch reference, "format" mapping parameter. Single letters take fewer digits than they print; `!`, `~`
and `§` are explained in pattern.py. A name with `strict_` in front parses exactly what it prints; the table gives, per
name, the strict pattern and the lenient one.
"""

from typing import Final

# name without strict_: (strict pattern, lenient pattern)
CALENDAR_FORMATS: Final[dict[str, tuple[str, str]]] = {
    "date_optional_time": ("uuuu[-MM[-dd]]['T'[HH[:mm[:ss[!]]][~]]]", "u[-M[-d]]['T'[H[:m[:s[!]]][~]]]"),
    "date_optional_time_nanos": ("uuuu[-MM[-dd]]['T'[HH[:mm[:ss[!]]][~]]]", "u[-M[-d]]['T'[H[:m[:s[!]]][~]]]"),
    "date": ("uuuu-MM-dd", "u[-M[-d]]"),
    "date_hour": ("uuuu-MM-dd'T'HH", "u-M-d'T'H"),
    "date_hour_minute": ("uuuu-MM-dd'T'HH:mm", "u-M-d'T'H:m"),
    "date_hour_minute_second": ("uuuu-MM-dd'T'HH:mm:ss", "u-M-d'T'H:m:s"),
    "date_hour_minute_second_fraction": ("uuuu-MM-dd'T'HH:mm:ss!", "u-M-d'T'H:m:s!"),
    "date_hour_minute_second_millis": ("uuuu-MM-dd'T'HH:mm:ss!", "u-M-d'T'H:m:s!"),
    "date_time": ("uuuu-MM-dd'T'HH:mm:ss[!]~", "u-M-d'T'H:m:s[!]~"),
    "date_time_no_millis": ("uuuu-MM-dd'T'HH:mm:ss~", "u-M-d'T'H:m:s~"),
    "hour": ("HH", "H"),
    "hour_minute": ("HH:mm", "H:m"),
    "hour_minute_second": ("HH:mm:ss", "H:m:s"),
    "hour_minute_second_fraction": ("HH:mm:ss!", "H:m:s!"),
    "hour_minute_second_millis": ("HH:mm:ss!", "H:m:s!"),
    "ordinal_date": ("uuuu-DDD", "u-D"),
    "ordinal_date_time": ("uuuu-DDD'T'HH:mm:ss!~", "u-D'T'H:m:s!~"),
    "ordinal_date_time_no_millis": ("uuuu-DDD'T'HH:mm:ss~", "u-D'T'H:m:s~"),
    "time": ("HH:mm:ss!~", "H:m:s!~"),
    "time_no_millis": ("HH:mm:ss~", "H:m:s~"),
    "t_time": ("'T'HH:mm:ss!~", "'T'H:m:s!~"),
    "t_time_no_millis": ("'T'HH:mm:ss~", "'T'H:m:s~"),
    "week_date": ("YYYY-'W'ww-e", "Y-'W'w-e"),
    "week_date_time": ("YYYY-'W'ww-e'T'HH:mm:ss!~", "Y-'W'w-e'T'H:m:s!~"),
    "week_date_time_no_millis": ("YYYY-'W'ww-e'T'HH:mm:ss~", "Y-'W'w-e'T'H:m:s~"),
    "weekyear": ("YYYY", "Y"),
    "weekyear_week": ("YYYY-'W'ww", "Y-'W'w"),
    "weekyear_week_day": ("YYYY-'W'ww-e", "Y-'W'w-e"),
    "year": ("uuuu", "u"),
    "year_month": ("uuuu-MM", "u-M"),
    "year_month_day": ("uuuu-MM-dd", "u-M-d"),
    "basic_week_date": ("YYYY'W'wwe", "Y'W'we"),
    "basic_week_date_time": ("YYYY'W'wwe'T'HHmmss!~", "YYYY'W'wwe'T'HHmmss!~"),
    "basic_week_date_time_no_millis": ("YYYY'W'wwe'T'HHmmss~", "YYYY'W'wwe'T'HHmmss~"),
}

# formats without a strict_ twin
PLAIN_FORMATS: Final[dict[str, str]] = {
    "iso8601": "uuuu[-MM[-dd]]['T'[HH[:mm[:ss[!]]][~]]]",
    "basic_date": "uuuuMMdd",
    "basic_date_time": "uuuuMMdd'T'HHmmss!~",
    "basic_date_time_no_millis": "uuuuMMdd'T'HHmmss~",
    "basic_ordinal_date": "uuuuDDD",
    "basic_ordinal_date_time": "uuuuDDD'T'HHmmss!~",
    "basic_ordinal_date_time_no_millis": "uuuuDDD'T'HHmmss~",
    "basic_time": "HHmmss!~",
    "basic_time_no_millis": "HHmmss~",
    "basic_t_time": "'T'HHmmss!~",
    "basic_t_time_no_millis": "'T'HHmmss~",
}

EPOCH_FORMATS: Final = {"epoch_millis": 1000, "epoch_second": 1}
# these print milliseconds, however many digits a second has
_IN_MILLIS: Final = frozenset({"date_optional_time", "strict_date_optional_time", "iso8601"})
ISO_FORMATS: Final = frozenset({"strict_date_optional_time", "strict_date_optional_time_nanos", "iso8601"})


def built_in_patterns(name: str) -> tuple[str, str] | None:
    """Returns (pattern to print, pattern to parse) of a built-in format; None if there is none of this name."""
    strict, lenient = CALENDAR_FORMATS.get(name.removeprefix("strict_"), ("", ""))
    if name in PLAIN_FORMATS:
        strict = lenient = PLAIN_FORMATS[name]
    if not strict:
        return None
    printed = strict.replace("[!]", "[.SSS]") if name in _IN_MILLIS else strict
    return printed, strict if name.startswith("strict_") else lenient
