"""`_mvt` through the REST API, read by tests/reference/vector_tile.py."""

import itertools
from typing import Any

import pytest

from findling.node.search.vector_tiles.encoding import POINT, Layer, Value
from tests.reference.api import Api
from tests.reference.vector_tile import layers_of

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[2, 2], [2, 4], [4, 4], [4, 2], [2, 2]]


@pytest.fixture
def places(api: Api) -> Api:
    properties = {"at": {"type": "geo_point"}, "area": {"type": "geo_shape"}, "n": {"type": "long"}}
    api.put("/places", {"mappings": {"properties": properties}})
    api.put("/places/_doc/south", {"at": "POINT(34.25 -21.76)", "n": 1, "name": "a"})
    api.put("/places/_doc/north", {"at": "POINT(4.25 51.76)", "n": 5})
    return api


def tile(api: Api, target: str, body: Any = None) -> dict[str, list[dict[str, Any]]]:
    api.post("/places/_refresh")
    answer = api.post(f"/places/_mvt/{target}", body)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    return layers_of(answer.raw)


def test_points_cells_and_what_was_found(places: Api) -> None:
    layers = tile(places, "at/0/0/0")
    assert list(layers) == ["hits", "aggs", "meta"]
    hits = {hit["properties"]["_id"]: hit for hit in layers["hits"]}
    # 34.25 east of 360 in 4096 pixels, and the Mercator projection
    assert hits["south"]["paths"] == [[(2438, 2302)]]
    assert hits["north"]["paths"] == [[(2096, 1357)]]
    assert hits["north"] == {**hits["north"], "kind": 1, "extent": 4096}
    cell = next(cell for cell in layers["aggs"] if cell["properties"]["_key"] == "8/152/143")
    assert cell["paths"] == [[(2432, 2288), (2448, 2288), (2448, 2304), (2432, 2304), (2432, 2288)]]
    assert cell["properties"]["_count"] == 1
    (meta,) = layers["meta"]
    assert meta["paths"] == [[(0, 0), (4096, 0), (4096, 4096), (0, 4096), (0, 0)]]
    properties = meta["properties"]
    assert (properties["hits.total.value"], properties["hits.total.relation"]) == (2, "eq")
    assert (properties["_shards.total"], properties["timed_out"]) == (1, False)
    assert (properties["aggregations._count.count"], properties["aggregations._count.sum"]) == (2, 2.0)


def test_only_what_is_on_the_tile_is_found(places: Api) -> None:
    layers = tile(places, "at/1/1/0?extent=256&size=5&grid_precision=0")
    assert list(layers) == ["hits", "meta"]
    assert [hit["properties"]["_id"] for hit in layers["hits"]] == ["north"]
    assert layers["hits"][0]["paths"] == [[(6, 170)]]
    assert "hits" not in tile(places, "at/1/0/0")


def test_fields_queries_labels_and_metrics(places: Api) -> None:
    body = {
        "fields": ["n", "name.keyword"],
        "query": {"term": {"n": 1}},
        "aggs": {"most": {"max": {"field": "n"}}, "all": {"stats": {"field": "n"}}},
    }
    layers = tile(places, "at/0/0/0?with_labels=true&grid_precision=2", body)
    hit, label = layers["hits"]
    assert hit["properties"] == {"_id": "south", "_index": "places", "n": 1, "name.keyword": "a"}
    assert label["properties"] == {**hit["properties"], "_mvt_label_position": True}
    cell, middle = layers["aggs"]
    assert cell["properties"]["most.value"] == 1.0
    assert cell["properties"]["all.count"] == 1
    assert middle["paths"] == [[(2560, 2560)]]
    meta = layers["meta"][0]["properties"]
    assert (meta["aggregations.most.max"], meta["aggregations.all.avg.min"]) == (1.0, 1.0)


def test_kinds_of_grids(places: Api) -> None:
    def first(options: str) -> dict[str, Any]:
        return tile(places, f"at/0/0/0?grid_precision=1&{options}", {"query": {"term": {"n": 1}}})["aggs"][0]

    assert first("grid_type=grid")["kind"] == 3
    assert first("grid_type=point")["paths"] == [[(3072, 3072)]]
    assert first("grid_type=centroid")["paths"] == [[(2438, 2302)]]
    pytest.importorskip("h3")
    hexagon = tile(places, "at/2/2/2?grid_agg=geohex&grid_precision=3")["aggs"][0]
    assert (hexagon["kind"], len(hexagon["paths"][0])) == (3, 7)


