"""The sources of a composite aggregation: terms, histograms and tiles; each gives one part of the key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import (
    CLOSING,
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
    NumberFormatError,
    ParsingError,
    XContentParseError,
)
from findling.base.json_values import json_token
from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter
from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.geotiles import Geotiles, tile_of, tile_text
from findling.search.aggs.values.bound_numbers import bound_values, is_numeric, numeric_values
from findling.search.aggs.values.geo_points import coordinates, point_values
from findling.search.aggs.values.numeric_values import Numbers, NumericValues, numbers_of
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.rounding import Rounding, read_rounding
from findling.search.aggs.values.sortable_doubles import from_sortable, to_sortable
from findling.search.aggs.values.value_format import RAW, Format, date_format, key_of, text_of
from findling.search.aggs.values.values_source import (
    ValuesSource,
    refuse_counter,
    source_field,
    unchecked_field,
    unsupported,
)

# a document without value, where missing_bucket asks for it
MISSING: Final = np.iinfo(np.int64).min

_JAVA_NAMES: Final[dict[type[Any], str]] = {
    bool: "Boolean", float: "Double", str: "String", list: "ArrayList", dict: "HashMap",
}  # fmt: skip

Keyed = tuple[NDArray[np.int64], "NDArray[np.int32] | None"]


@dataclass(frozen=True, kw_only=True)
class CompositeSource:
    """One source as in the request.

    kind: terms, histogram, date_histogram or geotile_grid
    missing_first: where the key null comes; orders_nothing: that is asked for where there is no such key
    """

    name: str
    kind: str
    values: ValuesSource
    ascending: bool
    missing_bucket: bool
    missing_first: bool
    interval: float = 0.0
    rounding: Rounding | None = None
    tiles: Geotiles | None = None
    orders_nothing: bool = False

    def check_readable(self, raw: object, text: object) -> None:
        """Raises IllegalArgumentError for a date that its own format reads as another.

        raw, text: a key, and how it is shown
        """
        pattern, zone = self.values.format, self.values.time_zone
        if self.kind != "date_histogram" or pattern is None or not isinstance(raw, int) or not isinstance(text, str):
            return
        formatter = date_formatter(pattern, "en")
        if formatter.format(raw, zone) != text:
            return  # the field's values are no dates
        read = int(parse_date_math(text, formatter, 0, False, zone))
        if read != raw:
            raise IllegalArgumentError(
                f"Format [DocValueFormat.DateTime(format[{pattern}] locale[en], {zone or 'Z'}, MILLISECONDS)] created "
                f"output it couldn't parse for value [{raw}] of type [class java.lang.Long]. parsed value: "
                f"[{read}(class java.lang.Long)]"
            )

    def check_order(self) -> None:
        """Raises IllegalArgumentError for an order of keys that there are none of."""
        if self.orders_nothing:
            raise IllegalArgumentError("missingOrder can only be set if missingBucket is true")

    def bind(self, ctx: AggregationContext) -> BoundSource:
        """Returns what reads the source's keys on one shard. Raises IllegalArgumentError."""
        self.check_order()
        if self.kind == "terms":
            return _bind_terms(self, ctx)
        if self.tiles is not None:
            return TileKeys(self, self.tiles, point_values(self.values, ctx.shard, self.kind))
        field = unchecked_field(ctx.shard, self.values)
        if field is not None and is_numeric(field) and numbers_of(field).is_truth:
            raise unsupported(field, self.kind, self.values)
        values = numeric_values(self.values, ctx.shard, self.kind)
        if self.kind == "histogram":
            return HistogramKeys(self, values)
        assert self.rounding is not None
        self.rounding.check()
        return DateKeys(self, values)


def parse_source(entry: object) -> CompositeSource:
    """Returns the source of {name: {type: {...}}}. Raises ParsingError and IllegalArgumentError."""
    name, definition = _single(entry)
    kind, body = _single(definition, name)
    if kind not in ("terms", "histogram", "date_histogram", "geotile_grid"):
        raise ParsingError(f"invalid source type: {kind}").at(name, kind)
    try:
        return _read_source(name, kind, body)
    except FindlingError:
        # of several faults that of the first member is told
        for n in range(1, len(body)):
            _read_members(name, kind, dict(list(body.items())[:n]))
        raise


