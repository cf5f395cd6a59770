"""What is asked for of a tile, and the search that finds it."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, LIST, NUMBER, OBJECT, STRING, TEXT, Member, parse_object
from findling.node.search.vector_tiles.tile_place import LAST_LATITUDE, MAX_ZOOM, TilePlace

MOST_BUCKETS: Final = 65_536
INTERNAL: Final = "_mvt_"
CENTROID: Final = f"{INTERNAL}centroid"
LABEL: Final = f"{INTERNAL}label_position"
GRID, BOUNDS, COUNT = "grid", "bounds", "_count"
_MOST_PRECISION: Final = 8
_MOST_HEX: Final = 15
# degrees by which hexagons of a resolution may stand out of a tile, from resolution 2 on
_HEX_BUFFERS: Final = [(51.2 / 2.5**step, 3.7 / 2.5**step) for step in range(_MOST_HEX - 1)]
_STATS: Final = ("count", "min", "max", "avg", "sum")
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "stats": _STATS,
    "extended_stats": (
        *_STATS, "sum_of_squares", "variance", "variance_population", "variance_sampling", "std_deviation",
        "std_deviation_population", "std_deviation_sampling",
    ),
    "boxplot": ("min", "max", "q1", "q2", "q3", "lower", "upper"),
}  # fmt: skip
_SINGLE: Final = frozenset(
    {"avg", "cardinality", "max", "median_absolute_deviation", "min", "sum", "value_count", "weighted_avg"}
)


@dataclass(frozen=True)
class TileRequest:
    """field: of the geometries; place: of the tile; the others as in the body"""

    field: str
    place: TilePlace
    size: int = 10_000
    fields: tuple[Any, ...] = ()
    query: Mapping[str, Any] | None = None
    runtime_mappings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    aggs: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    sort: Any = None
    grid_precision: int = 8
    grid_type: str = "grid"
    grid_agg: str = "geotile"
    exact_bounds: bool = False
    track_total_hits: Any = 10_000
    with_labels: bool = False

    def to_search(self) -> dict[str, Any]:
        """Returns the body of the search."""
        west, south, east, north = self._searched_box()
        box = {"type": "envelope", "coordinates": [[west, north], [east, south]]}
        there = {"geo_shape": {self.field: {"shape": box}}}
        body: dict[str, Any] = {
            "size": self.size,
            "_source": False,
            "track_total_hits": self.track_total_hits,
            "fields": [*self.fields, {"field": self.field, "format": "geojson"}],
            "query": there if self.query is None else {"bool": {"filter": [self.query, there]}},
        }
        if self.sort is not None or self.size:
            body["sort"] = ["_doc"] if self.sort is None else self.sort
        if self.runtime_mappings:
            body["runtime_mappings"] = self.runtime_mappings
        aggs = self._aggregations()
        return {**body, "aggs": aggs} if aggs else body

    @property
    def grid_resolution(self) -> int:
        """How fine the cells of the grid are, as its aggregation counts."""
        if self.grid_agg == "geotile":
            return min(MAX_ZOOM, self.place.zoom + self.grid_precision)
        return min(_MOST_HEX, max(2, (self.place.zoom + self.grid_precision - 1) // 2))

    def _searched_box(self) -> tuple[float, float, float, float]:
        west, south, east, north = self.place.box
        if self.grid_agg == "geotile" or self.place.zoom == 0 or self.grid_precision == 0:
            return west, south, east, north
        lon, lat = _HEX_BUFFERS[self.grid_resolution - 2]
        return (
            _around(west - lon),
            max(-LAST_LATITUDE, south - lat),
            _around(east + lon),
            min(LAST_LATITUDE, north + lat),
        )

    def _aggregations(self) -> dict[str, Any]:
        aggs: dict[str, Any] = {}
        if self.grid_precision:
            aggs = self._grid()
        if self.exact_bounds:
            aggs[BOUNDS] = {"geo_bounds": {"field": self.field, "wrap_longitude": False}}
        return aggs

    def _grid(self) -> dict[str, Any]:
        west, south, east, north = self.place.box
        grid: dict[str, Any] = {"field": self.field, "precision": self.grid_resolution, "size": MOST_BUCKETS}
        if self.place.zoom:
            grid["bounds"] = {"top_left": {"lat": north, "lon": west}, "bottom_right": {"lat": south, "lon": east}}
        inner = dict(self.aggs)
        if self.grid_type == "centroid":
            inner[CENTROID] = {"geo_centroid": {"field": self.field}}
        aggs: dict[str, Any] = {GRID: {f"{self.grid_agg}_grid": grid, **({"aggs": inner} if inner else {})}}
        aggs[COUNT] = {"stats_bucket": {"buckets_path": f"{GRID}._count"}}
        for name, definition in self.aggs.items():
            for shown, path in metric_paths(name, definition):
                aggs[shown] = {"stats_bucket": {"buckets_path": f"{GRID}>{path}"}}
        return aggs


def metric_paths(name: str, definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Returns a name and a path within a bucket for each number that an aggregation gives."""
    kind = next(key for key in definition if key != "meta")
    if kind in _NAMES:
        return [(f"{name}.{metric}", f"{name}.{metric}") for metric in _NAMES[kind]]
    if kind in ("percentiles", "percentile_ranks"):
        wanted = definition[kind].get("percents" if kind == "percentiles" else "values") or (1, 5, 25, 50, 75, 95, 99)
        return [(f"{name}.{float(one)}", f"{name}[{float(one)}]") for one in wanted]
    return [(name, name)] if kind in _SINGLE else []


