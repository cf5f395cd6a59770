"""java.time.format."""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Final

from findling.script.api.declare import java_class
from findling.script.api.temporal.chronology import ISO
from findling.script.api.temporal.formatter import DateTimeFormatter, add_part, of_pattern, parse_error, pattern_parts
from findling.script.api.temporal.localized import LocalizedPart, localized_pattern
from findling.script.api.temporal.members import constants
from findling.script.api.temporal.printing import Fraction, InstantPart, Literal, Name, Number, Part, Reduced
from findling.script.api.temporal.printing_zones import (
    Default,
    Group,
    LocalizedOffset,
    Mode,
    Offset,
    Pad,
    Zone,
    ZoneName,
)
from findling.script.api.temporal.standard_formatters import NAMED
from findling.script.api.values.java_object import JavaEnum, JavaObject
from findling.script.api.values.locale import Locale
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError


class TextStyle(JavaEnum):
    """How long a name is."""

    java_class: ClassVar[str] = "java.time.format.TextStyle"


class ResolverStyle(JavaEnum):
    """How strictly fields are put together."""

    java_class: ClassVar[str] = "java.time.format.ResolverStyle"


class SignStyle(JavaEnum):
    """When a number has a sign."""

    java_class: ClassVar[str] = "java.time.format.SignStyle"


class FormatStyle(JavaEnum):
    """How long a date is by the habits of a language."""

    java_class: ClassVar[str] = "java.time.format.FormatStyle"


def _enum(kind: type[JavaEnum], names: str) -> tuple[Any, ...]:
    return tuple(kind(name, place) for place, name in enumerate(names.split()))


TEXT_STYLES: Final = _enum(TextStyle, "FULL FULL_STANDALONE SHORT SHORT_STANDALONE NARROW NARROW_STANDALONE")
RESOLVER_STYLES: Final = _enum(ResolverStyle, "STRICT SMART LENIENT")
SIGN_STYLES: Final = _enum(SignStyle, "NORMAL ALWAYS NEVER NOT_NEGATIVE EXCEEDS_PAD")
FORMAT_STYLES: Final = _enum(FormatStyle, "FULL LONG MEDIUM SHORT")


def _style(values: tuple[Any, ...], name: str) -> Any:
    return next(value for value in values if value.name == name)


def _localized(date: Any, time: Any) -> DateTimeFormatter:
    return DateTimeFormatter((_localized_part(date, time),))


def _localized_part(date: Any, time: Any) -> LocalizedPart:
    if date is None and time is None:
        raise thrown("IllegalArgumentException", "Either the date or time style must be non-null")
    return LocalizedPart(*(None if style is None else style.name for style in (date, time)))


def _localized_pattern(date: Any, time: Any, _: Any, locale: Locale) -> str:
    names = [None if style is None else style.name for style in (date, time)]
    return localized_pattern(names[0], names[1], locale)


def _parse_with(formatter: DateTimeFormatter, text: str, query: Callable[[Any], Any]) -> Any:
    return formatter.make(str(text), query)


def _parse_best(formatter: DateTimeFormatter, text: str, queries: Any) -> Any:
    parsed = formatter.parse(str(text))
    for query in queries:
        try:
            return query(parsed)
        except JavaError:
            continue
    raise parse_error(str(text), "Unable to convert temporal accessor using any of the specified queries", ": ")


def _format_to(formatter: DateTimeFormatter, temporal: Any, target: Any) -> None:
    target.append(formatter.format(temporal))


def _parse_from(formatter: DateTimeFormatter, text: str, position: Any) -> Any:
    parsed, at = formatter.read(str(text), position.index)
    if parsed is None:
        position.error_index = at
        return None
    position.index = at
    return parsed