def test_exact_bounds(places: Api) -> None:
    (meta,) = tile(places, "at/0/0/0?exact_bounds=true")["meta"]
    xs, ys = {x for x, _ in meta["paths"][0]}, {y for _, y in meta["paths"][0]}
    assert (xs, ys) == ({2096, 2438}, {1357, 2302})


def test_shapes_are_cut_at_the_edge(places: Api) -> None:
    places.put("/places/_doc/area", {"area": {"type": "polygon", "coordinates": [SQUARE, HOLE]}})
    places.put("/places/_doc/way", {"area": {"type": "linestring", "coordinates": [[-100, 0], [100, 60]]}})
    hits = {hit["properties"]["_id"]: hit for hit in tile(places, "area/1/1/0")["hits"]}
    assert (hits["area"]["kind"], hits["way"]["kind"]) == (3, 2)
    outer, hole = hits["area"]["paths"]
    assert {(0, 4096), (228, 4096), (228, 3867), (0, 3867)} == set(outer)
    assert _area(outer) > 0 > _area(hole)
    assert min(x for x, _ in hits["way"]["paths"][0]) == -5
    wide = {hit["properties"]["_id"]: hit for hit in tile(places, "area/1/1/0?buffer=100")["hits"]}
    assert min(x for x, _ in wide["way"]["paths"][0]) == -100


def _area(ring: list[tuple[int, int]]) -> int:
    return sum(x * v - u * y for (x, y), (u, v) in itertools.pairwise(ring))


def test_the_largest_shapes_come_first(places: Api) -> None:
    for id, width in (("small", 1), ("large", 9), ("middle", 4)):
        box = {"type": "envelope", "coordinates": [[0, width], [width, 0]]}
        places.put(f"/places/_doc/{id}", {"area": box, "n": width})
    assert [hit["properties"]["_id"] for hit in tile(places, "area/0/0/0")["hits"]] == ["large", "middle", "small"]
    sorted_ = tile(places, "area/0/0/0", {"sort": ["n"]})["hits"]
    assert [hit["properties"]["_id"] for hit in sorted_] == ["small", "middle", "large"]


@pytest.mark.parametrize(
    ("target", "body", "type", "reason"),
    [
        ("at/1/5/0", None, "illegal_argument_exception", "Zoom/X/Y combination is not valid: 1/5/0"),
        ("at/30/0/0", None, "illegal_argument_exception", "precision of 30. Must be between 0 and 29."),
        ("at/x/0/0", None, "number_format_exception", 'For input string: "x"'),
        ("at/0/0/0?grid_precision=9", None, "illegal_argument_exception", "[gridPrecision] parameter cannot be bigger"),
        ("at/0/0/0?size=-1", None, "illegal_argument_exception", "[size] parameter cannot be negative, found [-1]"),
        ("at/0/0/0?grid_type=x", None, "illegal_argument_exception", "Invalid grid type [x]"),
        ("at/0/0/0", {"nope": 1}, "x_content_parse_exception", "[vector-tile] unknown field [nope]"),
        ("at/0/0/0", {"aggs": {"a": {"terms": {"field": "n"}}}}, "x_content_parse_exception", "parse field [aggs]"),
    ],
)
def test_what_is_refused(places: Api, target: str, body: Any, type: str, reason: str) -> None:
    answer = places.post(f"/places/_mvt/{target}", body)
    assert answer.status == 400
    assert answer.error[1] == type
    assert reason in answer.error[2]


def test_values_of_properties() -> None:
    properties: dict[str, Value] = {"text": "ü", "whole": -3, "large": 1 << 40, "part": 0.1, "yes": True, "one": 1}
    layer = Layer("l", 10)
    layer.add(POINT, [9, 2, 4], properties)
    (feature,) = layers_of(layer.to_bytes())["l"]
    assert feature["properties"] == properties
    assert feature["properties"]["yes"] is True
    assert feature["properties"]["one"] is not True
    assert feature["paths"] == [[(1, 2)]]
