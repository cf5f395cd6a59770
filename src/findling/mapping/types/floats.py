"""double, float, half_float: IEEE numbers of 64, 32 and 16 bits, kept as doubles of their precision."""

import math
from typing import Any, ClassVar

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.mapping.field_type import ColumnValues, register
from findling.mapping.types.integers import NumberFieldType
from findling.mapping.types.number_text import double_of, finite_float


class FloatingFieldType(NumberFieldType):
    """IEEE numbers of one precision; only finite ones."""

    family = "double"
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

    def parse_number(self, value: int | float) -> float:
        double = finite_float(value)
        rounded = self._rounded(double)
        if not math.isfinite(rounded):
            shown = "NaN" if math.isnan(double) else "Infinity" if double > 0 else "-Infinity"
            if math.isfinite(double) and self.type_name == "half_float":
                shown = str(double)
            raise IllegalArgumentError(f"[{self.type_name}] supports only finite values, but got [{shown}]")
        return rounded

    def _rounded(self, double: float) -> float:
        with np.errstate(over="ignore"):
            return float(self.precision(double))

    def column_value(self, value: Any, round_up: bool = False) -> float | None:
        rounded = self._rounded(double_of(value))
        if not math.isfinite(rounded):
            raise IllegalArgumentError(f"[{self.type_name}] supports only finite values, but got [{double_of(value)}]")
        return rounded

    def column_range(
        self,
        gt: Any = None,
        gte: Any = None,
        lt: Any = None,
        lte: Any = None,
        format: str | None = None,
        time_zone: str | None = None,
        now_ms: int | None = None,
    ) -> tuple[float, float]:
        low, high = -math.inf, math.inf
        if gte is not None:
            low = self._bound(gte)
        if gt is not None:
            low = max(low, self._next(self._bound(gt), math.inf))
        if lte is not None:
            high = self._bound(lte)
        if lt is not None:
            high = min(high, self._next(self._bound(lt), -math.inf))
        return low, high

    def _next(self, value: float, towards: float) -> float:
        """The neighbour of a value in the field's precision; behind the largest finite number lies infinity."""
        with np.errstate(over="ignore"):
            return float(np.nextafter(self.precision(value), self.precision(towards)))

    def _bound(self, value: Any) -> float:
        double = double_of(value)
        if math.isnan(double):
            raise IllegalArgumentError(f"[{self.type_name}] supports only finite values, but got [NaN]")
        return self._rounded(double)

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
    precision = np.float32


@register
class HalfFloatFieldType(FloatingFieldType):
    """16 bits."""

    type_name = "half_float"
    java_class = "Float"
    precision = np.float16