class Builder(JavaObject):
    """A java.time.format.DateTimeFormatterBuilder: parts, and the optional sections that are open."""

    java_class: ClassVar[str] = "java.time.format.DateTimeFormatterBuilder"

    def __init__(self) -> None:
        self._open: list[list[Part]] = [[]]
        self._pad: tuple[int, str] | None = None

    def add(self, *parts: Part) -> "Builder":
        """Adds parts."""
        for part in parts:
            if self._pad is not None:
                part, self._pad = Pad(part, *self._pad), None
            add_part(self._open[-1], part)
        return self

    def add_pattern(self, pattern: str) -> "Builder":
        """Adds the parts of a pattern."""
        return self.add(*pattern_parts(pattern))

    def start_optional(self) -> "Builder":
        """Opens a section that may be missing."""
        self._open.append([])
        return self

    def end_optional(self) -> "Builder":
        """Closes the section."""
        if len(self._open) == 1:
            message = "Cannot call optionalEnd() as there was no previous call to optionalStart()"
            raise thrown("IllegalStateException", message)
        parts = self._open.pop()
        return self.add(Group(tuple(parts), optional=True)) if parts else self

    def pad_next(self, width: int, filler: int = 32) -> "Builder":
        """Fills up the next part from the left."""
        if width < 1:
            raise thrown("IllegalArgumentException", f"The pad width must be at least one but was {width}")
        self._pad = width, chr(filler)
        return self

    def build(self, locale: Locale = Locale.ENGLISH) -> DateTimeFormatter:
        """Returns the formatter."""
        while len(self._open) > 1:
            self.end_optional()
        return DateTimeFormatter(tuple(self._open[0]), locale)


def _value(builder: Builder, field: Any, *given: Any) -> Builder:
    if not given:
        return builder.add(Number(field))
    for name, width in zip(("width",) if len(given) == 1 else ("minimum width", "maximum width"), given, strict=False):
        if not 1 <= width <= 19:
            message = f"The {name} must be from 1 to 19 inclusive but was {width}"
            raise thrown("IllegalArgumentException", message)
    if len(given) == 1:
        return builder.add(Number(field, given[0], given[0], "NOT_NEGATIVE"))
    least, most, sign = given
    if most < least:
        message = f"The maximum width must exceed or equal the minimum width but {most} < {least}"
        raise thrown("IllegalArgumentException", message)
    return builder.add(Number(field, least, most, sign.name))


def _reduced(builder: Builder, field: Any, least: int, most: int, base: int) -> Builder:
    for name, width in (("minWidth", least), ("maxWidth", most)):
        if not 1 <= width <= 10:  # of both Java names the first
            message = f"The {name} must be from 1 to 10 inclusive but was {least}"
            raise thrown("IllegalArgumentException", message)
    if most < least:
        message = f"Maximum width must exceed or equal the minimum width but {most} < {least}"
        raise thrown("IllegalArgumentException", message)
    return builder.add(Reduced(field, least, most, "NOT_NEGATIVE", base=base, by_date=False))


def _fraction(builder: Builder, field: Any, least: int, most: int, point: bool) -> Builder:
    limits = field.limits
    if limits.least != limits.largest_least or limits.smallest_greatest != limits.greatest:
        raise thrown("IllegalArgumentException", f"Field must have a fixed set of values: {field}")
    if not 0 <= least <= 9:
        message = f"Minimum width must be from 0 to 9 inclusive but was {least}"
        raise thrown("IllegalArgumentException", message)
    if not 1 <= most <= 9:
        message = f"Maximum width must be from 1 to 9 inclusive but was {most}"
        raise thrown("IllegalArgumentException", message)
    if most < least:
        message = f"Maximum width must exceed or equal the minimum width but {most} < {least}"
        raise thrown("IllegalArgumentException", message)
    return builder.add(Fraction(field, least, most, point))


def _instant(builder: Builder, digits: int) -> Builder:
    if not -1 <= digits <= 9:
        message = f"The fractional digits must be from -1 to 9 inclusive but was {digits}"
        raise thrown("IllegalArgumentException", message)
    return builder.add(InstantPart(digits))


