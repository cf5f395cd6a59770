"""token_count: how many tokens a text has."""

from typing import Any

import numpy as np

from findling.base.errors import MapperParsingError
from findling.mapping import parameters
from findling.mapping.field_type import ColumnValues, register
from findling.mapping.parameters import Parameter
from findling.mapping.types.integers import IntegerFieldType
from findling.mapping.types.text_value import text_of


@register
class TokenCountFieldType(IntegerFieldType):
    """An integer column of positions (or, without position increments, tokens) per value."""

    type_name = "token_count"
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        Parameter("analyzer", None, parameters.read_string),
        parameters.null_value(),
        parameters.boolean("enable_position_increments", True),
    )

    def configure(self) -> None:
        leaf = self.name.rpartition(".")[2]
        if self.get("analyzer") is None:
            raise MapperParsingError(f"Analyzer must be set for field [{leaf}] but wasn't.")
        self.analyzer = self.context.analysis.analyzer(self.get("analyzer"))
        super().configure()
        self.coerce = True

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types != {str}:
            return None
        batch = self.analyzer.tokenize(values)
        if self.get("enable_position_increments"):
            return np.asarray(batch.end_positions, dtype=np.int64)
        return np.bincount(batch.value_ids, minlength=len(values)).astype(np.int64)

    def parse_value(self, value: object) -> int:
        if type(value) is int and value == self.null_value:
            return value
        column = self.parse_column([text_of(value)], {str})
        return int(column[0]) if column is not None else 0
