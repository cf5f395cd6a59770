"""The `sort` of a search request: fields, _score, _doc, distances, each with its options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError, ParsingError, XContentParseError
from findling.base.json_values import as_integer, json_token, scalar_text
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.parameters import ObjectParameters, Parameters, TokenParameters
from findling.search.query.base import Query, parse_query

_ORDERS: Final = ("asc", "desc")
_MODES: Final = ("min", "max", "sum", "avg", "median")
_NUMERIC_TYPES: Final = ("long", "double", "date", "date_nanos")


@dataclass(frozen=True, slots=True)
class NestedSort:
    """Where the values of a sort stand: in the nested objects of `path` that match `filter`."""

    path: str
    filter: Query | None = None
    max_children: int | None = None
    nested: NestedSort | None = None

    @property
    def levels(self) -> list[NestedSort]:
        """The scopes from this one to the one that holds the values."""
        return [self] if self.nested is None else [self, *self.nested.levels]


@dataclass(frozen=True, slots=True)
class GeoDistanceSort:
    """Points to measure from, as written in the request."""

    points: tuple[Any, ...]
    unit: str = "m"
    distance_type: str = "arc"
    validation: str = "strict"


@dataclass(frozen=True, slots=True)
class ScriptSort:
    """A script that computes what is sorted by. kind: number, string or version"""

    script: ScriptDefinition
    kind: str

    @property
    def needs_scores(self) -> bool:
        """Whether the script may look at scores; that of a stored one may."""
        return self.script.source is None or "_score" in self.script.source


@dataclass(frozen=True, slots=True)
class SortField:
    """One sort key.

    field: a field name, _score, _doc, _shard_doc, or _script
    missing: _last, _first or a value
    """

    field: str
    descending: bool = False
    mode: str | None = None
    missing: Any = "_last"
    unmapped_type: str | None = None
    format: str | None = None
    numeric_type: str | None = None
    nested: NestedSort | None = None
    geo: GeoDistanceSort | None = None
    script: ScriptSort | None = None

    @property
    def needs_scores(self) -> bool:
        """Whether scores have to be known."""
        return self.is_score or (self.script is not None and self.script.needs_scores)

    @property
    def is_score(self) -> bool:
        """Whether the key is the score."""
        return self.field == "_score"


BY_SCORE: Final = (SortField("_score", descending=True),)


def parse_sort(body: object) -> tuple[SortField, ...]:
    """Returns the sort keys of a request: a name, an object, or a list of these. Raises ParsingError."""
    # a scalar is a name, but within an array
    if body is None:
        raise ParsingError("Unknown key for a VALUE_NULL in [sort].")
    alone = body if isinstance(body, (dict, list)) else scalar_text(body)
    entries = alone if isinstance(alone, list) else [alone]
    keys: list[SortField] = []
    for entry in entries:
        keys += _parse_entry(entry)
    return tuple(keys)


def parse_sort_parameter(text: str) -> tuple[SortField, ...]:
    """Returns the sort keys of the URL parameter, such as `age:desc,_score`. Raises IllegalArgumentError."""
    keys = []
    for part in text.rstrip(",").split(","):
        name, colon, order = part.rpartition(":")
        if not colon:
            keys.append(_plain(part))
        elif order in ("asc", "desc"):
            # as in Elasticsearch, a key of another direction is passed over
            keys.append(SortField(name, descending=order == "desc"))
    return tuple(keys)


def _parse_entry(entry: object) -> list[SortField]:
    if isinstance(entry, str):
        return [_plain(entry)]
    if not isinstance(entry, Mapping):
        raise IllegalArgumentError(
            "malformed sort format, within the sort array, an object, or an actual string are allowed"
        )
    return [_parse_key(name, value) for name, value in entry.items()]


def _plain(name: str) -> SortField:
    return SortField(name, descending=name == "_score")


def _parse_key(name: str, value: object) -> SortField:
    if isinstance(value, str):
        return SortField(name, descending=_is_descending(value))
    is_geo = name in ("_geo_distance", "_geoDistance")
    if not isinstance(value, Mapping):
        if is_geo and isinstance(value, list):
            raise _no_points()
        found = "END_OBJECT" if not isinstance(value, list) else json_token(value[0]) if value else "END_ARRAY"
        kind = name if name in ("_score", "_script") else "field_sort"
        raise XContentParseError(f"[{kind}] Expected START_OBJECT but was: {found}").at("sort", name)
    if name == "_script":
        return _parse_script(value)
    if is_geo:
        return _parse_geo(value)
    if name == "_score":
        return _parse_score(value)
    parameters = ObjectParameters("field_sort", value)
    key = SortField(
        name,
        descending=_order(parameters, False),
        mode=_mode(parameters),
        missing=_missing(parameters),
        unmapped_type=parameters.text("unmapped_type"),
        format=parameters.text("format"),
        numeric_type=_numeric_type(parameters),
        nested=parameters.read("nested", _nested, None) if parameters.object("nested") else None,
    )
    parameters.finish()
    return key


def _parse_score(body: Mapping[str, object]) -> SortField:
    parameters = ObjectParameters("_score", body)
    key = SortField("_score", descending=_order(parameters, True))
    parameters.finish()
    return key


def _missing(parameters: Parameters) -> Any:
    value = parameters.take("missing", "_last")
    if isinstance(value, (dict, list)):
        raise parameters.wrong_token("missing", value)
    return "_last" if value is None else value


def _order(parameters: Parameters, default_descending: bool) -> bool:
    order = parameters.one_of("order", _ORDERS, None, _no_such_order)
    return default_descending if order is None else order == "desc"


def _is_descending(order: str) -> bool:
    if order.lower() not in _ORDERS:
        raise _no_such_order(order)
    return order.lower() == "desc"


def _no_such_order(order: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No enum constant org.elasticsearch.search.sort.SortOrder.{order.upper()}")


def _mode(parameters: Parameters) -> str | None:
    return parameters.one_of("mode", _MODES, None, lambda mode: IllegalArgumentError(f"Unknown SortMode [{mode}]"))


def _numeric_type(parameters: Parameters) -> str | None:
    return parameters.one_of("numeric_type", _NUMERIC_TYPES, None, _no_such_type)


def _no_such_type(kind: str) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"invalid value for [numeric_type], must be [long, double, date, date_nanos], got {kind}"
    )


class _NestedParameters(TokenParameters):
    """The members of `nested`."""

    __slots__ = ()

    def unknown(self, key: str, value: object) -> FindlingError:
        return IllegalArgumentError(f"malformed nested sort format, unknown field name [{key}]")


def _count(value: object) -> int:
    """Returns a whole number, which may be given as text. Raises XContentParseError for what is none."""
    if value is None or isinstance(value, (bool, dict, list)):
        token = json_token(value)
        raise XContentParseError(f"Current token ({token}) not numeric, can not use numeric value accessors")
    return as_integer(value)


def _nested(body: object) -> NestedSort | None:
    if body is None:
        return None
    parameters = _NestedParameters("nested_sort", body)
    path = parameters.text("path")
    filter_query = _filter(parameters.take("filter")) if "filter" in parameters else None
    max_children = _count(parameters.take("max_children")) if "max_children" in parameters else None
    inner = _nested(parameters.take("nested"))
    parameters.finish()
    # as in Elasticsearch, what names no path says nothing
    return inner if path is None else NestedSort(path, filter_query, max_children, inner)


def _filter(body: object) -> Query:
    try:
        return parse_query(body)
    except FindlingError as error:
        raise ParsingError("Expected filter element.") from error


_SCRIPT_TYPES: Final = ("number", "string", "version")


def _no_such_script_type(kind: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Unknown ScriptSortType [{kind}]")


def _parse_script(body: Mapping[str, object]) -> SortField:
    parameters = ObjectParameters("_script", body)
    given, kind = parameters.take("script"), parameters.one_of("type", _SCRIPT_TYPES, None, _no_such_script_type)
    missing = [name for name, value in (("script", given), ("type", kind)) if value is None]
    descending, mode = _order(parameters, False), _mode(parameters)
    nested = parameters.read("nested", _nested, None) if parameters.object("nested") else None
    parameters.finish()
    if missing or kind is None:
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")
    if kind != "number" and mode in ("sum", "avg", "median"):
        unfit = IllegalArgumentError(f"script sort of type [string] doesn't support mode [{mode}]")
        refusal = parameters.refused("mode", unfit)
        raise refusal from refusal.__cause__
    script = ScriptSort(parameters.read("script", parse_script, ScriptDefinition()), kind)
    return SortField("_script", descending, mode, nested=nested, script=script)


_GEO_OPTIONS: Final = (
    "order", "unit", "mode", "distance_type", "ignore_unmapped", "validation_method", "nested",
)  # fmt: skip


def _parse_geo(body: Mapping[str, object]) -> SortField:
    parameters = Parameters("_geo_distance", body)
    field, points = _field_and_points(parameters)
    if field is None or not points:
        raise _no_points()
    mode = _mode(parameters)
    if mode == "sum":
        raise IllegalArgumentError("sort_mode [sum] isn't supported for sorting by geo distance")
    key = SortField(
        field,
        descending=_order(parameters, False),
        mode=mode,
        unmapped_type="geo_point" if parameters.boolean("ignore_unmapped", False) else None,
        nested=_nested(parameters.take("nested")),
        geo=GeoDistanceSort(
            points,
            parameters.text("unit", "m") or "m",
            parameters.one_of("distance_type", ("arc", "plane"), "arc", _no_such_distance),
            parameters.one_of("validation_method", _VALIDATIONS, "strict", _no_such_validation),
        ),
    )
    parameters.finish()
    return key


_VALIDATIONS: Final = ("strict", "coerce", "ignore_malformed")


def _no_such_distance(kind: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No geo distance for [{kind}]")


def _no_such_validation(kind: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"operator needs to be either [COERCE, IGNORE_MALFORMED, STRICT], but not [{kind}]")


def _no_points() -> IllegalArgumentError:
    return IllegalArgumentError("Geo distance sorting needs at least one point.")


def _field_and_points(parameters: Parameters) -> tuple[str | None, tuple[Any, ...]]:
    """Returns the last of the members that name a field, and the points of all of them, as Elasticsearch does."""
    field: str | None = None
    points: list[Any] = []
    for name in parameters.others(*_GEO_OPTIONS):
        value = parameters.take(name)
        if isinstance(value, str) and field not in (None, name):
            raise ParsingError(f"Trying to reset fieldName to [{name}], already set to [{field}].")
        if value is None:
            continue
        if not isinstance(value, (str, list, Mapping)):
            raise ParsingError(f"[_geo_distance] does not support [{name}]")
        points += _points(value)
        field = name
    return field, tuple(points)


def _points(value: object) -> list[Any]:
    """Returns the points of a value: one, several, or an array of numbers, of which each two are one."""
    if not isinstance(value, list):
        return [value]
    if not value or not isinstance(value[0], (int, float)):
        return value
    if len(value) % 2:
        raise ParseError("geo point parsing: expected second number but got [END_ARRAY] instead")
    return [value[i : i + 2] for i in range(0, len(value), 2)]