def _read_members(name: str, kind: str, body: Mapping[str, object]) -> None:
    """Raises XContentParseError for members that cannot be, not for those that are missing."""
    try:
        _read_source(name, kind, body)
    except XContentParseError as fault:
        if fault.reason.startswith(f"[{kind}] "):
            raise
    except FindlingError:
        pass


def _read_source(name: str, kind: str, body: Mapping[str, Any]) -> CompositeSource:
    params = NamedParameters(kind, body, name)
    order = params.text("order", "asc") or "asc"
    if order.lower() not in ("asc", "desc"):
        fault = IllegalArgumentError(f"No enum constant org.elasticsearch.search.sort.SortOrder.{order.upper()}")
        raise params.refused("order", fault)
    missing_order = params.text("missing_order", "default") or "default"
    missing_bucket = params.boolean("missing_bucket", False)
    if missing_order not in ("default", "first", "last"):
        constant = f"org.elasticsearch.search.aggregations.bucket.composite.MissingOrder.{missing_order.upper()}"
        raise params.refused("missing_order", IllegalArgumentError(f"No enum constant {constant}"))
    ascending = order.lower() == "asc"
    is_date = kind == "date_histogram"
    values = ValuesSource.parse(params, formats=is_date, zones=is_date, fills=False, scripts=True)
    source = CompositeSource(
        name=name,
        kind=kind,
        values=values,
        ascending=ascending,
        missing_bucket=missing_bucket,
        missing_first=ascending if missing_order == "default" else missing_order == "first",
        interval=_interval(params) if kind == "histogram" else 0.0,
        rounding=read_rounding(params, values.time_zone) if kind == "date_histogram" else None,
        tiles=Geotiles.parse(params) if kind == "geotile_grid" else None,
        orders_nothing=missing_order != "default" and not missing_bucket,
    )
    params.finish()
    return source


def _single(entry: object, *place: str) -> tuple[str, Mapping[str, Any]]:
    """Returns the name and the value of an object's only member, and checks that the value is an object.

    place: the names below which it stands
    """
    if isinstance(entry, list) and not place:
        raise IllegalStateError("expected value but got [START_ARRAY]")
    if not isinstance(entry, Mapping):
        raise _unexpected("START_OBJECT", json_token(entry), *place)
    if not entry:
        raise _unexpected("FIELD_NAME", "END_OBJECT", *place, CLOSING)
    name, body = next(iter(entry.items()))
    if not isinstance(body, Mapping):
        raise _unexpected("START_OBJECT", json_token(body), *place, name)
    if len(entry) > 1:
        raise _too_many(list(entry.items())[1:], *place)
    return str(name), body


def _unexpected(wanted: str, found: str, *place: str | int) -> ParsingError:
    return ParsingError(f"Failed to parse object: expecting token of type [{wanted}] but found [{found}]").at(*place)


def _too_many(others: Sequence[tuple[str, object]], *place: str) -> FindlingError:
    """Returns the error of members behind the only one: Elasticsearch takes the second one for what comes next."""
    (name, value), *rest = others
    if isinstance(value, Mapping) and not place:
        try:
            parse_source({name: _single(value)[1]})
        except ParsingError as fault:
            return fault.at(name, *fault.place)
    token, last = ("FIELD_NAME", rest[0][0]) if rest else ("END_OBJECT", CLOSING)
    return IllegalStateError(f"expected value but got [{token}]").at(*place, last)


def _interval(params: NamedParameters) -> float:
    interval = params.number("interval", None)
    if interval is None or interval <= 0:
        fault = IllegalArgumentError("[interval] must be greater than 0 for [histogram] source")
        raise fault if interval is None else params.refused("interval", fault)
    return interval


