"""One of the sources of aggregations over several: `{"field": ..., "missing": ..., "script": ..., "filter": ...}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    MissingValuesError,
    ParsingError,
    XContentParseError,
)
from findling.base.java_collections import in_map_order
from findling.search.aggs.values.bound_numbers import check_source, is_numeric, numeric_values
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_families import VALUE_TYPES, family_of_type
from findling.search.aggs.values.values_source import (
    ValuesSource,
    aggregated_field,
    kind_of,
    read_script,
    source_field,
    unsupported,
)
from findling.search.parameters import ObjectParameters
from findling.search.query.base import Query, parse_query
from findling.search.runtime.computed import AggregationScript

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_NAME = "field_config"
_NO_TYPE: Final = (
    'Cannot invoke "org.elasticsearch.search.aggregations.support.ValueType.isNotA('
    'org.elasticsearch.search.aggregations.support.ValueType)" because "valueType" is null'
)
_POINTS: Final = "org.elasticsearch.search.aggregations.support.ValuesSource$GeoPoint$Fielddata"
_RANGES: Final = "org.elasticsearch.search.aggregations.support.ValuesSource$Range"


@dataclass(frozen=True, slots=True)
class FieldConfig:
    """A source of values, and which documents it is of. filter: None for all"""

    source: ValuesSource
    filter: Query | None = None


def read_field_config(
    params: ObjectParameters,
    key: str,
    format: str | None = None,
    value_type: str | None = None,
    *,
    filtered: bool = False,
) -> FieldConfig | None:
    """Reads a member that says where values come from, None if it is not there. Raises XContentParseError."""
    body = params.object(key)
    if body is None:
        return None
    try:
        return field_config(body, format, value_type, filtered=filtered)
    except FindlingError as error:
        if not error.place and isinstance(error, XContentParseError):
            error.put_within(params.name, key)
        if error.place:
            error.place = (params.name, key, error.place[-1])
        raise params.refused(key, error) from error


def field_config(
    body: object, format: str | None = None, value_type: str | None = None, *, filtered: bool = False
) -> FieldConfig:
    """Returns the source that an object describes. Raises XContentParseError and IllegalArgumentError."""
    params = ObjectParameters(_NAME, body)
    given, field = read_script(params), params.text("field")
    missing = params.take("missing")
    if isinstance(missing, Mapping | list):
        raise params.wrong_token("missing", missing)
    query = params.read("filter", parse_query, None) if filtered else None
    params.finish()
    if (not field) == (given is None):
        both = "both be configured" if field else "both be null"
        raise IllegalArgumentError(f"[field] and [script] cannot {both}.  Please specify one or the other.")
    script = None if given is None else AggregationScript(given, None, "double")
    name = (field or "") if script is None else script.name
    return FieldConfig(ValuesSource(name, missing, format, None, value_type, script), query)


def read_type_of_all(params: ObjectParameters) -> str | None:
    """Reads the `value_type` of all sources, None if it says nothing: numbers are taken whatever they stand for.

    Raises XContentParseError.
    """
    kind = params.text("value_type")
    if kind is None:
        return None
    if kind not in VALUE_TYPES:
        raise params.refused("value_type", MissingValuesError(_NO_TYPE))
    family, _ = family_of_type(kind)
    if family in ("keyword", "ip"):
        fault = (
            f"Aggregation [{params.name}] was configured with an incompatible value type [{kind}].  "
            "It can only work on value off type [numeric]"
        )
        raise params.refused("value_type", ParsingError(fault))
    return None if family == "numeric" else kind


def check_configs(configs: Mapping[str, FieldConfig], shard: ShardContext) -> None:
    """Raises for sources whose field, format or missing value cannot be, in the order in which they are looked at."""
    for name in in_map_order(configs):
        source = configs[name].source
        field = aggregated_field(shard, source.field)
        if field is None:
            continue
        if _is_of_terms(field) or field.structures.is_vector:
            raise IllegalArgumentError(f"Expected numeric type on field [{source.field}], but got [{kind_of(field)}]")
        source_field(shard, source)
        check_source(field, source, shard)


def checked_numbers(configs: Mapping[str, FieldConfig], shard: ShardContext, type_name: str) -> list[NumericValues]:
    """Returns the numbers of sources in their order; of several that have none, the first looked at is told."""
    for name in in_map_order(configs):
        config_numbers(configs[name].source, shard, type_name)
    return [config_numbers(config.source, shard, type_name) for config in configs.values()]


def _is_of_terms(field: MappedField) -> bool:
    return field.structures.doc_values == "ordinals" and field.type.intervals is None


def config_numbers(source: ValuesSource, shard: ShardContext, type_name: str) -> NumericValues:
    """Returns the numbers of a source; raises IllegalArgumentError with the words of aggregations over two fields."""
    field = aggregated_field(shard, source.field)
    if field is None or is_numeric(field):
        return numeric_values(source, shard, type_name)
    kind = _POINTS if field.type.is_point else _RANGES if field.type.intervals is not None else None
    if kind is None:
        raise unsupported(field, "multi-value")
    if source.missing is not None and field.type.is_point:
        kind = "anon ValuesSource.GeoPoint of [org.elasticsearch.search.aggregations.support.MissingValues$9]"
    raise IllegalArgumentError(f"ValuesSource type [{kind}] is not supported for aggregation [multi-value]")
