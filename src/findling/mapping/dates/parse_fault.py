"""What Java says of a text that a date format does not take: where its parser stopped, and of what it made no date."""

import re
from collections.abc import Sequence
from typing import Final

from findling.base.dates.pattern import Element, Number
from findling.base.errors import DateTimeError, DateTimeParseError
from findling.mapping.dates.formats import EPOCH_FORMATS, ISO_FORMATS, built_in_patterns

# that Elasticsearch reads with a parser of its own, which says little
_OWN_PARSER: Final = ISO_FORMATS | {
    "strict_date_hour_minute_second", "strict_date_hour_minute_second_fraction",
    "strict_date_hour_minute_second_millis", "strict_date_time", "strict_date_time_no_millis",
    "strict_year", "strict_year_month",
}  # fmt: skip
_LONGEST_SHOWN: Final = 256


def parse_fault(name: str, text: str, elements: Sequence[Element], expressions: Sequence[str]) -> DateTimeParseError:
    """Returns the error of a text that is not of the form.

    elements: of the format; expressions: a regular expression for each of them
    """
    told = _told_as_whole(name)
    if told is not None:
        return DateTimeParseError(told)
    for n in range(len(elements), -1, -1):
        beginning = "".join(map(_whole_year, elements[:n], expressions, [*elements[1:], None]))
        found = re.compile(beginning, re.ASCII).match(text[:_LONGEST_SHOWN])
        if found is not None:
            return DateTimeParseError(f"Text '{text}' could not be parsed{_where(text, found.end(), elements[n:])}")
    return DateTimeParseError(f"Text '{text}' could not be parsed at index 0")


def resolve_fault(name: str, text: str, reason: str) -> DateTimeParseError:
    """Returns the error of a text of the right form that is no date."""
    told = _told_as_whole(name)
    if told is not None:
        return DateTimeParseError(told)
    error = DateTimeParseError(f"Text '{text}' could not be parsed: {reason}")
    error.__cause__ = DateTimeError(reason)
    return error


def _told_as_whole(name: str) -> str | None:
    if name in _OWN_PARSER:
        return "Could not fully parse datetime"
    patterns = built_in_patterns(name)
    # zones are read in several ways, by parsers of their own; dates alone may leave theirs out
    has_several = patterns is not None and "~" in patterns[1] and "[~]" not in patterns[1]
    return "Failed to parse with all enclosed parsers" if has_several or name in EPOCH_FORMATS else None


def _whole_year(element: Element, expression: str, following: Element | None) -> str:
    """Returns an expression that takes all digits of a year: more than there may be are no year."""
    is_year = isinstance(element, Number) and element.signed and element.least > 1
    return expression + r"(?!\d)" if is_year and not isinstance(following, Number) else expression


def _where(text: str, end: int, left: Sequence[Element]) -> str:
    if not left:
        return f", unparsed text found at index {end}"
    after_sign = isinstance(left[0], Number) and left[0].signed and text[end : end + 1] == "-"
    return f" at index {end + after_sign}"
