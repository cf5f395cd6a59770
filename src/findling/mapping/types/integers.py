"""long, integer, short, byte: whole numbers of 64 to 8 bits, in one numeric column."""

import math
from decimal import Decimal
from typing import Any, ClassVar, Literal

import numpy as np

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    InputCoercionError,
    NumberFormatError,
    XContentParseError,
)
from findling.base.json_values import not_of_type
from findling.mapping import parameters
from findling.mapping.decimal_format import decimal_format
from findling.mapping.field_type import ColumnValues, FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceArrays, SourceOrder
from findling.mapping.traits import INTEGERS, NARROW, UNSIGNED_OFFSET, NumberTraits
from findling.mapping.types.number_text import (
    WHOLE,
    as_text,
    data_loss,
    decimal_of,
    exact_of,
    java_number,
    whole_bounds,
    whole_of,
)
from findling.mapping.value_range import ValueRange

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
NUMBER_PARAMETERS = parameters.table(
    parameters.INDEX,
    parameters.DOC_VALUES,
    parameters.STORE,
    parameters.IGNORE_MALFORMED,
    parameters.COERCE,
    parameters.null_value(),
    parameters.SCRIPT,
    parameters.ON_SCRIPT_ERROR,
    parameters.DIMENSION,
    parameters.metric("gauge", "counter"),
)


INTEGER_LIMITS = (-(2**31), 2**31 - 1, "an integer")


