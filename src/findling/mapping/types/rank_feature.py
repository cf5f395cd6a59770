"""rank_feature: one positive number per document that raises its score."""

import math
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.types.floats import FloatFieldType
from findling.mapping.types.number_text import double_of
from findling.mapping.value_range import ValueRange

LEAST_NORMAL: Final = 1.17549435e-38
GREATEST: Final = 3.4028234663852886e38


def feature_value(value: object, field: str, feature: str, kind: str) -> float:
    """Returns the value of a feature in single precision; raises IllegalArgumentError unless it is positive.

    field, feature: for the message
    kind: name of the field type
    """
    if isinstance(value, bool | dict | list):
        token = {bool: "VALUE_BOOLEAN", dict: "START_OBJECT", list: "START_ARRAY"}[type(value)]
        raise IllegalArgumentError(
            f"[{kind}] fields take hashes that map a feature to a strictly positive float, but got unexpected token "
            f"{token}"
        )
    number = double_of(value)
    if not (number >= LEAST_NORMAL and math.isfinite(number)):
        raise IllegalArgumentError(
            f"featureValue must be a positive normal float, got: {number} for feature {feature} on field {field}: a "
            f"value less than the minimum positive normal float: {LEAST_NORMAL}"
        )
    return min(number, GREATEST)


@register
class RankFeatureFieldType(FieldType):
    """A column of doubles, read by rank_feature queries only.

    positive_score_impact: false where small values mean good documents
    """

    type_name = "rank_feature"
    family = "rank_feature"
    is_feature = True
    single_valued = True
    PARAMETERS = parameters.table(parameters.boolean("positive_score_impact", True), parameters.null_value())

    def configure(self) -> None:
        self.structures = FieldStructures("double", doc_values="numeric")
        self.positive_score_impact = bool(self.get("positive_score_impact"))
        self.null_value = self.get("null_value")
        if self.null_value is not None:
            self.parse_value(self.null_value)

    def parse_value(self, value: object) -> float:
        number = feature_value(value, "_feature", self.name, self.type_name)
        return FloatFieldType.precision(number).item()

    def several_values(self) -> IllegalArgumentError:
        return IllegalArgumentError(
            f"[rank_feature] fields do not support indexing multiple values for the same field [{self.name}] in the "
            "same document"
        )

    @property
    def is_searchable(self) -> bool:
        return True

    @property
    def has_doc_values(self) -> bool:
        return False

    def column_value(self, value: object, round_up: bool = False) -> float:
        raise IllegalArgumentError("Queries on [rank_feature] fields are not supported")

    def column_range(self, wanted: ValueRange) -> tuple[float, float]:
        raise IllegalArgumentError("Queries on [rank_feature] fields are not supported")
