"""Queries over shapes: the date line, circles, shapes of other documents, planes, cells of grids."""

from typing import Any

import pytest

from tests.reference.api import Api

WIDE = {"type": "envelope", "coordinates": [[170, 10], [-170, -10]]}


@pytest.fixture
def places(api: Api) -> Api:
    properties = {
        "g": {"type": "geo_shape"},
        "p": {"type": "geo_point"},
        "s": {"type": "shape"},
        "x": {"type": "point"},
    }
    api.put("/places", {"mappings": {"properties": properties}})
    api.put("/places/_doc/box", {"g": WIDE, "p": [[175, 5], [-175, 5]], "s": "BBOX (0, 10, 10, 0)", "x": "1,2"})
    api.put("/places/_doc/area", {"g": "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))", "p": "5,5", "x": {"x": -3, "y": 4}})
    api.put("/places/_doc/line?refresh=true", {"g": "LINESTRING (-20 20, 20 20)", "s": "LINESTRING (0 0, 20 20)"})
    return api


def found(api: Api, query: Any) -> list[str]:
    answer = api.post("/places/_search", {"query": query, "sort": "_doc", "_source": False})
    assert answer.status == 200, answer.text
    return sorted(hit["_id"] for hit in answer.body["hits"]["hits"])


def fault(api: Api, query: Any) -> tuple[str, str]:
    answer = api.post("/places/_search", {"query": query})
    assert answer.status == 400, answer.text
    error = answer.body["error"]
    cause = error["failed_shards"][0]["reason"] if error.get("failed_shards") else error
    return cause["type"], cause["reason"]


def shaped(shape: Any, relation: str = "intersects", field: str = "g", query: str = "geo_shape") -> dict[str, Any]:
    return {query: {field: {"shape": shape, "relation": relation}}}


def test_the_date_line_is_no_edge(places: Api) -> None:
    inside = {"type": "envelope", "coordinates": [[175, 5], [-175, -5]]}
    assert found(places, shaped(inside, "contains")) == ["box"]
    assert found(places, shaped(inside)) == ["box"]
    assert found(places, shaped({"type": "envelope", "coordinates": [[160, 20], [-160, -20]]}, "within")) == ["box"]
    assert found(places, shaped(inside, "disjoint")) == ["area", "line"]
    assert found(places, shaped(inside, "within", "p")) == ["box"]
    assert found(places, shaped("POINT (0 0)", "disjoint")) == ["box", "line"]


def test_a_polygon_that_meets_an_edge_is_not_contained(places: Api) -> None:
    assert found(places, shaped("BBOX (1, 5, 5, 1)", "contains")) == ["area"]
    assert found(places, shaped("BBOX (0, 5, 5, 1)", "contains")) == []
    assert found(places, shaped("POINT (0 5)", "contains")) == ["area"]
    assert found(places, shaped("MULTIPOINT (1 1, 2 2)", "contains")) == ["area"]
    assert found(places, shaped("MULTIPOINT (1 1, 20 2)", "contains")) == []


def test_circles(places: Api) -> None:
    assert found(places, {"geo_distance": {"distance": "150km", "g": [11, 5]}}) == ["area"]
    assert found(places, {"geo_distance": {"distance": "90km", "g": [11, 5]}}) == []
    assert found(places, {"geo_distance": {"distance": "700km", "g": [-165, 0]}}) == ["box"]
    around = {"type": "circle", "coordinates": [5, 5], "radius": "900km"}
    assert found(places, shaped(around, "within")) == ["area"]
    assert found(places, shaped({**around, "radius": "100km"}, "contains")) == ["area"]
    assert found(places, shaped({**around, "radius": "600km"}, "contains")) == []
    assert found(places, shaped(around, "within", "p")) == ["area"]


def test_boxes_over_shapes(places: Api) -> None:
    box = {"top_left": [-1, 21], "bottom_right": [1, 9]}
    assert found(places, {"geo_bounding_box": {"g": box}}) == ["area", "line"]


def test_a_shape_of_another_document(places: Api) -> None:
    place = {"index": "places", "id": "area", "path": "g"}
    assert found(places, {"geo_shape": {"p": {"indexed_shape": place}}}) == ["area"]
    deep = {"index": "other", "id": "1", "path": "of.it"}
    places.put("/other/_doc/1?routing=r", {"of": {"it": {"type": "Point", "coordinates": [0, 20]}}})
    assert found(places, {"geo_shape": {"g": {"indexed_shape": {**deep, "routing": "r"}}}}) == ["line"]
    assert fault(places, {"geo_shape": {"g": {"indexed_shape": {**deep, "id": "2", "routing": "r"}}}}) == (
        "illegal_argument_exception",
        "Shape with ID [2] not found",
    )