class NumberFieldType(FieldType):
    """What all numbers share: one numeric column without postings."""

    PARAMETERS = NUMBER_PARAMETERS
    java_class: ClassVar[str] = "Double"
    column_kind: ClassVar[Literal["long", "double"]] = "long"
    collapses = True
    in_all_fields = True

    @property
    def source_order(self) -> SourceOrder:
        return "sorted" if self.has_doc_values else "kept"

    @property
    def source_arrays(self) -> SourceArrays:
        return "given"

    def configure(self) -> None:
        self.coerce = bool(self.get("coerce"))
        kept = self.get("index") or self.get("doc_values")
        self.structures = FieldStructures(self.column_kind, doc_values="numeric" if kept else "none")
        self.null_value = self.get("null_value")
        if self.null_value is not None:
            self.parse_value(self.null_value)

    def parse_value(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            if not self.coerce:
                raise as_text(self.java_class)
            return self.parse_text(value) if value else self._of_nothing()
        if kind is int or kind is float:
            return self.parse_number(value)
        if kind is dict:
            raise IllegalArgumentError("Cannot parse object as number")
        return self._refuse(value)

    def format_value(self, value: object, format: str | None = None, time_zone: str | None = None) -> str:
        """Returns the value as text; format: a DecimalFormat pattern."""
        shown_value = self.from_column(value)
        return decimal_format(format).format(shown_value) if format else str(shown_value)

    def _of_nothing(self) -> object:
        """The empty text counts as null."""
        return None if self.null_value in (None, "") else self.parse_value(self.null_value)

    def _refuse(self, value: object) -> object:
        if isinstance(value, bool):
            raise not_of_type(value, "not numeric, can not use numeric value accessors")
        raise IllegalArgumentError(f"Cannot parse [{value}] as number")

    def parse_text(self, text: str) -> object:
        """Converts text that is not empty; raises IllegalArgumentError."""
        raise NotImplementedError

    def parse_number(self, value: int | float) -> object:
        """Converts a JSON number; raises IllegalArgumentError."""
        raise NotImplementedError


class WholeNumberFieldType(NumberFieldType):
    """Whole numbers between `least` and `greatest`."""

    family = "long"
    numbers = INTEGERS
    # the numbers that queries may name, where they are not those of the type, and their article and name
    query_limits: ClassVar[tuple[int, int, str] | None] = None
    least: ClassVar[int]
    greatest: ClassVar[int]
    article: ClassVar[str]

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types == {int}:
            try:
                column = np.array(values, dtype=np.int64)
            except OverflowError:
                return None
            return column if self._in_range(column.min(), column.max()) else None
        if types == {float} and self.coerce:
            doubles = np.trunc(np.array(values, dtype=np.float64))
            low, high = doubles.min(), doubles.max()
            if self._in_range(low, high) and high < 2.0**63:
                return doubles.astype(np.int64)
        return None

    def _in_range(self, low: Any, high: Any) -> bool:
        return bool(low >= self.least and high <= self.greatest)

    def parse_text(self, text: str) -> int:
        if WHOLE.match(text):
            return self._checked(whole_of(text), text)
        try:
            exact = decimal_of(text)
        except IllegalArgumentError as error:
            raise self._unreadable(text, error) from None
        if exact.adjusted() > 30:
            raise self._out_of_range(text)
        return self._checked(math.trunc(exact), text)

    def parse_number(self, value: int | float) -> int:
        if type(value) is int:
            return self._checked(value, value)
        if not math.isfinite(value):
            raise self._out_of_range(value)
        whole = math.trunc(value)
        if whole != value and not self.coerce:
            raise data_loss(value, self.java_class)
        return self._checked(whole, value)

    def _unreadable(self, text: str, error: IllegalArgumentError) -> IllegalArgumentError:
        """Returns the error for text that is no number."""
        return error

    def _checked(self, whole: int, given: str | int | float) -> int:
        if self.least <= whole <= self.greatest:
            return whole
        raise self._out_of_range(given)

    def _out_of_range(self, given: str | int | float) -> FindlingError:
        """Returns the error for a number beyond the type; JSON numbers are read as long or int before."""
        is_long = self.greatest > _INT_MAX
        least, greatest, name = (-(2**63), 2**63 - 1, "long") if is_long else (_INT_MIN, _INT_MAX, "int")
        # a whole number below all longs has come as the nearest double, which is the least long
        below = type(given) is float and given <= -(2.0**63)
        if isinstance(given, str) or (least <= given <= greatest and not below):
            return IllegalArgumentError(f"Value [{given}] is out of range for {self.article}")
        error = XContentParseError(f"Numeric value ({given}) out of range of {name} ({least} - {greatest})")
        error.__cause__ = InputCoercionError(error.reason)
        return error

    def column_value(self, value: object, round_up: bool = False) -> int | None:
        exact = self._exact(value)
        if exact != exact.to_integral_value() or not self.least <= exact <= self.greatest:
            return None
        return int(exact)

    def _exact(self, value: object) -> Decimal:
        return exact_of(value)

    def column_range(self, wanted: ValueRange) -> tuple[int, int]:
        return whole_bounds(wanted.converted(self._bound), self.least, self.greatest)

    def _bound(self, bound: object) -> Any:
        """Returns a bound of a query; raises IllegalArgumentError for one that is beyond all values of the type."""
        least, greatest, article = self.query_limits or (self.least, self.greatest, self.article)
        # a whole number below all longs has come as the nearest double, which is the least long
        below = type(bound) is float and bound <= -(2.0**63)
        if below or not least <= math.trunc(exact_of(bound)) <= greatest:
            raise IllegalArgumentError(f"Value [{java_number(bound)}] is out of range for {article}")
        return bound

    def member_value(self, value: object) -> int | None:
        exact = exact_of(value)
        return self.column_value(self._bound(value) if exact == exact.to_integral_value() else value)

    def from_column(self, value: Any) -> int:
        return int(value)


@register
class LongFieldType(WholeNumberFieldType):
    """Signed, 64 bits."""

    type_name = "long"
    least, greatest = -(2**63), 2**63 - 1
    java_class, article = "Long", "a long"

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        return None if types == {float} and min(values) <= self.least else super().parse_column(values, types)

    def _exact(self, value: object) -> Decimal:
        if isinstance(value, str) and value != value.strip():
            # the other types read a double first, which blanks may surround
            blank = value[0] if value[0].isspace() else value[len(value.rstrip())]
            kinds = 'a decimal digit number, decimal point, nor "e" notation exponential mark'
            raise NumberFormatError(f"Character {blank} is neither {kinds}.")
        return super()._exact(value)

    def parse_number(self, value: int | float) -> int:
        # a whole number below all longs has come as the nearest double, which is the least long
        if type(value) is float and value <= self.least:
            raise self._out_of_range(value)
        return super().parse_number(value)

    def _unreadable(self, text: str, error: IllegalArgumentError) -> IllegalArgumentError:
        return IllegalArgumentError(f'For input string: "{text}"')


@register
class IntegerFieldType(WholeNumberFieldType):
    """Signed, 32 bits."""

    type_name = "integer"
    numbers = NARROW
    least, greatest = -(2**31), 2**31 - 1
    java_class, article = "Integer", "an integer"


@register
class ShortFieldType(WholeNumberFieldType):
    """Signed, 16 bits."""

    type_name = "short"
    numbers = NARROW
    query_limits = INTEGER_LIMITS
    least, greatest = -(2**15), 2**15 - 1
    java_class, article = "Short", "a short"


@register
class ByteFieldType(WholeNumberFieldType):
    """Signed, 8 bits."""

    type_name = "byte"
    numbers = NARROW
    query_limits = INTEGER_LIMITS
    least, greatest = -128, 127
    java_class, article = "Byte", "a byte"


@register
class UnsignedLongFieldType(WholeNumberFieldType):
    """0 to 2^64-1; the column holds the value less 2^63, so that it sorts right as int64."""

    type_name = "unsigned_long"
    collapses = False
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.IGNORE_MALFORMED,
        parameters.null_value(),
        parameters.DIMENSION,
        parameters.metric("gauge", "counter"),
    )
    numbers = NumberTraits(offset=UNSIGNED_OFFSET)
    least, greatest = 0, 2**64 - 1
    java_class, article = "Long", "an unsigned long"

    def configure(self) -> None:
        super().configure()
        self.coerce = True

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types != {int} or min(values) < 0 or max(values) > self.greatest:
            return None
        return (np.array(values, dtype=np.uint64) ^ np.uint64(UNSIGNED_OFFSET)).view(np.int64)

    def parse_text(self, text: str) -> int:
        if WHOLE.match(text):
            return self.parse_number(whole_of(text))
        exact = decimal_of(text)
        if exact.adjusted() > 30 or exact != exact.to_integral_value():
            raise IllegalArgumentError(f'For input string: "{text}"')
        return self.parse_number(int(exact))

    def parse_number(self, value: int | float) -> int:
        if value != value or math.isinf(value):
            raise IllegalArgumentError(f'For input string: "{value}"')
        whole = int(value)
        if whole != value:
            raise IllegalArgumentError(f'For input string: "{value}"')
        if not self.least <= whole <= self.greatest:
            raise IllegalArgumentError(f"Value [{value}] is out of range for unsigned long")
        return whole - UNSIGNED_OFFSET

    def column_value(self, value: object, round_up: bool = False) -> int | None:
        whole = super().column_value(value, round_up)
        return None if whole is None else whole - UNSIGNED_OFFSET

    def member_value(self, value: object) -> int | None:
        return self.column_value(value)

    def column_range(self, wanted: ValueRange) -> tuple[int, int]:
        low, high = whole_bounds(wanted, self.least, self.greatest)
        return low - UNSIGNED_OFFSET, high - UNSIGNED_OFFSET

    def stored_value(self, value: object) -> str:
        return str(self.fetched(value))

    def from_column(self, value: Any) -> int:
        return int(value) + UNSIGNED_OFFSET
