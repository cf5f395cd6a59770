"""The formatters that Java has ready: those of ISO 8601 and RFC 1123."""

from typing import Final

from findling.script.api.temporal.fields import FIELD
from findling.script.api.temporal.formatter import DateTimeFormatter
from findling.script.api.temporal.printing import Fraction, InstantPart, Literal, Name, Number, Part
from findling.script.api.temporal.printing_zones import Group, Mode, Offset, Zone
from findling.script.api.temporal.week_fields import WEEK_BASED_YEAR, WEEK_OF_WEEK_BASED_YEAR
from findling.script.api.values.locale import Locale


def _fixed(name: str, width: int) -> Number:
    return Number(FIELD[name], width, width, "NOT_NEGATIVE")


def _optional(*parts: Part) -> Group:
    return Group(parts, optional=True)


def _strict(*parts: Part) -> DateTimeFormatter:
    return DateTimeFormatter(parts, Locale.ENGLISH, "STRICT")


_ANY_CASE: Final = Mode("ParseCaseSensitive", False)
_BY_CASE: Final = Mode("ParseCaseSensitive", True)
_LENIENT: Final = Mode("ParseStrict", False)
_STRICT: Final = Mode("ParseStrict", True)
_YEAR: Final = Number(FIELD["YEAR"], 4, 10, "EXCEEDS_PAD")
_SECONDS: Final = _optional(
    Literal(":"), _fixed("SECOND_OF_MINUTE", 2), _optional(Fraction(FIELD["NANO_OF_SECOND"], 0, 9, point=True))
)
_DATE: Final = (_YEAR, Literal("-"), _fixed("MONTH_OF_YEAR", 2), Literal("-"), _fixed("DAY_OF_MONTH", 2))
_TIME: Final = (_fixed("HOUR_OF_DAY", 2), Literal(":"), _fixed("MINUTE_OF_HOUR", 2), _SECONDS)
_OFFSET: Final = Offset()
_DATE_TIME: Final = (_ANY_CASE, Group(_DATE), Literal("T"), Group(_TIME))
_OFFSET_DATE_TIME: Final = (_ANY_CASE, Group(_DATE_TIME), _LENIENT, _OFFSET, _STRICT)
_REGION: Final = _optional(Literal("["), _BY_CASE, Zone("ZoneRegionId"), Literal("]"))

ISO_LOCAL_DATE: Final = _strict(*_DATE)
ISO_OFFSET_DATE: Final = _strict(_ANY_CASE, Group(_DATE), _OFFSET)
ISO_DATE: Final = _strict(_ANY_CASE, Group(_DATE), _optional(_OFFSET))
ISO_LOCAL_TIME: Final = _strict(*_TIME)
ISO_OFFSET_TIME: Final = _strict(_ANY_CASE, Group(_TIME), _OFFSET)
ISO_TIME: Final = _strict(_ANY_CASE, Group(_TIME), _optional(_OFFSET))
ISO_LOCAL_DATE_TIME: Final = _strict(*_DATE_TIME)
ISO_OFFSET_DATE_TIME: Final = _strict(*_OFFSET_DATE_TIME)
ISO_ZONED_DATE_TIME: Final = _strict(Group(_OFFSET_DATE_TIME), _REGION)
ISO_DATE_TIME: Final = _strict(
    Group(_DATE_TIME), _optional(_OFFSET, _optional(Literal("["), _BY_CASE, Zone("ZoneRegionId"), Literal("]")))
)
ISO_ORDINAL_DATE: Final = _strict(_ANY_CASE, _YEAR, Literal("-"), _fixed("DAY_OF_YEAR", 3), _optional(_OFFSET))
ISO_WEEK_DATE: Final = _strict(
    _ANY_CASE,
    Number(WEEK_BASED_YEAR, 4, 10, "EXCEEDS_PAD"),
    Literal("-W"),
    Number(WEEK_OF_WEEK_BASED_YEAR, 2, 2, "NOT_NEGATIVE"),
    Literal("-"),
    _fixed("DAY_OF_WEEK", 1),
    _optional(_OFFSET),
)
ISO_INSTANT: Final = _strict(_ANY_CASE, InstantPart())
BASIC_ISO_DATE: Final = _strict(
    _ANY_CASE,
    Number(FIELD["YEAR"], 4, 4, "NOT_NEGATIVE", behind=4),
    Number(FIELD["MONTH_OF_YEAR"], 2, 2, "NOT_NEGATIVE", behind=-1, fixed=True),
    Number(FIELD["DAY_OF_MONTH"], 2, 2, "NOT_NEGATIVE", behind=-1, fixed=True),
    _optional(_LENIENT, Offset("+HHMMss", "Z"), _STRICT),
)
RFC_1123_DATE_TIME: Final = DateTimeFormatter(
    (
        _ANY_CASE,
        _LENIENT,
        _optional(Name(FIELD["DAY_OF_WEEK"], "SHORT", "FULL"), Literal(", ")),
        Number(FIELD["DAY_OF_MONTH"], 1, 2, "NOT_NEGATIVE"),
        Literal(" "),
        Name(FIELD["MONTH_OF_YEAR"], "SHORT", "FULL"),
        Literal(" "),
        _fixed("YEAR", 4),
        Literal(" "),
        _fixed("HOUR_OF_DAY", 2),
        Literal(":"),
        _fixed("MINUTE_OF_HOUR", 2),
        _optional(Literal(":"), _fixed("SECOND_OF_MINUTE", 2)),
        Literal(" "),
        Offset("+HHMM", "GMT"),
    )
)
YEAR: Final = DateTimeFormatter((_LENIENT, Number(FIELD["YEAR"], 1, 10)))
YEAR_MONTH: Final = DateTimeFormatter((_YEAR, Literal("-"), _fixed("MONTH_OF_YEAR", 2)))
MONTH_DAY: Final = DateTimeFormatter(
    (Literal("--"), _fixed("MONTH_OF_YEAR", 2), Literal("-"), _fixed("DAY_OF_MONTH", 2))
)
NAMED: Final = {
    "BASIC_ISO_DATE": BASIC_ISO_DATE, "ISO_DATE": ISO_DATE, "ISO_DATE_TIME": ISO_DATE_TIME, "ISO_INSTANT": ISO_INSTANT,
    "ISO_LOCAL_DATE": ISO_LOCAL_DATE, "ISO_LOCAL_DATE_TIME": ISO_LOCAL_DATE_TIME, "ISO_LOCAL_TIME": ISO_LOCAL_TIME,
    "ISO_OFFSET_DATE": ISO_OFFSET_DATE, "ISO_OFFSET_DATE_TIME": ISO_OFFSET_DATE_TIME,
    "ISO_OFFSET_TIME": ISO_OFFSET_TIME, "ISO_ORDINAL_DATE": ISO_ORDINAL_DATE, "ISO_TIME": ISO_TIME,
    "ISO_WEEK_DATE": ISO_WEEK_DATE, "ISO_ZONED_DATE_TIME": ISO_ZONED_DATE_TIME,
    "RFC_1123_DATE_TIME": RFC_1123_DATE_TIME,
}  # fmt: skip
"""The constants of DateTimeFormatter."""