class BoundSource(ABC):
    """Reads a source's keys as int64, which sort as the key does."""

    def __init__(self, source: CompositeSource) -> None:
        self.source = source

    @abstractmethod
    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the keys of docs and their owners, non-decreasing; None for one each in order."""

    def is_single(self, leaf: Leaf) -> bool:
        """Whether it is known that no document of the segment has several keys."""
        return False

    @abstractmethod
    def raw(self, key: int) -> object:
        """Returns what compares across shards: a number or text."""

    def raws(self, keys: Sequence[int]) -> list[object]:
        """Returns what several keys compare by across shards."""
        return [self.raw(key) for key in keys]

    @abstractmethod
    def after(self, value: object) -> tuple[int, bool]:
        """Returns the first key that is not below a value of `after`, and whether it is equal."""

    def shown(self, raw: object) -> object:
        """Returns how a raw value is shown in keys."""
        return raw


class TermKeys(BoundSource):
    """Global ordinals."""

    def __init__(self, source: CompositeSource, values: OrdinalValues) -> None:
        super().__init__(source)
        self._values = values
        self._is_text = values.is_text

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns ordinals."""
        ords, owners = self._values.read(leaf, docs)
        return ords.astype(np.int64), owners

    def is_single(self, leaf: Leaf) -> bool:
        """Returns what the column says."""
        column = self._values.column(leaf)
        return column is not None and column.starts is None

    def raw(self, key: int) -> object:
        """Returns the term, as hexadecimal digits for types whose text does not sort as they do."""
        term = self._values.term(key)
        return term.decode("utf-8", "replace") if self._is_text else term.hex()

    def raws(self, keys: Sequence[int]) -> list[object]:
        """Returns the terms, each looked up once."""
        distinct = sorted(set(keys))
        terms = self._values.terms(distinct)
        texts = [term.decode("utf-8", "replace") if self._is_text else term.hex() for term in terms]
        by_key = dict(zip(distinct, texts, strict=True))
        return [by_key[key] for key in keys]

    def shown(self, raw: Any) -> Any:
        """Returns the term as text."""
        return raw if self._is_text else self._values.text(bytes.fromhex(raw))

    def after(self, value: object) -> tuple[int, bool]:
        """Returns the place of a term."""
        if not isinstance(value, str) and self._values.field is not None:
            raise IllegalArgumentError(f"invalid value, expected string, got {java_name(value)}")
        term = self._values.encode(value)
        ord_ = self._values.seek(term)
        return ord_, ord_ < self._values.n_ords and self._values.term(ord_) == term


class NumberKeys(BoundSource):
    """Numbers as they are, doubles as sortable bits."""

    def __init__(self, source: CompositeSource, values: NumericValues) -> None:
        super().__init__(source)
        self._values = values
        # dates stay numbers unless a format is asked for
        is_plain = values.format["kind"] == "date" and source.values.format is None
        self.format: Format = RAW if is_plain else values.format

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the values."""
        values, owners = self._values.read(leaf.reader, docs)
        return (to_sortable(values) if self._values.is_double else values.astype(np.int64, copy=False)), owners

    def is_single(self, leaf: Leaf) -> bool:
        """Returns what the column says."""
        column = self._values.column(leaf.reader)
        return column is not None and column.starts is None

    def raw(self, key: int) -> object:
        """Returns the number."""
        return float(from_sortable(np.array([key]))[0]) if self._values.is_double else key

    def shown(self, raw: Any) -> Any:
        """Returns the number, or its text where a format is asked for."""
        if self.format["kind"] == "boolean":
            return bool(raw)
        number = key_of(self.format, raw)
        text = text_of(self.format, number)
        return number if text is None else text

    def after(self, value: object) -> tuple[int, bool]:
        """Returns the key of a number."""
        if self._values.is_double:
            return _sortable(value), True
        return self._whole(value), True

    def _whole(self, value: object) -> int:
        kind = self.format["kind"]
        if kind == "date":
            formatter = date_formatter(self.format["pattern"], self.format["locale"])
            text = str(value).lower() if isinstance(value, bool) else str(value)
            return int(parse_date_math(text, formatter, 0, False, self.format["zone"]))
        if kind == "boolean":
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if text not in ("true", "false"):
                raise IllegalArgumentError(f"Cannot parse boolean [{text}], expected either [true] or [false]")
            return int(text == "true")
        if self._values.field is None or self._values.field.type.time_unit is not None:
            return _int(value)
        converted = self._values.field.type.column_value(value)
        return _int(value) if converted is None else int(converted)


def _int(value: Any) -> int:
    """Returns a whole number of the request. Raises NumberFormatError."""
    if isinstance(value, bool):
        raise NumberFormatError.of(str(value).lower())
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise NumberFormatError.of(value) from None


def _sortable(value: Any) -> int:
    """Returns the key of a number of the request. Raises NumberFormatError."""
    if isinstance(value, bool):
        raise NumberFormatError.of(str(value).lower())
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise NumberFormatError.of(value) from None
    return int(to_sortable(np.array([number]))[0])


def java_name(value: object) -> str:
    """Returns the name of the class that Elasticsearch reads a JSON value into."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "Integer" if -(2**31) <= value < 2**31 else "Long"
    return _JAVA_NAMES.get(type(value), "null")


