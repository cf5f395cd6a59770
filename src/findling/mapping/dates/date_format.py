"""One date format, compiled: a regular expression to parse with, elements to print with."""

import re
from typing import Any

from findling.base.dates.names import name_of_number, names_of, number_of_name
from findling.base.dates.pattern import (
    Element,
    Fraction,
    Name,
    Number,
    Offset,
    Optional,
    Region,
    Text,
    parse_pattern,
)
from findling.base.dates.zone import Zone, offset_text, zone_of
from findling.base.errors import DateTimeParseError, IllegalArgumentError
from findling.base.work.short_cache import short_cache
from findling.mapping.dates.fixed_width_column import layout_of
from findling.mapping.dates.formats import EPOCH_FORMATS, built_in_patterns
from findling.mapping.dates.parse_fault import parse_fault, resolve_fault
from findling.mapping.dates.resolve import Instant, fields_of, resolve

OFFSETS = {
    ("X", 1): r"Z|[+-]\d\d(?:\d\d)?",
    ("X", 2): r"Z|[+-]\d{4}",
    ("X", 3): r"Z|[+-]\d\d:\d\d",
    ("X", 4): r"Z|[+-]\d{4}(?:\d\d)?",
    ("X", 5): r"Z|[+-]\d\d:\d\d(?::\d\d)?",
    ("Z", 4): r"(?:GMT)(?:[+-]\d\d:\d\d)?",
    ("Z", 5): r"Z|[+-]\d\d:\d\d(?::\d\d)?",
    ("O", 1): r"GMT(?:[+-]\d\d?(?::\d\d)?)?",
    ("O", 4): r"GMT(?:[+-]\d\d:\d\d)?",
}
ANY_OFFSET = r"[Zz]|[+-]\d\d(?::?\d\d(?::?\d\d)?)?"
ANY_REGION = ANY_OFFSET + r"|[A-Za-z][A-Za-z0-9~/._+:-]+"
CENTURY = 2000
LONGEST_DATE = 256
"""Characters; no format takes more but for names of zones, of which none is that long."""


class DateFormat:
    """One built-in format or Java pattern.

    name: as written; raises IllegalArgumentError if it is neither
    locale: one from `names.known_locale`
    """

    def __init__(self, name: str, locale: str = "en") -> None:
        self.name = name
        self.locale = locale
        patterns = built_in_patterns(name)
        shown, read = patterns or (name, name)
        self._elements = parse_pattern(shown, built_in=patterns is not None)
        self._targets: list[Element] = []
        read_elements = parse_pattern(read, built_in=patterns is not None)
        self.layout = layout_of(read_elements)
        self._read_elements = read_elements
        self._expressions = list(map(self._one_expression, read_elements))
        self._regex = re.compile("".join(self._expressions) + r"\Z", re.ASCII)

    @property
    def fields(self) -> frozenset[str]:
        """Names of the numbers and names that it reads: year, month, day..."""
        return frozenset(target.field for target in self._targets if isinstance(target, (Number, Name)))

    # parsing

    def parse(self, text: str, round_up: bool, zone: Zone | None) -> Instant:
        """Returns the instant of a text; raises DateTimeParseError."""
        match = self._regex.match(text) if len(text) <= LONGEST_DATE else None
        if match is None:
            raise parse_fault(self.name, text, self._read_elements, self._expressions)
        fields: dict[str, Any] = {}
        for target, part in zip(self._targets, match.groups(), strict=True):
            if part is not None:
                self._read(target, part, fields)
        try:
            return resolve(fields, round_up, zone)
        except DateTimeParseError as error:
            fault = resolve_fault(self.name, text, error.reason)
            raise fault from fault.__cause__

    def _read(self, target: Element, part: str, fields: dict[str, Any]) -> None:
        if isinstance(target, Number):
            field, number = target.field, int(part)
            if field.endswith("_in_century"):
                field, number = field.removesuffix("_in_century"), number + CENTURY
            fields[field] = number
        elif isinstance(target, Fraction):
            fields["nano"] = int(part.lstrip(".,").ljust(9, "0")[:9])
        elif isinstance(target, Name):
            fields[target.field] = number_of_name(target.field, target.style, self.locale, part, target.alone)
        else:
            fields["zone"] = _zone(part)

    def _expression(self, elements: tuple[Element, ...]) -> str:
        return "".join(map(self._one_expression, elements))

    def _one_expression(self, element: Element) -> str:
        if isinstance(element, Text):
            return re.escape(element.text)
        if isinstance(element, Optional):
            return f"(?:{self._expression(element.elements)})?"
        self._targets.append(element)
        return f"({self._captured(element)})"

    def _captured(self, element: Element) -> str:
        if isinstance(element, Number):
            return _number_expression(element)
        if isinstance(element, Fraction):
            return r"[.,]\d{1,9}" if element.point else rf"\d{{{element.least},{element.most}}}"
        if isinstance(element, Name):
            names = sorted(names_of(element.field, element.style, self.locale, element.alone), key=len, reverse=True)
            return "|".join(map(re.escape, names))
        if isinstance(element, Offset):
            return OFFSETS.get((element.letter.upper(), element.count), ANY_OFFSET)
        return ANY_REGION

    # printing

    def format(self, epoch_s: int, nanos: int, zone: Zone) -> str:
        """Returns the text of an instant on the clock of `zone`."""
        fields = fields_of(epoch_s, nanos, zone)
        return "".join(self._printed(element, fields) for element in self._elements)

    def _printed(self, element: Element, fields: dict[str, Any]) -> str:
        if isinstance(element, Text):
            return element.text
        if isinstance(element, Number):
            return _number_text(element, fields)
        if isinstance(element, Fraction):
            return _fraction_text(element, fields["nano"])
        if isinstance(element, Name):
            number = fields[element.field]
            return name_of_number(element.field, element.style, self.locale, number, element.alone)
        if isinstance(element, Offset):
            return _offset_text(element, fields["offset"])
        if isinstance(element, Region):
            fixed = element.letter == "~" or fields["zone"].id == "Z"
            return offset_text(fields["offset"]) if fixed else str(fields["zone"].id)
        return "".join(self._printed(part, fields) for part in element.elements)