def _around(lon: float) -> float:
    return (lon + 180) % 360 - 180


def parse_tile_request(
    field: str, zxy: tuple[str, str, str], body: Mapping[str, object], params: Mapping[str, str]
) -> TileRequest:
    """Reads a request; what the URL says comes before the body. Raises IllegalArgumentError, XContentParseError."""
    zoom, x, y = map(_path_number, zxy)
    place = TilePlace(zoom, x, y)
    members = parse_object("vector-tile", body, _MEMBERS)
    for name, read in _PARAMETERS.items():
        if name in params:
            members[name] = read(params[name])
    place = TilePlace(zoom, x, y, members.pop("extent", place.extent), members.pop("buffer", place.buffer))
    return TileRequest(field, place, **members)


def _path_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise NumberFormatError.of(text) from None


def _not_negative(name: str, shown: str | None = None) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        number = as_integer(value)
        if number < 0:
            raise IllegalArgumentError(f"[{shown or name}] parameter cannot be negative, found [{number}]")
        return number

    return read


def _precision(value: Any) -> int:
    number = _not_negative("grid_precision", "gridPrecision")(value)
    if number > _MOST_PRECISION:
        raise IllegalArgumentError(f"[gridPrecision] parameter cannot be bigger than 8, found [{number}]")
    return number


def _one_of(what: str, *words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if str(value).lower() not in words:
            raise IllegalArgumentError(f"Invalid {what} type [{value}]")
        return str(value).lower()

    return read


def _total(value: Any) -> Any:
    return as_boolean(value) if value in (True, False, "true", "false") else as_integer(value)


def _aggregations(value: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, definition in value.items():
        kinds = [key for key in definition if key not in ("meta", "aggs", "aggregations")]
        if name.startswith(INTERNAL):
            raise IllegalArgumentError(
                f"Invalid aggregation name [{name}]. Aggregation names cannot start with prefix '{INTERNAL}'"
            )
        if kinds and kinds[0] not in _SINGLE | _NAMES.keys() | {"percentiles", "percentile_ranks", "geo_centroid"}:
            raise IllegalArgumentError(
                f"Unsupported aggregation of type [{kinds[0]}].Only metric aggregations are supported."
            )
    return value


_PARAMETERS: Final[dict[str, Callable[[Any], Any]]] = {
    "size": _not_negative("size"),
    "grid_precision": _precision,
    "grid_type": _one_of("grid", "grid", "point", "centroid"),
    "grid_agg": _one_of("agg", "geotile", "geohex"),
    "extent": _not_negative("extent"),
    "buffer": _not_negative("buffer"),
    "exact_bounds": as_boolean,
    "with_labels": as_boolean,
    "track_total_hits": _total,
}
_MEMBERS: Final = {
    "size": Member(NUMBER, _PARAMETERS["size"]),
    "fields": Member(LIST, tuple),
    "query": Member(OBJECT),
    "runtime_mappings": Member(OBJECT),
    "aggs": Member(OBJECT, _aggregations),
    "sort": Member(LIST),
    "grid_precision": Member(NUMBER, _precision),
    "grid_type": Member(STRING, _PARAMETERS["grid_type"]),
    "grid_agg": Member(STRING, _PARAMETERS["grid_agg"]),
    "extent": Member(NUMBER, _PARAMETERS["extent"]),
    "buffer": Member(NUMBER, _PARAMETERS["buffer"]),
    "exact_bounds": Member(BOOLEAN, as_boolean),
    "with_labels": Member(BOOLEAN, as_boolean),
    "track_total_hits": Member(TEXT, _total),
}
