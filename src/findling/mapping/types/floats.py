"""double, float, half_float: IEEE numbers of 64, 32 and 16 bits, kept as doubles of their precision."""

import math
from typing import Any, ClassVar

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_double
from findling.mapping.field_type import ColumnValues, register
from findling.mapping.traits import DOUBLES, NumberTraits
from findling.mapping.types.integers import NumberFieldType
from findling.mapping.types.number_text import double_of, finite_float
from findling.mapping.value_range import ValueRange


class FloatingFieldType(NumberFieldType):
    """IEEE numbers of one precision; only finite ones."""

    family = "double"
    numbers: NumberTraits = DOUBLES
    column_kind = "double"
    precision: ClassVar[type[np.floating[Any]]] = np.float64

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if not types <= {int, float}:
            return None
        try:
            column = self._round(np.array(values, dtype=np.float64))
        except OverflowError:
            return None
        return column if np.isfinite(column).all() else None

    def _round(self, column: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        if self.precision is np.float64:
            return column
        with np.errstate(over="ignore"):
            return column.astype(self.precision).astype(np.float64)

    def parse_text(self, text: str) -> float:
        return self.parse_number(double_of(text))

    def previewed(self, value: object) -> object:
        """Returns a value as errors show it: infinite where it is too large for 32 bits."""
        if self.precision is np.float64 or isinstance(value, bool) or not isinstance(value, int | float):
            return value
        with np.errstate(over="ignore"):
            single = float(np.float32(finite_float(value)))
        return value if math.isfinite(single) else single

    def parse_number(self, value: int | float) -> float:
        double = finite_float(value)
        rounded = self._rounded(double)
        if not math.isfinite(rounded):
            shown = "NaN" if math.isnan(double) else "Infinity" if double > 0 else "-Infinity"
            if math.isfinite(double) and self.type_name == "half_float":
                with np.errstate(over="ignore"):
                    shown = java_double(float(np.float32(double)))
            raise IllegalArgumentError(f"[{self.type_name}] supports only finite values, but got [{shown}]")
        return rounded

    def _rounded(self, double: float) -> float:
        with np.errstate(over="ignore"):
            return float(self.precision(double))

    def column_value(self, value: object, round_up: bool = False) -> float | None:
        rounded = self._rounded(double_of(value))
        return rounded if math.isfinite(rounded) else None

    def member_value(self, value: object) -> float | None:
        rounded = self._rounded(double_of(value))
        if not math.isfinite(rounded):
            shown = java_double(double_of(value) if self.type_name == "half_float" else rounded)
            raise IllegalArgumentError(f"[{self.type_name}] supports only finite values, but got [{shown}]")
        return rounded

    def column_range(self, wanted: ValueRange) -> tuple[float, float]:
        if any(math.isnan(double_of(bound)) for bound in wanted.bounds().values()):
            return math.inf, -math.inf
        low, high = -math.inf, math.inf
        if wanted.gte is not None:
            low = self._bound(wanted.gte)
        if wanted.gt is not None:
            low = max(low, self._next(self._bound(wanted.gt), math.inf))
        if wanted.lte is not None:
            high = self._bound(wanted.lte)
        if wanted.lt is not None:
            high = min(high, self._next(self._bound(wanted.lt), -math.inf))
        return low, high

    def _next(self, value: float, towards: float) -> float:
        """The neighbour of a value in the precision; behind the largest number lies infinity, below 0.0 -0.0."""
        if value == 0 and math.copysign(1, value) != math.copysign(1, towards):
            return -value
        with np.errstate(over="ignore"):
            return float(np.nextafter(self.precision(value), self.precision(towards)))

    def _bound(self, value: object) -> float:
        return self._rounded(double_of(value))

    def fetched(self, value: object, format: str | None = None) -> object:
        """The shortest decimal that has the field's precision."""
        if format is not None or self.numbers.is_exact:
            return super().fetched(value, format)
        parsed = self.parse_value(value)
        return None if parsed is None else float(str(np.float32(parsed)))

    def source_value(self, value: Any) -> object:
        return float(value) if self.numbers.is_exact else float(str(np.float32(value)))

    def from_column(self, value: Any) -> float:
        return float(value)


@register
class DoubleFieldType(FloatingFieldType):
    """64 bits."""

    type_name = "double"


@register
class FloatFieldType(FloatingFieldType):
    """32 bits."""

    type_name = "float"
    java_class = "Float"
    numbers = NumberTraits(is_double=True, precision=np.float32)
    precision = np.float32


@register
class HalfFloatFieldType(FloatingFieldType):
    """16 bits."""

    type_name = "half_float"
    java_class = "Float"
    numbers = NumberTraits(is_double=True, precision=np.float16)
    precision = np.float16