class EpochFormat(DateFormat):
    """Milliseconds or seconds since 1970, with an optional fraction."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.layout = None
        self._targets = []
        self._per_second = EPOCH_FORMATS[name]
        self._regex = re.compile(r"(-?)(\d{1,19})(?:\.(\d*))?\Z", re.ASCII)

    def parse(self, text: str, round_up: bool, zone: Zone | None) -> Instant:
        match = self._regex.match(text) if len(text) <= LONGEST_DATE else None
        if match is None:
            raise parse_fault(self.name, text, (), ())
        digits = 6 if self._per_second == 1000 else 9
        fraction = int((match[3] or "").ljust(digits, "0")[:digits])
        nanos = int(match[2]) * (1_000_000_000 // self._per_second) + fraction
        if round_up and match[3] is None:
            nanos += 0 if self._per_second == 1000 else 999_999_999
        seconds, rest = divmod(-nanos if match[1] else nanos, 1_000_000_000)
        return Instant(seconds, rest, None)

    def format(self, epoch_s: int, nanos: int, zone: Zone) -> str:
        whole = epoch_s * self._per_second + nanos // (1_000_000_000 // self._per_second)
        rest = nanos % (1_000_000_000 // self._per_second)
        if not rest:
            return str(whole)
        digits = 6 if self._per_second == 1000 else 9
        return f"{whole}.{str(rest).rjust(digits, '0').rstrip('0')}"


@short_cache(1024)
def date_format(name: str, locale: str = "en") -> DateFormat:
    """Returns the compiled format of a built-in name or Java pattern; raises IllegalArgumentError."""
    return EpochFormat(name) if name in EPOCH_FORMATS else DateFormat(name, locale)


def _number_expression(element: Number) -> str:
    if not element.signed:
        return rf"\d{{{element.least},{element.most}}}" if element.least != element.most else rf"\d{{{element.least}}}"
    if element.least == 1:
        return r"[+-]?\d{1,9}"
    if element.least < 4:
        return rf"-?\d{{{element.least},9}}"
    return rf"-?\d{{{element.least}}}|[+-]\d{{{element.least + 1},9}}"


def _number_text(element: Number, fields: dict[str, Any]) -> str:
    field = element.field
    if field.endswith("_in_century"):
        return f"{fields[field.removesuffix('_in_century')] % 100:02d}"
    number = fields[field]
    digits = str(abs(number)).rjust(element.least, "0")
    sign = "-" if number < 0 else "+" if element.signed and 4 <= element.least < len(digits) else ""
    return sign + digits


def _fraction_text(element: Fraction, nanos: int) -> str:
    digits = f"{nanos:09d}"
    if not element.point:
        return digits[: element.most].ljust(element.most, "0")
    return "." + digits[:3] + digits[3:].rstrip("0")


def _offset_text(element: Offset, offset: int) -> str:
    letter, count = element.letter, element.count
    if letter == "O" or (letter == "Z" and count == 4):
        if count == 4:
            return "GMT" + offset_text(offset, zero="")
        return "GMT" + offset_text(offset, zero="", minutes=False).replace("+0", "+").replace("-0", "-")
    if letter == "Z" and count < 4:
        return offset_text(offset, colon=False, zero="+0000")
    colon = count in (3, 5)
    if letter == "x":
        return offset_text(offset, colon, {1: "+00", 3: "+00:00", 5: "+00:00"}.get(count, "+0000"), count > 1)
    return offset_text(offset, colon, "Z", letter == "any" or count > 1)


def _zone(text: str) -> Zone:
    try:
        return zone_of(text)
    except IllegalArgumentError as error:
        raise DateTimeParseError(error.reason) from None