def test_a_shape_that_is_not_found_is_an_error_of_the_request(places: Api) -> None:
    """As in Elasticsearch, which looks for it before it asks any shard."""
    place = {"index": "places", "id": "area", "path": "g"}
    for wrong, status, kind, reason in (
        ({"id": "2"}, 400, "illegal_argument_exception", "Shape with ID [2] not found"),
        ({"index": "nowhere"}, 404, "index_not_found_exception", "no such index [nowhere]"),
        ({"path": "z"}, 500, "illegal_state_exception", "Shape with name [area] found but missing z field"),
    ):
        query = {"geo_shape": {"g": {"indexed_shape": {**place, **wrong}}}}
        answer = places.post("/places/_search", {"query": query})
        assert (answer.status, answer.body["error"]["type"], answer.body["error"]["reason"]) == (status, kind, reason)
    query = {"terms": {"g": {"index": "nowhere", "id": "1", "path": "x"}}}
    answer = places.post("/places/_search", {"query": query})
    assert (answer.status, answer.body["error"]["type"]) == (404, "index_not_found_exception")


def test_planes(places: Api) -> None:
    assert found(places, shaped("POINT (10 5)", field="s", query="shape")) == ["box"]
    assert found(places, shaped("BBOX (-1, 11, 11, -1)", "within", "s", "shape")) == ["box"]
    assert found(places, shaped("BBOX (-5, 0, 9, 0)", field="x", query="shape")) == ["area"]
    circle = {"type": "circle", "coordinates": [0, 0], "radius": 2.5}
    assert found(places, shaped(circle, field="x", query="shape")) == ["box"]
    on_globe = fault(places, shaped("POINT (1 2)", field="g", query="shape"))
    assert on_globe[1] == "Field [g] is of unsupported type [geo_shape] for [shape] query"
    on_plane = fault(places, shaped("POINT (1 2)", field="s"))
    assert on_plane[1] == "Field [s] is of unsupported type [shape] for [geo_shape] query"


def test_cells_of_grids(places: Api) -> None:
    assert found(places, {"geo_grid": {"p": {"geohash": "s"}}}) == ["area"]
    assert found(places, {"geo_grid": {"p": {"geotile": "1/1/0"}}}) == ["area", "box"]
    assert found(places, {"geo_grid": {"g": {"geotile": "1/1/0"}}}) == ["area", "box", "line"]
    composite = {"composite": {"sources": [{"t": {"geotile_grid": {"field": "p"}}}]}}
    answer = places.post("/places/_search", {"size": 0, "aggs": {"c": composite}})
    for tile in answer.body["aggregations"]["c"]["buckets"]:
        assert len(found(places, {"geo_grid": {"p": {"geotile": tile["key"]["t"]}}})) == tile["doc_count"]


def test_the_edge_between_two_rows_of_tiles_is_the_southern_ones(places: Api) -> None:
    """In the query as in the aggregation, of points as of shapes."""
    places.put("/edges", {"mappings": {"properties": {"p": {"type": "geo_point"}, "g": {"type": "geo_shape"}}}})
    places.put("/edges/_doc/1?refresh=true", {"p": "0,0", "g": "POINT (0 0)"})
    for field in ("p", "g"):
        aggs = {"t": {"geotile_grid": {"field": field, "precision": 1}}}
        answer = places.post("/edges/_search", {"size": 0, "aggs": aggs})
        assert answer.body["aggregations"]["t"]["buckets"] == [{"key": "1/1/1", "doc_count": 1}]
        for tile in ("1/0/0", "1/0/1", "1/1/0", "1/1/1"):
            query = {"geo_grid": {field: {"geotile": tile}}}
            total = places.post("/edges/_search", {"query": query}).body["hits"]["total"]["value"]
            assert total == (tile == "1/1/1")


def test_hexagons(places: Api) -> None:
    answer = places.post("/places/_search", {"size": 0, "aggs": {"h": {"geohex_grid": {"field": "p", "precision": 3}}}})
    cells = answer.body["aggregations"]["h"]["buckets"]
    assert [cell["doc_count"] for cell in cells] == [1, 1, 1]
    for cell in cells:
        assert len(found(places, {"geo_grid": {"p": {"geohex": cell["key"]}}})) == 1
    boxed = {"field": "p", "precision": 3, "bounds": {"top_left": [170, 10], "bottom_right": [-170, -10]}}
    answer = places.post("/places/_search", {"size": 0, "aggs": {"h": {"geohex_grid": boxed}}})
    assert len(answer.body["aggregations"]["h"]["buckets"]) == 2
    assert fault(places, {"geo_grid": {"p": {"geohex": "zz"}}}) == (
        "illegal_argument_exception",
        "Invalid h3 address: zz",
    )


def test_scores(places: Api) -> None:
    query = shaped("POINT (5 5)")
    hit = places.post("/places/_search", {"query": query}).body["hits"]["hits"][0]
    assert hit["_score"] == 0.0
    query["geo_shape"]["boost"] = 3
    assert places.post("/places/_search", {"query": query}).body["hits"]["hits"][0]["_score"] == 3.0
