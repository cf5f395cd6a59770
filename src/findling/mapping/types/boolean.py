"""boolean: true and false, kept as 1 and 0."""

from typing import Any

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.base.json_values import not_of_type
from findling.mapping import parameters
from findling.mapping.field_type import INT64_MAX, INT64_MIN, ColumnValues, FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceArrays, SourceOrder
from findling.mapping.traits import NumberTraits, TermTraits
from findling.mapping.value_range import ValueRange

WORDS = {"true": 1, "false": 0, "": 0}


def truth_of(value: object) -> int:
    """Returns 1 or 0 for true, false, "true", "false" and ""; raises IllegalArgumentError for anything else."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    raise IllegalArgumentError(f"Failed to parse value [{shown(value)}] as only [true] or [false] are allowed.")


def query_truth_of(value: object) -> int:
    """The same for a query, where the empty text is nothing; raises IllegalArgumentError."""
    if value != "":
        try:
            return truth_of(value)
        except IllegalArgumentError:
            pass
    raise IllegalArgumentError(f"Can't parse boolean value [{shown(value)}], expected [true] or [false]")


@register
class BooleanFieldType(FieldType):
    """A numeric column of 0 and 1 without postings."""

    type_name = "boolean"
    family = "boolean"
    # kept as a column, but scored as the term that it is in Elasticsearch
    terms = TermTraits(scored=True)
    numbers = NumberTraits(is_truth=True)
    in_all_fields = True
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

    def parse_value(self, value: object) -> int:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise not_of_type(value, "not of boolean type")
        return truth_of(value)

    def column_value(self, value: object, round_up: bool = False) -> int:
        return query_truth_of(value)

    def column_range(self, wanted: ValueRange) -> tuple[int, int]:
        low, high = INT64_MIN, INT64_MAX
        if wanted.gte is not None:
            low = query_truth_of(wanted.gte)
        if wanted.gt is not None:
            low = query_truth_of(wanted.gt) + 1
        if wanted.lte is not None:
            high = query_truth_of(wanted.lte)
        if wanted.lt is not None:
            high = query_truth_of(wanted.lt) - 1
        return low, high

    @property
    def source_order(self) -> SourceOrder:
        return "sorted" if self.has_doc_values else "kept"

    @property
    def source_arrays(self) -> SourceArrays:
        return "given"

    def from_column(self, value: object) -> bool:
        return bool(value)

    def format_value(self, value: object, format: str | None = None, time_zone: str | None = None) -> str:
        return "true" if value else "false"
