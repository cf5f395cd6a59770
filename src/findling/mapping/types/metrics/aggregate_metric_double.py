"""aggregate_metric_double: figures of many numbers that were computed before."""

from typing import Any, Final

from findling.base.errors import DocumentParsingError, FindlingError, IllegalArgumentError, MapperParsingError
from findling.base.java_values import shown
from findling.base.json_values import json_token
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parameters import Parameter, Place
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.traits import DOUBLES, INTEGERS
from findling.mapping.types.floats import DoubleFieldType
from findling.mapping.types.integers import IntegerFieldType
from findling.mapping.value_range import ValueRange

METRICS: Final = ("min", "max", "sum", "value_count")


def _read_metrics(at: Place, value: object) -> list[str]:
    given = value if isinstance(value, list) else [value]
    for metric in given:
        if metric not in METRICS:
            raise IllegalArgumentError(f"Metric [{shown(metric)}] is not supported.")
    return [metric for metric in METRICS if metric in given]


def _read_metric(at: Place, value: object) -> str:
    if value not in METRICS:
        raise IllegalArgumentError(f"Metric [{shown(value)}] is not supported.")
    return str(value)


@register
class AggregateMetricDoubleFieldType(FieldType):
    """A column of the default metric, which queries and sorting see, and hidden ones of the others."""

    type_name = "aggregate_metric_double"
    family = "aggregate_metric_double"
    takes_objects = True
    single_valued = True
    in_multi_fields = False
    names_field_in_errors = False
    PARAMETERS = parameters.table(
        parameters.IGNORE_MALFORMED,
        Parameter("metrics", [], _read_metrics),
        Parameter("default_metric", None, _read_metric, printed_if_given=True),
        parameters.metric("gauge"),
    )

    def configure(self) -> None:
        leaf = self.name.rpartition(".")[2]
        self.given: list[str] = self.get("metrics")
        if not self.given:
            raise MapperParsingError(f"Property [metrics] is required for field [{leaf}].")
        default = self.get("default_metric")
        if default is None and len(self.given) > 1:
            raise MapperParsingError(f"Property [default_metric] is required for field [{leaf}].")
        self.default = str(default or self.given[0])
        if self.default not in self.given:
            raise MapperParsingError(
                f"Default metric [{self.default}] is not defined in the metrics of field [{leaf}]."
            )
        self.params["default_metric"] = self.default
        self.numbers = INTEGERS if self.default == "value_count" else DOUBLES
        self.structures = FieldStructures("long" if self.default == "value_count" else "double", doc_values="numeric")
        self.metrics = {
            metric: self.name if metric == self.default else f"{self.name}\0{metric}" for metric in self.given
        }
        others = [metric for metric in self.given if metric != self.default]
        self.companions = tuple(_MetricFieldType(self, metric) for metric in others)
        self._of_metric = {metric: _number_type(metric)(self.name, {}, self.context) for metric in self.given}

    @property
    def has_doc_values(self) -> bool:
        return True

    def parse_value(self, value: object) -> Any:
        return self.metric_of(value, self.default)

    def metric_of(self, value: object, metric: str) -> Any:
        """Returns one metric of a document's value. Raises DocumentParsingError."""
        try:
            return self._checked(value)[metric]
        except FindlingError as error:
            raise DocumentParsingError(f"failed to parse field [{self.name}] of type [{self.type_name}]") from error

    def _checked(self, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise IllegalArgumentError(
                f"Failed to parse object: expecting token of type [START_OBJECT] but found [{json_token(value)}]"
            )
        for name in value:
            if name not in METRICS:
                raise IllegalArgumentError(
                    f"No enum constant org.elasticsearch.xpack.aggregatemetric.mapper."
                    f"AggregateMetricDoubleFieldMapper.Metric.{name}"
                )
            if name not in self.given:
                raise IllegalArgumentError(
                    f"Aggregate metric [{name}] does not exist in the mapping of field [{self.name}]"
                )
        found: dict[str, Any] = {}
        for metric in self.given:
            if value.get(metric) is None:
                raise IllegalArgumentError(
                    f"Aggregate metric field [{self.name}] must contain all metrics {_listed(self.given)}"
                )
            found[metric] = self._of_metric[metric].parse_value(value[metric])
        if found.get("value_count", 0) < 0:
            raise IllegalArgumentError(
                f"Aggregate metric [value_count] of field [{self.name}] cannot be a negative number"
            )
        return found

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def column_value(self, value: object, round_up: bool = False) -> int | float | None:
        return self._of_metric[self.default].column_value(value, round_up)

    def column_range(self, wanted: ValueRange) -> tuple[int, int] | tuple[float, float]:
        return self._of_metric[self.default].column_range(wanted)

    def from_column(self, value: object) -> object:
        return self._of_metric[self.default].from_column(value)


class _MetricFieldType(FieldType):
    """One of the metrics that are not the default one."""

    type_name = "aggregate_metric_double"
    takes_objects = True
    single_valued = True
    names_field_in_errors = False

    def __init__(self, parent: AggregateMetricDoubleFieldType, metric: str) -> None:
        self._parent, self._metric = parent, metric
        super().__init__(f"{parent.name}\0{metric}", {}, parent.context)

    def configure(self) -> None:
        is_count = self._metric == "value_count"
        self.numbers = INTEGERS if is_count else DOUBLES
        self.structures = FieldStructures("long" if is_count else "double", doc_values="numeric")

    def parse_value(self, value: object) -> Any:
        try:
            return self._parent.metric_of(value, self._metric)
        except FindlingError:
            # told of by the field itself
            return None


def _number_type(metric: str) -> type[FieldType]:
    return IntegerFieldType if metric == "value_count" else DoubleFieldType


def _listed(metrics: list[str]) -> str:
    return f"[{', '.join(metrics)}]"