def _localized_offset(builder: Builder, style: Any) -> Builder:
    if style.name not in ("FULL", "SHORT"):
        raise thrown("IllegalArgumentException", "Style must be either full or short")
    return builder.add(LocalizedOffset(style.name))


def _offset(builder: Builder, pattern: str, zero: str) -> Builder:
    if not re.fullmatch(r"\+(H{1,2})(:?(MM|mm)(:?(SS|ss))?)?", pattern):
        raise thrown("IllegalArgumentException", f"Invalid zone offset pattern: {pattern}")
    return builder.add(Offset(pattern, zero))


def _group(builder: Builder, formatter: DateTimeFormatter, optional: bool = False) -> Builder:
    parts = formatter.parts
    if not optional and len(parts) == 1:
        return builder.add(parts[0])
    return builder.add(Group(parts, optional))


def _text(builder: Builder, field: Any, style: Any = None) -> Builder:
    return builder.add(Name(field, style.name if style is not None else "FULL"))


def _literal(builder: Builder, text: str) -> Builder:
    return builder.add(Literal(text)) if text else builder


_BUILDER: Final[dict[str, Any]] = {
    "new()": Builder,
    "DateTimeFormatterBuilder append(DateTimeFormatter)": _group,
    "DateTimeFormatterBuilder appendFraction(TemporalField,int,int,boolean)": _fraction,
    "DateTimeFormatterBuilder appendInstant()": lambda builder: builder.add(InstantPart()),
    "DateTimeFormatterBuilder appendInstant(int)": _instant,
    "DateTimeFormatterBuilder appendLiteral(String)": _literal,
    "DateTimeFormatterBuilder appendLocalized(FormatStyle,FormatStyle)": lambda builder, date, time: builder.add(
        _localized_part(date, time)
    ),
    "DateTimeFormatterBuilder appendLocalizedOffset(TextStyle)": _localized_offset,
    "DateTimeFormatterBuilder appendOffset(String,String)": _offset,
    "DateTimeFormatterBuilder appendOffsetId()": lambda builder: builder.add(Offset()),
    "DateTimeFormatterBuilder appendOptional(DateTimeFormatter)": lambda builder, formatter: _group(
        builder, formatter, True
    ),
    "DateTimeFormatterBuilder appendPattern(String)": Builder.add_pattern,
    "DateTimeFormatterBuilder appendText(TemporalField)": _text,
    "DateTimeFormatterBuilder appendText(TemporalField,TextStyle)": _text,
    "DateTimeFormatterBuilder appendValue(TemporalField)": _value,
    "DateTimeFormatterBuilder appendValue(TemporalField,int)": _value,
    "DateTimeFormatterBuilder appendValue(TemporalField,int,int,SignStyle)": _value,
    "DateTimeFormatterBuilder appendValueReduced(TemporalField,int,int,int)": _reduced,
    "DateTimeFormatterBuilder appendZoneId()": lambda builder: builder.add(Zone()),
    "DateTimeFormatterBuilder appendZoneOrOffsetId()": lambda builder: builder.add(Zone("ZoneOrOffsetId")),
    "DateTimeFormatterBuilder appendZoneRegionId()": lambda builder: builder.add(Zone("ZoneRegionId")),
    "DateTimeFormatterBuilder appendZoneText(TextStyle)": lambda builder, style: builder.add(ZoneName(style.name)),
    "DateTimeFormatterBuilder appendZoneText(TextStyle,Set)": lambda builder, style, _: builder.add(
        ZoneName(style.name)
    ),
    "static String getLocalizedDateTimePattern(FormatStyle,FormatStyle,Chronology,Locale)": _localized_pattern,
    "DateTimeFormatterBuilder optionalEnd()": Builder.end_optional,
    "DateTimeFormatterBuilder optionalStart()": Builder.start_optional,
    "DateTimeFormatterBuilder padNext(int)": Builder.pad_next,
    "DateTimeFormatterBuilder padNext(int,char)": Builder.pad_next,
    "DateTimeFormatterBuilder parseDefaulting(TemporalField,long)": lambda builder, field, value: builder.add(
        Default(field, value)
    ),
    "DateTimeFormatter toFormatter()": Builder.build,
    "DateTimeFormatter toFormatter(Locale)": Builder.build,
} | {
    f"DateTimeFormatterBuilder {name}()": (lambda builder, mode=mode: builder.add(mode))
    for name, mode in (
        ("parseCaseInsensitive", Mode("ParseCaseSensitive", False)),
        ("parseCaseSensitive", Mode("ParseCaseSensitive", True)),
        ("parseLenient", Mode("ParseStrict", False)),
        ("parseStrict", Mode("ParseStrict", True)),
    )
}
_FORMATTER: Final[dict[str, Any]] = {
    **{f"const DateTimeFormatter {name}": formatter for name, formatter in NAMED.items()},
    "String format(TemporalAccessor)": DateTimeFormatter.format,
    "void formatTo(TemporalAccessor,Appendable)": _format_to,
    "Chronology getChronology()": lambda formatter: ISO if formatter.style == "STRICT" else None,
    "Locale getLocale()": lambda formatter: formatter.locale,
    "Set getResolverFields()": lambda formatter: None,
    "ResolverStyle getResolverStyle()": lambda formatter: _style(RESOLVER_STYLES, formatter.style),
    "ZoneId getZone()": lambda formatter: formatter.zone,
    "static DateTimeFormatter ofLocalizedDate(FormatStyle)": lambda style: _localized(style, None),
    "static DateTimeFormatter ofLocalizedDateTime(FormatStyle)": lambda style: _localized(style, style),
    "static DateTimeFormatter ofLocalizedDateTime(FormatStyle,FormatStyle)": _localized,
    "static DateTimeFormatter ofLocalizedTime(FormatStyle)": lambda style: _localized(None, style),
    "static DateTimeFormatter ofPattern(String)": of_pattern,
    "static DateTimeFormatter ofPattern(String,Locale)": of_pattern,
    "TemporalAccessor parse(CharSequence)": lambda formatter, text: formatter.parse(str(text)),
    "def parse(CharSequence,TemporalQuery)": _parse_with,
    "TemporalAccessor parseBest(CharSequence,TemporalQuery[])": _parse_best,
    "TemporalAccessor parseUnresolved(CharSequence,ParsePosition)": _parse_from,
    "DateTimeFormatter withChronology(Chronology)": lambda formatter, _: formatter,
    "DateTimeFormatter withLocale(Locale)": lambda formatter, locale: formatter.changed(locale=locale),
    "DateTimeFormatter withResolverFields(Set)": lambda formatter, _: formatter,
    "DateTimeFormatter withResolverStyle(ResolverStyle)": lambda formatter, style: formatter.changed(style=style.name),
    "DateTimeFormatter withZone(ZoneId)": lambda formatter, zone: formatter.changed(zone=zone),
}
_TEXT_STYLE: Final[dict[str, Any]] = {
    "TextStyle asNormal()": lambda style: TEXT_STYLES[style.ordinal & ~1],
    "TextStyle asStandalone()": lambda style: TEXT_STYLES[style.ordinal | 1],
    "boolean isStandalone()": lambda style: style.ordinal % 2 == 1,
    **constants("TextStyle", TEXT_STYLES),
}

CLASSES: Final = (
    java_class("DateTimeFormatter", "Object", _FORMATTER, python=(DateTimeFormatter,)),
    java_class("DateTimeFormatterBuilder", "Object", _BUILDER, python=(Builder,)),
    java_class("TextStyle", "Enum", _TEXT_STYLE, python=(TextStyle,)),
    java_class("ResolverStyle", "Enum", constants("ResolverStyle", RESOLVER_STYLES), python=(ResolverStyle,)),
    java_class("SignStyle", "Enum", constants("SignStyle", SIGN_STYLES), python=(SignStyle,)),
    java_class("FormatStyle", "Enum", constants("FormatStyle", FORMAT_STYLES), python=(FormatStyle,)),
)
