"""scaled_float: decimals kept as whole multiples of 1/scaling_factor."""

import math
from decimal import Decimal
from typing import Any

import numpy as np

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping import parameters
from findling.mapping.field_type import INT64_MAX, INT64_MIN, ColumnValues, register
from findling.mapping.traits import DOUBLES, NumberTraits
from findling.mapping.types.integers import NUMBER_PARAMETERS, NumberFieldType
from findling.mapping.types.number_text import double_of, finite_float, whole_bounds
from findling.mapping.value_range import ValueRange


@register
class ScaledFloatFieldType(NumberFieldType):
    """The column holds round(value * scaling_factor), halves upwards as Java's Math.round."""

    type_name = "scaled_float"
    collapses = False
    family = "scaled_float"
    numbers = DOUBLES
    PARAMETERS = parameters.table(
        *NUMBER_PARAMETERS.values(),
        parameters.Parameter("scaling_factor", None, parameters.read_number, accepts_null=True),
    )

    def configure(self) -> None:
        factor = self.get("scaling_factor")
        leaf = self.name.rpartition(".")[2]
        if factor is None:
            raise MapperParsingError(f"Field [{leaf}] misses required parameter [scaling_factor]")
        if not (factor > 0 and math.isfinite(factor)):
            raise MapperParsingError(f"[scaling_factor] must be a positive number, got [{factor}]")
        self.scaling_factor = float(factor)
        self.numbers = NumberTraits(is_double=True, scale=self.scaling_factor)
        super().configure()

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if not types <= {int, float}:
            return None
        try:
            scaled = np.array(values, dtype=np.float64) * self.scaling_factor
        except OverflowError:
            return None
        if not (np.isfinite(scaled).all() and np.abs(scaled).max() < 2.0**51):
            return None
        return np.floor(scaled + 0.5).astype(np.int64)

    def parse_text(self, text: str) -> int:
        return self.parse_number(double_of(text))

    def parse_number(self, value: int | float) -> int:
        double = finite_float(value)
        if not math.isfinite(double):
            shown = "NaN" if math.isnan(double) else "Infinity" if double > 0 else "-Infinity"
            raise IllegalArgumentError(f"[scaled_float] only supports finite values, but got [{shown}]")
        return self._scaled(double)

    def _scaled(self, double: float) -> int:
        scaled = double * self.scaling_factor
        if not abs(scaled) < 2.0**63:
            return INT64_MAX if scaled > 0 else INT64_MIN
        return math.floor(scaled + 0.5) if abs(scaled) < 2.0**51 else round(scaled)

    def column_value(self, value: object, round_up: bool = False) -> int:
        return self.parse_number(double_of(value))

    def column_range(self, wanted: ValueRange) -> tuple[int, int]:
        scale = Decimal(repr(self.scaling_factor))
        return whole_bounds(wanted.converted(self._decimal), INT64_MIN, INT64_MAX, scale)

    @staticmethod
    def _decimal(bound: object) -> str:
        """The bound as written, so that 0.29 means 29 hundredths and not the double just below."""
        return bound if isinstance(bound, str) else repr(double_of(bound)).replace("inf", "1e40")

    def from_column(self, value: Any) -> float:
        return int(value) / self.scaling_factor
