"""boolean: true and false, kept as 1 and 0."""

from typing import Any

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.mapping import parameters
from findling.mapping.field_type import INT64_MAX, INT64_MIN, ColumnValues, FieldType, register, shown
from findling.mapping.parsed_batch import FieldStructures

WORDS = {"true": 1, "false": 0, "": 0}


def truth_of(value: Any) -> int:
    """Returns 1 or 0 for true, false, "true", "false" and ""; raises IllegalArgumentError for anything else."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    raise IllegalArgumentError(f"Failed to parse value [{shown(value)}] as only [true] or [false] are allowed.")


def query_truth_of(value: Any) -> int:
    """The same for a query, which also takes T and F, the terms of older indices."""
    if value in ("T", "F"):
        return int(value == "T")
    try:
        return truth_of(value)
    except IllegalArgumentError:
        raise IllegalArgumentError(f"Can't parse boolean value [{shown(value)}], expected [true] or [false]") from None


@register
class BooleanFieldType(FieldType):
    """A numeric column of 0 and 1 without postings."""

    type_name = "boolean"
    family = "boolean"
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.null_value(parameters.read_boolean),
        parameters.IGNORE_MALFORMED,
        parameters.SCRIPT,
        parameters.ON_SCRIPT_ERROR,
        parameters.DIMENSION,
    )

    def configure(self) -> None:
        self.null_value = self.get("null_value")
        kept = self.get("index") or self.get("doc_values")
        self.structures = FieldStructures("long", doc_values="numeric" if kept else "none")

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        return np.array(values, dtype=np.int64) if types == {bool} else None

    def parse_value(self, value: Any) -> int:
        return truth_of(value)

    def column_value(self, value: Any, round_up: bool = False) -> int:
        return query_truth_of(value)

    def column_range(
        self,
        gt: Any = None,
        gte: Any = None,
        lt: Any = None,
        lte: Any = None,
        format: str | None = None,
        time_zone: str | None = None,
        now_ms: int | None = None,
    ) -> tuple[int, int]:
        low, high = INT64_MIN, INT64_MAX
        if gte is not None:
            low = query_truth_of(gte)
        if gt is not None:
            low = query_truth_of(gt) + 1
        if lte is not None:
            high = query_truth_of(lte)
        if lt is not None:
            high = query_truth_of(lt) - 1
        return low, high

    def from_column(self, value: Any) -> bool:
        return bool(value)

    def format_value(self, value: Any, format: str | None = None, time_zone: str | None = None) -> str:
        return "true" if value else "false"
