"""date, date_nanos: instants as milliseconds or nanoseconds since 1970."""

from typing import Any, ClassVar

import numpy as np

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_numbers import java_double
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.date_math import parse_date_math, raise_unreadable
from findling.mapping.dates import DateFormatter, date_formatter
from findling.mapping.field_type import INT64_MAX, INT64_MIN, ColumnValues, FieldType, TimeUnit, register
from findling.mapping.parameters import Parameter
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceOrder
from findling.mapping.traits import INTEGERS, NumberTraits
from findling.mapping.value_range import ValueRange

DEFAULT_FORMAT = "strict_date_optional_time||epoch_millis"
DEFAULT_NANOS_FORMAT = "strict_date_optional_time_nanos||epoch_millis"
LAST_NANOS_MS = INT64_MAX // 1_000_000


def date_parameters(default_format: str) -> dict[str, Parameter]:
    """Returns the parameters of a date type."""
    table = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.string("format", default_format),
        parameters.string("locale", "en"),
        parameters.null_value(parameters.read_string),
        parameters.IGNORE_MALFORMED,
        parameters.SCRIPT,
        parameters.ON_SCRIPT_ERROR,
    )
    return dict(table)


@register
class DateFieldType(FieldType):
    """A column of milliseconds since 1970."""

    type_name = "date"
    family = "date"
    PARAMETERS = date_parameters(DEFAULT_FORMAT)
    numbers = INTEGERS
    time_unit: ClassVar[TimeUnit] = "ms"
    in_all_fields = True

    def configure(self) -> None:
        try:
            self.formatter = date_formatter(self.get("format"), self.get("locale"))
        except IllegalArgumentError as error:
            leaf = self.name.rpartition(".")[2]
            raise IllegalArgumentError(f"Error parsing [format] on field [{leaf}]: {error.reason}") from error
        kept = self.get("index") or self.get("doc_values")
        self.structures = FieldStructures("long", doc_values="numeric" if kept else "none")
        self.null_value = self.get("null_value")
        if self.null_value is not None:
            self._check_null_value()

    def _check_null_value(self) -> None:
        try:
            self.parse_value(self.null_value)
        except IllegalArgumentError as error:
            leaf = self.name.rpartition(".")[2]
            raise MapperParsingError(f"Error parsing [null_value] on field [{leaf}]: {error.reason}") from error

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types == {str}:
            return self.formatter.parse_column(values, self.time_unit)
        if types == {int} and self.time_unit == "ms":
            return self.formatter.millis_column(values)
        return None

    def parse_value(self, value: object) -> int:
        if isinstance(value, dict | list):
            kind = "START_OBJECT" if isinstance(value, dict) else "START_ARRAY"
            raise IllegalArgumentError(f"Expected text but found {kind}")
        return self._parse(self.formatter, java_text(value), False, None)

    def _parse(self, formatter: DateFormatter, text: str, round_up: bool, time_zone: str | None) -> int:
        return self._fitting(formatter.parse_millis(text, round_up, time_zone), text)

    def _fitting(self, value: int, text: str) -> int:
        if INT64_MIN <= value <= INT64_MAX:
            return value
        raise IllegalArgumentError(f"failed to parse date field [{text}] with format [{self.formatter.pattern}]")

    def column_value(self, value: object, round_up: bool = False) -> int:
        """The start of the date that `value` names; a term query is the range from there to the rounded-up end."""
        return self._instant(value, self.formatter, round_up, None, None)

    def _instant(
        self, value: object, formatter: DateFormatter, round_up: bool, time_zone: str | None, now_ms: int | None
    ) -> int:
        """Returns the column value of a query's date, maths included; raises IllegalArgumentError or ParseError.

        Numbers are milliseconds, whatever the field's own format makes of them in documents.
        """
        if formatter is self.formatter:
            if type(value) is int and INT64_MIN <= value <= INT64_MAX:
                return self._of_number(value)
            if type(value) is float:
                formatter = date_formatter("epoch_millis")
                value = java_double(value)
        text = java_text(value)
        if text.startswith("now") or "||" in text:
            return self._from_millis(parse_date_math(text, formatter, now_ms, round_up, time_zone), round_up)
        try:
            return self._parse(formatter, text, round_up, time_zone)
        except IllegalArgumentError as error:
            raise_unreadable(error)

    def _of_number(self, millis: int) -> int:
        return self._fitting(millis, str(millis))

    def _from_millis(self, millis: int, round_up: bool) -> int:
        return millis

    def column_range(self, wanted: ValueRange) -> tuple[int, int]:
        """Missing parts and rounding: `gt` and `lte` go to the end of the unit, `gte` and `lt` to its start."""
        formatter = date_formatter(wanted.format, self.get("locale")) if wanted.format else self.formatter
        low, high = INT64_MIN, INT64_MAX

        def instant(bound: object, round_up: bool) -> int:
            return self._instant(bound, formatter, round_up, wanted.time_zone, wanted.now_ms)

        if wanted.gte is not None:
            low = instant(wanted.gte, False)
        if wanted.gt is not None:
            low = max(low, instant(wanted.gt, True) + 1)
        if wanted.lte is not None:
            high = instant(wanted.lte, True)
        if wanted.lt is not None:
            high = min(high, instant(wanted.lt, False) - 1)
        return low, high

    @property
    def source_order(self) -> SourceOrder:
        return "sorted" if self.has_doc_values else "kept"

    def from_column(self, value: object) -> object:
        """Returns the text of a column value in the field's own format."""
        return self.format_value(value)

    def check_format(self, format: str) -> None:
        date_formatter(format, self.get("locale"))

    def doc_value(self, value: object, format: str | None = None) -> object:
        return self.format_value(value, format)

    def format_value(self, value: Any, format: str | None = None, time_zone: str | None = None) -> str:
        formatter = date_formatter(format, self.get("locale")) if format else self.formatter
        return formatter.format(int(value), time_zone)


