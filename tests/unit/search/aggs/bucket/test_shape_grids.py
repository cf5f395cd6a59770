"""geohash_grid, geotile_grid and geohex_grid over shapes: as if every cell were compared with every shape."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from findling.base.errors import CircuitBreakingError, FindlingError, IllegalArgumentError
from findling.base.work.breakers import CircuitBreaker, MemoryAccount
from findling.mapping.geo.geo_point_text import GEOHASH_DIGITS, geohash_bounds
from findling.search.geo.hexagons import h3
from findling.search.geo.query_geometry import flat_parts
from tests.reference.aggs_case import AggsCase

LAT, LON = 180 / 2**32, 360 / 2**32
PROPERTIES = {"s": {"type": "geo_shape"}, "k": {"type": "keyword"}, "plane": {"type": "shape"}}
WORLD = "POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))"


def shapes() -> list[str | list[str] | None]:
    chance = np.random.default_rng(7)
    found: list[str | list[str] | None] = [
        "POLYGON ((0 0, 45 0, 45 45, 0 45, 0 0), (10 10, 10 40, 40 40, 40 10, 10 10))",
        "LINESTRING (-90 0, 90 0)",
        "LINESTRING (0 -60, 0 60)",
        "POINT (0 0)",
        "POINT (45 88)",
        "POLYGON ((10 80, 60 80, 60 89, 10 89, 10 80))",
        "BBOX (170, -170, 20, -20)",
        "MULTIPOINT (1 1, 1.1 1.1, -60 -60)",
        ["LINESTRING (-10 -10, 20 33)", "POINT (100 10)", "POINT (-3 -3)"],
        "GEOMETRYCOLLECTION (POINT (3 3), POLYGON ((2 2, 4 2, 4 4, 2 4, 2 2)))",
        None,
    ]
    for _ in range(12):
        x, y, size = chance.uniform(-150, 150), chance.uniform(-70, 70), chance.uniform(0.5, 15)
        corners = [(x + size * math.cos(a), y + size * math.sin(a) * chance.uniform(0.2, 1)) for a in range(6)]
        found.append(shapely.MultiPoint(corners).convex_hull.wkt)
        found.append(shapely.LineString(corners).wkt)
    return found


SHAPES = shapes()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AggsCase]:
    documents: list[dict[str, Any]] = [{"k": "ab"[i % 2]} for i in range(len(SHAPES))]
    for document, shape in zip(documents, SHAPES, strict=True):
        document |= {} if shape is None else {"s": shape}
    case = AggsCase(tmp_path_factory.mktemp("places"), PROPERTIES, [[documents[:9], documents[9:20]], [documents[20:]]])
    yield case
    case.close()


def stored(shape: str) -> Any:
    if shape.startswith("BBOX"):
        return shapely.union(shapely.box(170, -20, 180 - LON, 20), shapely.box(-180, -20, -170, 20))
    steps = np.array([LON, LAT])
    return shapely.transform(shapely.from_wkt(shape), lambda c: np.minimum(np.floor(c / steps), 2.0**31 - 1) * steps)


def stored_parts(shape: str | list[str] | None) -> list[Any]:
    """Returns the points, lines and polygons of a document."""
    found: list[Any] = []
    for text in [shape] if isinstance(shape, str) else shape or []:
        found += flat_parts(np.array([stored(text)], dtype=object))[0].tolist()
    return found


def counted(cells: dict[str, Any], least: float = -90, most: float = 90) -> dict[str, int]:
    """Returns how many documents have a shape that meets each cell. least, most: latitudes that there are cells for"""
    counts = np.zeros(len(cells), np.int64)
    boxes = np.array(list(cells.values()), dtype=object)
    for parts in map(stored_parts, SHAPES):
        seen = [part for part in parts if part.bounds[1] <= most and part.bounds[3] >= least]
        counts += np.any([shapely.intersects(boxes, part) for part in seen] or [[False]], axis=0)
    return {key: count for key, count in zip(cells, counts.tolist(), strict=True) if count}


def closed(south: float, west: float, north: float, east: float) -> Any:
    return shapely.box(west, south, (math.ceil(east / LON) - 1) * LON, north)


def geohashes(digits: int) -> dict[str, Any]:
    cells = {}
    for letters in itertools.product(GEOHASH_DIGITS, repeat=digits):
        south, north, west, east = geohash_bounds("".join(letters))
        cells["".join(letters)] = closed(south, west, (math.ceil(north / LAT) - 1) * LAT, east)
    return cells


def tiles(zoom: int) -> dict[str, Any]:
    n = 1 << zoom
    edges = [math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / n)))) for row in range(n + 1)]
    kept = [math.floor(edge / LAT) * LAT for edge in edges]
    south = [edge + LAT for edge in kept[1:-1]] + [kept[-1]]
    return {
        f"{zoom}/{x}/{y}": closed(south[y], x / n * 360 - 180, kept[y], (x + 1) / n * 360 - 180)
        for x in range(n)
        for y in range(n)
    }


def asked(places: AggsCase, kind: str, **parameters: Any) -> dict[str, int]:
    found = places.one({kind: {"field": "s", "size": 100_000, **parameters}})["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in found}


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_geohashes(places: AggsCase, digits: int) -> None:
    assert asked(places, "geohash_grid", precision=digits) == counted(geohashes(digits))


@pytest.mark.parametrize("zoom", [0, 1, 3, 6])
def test_tiles(places: AggsCase, zoom: int) -> None:
    assert asked(places, "geotile_grid", precision=zoom) == counted(tiles(zoom), -85.0511287798066, 85.0511287798066)


@pytest.mark.parametrize(
    "bounds",
    [
        {"top_left": [5, 45], "bottom_right": [45, -5.625]},
        {"top_left": [160, 60], "bottom_right": [-100, -60]},
        {"top_left": [10, 60], "bottom_right": [9, -60]},
        {"top_left": [12, 30], "bottom_right": [12, 30]},
    ],
)
def test_bounds(places: AggsCase, bounds: dict[str, Any]) -> None:
    """What only touches the box is left out."""
    (left, top), (right, bottom) = bounds.values()

    def kept(west: float, south: float, east: float, north: float) -> bool:
        across = (west < right or east > left) if left > right else (west < right and east > left)
        return bool(across and south < top and north > bottom)

    whole = asked(places, "geohash_grid", precision=3)
    expected = {}
    for key, count in whole.items():
        south, north, west, east = geohash_bounds(key)
        if kept(west, south, east, north):
            expected[key] = count
    assert asked(places, "geohash_grid", precision=3, bounds=bounds) == expected
    whole, n = asked(places, "geotile_grid", precision=6), 1 << 6
    expected = {}
    for key, count in whole.items():
        _, x, y = map(int, key.split("/"))
        south, north = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / n)))) for row in (y + 1, y))
        if kept(x / n * 360 - 180, south, (x + 1) / n * 360 - 180, north):
            expected[key] = count
    assert asked(places, "geotile_grid", precision=6, bounds=bounds) == expected


def hexagons(resolution: int) -> dict[str, Any]:
    cells = {}
    for cell in (c for root in h3.get_res0_cells() for c in h3.cell_to_children(root, resolution)):
        corners = [(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]
        lons = [lon for lon, _ in corners]
        if any(h3.latlng_to_cell(lat, 0, resolution) == cell for lat in (90, -90)):
            continue
        if max(lons) - min(lons) > 180:
            corners = [(lon + 360 if lon < 0 else lon, lat) for lon, lat in corners]
        west = shapely.Polygon([(lon - 360, lat) for lon, lat in corners])
        cells[f"{cell:x}"] = shapely.union(shapely.Polygon(corners), west)
    return cells


@pytest.mark.parametrize("resolution", [0, 1, 2])
def test_hexagons(places: AggsCase, resolution: int) -> None:
    """Points are where H3 has them, all else is compared as outlines on the plane of degrees."""
    cells = hexagons(resolution)
    counts: Counter[str] = Counter()
    for shape in SHAPES:
        met: set[str] = set()
        for part in stored_parts(shape):
            if part.geom_type == "Point":
                met.add(f"{h3.latlng_to_cell(part.y, part.x, resolution):x}")
            else:
                met |= {key for key, cell in cells.items() if shapely.intersects(cell, part)}
        counts.update(met)
    found = asked(places, "geohex_grid", precision=resolution)
    poles = {f"{h3.latlng_to_cell(lat, 0, resolution):x}" for lat in (90, -90)}
    assert {key: count for key, count in found.items() if key not in poles} == {
        key: count for key, count in counts.items() if key not in poles
    }


def test_bounds_of_hexagons(places: AggsCase) -> None:
    whole = asked(places, "geohex_grid", precision=2)
    box = asked(places, "geohex_grid", precision=2, bounds={"top_left": [0, 20], "bottom_right": [30, 0]})
    assert 0 < len(box) < len(whole)
    assert box.items() <= whole.items()


def test_documents_without_a_shape_and_what_is_inside(places: AggsCase) -> None:
    body = {"field": "s", "precision": 1, "missing": "POINT (-170 -80)"}
    found = places.one({"geotile_grid": body, "aggs": {"k": {"terms": {"field": "k"}}}})["buckets"]
    without = places.one({"geotile_grid": {"field": "s", "precision": 1}})["buckets"]
    by_key = {bucket["key"]: bucket["doc_count"] for bucket in without}
    for bucket in found:
        extra = bucket["key"] == "1/0/1"
        assert bucket["doc_count"] == by_key[bucket["key"]] + extra
        assert sum(inner["doc_count"] for inner in bucket["k"]["buckets"]) == bucket["doc_count"]
    inside = places.one({"terms": {"field": "k"}, "aggs": {"g": {"geohash_grid": {"field": "s", "precision": 1}}}})
    counts: Counter[str] = Counter()
    for bucket in inside["buckets"]:
        counts.update({cell["key"]: cell["doc_count"] for cell in bucket["g"]["buckets"]})
    assert dict(counts) == asked(places, "geohash_grid", precision=1)


@pytest.mark.parametrize("field", ["k", "plane"])
def test_other_fields(places: AggsCase, field: str) -> None:
    with pytest.raises(FindlingError, match="is not supported for aggregation"):
        places.one({"geohash_grid": {"field": field}})


def test_too_many_cells(tmp_path: Path) -> None:
    case = AggsCase(tmp_path, PROPERTIES, [[[{"s": WORLD}], [{"k": "no shape"}]]])
    for body in ({"geotile_grid": {"precision": 29}}, {"geohash_grid": {"precision": 12}}):
        (kind, parameters), *_ = body.items()
        with pytest.raises(IllegalArgumentError, match="Tile aggregation array overflow"):
            case.one({kind: {"field": "s", **parameters}})
    account = MemoryAccount(CircuitBreaker("request", 1 << 20), step=0)
    with account, pytest.raises(CircuitBreakingError):
        case.one({"geotile_grid": {"field": "s", "precision": 10}}, account=account)
    few = {"top_left": [0.001, 0.001], "bottom_right": [0.0011, 0.0009]}
    found = case.one({"geotile_grid": {"field": "s", "precision": 20, "bounds": few}})["buckets"]
    assert len(found) == 2
    case.close()
