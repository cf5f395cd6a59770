"""geo_distance: rings around a point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.base.errors import CLOSING, FindlingError, IllegalArgumentError, ParsingError
from findling.base.json_values import as_float, json_token
from findling.mapping.geo.geo_point_text import parse_point
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.ranges.range import end_of
from findling.search.aggs.bucket.ranges.range_aggregation import (
    EntryFaults,
    RangeLikeAggregation,
    check_ranges,
    in_order,
    key_of_entry,
    parse_entries,
    ranges_of,
)
from findling.search.aggs.bucket.ranges.range_aggregator import Range, RangeAggregator
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.value_format import RAW
from findling.search.aggs.values.values_source import ValuesSource
from findling.search.geo.distance_unit import meters_per
from findling.search.geo.distance_values import distances, plane_distances

_COORDINATES: Final = 2


@register("geo_distance")
@dataclass(frozen=True, kw_only=True)
class GeoDistanceAggregation(RangeLikeAggregation):
    """ranges: in the unit, by lower end; is_plane: whether the earth is taken for flat"""

    type_name = "geo_distance"

    origin: tuple[float, float]
    unit_m: float
    is_plane: bool
    ranges: Sequence[Range]

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "GeoDistanceRangeAggregatorFactory"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        source = ValuesSource.parse(params, formats=False)
        if "origin" not in params:
            raise IllegalArgumentError(f"Aggregation [{name}] must define an [origin].")
        entries = parse_entries(params, faults=_DistanceFaults())
        ranges = params.read("ranges", lambda _: ranges_of(entries, _range_of), list[Range]())
        lat, lon = _origin(params)
        distance_type = params.one_of("distance_type", ("arc", "plane"), "arc", _no_such_distance)
        item = cls(
            name=name,
            source=source,
            origin=(lat, lon),
            unit_m=_unit(params),
            is_plane=distance_type == "plane",
            ranges=in_order(ranges),
            keyed=params.boolean("keyed", False),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the distances of the field's points."""
        values = point_values(self.source, ctx.shard, self.type_name)
        check_ranges(self.name, self.ranges)

        measure = plane_distances if self.is_plane else distances

        def mapped(leaf: Any, docs: Any, function: Any) -> Any:
            points, owners = values.read(leaf.reader, docs)
            return function(measure(points, *self.origin) / self.unit_m), owners

        return RangeAggregator(self, ctx, max_parents, mapped, self.ranges, RAW)

    def ends(self, format: object, low: float, high: float) -> dict[str, object]:
        """Returns from and to; distances begin at 0."""
        return super().ends(format, 0.0 if math.isinf(low) else low, high)


def _origin(params: NamedParameters) -> tuple[float, float]:
    value = params.take("origin")
    if not isinstance(value, str | list | Mapping):
        raise params.wrong_token("origin", value)
    if isinstance(value, str):
        return parse_point(value, True)
    return params.read("origin", _coordinates if isinstance(value, list) else _members, (0.0, 0.0))


def _coordinates(numbers: list[object]) -> tuple[float, float]:
    """Returns latitude and longitude of [lon, lat]; what is missing is 0."""
    read: list[float] = []
    for place, number in enumerate(numbers):
        try:
            if place == _COORDINATES:
                raise ParsingError("malformed [origin]: a geo point array must be of the form [lon, lat]")
            read.append(as_float(number))
        except FindlingError as fault:
            raise fault.at("origin", place) from fault.__cause__
    lon, lat = [*read, 0.0, 0.0][:_COORDINATES]
    return parse_point([lon, lat], True)


def _last(value: object) -> object:
    """Returns the last entry of a list, any other value as it is: brackets are read over."""
    return value[-1] if isinstance(value, list) and value else value


def _members(value: Mapping[str, object]) -> tuple[float, float]:
    """Returns latitude and longitude of an object; only numbers are looked at, whatever else it has."""
    lat, lon = (_last(value.get(name)) for name in ("lat", "lon"))
    if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in (lat, lon)):
        name = ["null", *value][-1]
        fault = ParsingError(f"malformed [{name}] geo point object. either [lat] or [lon] (or both) are missing")
        raise fault.at("origin", CLOSING)
    return parse_point([lon, lat], True)


def _unit(params: NamedParameters) -> float:
    unit = params.text("unit", "m") or "m"
    return params.read("unit", lambda _: meters_per(unit), 1.0)


def _no_such_distance(name: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No geo distance for [{name}]")


class _DistanceFaults(EntryFaults):
    """Read by hand: what is no object, no number and no member is told alike."""

    def of_token(self, token: str) -> FindlingError:
        return ParsingError(f"Failed to parse object: unexpected token [{token}] found")

    def of_member(self, name: str) -> FindlingError:
        return ParsingError(f"Failed to parse object: unknown field [{name}] found")

    def of_value(self, name: str, value: object) -> FindlingError | None:
        if name == "key" and isinstance(value, int | float) and not isinstance(value, bool):
            return self.of_member(name)
        return self.of_token(json_token(value)) if isinstance(value, bool | Mapping | list) else None


def _range_of(entry: Any) -> Range:
    return Range(key_of_entry(entry), end_of(entry.get("from"), -math.inf), end_of(entry.get("to"), math.inf))
