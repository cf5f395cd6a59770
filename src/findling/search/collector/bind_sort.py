"""Binds the sort of a request to one shard: looks up fields, makes the keys, raises what the mapping forbids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, ParseError, QueryShardError
from findling.mapping.anonymous_field import anonymous_field
from findling.mapping.field_type import TimeUnit
from findling.mapping.geo.geo_point_text import Point, normalized, parse_point
from findling.script.contexts.sort import BYTESREF_SORT, NUMBER_SORT, STRING_SORT
from findling.search.collector.number_key import NANOS_PER_MILLI, NumberKey
from findling.search.collector.script_key import ScriptNumberKey, ScriptTextKey
from findling.search.collector.sort_key import INT64_MAX, DocKey, ScoreKey, SortKey, TermKey, VersionKey
from findling.search.collector.sort_values import NestedLevel, NestedValues, ValueSource
from findling.search.fielddata import no_fielddata
from findling.search.geo.distance_unit import meters_per
from findling.search.geo.distance_values import distances_by_mode
from findling.search.query.creation import weight_of
from findling.search.reduced_values import saturated
from findling.search.script.compiled import compiled
from findling.search.script.runner import ScriptRunner
from findling.search.sort import NestedSort, ScriptSort, SortField

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

# of the numeric_types that are dates
_UNITS: Final[dict[str, TimeUnit]] = {"date": "ms", "date_nanos": "ns"}


def bind_sort(sort: tuple[SortField, ...], ctx: ShardContext) -> list[SortKey]:
    """Returns the keys of a sort on one shard. Raises QueryShardError and IllegalArgumentError."""
    return [_bind(spec, ctx) for spec in sort]


def _bind(spec: SortField, ctx: ShardContext) -> SortKey:
    if spec.is_score:
        return ScoreKey(spec)
    if spec.script is not None:
        return _script_key(spec, spec.script, ctx)
    if spec.field == "_doc":
        return DocKey(spec)
    if spec.field == "_shard_doc":
        return DocKey(spec, ctx.place << 32)
    if spec.field in ("_seq_no", "_version"):
        return VersionKey(spec)
    constant = ctx.constant(spec.field)
    if constant is not None:
        # no document has a value of its own
        return TermKey(replace(spec, missing=constant), None, ValueSource(spec.field, "min", None))
    field = ctx.field(spec.field)
    if field is None:
        return _unmapped(spec, ctx)
    mode = spec.mode or ("max" if spec.descending else "min")
    nested = _nested_values(spec.nested, ctx)
    if spec.geo is not None:
        return NumberKey(spec, field, _distances(spec, field, mode, nested), True)
    if nested is None:
        _check_reachable(field, ctx)
    _check_sortable(spec, field, ctx)
    source = ValueSource(field.column, mode, nested)
    numbers = field.type.numbers
    if numbers is None:
        return _term_key(spec, field, source, ctx)
    as_double = spec.numeric_type == "double" or (numbers.is_double and spec.numeric_type is None)
    if numbers.is_double and not as_double:
        whole = ValueSource(field.name, mode, nested, lambda values: saturated(numbers.read(values)))
        return NumberKey(spec, None, whole, False)
    if numbers.scale != 1:
        return NumberKey(spec, None, ValueSource(field.name, mode, nested, numbers.read), True)
    if as_double and numbers.per_unit != 1:
        millis = ValueSource(field.name, mode, nested, lambda values: values // numbers.per_unit)
        return NumberKey(spec, None, millis, True)
    unit = _date_unit(spec, field)
    if unit != 1:
        source = ValueSource(field.name, mode, nested, lambda values: _in_unit(values, unit))
    return NumberKey(spec, field, source, as_double, unit)


def _script_key(spec: SortField, sort: ScriptSort, ctx: ShardContext) -> SortKey:
    nested = _nested_values(spec.nested, ctx)
    context = NUMBER_SORT if sort.kind == "number" else STRING_SORT if sort.kind == "string" else BYTESREF_SORT
    runner = ScriptRunner(compiled(sort.script, context, ctx), sort.script.params, ctx)
    return (ScriptNumberKey if sort.kind == "number" else ScriptTextKey)(spec, runner, nested)


def _date_unit(spec: SortField, field: MappedField) -> float:
    """Returns what the values of a date field are multiplied with to be in the unit that is asked for."""
    wanted = _UNITS.get(spec.numeric_type or "")
    if wanted is None or field.type.time_unit in (None, wanted):
        return 1
    return NANOS_PER_MILLI if wanted == "ns" else 1 / NANOS_PER_MILLI


def _in_unit(values: NDArray[np.generic], unit: float) -> NDArray[np.generic]:
    if unit < 1:
        return values // NANOS_PER_MILLI
    if len(values):
        _check_nanos(int(values.min()), int(values.max()))
    return values * NANOS_PER_MILLI


def _check_nanos(least: int, most: int) -> None:
    if least < 0:
        raise IllegalArgumentError(
            f"milliSeconds [{least}] are before the epoch in 1970 and cannot be converted to nanoseconds"
        )
    if most > INT64_MAX // NANOS_PER_MILLI:
        raise IllegalArgumentError(
            f"milliSeconds [{most}] are after 2262-04-11T23:47:16.854775807 and cannot be converted to nanoseconds"
        )


def _term_key(spec: SortField, field: MappedField, source: ValueSource, ctx: ShardContext) -> TermKey:
    if source.mode not in ("min", "max"):
        raise QueryShardError("we only support AVG, MEDIAN and SUM on number based fields", index=ctx.index)
    return TermKey(spec, field, source)


def _unmapped(spec: SortField, ctx: ShardContext) -> SortKey:
    kind = spec.unmapped_type
    if kind is None:
        if spec.geo is not None:
            raise IllegalArgumentError(f"failed to find mapper for [{spec.field}] for geo distance based sort")
        raise QueryShardError(f"No mapping found for [{spec.field}] in order to sort on", index=ctx.index)
    source = ValueSource(spec.field, "min")
    if spec.geo is not None:
        return NumberKey(spec, None, source, True)
    field = anonymous_field(kind, ctx.mapping.context)
    _check_sortable(spec, field, ctx)
    numbers = field.type.numbers
    if numbers is None:
        return TermKey(spec, None, source)
    return NumberKey(spec, None, source, numbers.is_double)


def _check_sortable(spec: SortField, field: MappedField, ctx: ShardContext) -> None:
    field.type.check_sortable()
    if not field.is_aggregatable:
        raise no_fielddata(field, ctx)
    if spec.numeric_type is not None and field.type.numbers is None:
        raise QueryShardError(
            f"[numeric_type] option cannot be set on a non-numeric field, got {field.type_name}", index=ctx.index
        )
    if field.type.time_unit is None:
        _check_no_date(spec, field)


def _check_no_date(spec: SortField, field: MappedField) -> None:
    """Raises IllegalArgumentError for what dates alone have."""
    if spec.format is not None:
        if field.type.numbers is None or not field.type.formats_doc_values:
            raise IllegalArgumentError(
                f"Field [{field.name}] of type [{field.type_name}] does not support custom formats"
            )
        raise IllegalArgumentError("require a date_time formatter; got [decimal]")
    if spec.numeric_type == "date_nanos":
        raise IllegalArgumentError(
            "trying to convert a known date time formatter to a nanosecond one, wrong field used?"
        )


def _distances(spec: SortField, field: MappedField, mode: str, nested: NestedValues | None) -> ValueSource:
    assert spec.geo is not None
    if not field.type.is_point:
        raise IllegalArgumentError(
            f"unable to apply geo distance sort to field [{field.name}] of type [{field.type_name}]"
        )
    origins = [_origin(point, spec.geo.validation, field.name) for point in spec.geo.points]
    unit = meters_per(spec.geo.unit)
    # as in Elasticsearch, the commonest sort is by arcs, whatever is asked for
    is_commonest = mode == "min" and unit == 1.0 and not spec.descending and len(origins) == 1 and nested is None
    plane = spec.geo.distance_type == "plane" and not is_commonest
    return ValueSource(field.name, mode, nested, lambda values: distances_by_mode(values, origins, mode, plane) / unit)


def _origin(point: object, validation: str, field: str) -> Point:
    lat, lon = parse_point(point)
    if validation == "coerce":
        return normalized(lat, lon)
    if validation == "strict":
        for kind, value, limit in (("latitude", lat, 90), ("longitude", lon, 180)):
            if not -limit <= value <= limit:
                raise ParseError(f"illegal {kind} value [{value}] for [GeoDistanceSort] for field [{field}].")
    return lat, lon


def _nested_values(nested: NestedSort | None, ctx: ShardContext) -> NestedValues | None:
    if nested is None:
        return None
    levels = [_nested_level(scope, ctx) for scope in nested.levels]
    if any(scope.max_children is not None for scope in nested.levels[1:]):
        raise QueryShardError("max_children is only supported on top level of nested sort", index=ctx.index)
    return NestedValues(levels, ctx.nested_scope, nested.max_children)


def _nested_level(scope: NestedSort, ctx: ShardContext) -> NestedLevel:
    if not ctx.mapping.is_nested(scope.path):
        raise QueryShardError(f"[nested] failed to find nested object under path [{scope.path}]", index=ctx.index)
    if scope.filter is None:
        return NestedLevel(scope.path, None)
    with ctx.within(scope.path):
        return NestedLevel(scope.path, weight_of(scope.filter, ctx, False))


def _check_reachable(field: MappedField, ctx: ShardContext) -> None:
    """Raises QueryShardError for a field of nested objects whose values the root documents do not have."""
    mapping = ctx.mapping
    within = ctx.nested_scope is None and mapping.nested_scope(field.name) is not None
    if within and "" not in mapping.included_scopes(field.name):
        reason = f"it is mandatory to set the [nested] context on the nested sort field: [{field.name}]."
        raise QueryShardError(reason, index=ctx.index)
