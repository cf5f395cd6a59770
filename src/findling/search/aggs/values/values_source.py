"""Where an aggregation's values come from: a field, with what stands in for documents without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.dates.zone import zone_of
from findling.base.errors import (
    DateTimeError,
    IllegalArgumentError,
    UnsupportedFieldError,
    XContentParseError,
    ZoneRulesError,
)
from findling.mapping.mapped_field import MappedField
from findling.mapping.types.constant_keyword import ConstantKeywordFieldType
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.values.value_families import (
    VALUE_TYPES,
    check_unmapped,
    family_of,
    family_of_type,
    script_results,
)
from findling.search.fielddata import no_fielddata
from findling.search.parameters import ObjectParameters
from findling.search.runtime.computed import AggregationScript, kind_of_results

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, slots=True)
class ValuesSource:
    """The parameters that all aggregations over a field share.

    field: of which the values are; that of the results of a script, if there is one
    missing: value of documents without one; None: they do not take part
    reader: the aggregation that reads the parameters
    """

    field: str
    missing: Any = None
    format: str | None = None
    time_zone: str | None = None
    value_type: str | None = None
    script: AggregationScript | None = None
    reader: str = ""

    @classmethod
    def parse(
        cls,
        params: NamedParameters,
        *,
        formats: bool = True,
        zones: bool = False,
        fills: bool = True,
        scripts: bool = False,
    ) -> ValuesSource:
        """Reads the parameters; without a field `finish` raises IllegalArgumentError; raises XContentParseError.

        formats, zones, fills: whether `format`, `time_zone`, `missing` are among them
        scripts: whether `script` is, also where only the aggregation of that name has none: in sources of composite
        """
        source = cls.parse_optional(params, formats=formats, zones=zones, fills=fills, scripts=scripts)
        if source is None:
            if params.name in _UNSCRIPTABLE and not scripts and "script" in params:
                raise XContentParseError(f"[{params.name}] unknown field [script]")
            known = "field" if params.name in _UNSCRIPTABLE and not scripts else "field, script"
            params.later(IllegalArgumentError(f"Required one of fields [{known}], but none were specified."))
            return cls("")
        return source

    @classmethod
    def parse_optional(
        cls,
        params: NamedParameters,
        *,
        formats: bool = True,
        zones: bool = False,
        fills: bool = True,
        scripts: bool = False,
    ) -> ValuesSource | None:
        """Reads the parameters; None without field and script. Raises XContentParseError for wrong types."""
        field = params.text("field")
        script = None if params.name in _UNSCRIPTABLE and not scripts else read_script(params)
        value_type = read_value_type(params, _NO_HINT if scripts else None, old_name=not scripts)
        missing = missing_of(params, params.aggregation) if fills else None
        format = params.text("format") if formats else None
        zone = _time_zone(params) if zones else None
        if field is None and script is None:
            return None
        computed = None
        if script is not None:
            kind = kind_of_results(value_type, script_results(params.name))
            computed = AggregationScript(script, field, kind, reads_longs=params.name in _OF_LONGS)
        name = (field or "") if computed is None else computed.name
        return cls(name, missing, format, zone, value_type, computed, params.name)


# what sources of composite say of an unknown `value_type`
_NO_HINT: Final = "[userValueTypeHint] must not be null"
# whose scripts get the values of a field as whole numbers
_OF_LONGS: Final = ("date_histogram", "auto_date_histogram")
# that know no member `script`
_UNSCRIPTABLE: Final = frozenset(
    {
        "cartesian_bounds", "cartesian_centroid", "geo_bounds", "geohash_grid", "geohex_grid", "geotile_grid",
        "ip_prefix", "ip_range",
    }
)  # fmt: skip


def read_script(params: ObjectParameters, key: str = "script") -> ScriptDefinition | None:
    """Returns the script that a member is, a text or an object. Raises XContentParseError."""
    given = params.take(key)
    if key not in params:
        return None
    if not isinstance(given, str | Mapping):
        raise params.wrong_token(key, given)
    return params.read(key, parse_script, None)


def script_sources(item: object) -> Iterator[AggregationScript]:
    """Yields the scripts of an aggregation, or of a part of one, wherever they stand in it."""
    if isinstance(item, ValuesSource):
        if item.script is not None:
            yield item.script
    elif isinstance(item, tuple | list):
        for each in item:
            yield from script_sources(each)
    elif isinstance(item, Mapping):
        yield from script_sources(list(item.values()))
    elif is_dataclass(item) and not isinstance(item, type):
        for member in fields(item):
            yield from script_sources(getattr(item, member.name))


def read_value_type(params: ObjectParameters, unknown: str | None = None, *, old_name: bool = True) -> str | None:
    """Returns the type that values are taken for where no mapping says it.

    unknown: what is told of another, if not the usual; old_name: whether it may be called `valueType` too
    """
    kind = _value_type(params, "value_type", unknown)
    return _value_type(params, "valueType", unknown) if kind is None and old_name else kind


def missing_of(params: ObjectParameters, name: str) -> object:
    """Reads `missing`: text, number or boolean. Raises XContentParseError."""
    value = params.take("missing")
    if isinstance(value, Mapping | list):
        raise params.wrong_token("missing", value)
    if value is None and "missing" in params:
        raise params.refused("missing", IllegalArgumentError(f"[missing] must not be null: [{name}]"))
    return value


def _time_zone(params: ObjectParameters) -> str | None:
    """Reads `time_zone`, a number of hours too."""
    value = params.take("time_zone")
    if "time_zone" not in params:
        return None
    if isinstance(value, bool | Mapping | list) or value is None:
        raise params.wrong_token("time_zone", value)
    zone = value if isinstance(value, str) else f"{int(value):+03d}:00"
    params.read("time_zone", lambda _: _check_zone(zone), None)
    return zone


def _check_zone(zone: str) -> None:
    if len(zone) <= 1 and zone not in ("Z", "z"):
        raise DateTimeError(f"Invalid ID for ZoneOffset, invalid format: {zone}")
    try:
        zone_of(zone)
    except IllegalArgumentError as error:
        raise ZoneRulesError(error.reason) from None


def _value_type(params: ObjectParameters, key: str, unknown: str | None) -> str | None:
    kind = params.text(key)
    if kind is not None and kind not in VALUE_TYPES:
        raise params.refused(key, IllegalArgumentError(unknown or f"Unknown value type [{kind}]"))
    return kind


class _IndexNames(ConstantKeywordFieldType):
    """The one value of `_index`, which messages do not call a constant keyword."""

    type_name = "_index"


def aggregated_field(ctx: ShardContext, name: str) -> MappedField | None:
    """Returns the field of a name, None if it is unmapped; raises IllegalArgumentError if it has no doc values.

    Vectors and shapes have none that are numbers or terms, but what single aggregations know to count.
    """
    field = ctx.field(name)
    if field is None:
        return None
    if not field.is_aggregatable:
        if field.structures.is_vector or (field.type.shapes_on is not None and field.type.get("doc_values")):
            return field
        raise no_fielddata(field, ctx)
    value = ctx.constant(name) if field.is_metadata else None
    if value is not None:
        # all documents of a shard have the same value
        kind = _IndexNames if name == "_index" else ConstantKeywordFieldType
        constant = kind(name, {"value": value}, field.type.context)
        return MappedField(name, constant, name, is_metadata=True)
    return field


def unchecked_field(ctx: ShardContext, source: ValuesSource) -> MappedField | None:
    """Returns the field of a source, that of a script's results if it has one; None if it is unmapped.

    Raises IllegalArgumentError if it has no doc values.
    """
    script = source.script
    if script is None or script.field is None:
        return aggregated_field(ctx, source.field)
    given = aggregated_field(ctx, script.field)
    # nothing of points and intervals is given to scripts
    return given if given is None or family_of(given) == "others" else ctx.field(source.field)


def shown_field(ctx: ShardContext, source: ValuesSource, field: MappedField | None) -> MappedField | None:
    """Returns the field as whose values those of a source are read and shown: what a script makes of them too."""
    script = source.script
    return field if script is None or script.field is None else aggregated_field(ctx, script.field)


def source_field(ctx: ShardContext, source: ValuesSource) -> MappedField | None:
    """Returns the field of a source, see unchecked_field.

    Raises IllegalArgumentError too for a `value_type` of other values, and for a `format` where the type has none.
    """
    field = aggregated_field(ctx, source.field) if source.script is None else unchecked_field(ctx, source)
    if source.value_type is None and source.format is None and source.time_zone is None:
        return field
    if field is None:
        check_unmapped(source.reader, source.value_type)
    elif source.script is None or source.script.field is not None:
        _check_members(source, shown_field(ctx, source, field) or field)
    return field


def _check_members(source: ValuesSource, field: MappedField) -> None:
    if source.value_type is not None:
        family, called = family_of_type(source.value_type)
        if family != family_of(field):
            raise IllegalArgumentError(
                f"Field type [{field.type_name}] is incompatible with specified value_type [{called}]"
            )
    if source.format is not None and not _has_formats(field):
        raise IllegalArgumentError(f"Field [{field.name}] of type [{kind_of(field)}] does not support custom formats")
    if source.time_zone is not None and not _has_zones(field):
        raise IllegalArgumentError(
            f"Field [{field.name}] of type [{field.type_name}] does not support custom time zones"
        )


def _has_zones(field: MappedField) -> bool:
    intervals = field.type.intervals
    return family_of(field) == "date" if intervals is None else intervals.ends_are == "dates"


def _has_formats(field: MappedField) -> bool:
    intervals = field.type.intervals
    if intervals is not None:
        return intervals.ends_are == "dates"
    if field.is_metadata:
        return False
    # binary values and vectors take any, and do nothing with it
    return family_of(field) in ("date", "numeric") or field.structures.is_vector or field.type.is_opaque


def refuse_missing_intervals(field: MappedField | None, source: ValuesSource) -> None:
    """Raises IllegalArgumentError for `missing` of a field whose values are intervals."""
    if source.missing is not None and field is not None and field.type.intervals is not None:
        values = "org.elasticsearch.search.aggregations.support.ValuesSource$Range"
        raise IllegalArgumentError(f"Can't apply missing values on a class {values}")


def unsupported(field: MappedField, type_name: str, source: ValuesSource | None = None) -> UnsupportedFieldError:
    """Returns the error of an aggregation that a field's type, or what a script yields, does not go with."""
    if source is not None and source.script is not None:
        kind = source.value_type or "unknown type"
        return UnsupportedFieldError(f"Script yielding [{kind}] is not supported for aggregation [{type_name}]")
    counter = "[counter]" if field.is_counter else ""
    return UnsupportedFieldError(
        f"Field [{field.name}] of type [{kind_of(field)}]{counter} is not supported for aggregation [{type_name}]"
    )


def refuse_counter(field: MappedField | None, type_name: str) -> None:
    """Raises UnsupportedFieldError for a counter, whose single values nobody asks for."""
    if field is not None and field.is_counter:
        raise unsupported(field, type_name)


def kind_of(field: MappedField) -> str:
    """Returns what errors call the type of a field: that of metadata goes by its name."""
    return field.name if field.is_metadata else field.type_name