@register
class DateNanosFieldType(DateFieldType):
    """A column of nanoseconds since 1970, to the year 2262."""

    type_name = "date_nanos"
    PARAMETERS = date_parameters(DEFAULT_NANOS_FORMAT)
    numbers = NumberTraits(per_unit=1_000_000)
    time_unit = "ns"

    def _parse(self, formatter: DateFormatter, text: str, round_up: bool, time_zone: str | None) -> int:
        return self._storable(formatter.parse_nanos(text, round_up, time_zone), formatter)

    def _of_number(self, millis: int) -> int:
        return self._storable(millis * 1_000_000, self.formatter)

    def _storable(self, nanos: int, formatter: DateFormatter) -> int:
        if nanos < 0:
            raise IllegalArgumentError(
                f"date[{formatter.format_nanos(nanos)}] is before the epoch in 1970 and cannot be stored in nanosecond "
                "resolution"
            )
        if nanos > INT64_MAX:
            raise IllegalArgumentError(
                f"date[{formatter.format_nanos(nanos)}] is after 2262-04-11T23:47:16.854775807 and cannot be stored in "
                "nanosecond resolution"
            )
        return nanos

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        column = super().parse_column(values, types)
        return None if column is None or bool(np.asarray(column).min() < 0) else column

    def _from_millis(self, millis: int, round_up: bool) -> int:
        return min(max(millis, 0), LAST_NANOS_MS) * 1_000_000 + (999_999 if round_up else 0)

    def format_value(self, value: Any, format: str | None = None, time_zone: str | None = None) -> str:
        formatter = date_formatter(format, self.get("locale")) if format else self.formatter
        return formatter.format_nanos(int(value), time_zone)


def java_text(value: object) -> str:
    """Returns a JSON scalar as the text that a date format reads; whole doubles without exponent."""
    if type(value) is float and value.is_integer() and abs(value) < 2.0**63:
        return str(int(value))
    return shown(value)
