"""The variables of expressions over documents: numbers of fields, the score, the value of an aggregation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.dates.calendar import civil_from_days, day_of_week, days_from_civil
from findling.base.errors import FindlingError, IllegalArgumentError, ParseError
from findling.mapping.types.geo.geo_point import decode_points
from findling.script.expression.engine import Expression
from findling.script.expression.tree import Numbers, Variable
from findling.search.doc_set import Docs
from findling.search.fielddata import no_fielddata
from findling.search.reduced_values import reduce_by_owner
from findling.search.script.field_values import lucene_order

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

Read = Callable[["SegmentContext", Docs], Numbers]

_DOC: Final = re.compile(r"doc\['((?:[^'\\]|\\.)*)'\](?:\.(.+))?")
_DAY_MS: Final = 86_400_000


class ExpressionVariables:
    """The variables of an expression, linked to the fields of a shard. Raises ScriptError for those that are none.

    needs_scores: whether the score is among them
    """

    def __init__(
        self, expression: Expression, params: Mapping[str, Any], ctx: ShardContext, values: bool = False
    ) -> None:
        self._expression = expression
        self._ctx = ctx
        self._constants: dict[str, float] = {}
        self._reads: dict[str, Read] = {}
        self.needs_scores = False
        self._needs_value = False
        scored = "_score" in expression.context.variables
        for variable in expression.variables:
            if variable.text == "_score" and scored:
                self.needs_scores = True
            elif variable.text == "_value" and values:
                self._needs_value = True
            elif variable.text.startswith("doc[") or variable.text.partition(".")[0] == "doc":
                self._reads[variable.text] = self._linked(variable)
            else:
                self._constants[variable.text] = expression.parameter(variable, params)

    def numbers(
        self, segment: SegmentContext, docs: Docs, scores: NDArray[np.float32] | None, values: Any = None
    ) -> Numbers:
        """Returns the number of each of `docs`: (n,) int32, increasing."""
        given: dict[str, Any] = {**self._constants, **{text: read(segment, docs) for text, read in self._reads.items()}}
        if self.needs_scores:
            given["_score"] = np.zeros(len(docs)) if scores is None else scores.astype(np.float64)
        if self._needs_value:
            given["_value"] = np.asarray(values, np.float64)
        return self._expression.numbers(given, len(docs))

    def _linked(self, variable: Variable) -> Read:
        found = _DOC.fullmatch(variable.text)
        if found is None:
            reason = "Variable 'doc' must be used with a specific field like: doc['myfield']"
            raise self._expression.fault(ParseError(reason), variable, 3)
        name, member = found[1], found[2] or "value"
        field = self._ctx.field(name)
        if field is None:
            cause = ParseError(f"Field [{name}] does not exist in mappings")
            raise self._expression.fault(cause, variable, 5)
        if not field.type.shows_doc_values:
            raise self._expression.fault(IllegalArgumentError(no_fielddata(field, self._ctx).reason), variable)
        try:
            return _read_of(field, name, member)
        except ParseError as error:
            raise self._expression.fault(error, variable, 5) from error
        except FindlingError as error:
            raise self._expression.fault(error, variable) from error


def _read_of(field: MappedField, name: str, member: str) -> Read:
    if field.type.is_point:
        return _point_read(field, name, member)
    if field.type.numbers is None and field.type.time_unit is None:
        raise ParseError(f"Field [{name}] must be numeric, date, or geopoint")
    if field.type.time_unit is not None:
        part = _date_part(member)
        if part is not None:
            return lambda segment, docs: _dates(field, segment, docs, part)
    if member in ("count()", "length"):
        return lambda segment, docs: _counts(field, segment, docs)
    if member == "empty":
        return lambda segment, docs: np.asarray(_counts(field, segment, docs) == 0, np.float64)
    mode = _MODES.get(member)
    if mode is None:
        kind, shown = ("method", member[:-2]) if member.endswith("()") else ("variable", member)
        what = "date" if field.type.time_unit is not None else "numeric"
        raise IllegalArgumentError(f"Member {kind} [{shown}] does not exist for {what} field [{name}].")
    return lambda segment, docs: _numbers(field, segment, docs, mode)


_MODES: Final = {
    "value": "min", "min()": "min", "max()": "max", "avg()": "avg", "median()": "median", "sum()": "sum",
}  # fmt: skip


def _numbers(field: MappedField, segment: SegmentContext, docs: Docs, mode: str) -> Numbers:
    """Returns one number for each document, 0 where there is none."""
    out = np.zeros(len(docs), np.float64)
    column = segment.reader.numeric(field.name)
    if column is None:
        return out
    values, owners = column.values(docs)
    numbers = field.type.numbers
    if numbers is not None:
        values = numbers.read(values)
        values = values.astype(np.float64) + numbers.offset if numbers.offset else values
    found, reduced = reduce_by_owner(values.astype(np.float64), owners.astype(np.int64), mode)
    out[found] = reduced
    return out


def _counts(field: MappedField, segment: SegmentContext, docs: Docs) -> Numbers:
    column = segment.reader.numeric(field.name)
    if column is None:
        return np.zeros(len(docs), np.float64)
    _, owners = column.values(docs)
    return np.bincount(owners, minlength=len(docs)).astype(np.float64)


def _point_read(field: MappedField, name: str, member: str) -> Read:
    if member == "empty":
        # as in Elasticsearch, which has it the wrong way round
        return lambda segment, docs: np.asarray(_counts(field, segment, docs) > 0, np.float64)
    if member not in ("lat", "lon"):
        kind, shown = ("method", member[:-2]) if member.endswith("()") else ("variable", member)
        raise IllegalArgumentError(f"Member {kind} [{shown}] does not exist for geo field [{name}].")
    place = ("lat", "lon").index(member)

    def read(segment: SegmentContext, docs: Docs) -> Numbers:
        out = np.zeros(len(docs), np.float64)
        column = segment.reader.numeric(field.name)
        if column is not None:
            values, owners = column.values(docs)
            values = values[lucene_order(values, owners)]
            first, index = np.unique(owners, return_index=True)
            out[first] = decode_points(np.ascontiguousarray(values[index]))[place]
        return out

    return read


def _date_part(member: str) -> str | None:
    """Returns which part of a date a member reads: getYear() and date.year are the same; None for no part."""
    if member.startswith("date."):
        return _PARTS_OF_DATE.get(member[5:])
    return _GETTERS.get(member)


_GETTERS: Final = {
    "getYear()": "year", "getMonth()": "month0", "getDayOfMonth()": "day", "getHourOfDay()": "hour",
    "getMinutes()": "minute", "getSeconds()": "second",
}  # fmt: skip
_PARTS_OF_DATE: Final = {
    "year": "year", "monthOfYear": "month", "dayOfMonth": "day", "dayOfWeek": "weekday", "dayOfYear": "yearday",
    "hourOfDay": "hour", "minuteOfHour": "minute", "secondOfMinute": "second", "millisOfSecond": "millis",
    "millisOfDay": "daymillis", "minuteOfDay": "dayminute", "secondOfDay": "daysecond",
}  # fmt: skip
_OF_DAY: Final[dict[str, Callable[[int], int]]] = {
    "hour": lambda ms: ms // 3_600_000,
    "minute": lambda ms: ms // 60_000 % 60,
    "second": lambda ms: ms // 1_000 % 60,
    "millis": lambda ms: ms % 1_000,
    "daymillis": lambda ms: ms,
    "dayminute": lambda ms: ms // 60_000,
    "daysecond": lambda ms: ms // 1_000,
}


def _dates(field: MappedField, segment: SegmentContext, docs: Docs, part: str) -> Numbers:
    out = np.zeros(len(docs), np.float64)
    column = segment.reader.numeric(field.name)
    if column is None:
        return out
    values, owners = column.values(docs)
    first, index = np.unique(owners, return_index=True)
    unit = 1_000_000 if field.type.time_unit == "ns" else 1
    out[first] = [float(_part_of(int(value) // unit, part)) for value in values[index].tolist()]
    return out


def _part_of(millis: int, part: str) -> int:
    days, within = divmod(millis, _DAY_MS)
    if part in _OF_DAY:
        return _OF_DAY[part](within)
    year, month, day = civil_from_days(days)
    if part == "weekday":
        return day_of_week(days)
    if part == "yearday":
        return days - days_from_civil(year, 1, 1) + 1
    return {"year": year, "month": month, "month0": month - 1, "day": day}[part]