class HistogramKeys(NumberKeys):
    """Where the intervals begin, as sortable bits. Those of dates are shown as dates."""

    def __init__(self, source: CompositeSource, values: NumericValues) -> None:
        super().__init__(source, values)
        self.format = values.format

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the interval of each value."""
        values, owners = self._values.doubles(leaf.reader, docs)
        return to_sortable(np.floor(values / self.source.interval) * self.source.interval), owners

    def raw(self, key: int) -> object:
        """Returns where the interval begins."""
        return float(from_sortable(np.array([key]))[0])

    def after(self, value: object) -> tuple[int, bool]:
        """Returns the key of a number, or of a date."""
        return _sortable(self._whole(value) if self.format["kind"] == "date" else value), True


class DateKeys(NumberKeys):
    """Where the intervals begin, in ms."""

    def __init__(self, source: CompositeSource, values: NumericValues) -> None:
        super().__init__(source, values)
        if source.values.format is None:
            self.format = RAW
        elif values.field is None:
            self.format = date_format(source.values.format, source.values.time_zone)

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the interval of each value."""
        rounding = self.source.rounding
        assert rounding is not None

        def rounded(values: Numbers) -> NDArray[np.int64]:
            return rounding.round(values.astype(np.int64, copy=False))

        return self._values.mapped(leaf.reader, docs, rounded)

    def raw(self, key: int) -> object:
        """Returns where the interval begins."""
        return key

    def after(self, value: object) -> tuple[int, bool]:
        """Returns the key of an instant."""
        return self._whole(value), True


class TileKeys(BoundSource):
    """Tiles of points, by zoom, x and y."""

    def __init__(self, source: CompositeSource, tiles: Geotiles, values: NumericValues) -> None:
        super().__init__(source)
        self._tiles = tiles
        self._values = values

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the tile of each point, of those within the bounds."""
        lat, lon, owners = coordinates(self._values, leaf, docs)
        keys = self._tiles.keys(lat, lon)
        if self._tiles.box is None:
            return keys, owners
        inside = np.flatnonzero(self._tiles.inside(keys)).astype(np.int32)
        return keys[inside], inside if owners is None else owners[inside]

    def raw(self, key: int) -> object:
        """Returns the key."""
        return key

    def shown(self, raw: Any) -> Any:
        """Returns the tile as text."""
        return tile_text(raw)

    def after(self, value: object) -> tuple[int, bool]:
        """Returns the key of a tile; numbers are keys."""
        return (tile_of(value) if isinstance(value, str) else _int(value)), True


def _bind_terms(source: CompositeSource, ctx: AggregationContext) -> BoundSource:
    field = source_field(ctx.shard, source.values)
    refuse_counter(field, source.kind)
    if field is not None and is_numeric(field):
        return NumberKeys(source, bound_values(field, source.values, ctx.shard))
    if field is not None and (not field.has_terms or field.type.intervals is not None):
        raise unsupported(field, source.kind, source.values)
    return TermKeys(source, ordinal_values(field, None, ctx.shard))
