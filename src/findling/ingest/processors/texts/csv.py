"""csv: the values of a line become fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register

_BLANKS: Final = " \t"


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How a line is written. trims: whether blanks around values that are not quoted are none of theirs"""

    quote: str
    separator: str
    trims: bool


class CsvProcessor(Processor):
    """Reads one line of values. empty: what stands for an empty one; None: nothing is written"""

    kind = "csv"

    def __init__(
        self, field: FieldPath, targets: list[FieldPath], line: CsvFormat, ignores_missing: bool, empty: Any
    ) -> None:
        self._field = field
        self._targets = targets
        self._format = line
        self._ignores_missing = ignores_missing
        self._empty = empty

    def process(self, document: IngestDocument) -> None:
        if not self._targets:
            return
        line = self._field.get_as(document, str, self._ignores_missing)
        if line is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot process it.")
        # further values than names are not even looked at
        for target, value in zip(self._targets, values_of(line, self._format), strict=False):
            if value:
                target.set(document, value)
            elif self._empty is not None:
                target.set(document, self._empty)


def values_of(line: str, form: CsvFormat) -> Iterator[str]:
    """Yields the values of a line. Raises IllegalArgumentError for what is no such line.

    Blanks that are not trimmed and that nothing but a separator follows leave what comes after beginning too early.
    """
    at = start = 0
    while at < len(line):
        letter = line[at]
        if letter == form.quote:
            value, at = _quoted(line, at + 1, form)
            if line[at : at + 1] not in _BLANKS:
                _check_end(line, at, form)
            yield value
            at = start = _check_end(line, at, form)
        elif letter == form.separator:
            start += 1
            at += 1
            yield ""
        elif letter in _BLANKS:
            start += form.trims
            at += 1
        else:
            value, at = _unquoted(line, start, at, form)
            yield value
            start = at


def _unquoted(line: str, start: int, at: int, form: CsvFormat) -> tuple[str, int]:
    """Returns a value and where the next begins."""
    end = line.find(form.separator, at)
    stop = len(line) if end < 0 else end
    for place in range(at, stop):
        if line[place] in ("\n", "\r", form.quote):
            raise IllegalArgumentError(f"Illegal character inside unquoted field at {place}")
    value = line[start:stop]
    return (value.rstrip(_BLANKS) if form.trims and end >= 0 else value), stop + 1


def _quoted(line: str, at: int, form: CsvFormat) -> tuple[str, int]:
    """Returns a value and where its closing quote is followed."""
    pieces = []
    while True:
        end = line.find(form.quote, at)
        if end < 0:
            raise IllegalArgumentError("Unmatched quote")
        pieces.append(line[at:end])
        if line[end + 1 : end + 2] != form.quote:
            break
        pieces.append(form.quote)
        at = end + 2
    return "".join(pieces), end + 1


def _check_end(line: str, at: int, form: CsvFormat) -> int:
    """Returns where the next value begins. Raises IllegalArgumentError if anything but blanks is before it."""
    while at < len(line) and line[at] in _BLANKS and line[at] != form.separator:
        at += 1
    if at < len(line) and line[at] != form.separator:
        raise IllegalArgumentError(f"character '{line[at]}' after quoted field at {at}")
    return at + 1


@register("csv")
def make_csv(making: Making) -> CsvProcessor:
    """Reads {"csv": {"field": "line", "target_fields": ["name", "price"]}}."""
    given = making.configuration
    field = given.required_text("field")
    quote = given.text("quote")
    if quote is not None and len(quote) != 1:
        raise given.fault("quote", "quote has to be single character like \" or '")
    separator = given.text("separator")
    if separator is not None and len(separator) != 1:
        raise given.fault("separator", "separator has to be single character like , or ;")
    trims, empty = given.flag("trim"), given.take("empty_value")
    ignores_missing = given.flag("ignore_missing")
    targets = given.required_list("target_fields")
    if not targets:
        raise given.fault("target_fields", "target fields list can't be empty")
    line = CsvFormat(quote or '"', separator or ",", trims)
    return CsvProcessor(field_path(field), [field_path(str(name)) for name in targets], line, ignores_missing, empty)
