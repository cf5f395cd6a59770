"""Columns of dates in patterns where everything has a fixed place, such as `yyyy-MM-dd HH:mm:ss`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from findling.base.dates.pattern import Element, Fraction, Number, Text
from findling.mapping.dates.iso_column import NINE, ZERO, days_of, instants

FIELDS = ("year", "year_of_era", "month", "day", "hour", "minute", "second")
Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field and literal of a pattern stands.

    fields: (name, first place, digits); a fraction of a second is called nano
    literals: (place, character code)
    """

    length: int
    fields: tuple[tuple[str, int, int], ...]
    literals: tuple[tuple[int, int], ...]


def layout_of(elements: Sequence[Element]) -> Layout | None:
    """Returns the layout of a pattern; None if its parts have no fixed places."""
    fields: list[tuple[str, int, int]] = []
    literals: list[tuple[int, int]] = []
    at = 0
    for element in elements:
        if isinstance(element, Text) and element.text.isascii():
            literals.extend((at + offset, ord(sign)) for offset, sign in enumerate(element.text))
            at += len(element.text)
        elif isinstance(element, Number) and element.field in FIELDS and _is_fixed(element):
            fields.append((element.field, at, element.least))
            at += element.least
        elif isinstance(element, Fraction) and not element.point:
            fields.append(("nano", at, element.least))
            at += element.least
        else:
            return None
    names = [name for name, _, _ in fields]
    complete = len(set(names)) == len(names) and ("year" in names) != ("year_of_era" in names)
    return Layout(at, tuple(fields), tuple(literals)) if complete else None


def _is_fixed(element: Number) -> bool:
    return element.least == 4 if element.signed else element.least == element.most


def parse_fixed_width_column(texts: Sequence[str], layout: Layout, unit: str) -> Longs | None:
    """Returns (n,) int64 instants since 1970 in UTC, in `ms` or `ns`; None if any text does not fit or exist."""
    if set(map(len, texts)) != {layout.length}:
        return None
    joined = "".join(texts)
    if not joined.isascii():
        return None
    table = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(len(texts), layout.length)
    for place, code in layout.literals:
        if not (table[:, place] == code).all():
            return None
    values: dict[str, Longs] = {}
    for name, first, digits in layout.fields:
        part = table[:, first : first + digits]
        if not ((part >= ZERO) & (part <= NINE)).all():
            return None
        values[name] = _number(part)
        if name == "nano":
            values[name] = values[name] * 10 ** (9 - digits)
    return _resolve(values, len(texts), unit)


def _number(part: Bytes) -> Longs:
    number = np.zeros(len(part), dtype=np.int64)
    for column in range(part.shape[1]):
        number = number * 10 + (part[:, column].astype(np.int64) - ZERO)
    return number


def _resolve(values: dict[str, Longs], count: int, unit: str) -> Longs | None:
    ones, zeros = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    year = values["year"] if "year" in values else values["year_of_era"]
    days = days_of(year, values.get("month", ones), values.get("day", ones))
    hour, minute, second = (values.get(name, zeros) for name in ("hour", "minute", "second"))
    if days is None or hour.max() > 23 or minute.max() > 59 or second.max() > 59:
        return None
    return instants(days, hour * 3600 + minute * 60 + second, values.get("nano", zeros), unit)
