"""bool, dis_max, boosting, constant_score, nested, geo: parts put together."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError, QueryShardError
from tests.reference.search_case import SearchCase

QUICK = {"match": {"title": "quick"}}
DOG = {"match": {"title": "dog"}}
TAG_A = {"term": {"tag": "a"}}

MATCHES: list[tuple[dict[str, Any], str]] = [
    ({"bool": {}}, "12345"),
    ({"bool": {"must": QUICK}}, "134"),
    ({"bool": {"must": [QUICK, DOG]}}, "34"),
    ({"bool": {"filter": [QUICK, TAG_A]}}, "14"),
    ({"bool": {"should": [DOG, TAG_A]}}, "1234"),
    ({"bool": {"should": [DOG, TAG_A], "minimum_should_match": 2}}, "4"),
    ({"bool": {"should": [DOG, TAG_A], "minimum_should_match": "100%"}}, "4"),
    ({"bool": {"should": [DOG, TAG_A], "minimum_should_match": 3}}, ""),
    ({"bool": {"should": [DOG, TAG_A], "filter": {"term": {"n": 5}}}}, "1"),
    ({"bool": {"should": [DOG], "filter": QUICK, "minimum_should_match": 1}}, "34"),
    ({"bool": {"must": [QUICK], "should": [DOG, TAG_A], "minimum_should_match": 2}}, "4"),
    ({"bool": {"must_not": TAG_A}}, "235"),
    ({"bool": {"must_not": TAG_A, "adjust_pure_negative": False}}, ""),
    ({"bool": {"must": QUICK, "must_not": [TAG_A, {"term": {"n": 1}}]}}, ""),
    ({"bool": {"must_not": {"match_all": {}}}}, ""),
    ({"bool": {"must": [QUICK, {"match_none": {}}]}}, ""),
    ({"bool": {"should": [{"match_none": {}}, DOG]}}, "234"),
    ({"bool": {"mustNot": TAG_A}}, "235"),
    ({"bool": {"filter": {"match_all": {}}, "must": QUICK}}, "134"),
    ({"bool": {"must": {"bool": {"should": [DOG, TAG_A], "filter": QUICK}}, "must_not": {"term": {"n": 3}}}}, "13"),
    ({"dis_max": {"queries": [DOG, TAG_A]}}, "1234"),
    ({"dis_max": {"queries": [{"match_none": {}}]}}, ""),
    ({"constant_score": {"filter": {"bool": {"must": [QUICK, DOG]}}}}, "34"),
    ({"constant_score": {"filter": {"match_none": {}}}}, ""),
    ({"constant_score": {"filter": {"match_all": {}}}}, "12345"),
    ({"boosting": {"positive": QUICK, "negative": TAG_A, "negative_boost": 0.5}}, "134"),
    ({"boosting": {"positive": {"match_none": {}}, "negative": TAG_A, "negative_boost": 0.5}}, ""),
    ({"nested": {"path": "comments", "query": {"term": {"comments.who": "ann"}}}}, "14"),
    ({"nested": {"path": "comments", "query": {"match_all": {}}}}, "14"),
    ({"nested": {"path": "comments", "query": {"match": {"comments.text": "bad"}}}}, "1"),
    (
        {
            "nested": {
                "path": "comments",
                "query": {"bool": {"must": [{"term": {"comments.who": "bob"}}, {"term": {"comments.stars": 5}}]}},
            }
        },
        "",
    ),
    ({"nested": {"path": "comments", "query": {"bool": {"must_not": {"term": {"comments.who": "ann"}}}}}}, "1"),
    ({"nested": {"path": "comments.replies", "query": {"term": {"comments.replies.who": "cid"}}}}, "1"),
    (
        {
            "nested": {
                "path": "comments",
                "query": {
                    "bool": {
                        "must": [
                            {"term": {"comments.who": "bob"}},
                            {
                                "nested": {
                                    "path": "comments.replies",
                                    "query": {"term": {"comments.replies.who": "ann"}},
                                }
                            },
                        ]
                    }
                },
            }
        },
        "1",
    ),
    (
        {
            "nested": {
                "path": "comments",
                "query": {
                    "bool": {
                        "must": [
                            {"term": {"comments.who": "ann"}},
                            {
                                "nested": {
                                    "path": "comments.replies",
                                    "query": {"term": {"comments.replies.who": "ann"}},
                                }
                            },
                        ]
                    }
                },
            }
        },
        "",
    ),
    ({"nested": {"path": "none", "query": {"match_all": {}}, "ignore_unmapped": True}}, ""),
    ({"nested": {"path": "comments", "query": {"exists": {"field": "comments.text"}}}}, "1"),
    ({"geo_distance": {"distance": "10km", "place": [13.4, 52.5]}}, "1"),
    ({"geo_distance": {"distance": "1000km", "place": {"lat": 50, "lon": 12}}}, "12"),
    ({"geo_distance": {"distance": 10, "unit": "km", "place": "52.5,13.4"}}, "1"),
    ({"geo_distance": {"distance": "5mi", "place.lat": 48.1, "place.lon": 11.6}}, "2"),
    ({"geo_distance": {"distance": "50km", "place": "u33d"}}, "1"),
    ({"geo_distance": {"distance": "1km", "none": [0, 0], "ignore_unmapped": True}}, ""),
    ({"geo_distance": {"distance": "1km", "place": [373.4, 52.5], "validation_method": "COERCE"}}, "1"),
    (
        {"geo_bounding_box": {"place": {"top_left": {"lat": 53, "lon": 13}, "bottom_right": {"lat": 52, "lon": 14}}}},
        "1",
    ),
    ({"geo_bounding_box": {"place": {"top_right": [14, 53], "bottom_left": [11, 48]}}}, "12"),
    ({"geo_bounding_box": {"place": {"top": 49, "left": 11, "bottom": 48, "right": 12}}}, "2"),
    ({"geo_bounding_box": {"place": {"wkt": "BBOX (11.0, 12.0, 49.0, 48.0)"}}}, "2"),
    ({"geo_bounding_box": {"place": {"top_left": "u33", "bottom_right": "u33"}}}, "1"),
    ({"geo_bounding_box": {"place": {"top_left": "53,170", "bottom_right": "52,14"}}}, "1"),
    ({"geo_bounding_box": {"place": {"top_left": "53,14", "bottom_right": "52,13"}}}, ""),
    ({"geo_bounding_box": {"none": {"wkt": "BBOX (1, 2, 2, 1)"}, "ignore_unmapped": True}}, ""),
]


@pytest.mark.parametrize(("query", "expected"), MATCHES, ids=[str(query) for query, _ in MATCHES])
def test_matches(catalogue: SearchCase, query: dict[str, Any], expected: str) -> None:
    assert catalogue.ids(query) == set(expected)


def test_filters_and_negations_score_nothing(catalogue: SearchCase) -> None:
    assert set(catalogue.scores({"bool": {"filter": QUICK}}).values()) == {0.0}
    assert set(catalogue.scores({"bool": {"must_not": QUICK}}).values()) == {0.0}
    assert set(catalogue.scores({"bool": {}}).values()) == {1.0}
    both = catalogue.scores({"bool": {"filter": TAG_A, "should": DOG}})
    assert both == {"4": catalogue.scores(DOG)["4"], "1": 0.0}


def test_scores_of_parts_add_up(catalogue: SearchCase) -> None:
    quick, dog, tag = catalogue.scores(QUICK), catalogue.scores(DOG), catalogue.scores(TAG_A)
    found = catalogue.scores({"bool": {"must": [QUICK], "should": [DOG, TAG_A], "boost": 2}})
    expected = {id_: 2 * (quick[id_] + dog.get(id_, 0) + tag.get(id_, 0)) for id_ in quick}
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("tie", [-0.1, 1.1])
def test_a_tie_breaker_is_a_share(catalogue: SearchCase, tie: float) -> None:
    with pytest.raises(QueryShardError, match=r"failed to create query: tieBreakerMultiplier must be in \[0, 1\]"):
        catalogue.scores({"dis_max": {"queries": [DOG, TAG_A], "tie_breaker": tie}})


def test_dis_max_takes_the_best_and_a_share_of_the_others(catalogue: SearchCase) -> None:
    dog, tag = catalogue.scores(DOG), catalogue.scores(TAG_A)
    found = catalogue.scores({"dis_max": {"queries": [DOG, TAG_A], "tie_breaker": 0.5}})
    assert found["4"] == pytest.approx(max(dog["4"], tag["4"]) + 0.5 * min(dog["4"], tag["4"]), rel=1e-6)
    assert found["2"] == dog["2"]


def test_boosting_lowers_scores(catalogue: SearchCase) -> None:
    quick = catalogue.scores(QUICK)
    found = catalogue.scores({"boosting": {"positive": QUICK, "negative": TAG_A, "negative_boost": 0.25}})
    assert found == pytest.approx({"1": quick["1"] / 4, "3": quick["3"], "4": quick["4"] / 4}, rel=1e-6)


@pytest.mark.parametrize(("mode", "expected"), [("avg", 3.0), ("sum", 6.0), ("max", 5.0), ("min", 1.0), ("none", 0.0)])
def test_nested_score_modes(tmp_path: Path, mode: str, expected: float) -> None:
    case = SearchCase(tmp_path, {"c": {"type": "nested", "properties": {"s": {"type": "integer"}}}})
    case.add({"1": {"c": [{"s": 5}, {"s": 1}]}, "2": {"c": {"s": 5}}})
    inner = {"bool": {"should": [{"term": {"c.s": {"value": 5, "boost": 5}}}, {"term": {"c.s": 1}}]}}
    scores = case.scores({"nested": {"path": "c", "query": inner, "score_mode": mode}})
    assert scores["1"] == expected
    boosted = case.scores({"nested": {"path": "c", "query": inner, "score_mode": mode, "boost": 2}})
    assert boosted["1"] == 2 * expected
    case.shard.close()


def test_deleted_nested_documents_are_gone(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"c": {"type": "nested", "properties": {"s": {"type": "integer"}}}})
    case.add({"1": {"c": [{"s": 5}]}, "2": {"c": [{"s": 5}]}, "3": {}})
    case.delete("1")
    case.add({"2": {"c": []}, "4": {"c": [{"s": 5}, {"s": 5}]}})
    assert case.ids({"nested": {"path": "c", "query": {"term": {"c.s": 5}}}}) == {"4"}
    assert case.ids({"match_all": {}}) == {"2", "3", "4"}
    assert case.search({"size": 0})["hits"]["total"]["value"] == 3
    case.shard.close()


def test_filters_are_cached_by_segment(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"n": {"type": "long"}})
    case.add({str(i): {"n": i} for i in range(10)})
    body = {"query": {"bool": {"filter": {"range": {"n": {"gte": 5}}}}}}
    for _ in range(3):
        assert case.search(body)["hits"]["total"]["value"] == 5
    assert case.filters.hits == 2
    case.add({"x": {"n": 7}})
    case.delete("9")
    assert case.search(body)["hits"]["total"]["value"] == 5
    case.shard.close()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"nested": {"path": "none", "query": {"match_all": {}}}},
     "failed to create query: [nested] failed to find nested object under path [none]"),
    ({"nested": {"path": "author", "query": {"match_all": {}}}},
     "failed to create query: [nested] failed to find nested object under path [author]"),
    ({"geo_distance": {"distance": "1km", "none": [0, 0]}}, "failed to find geo field [none]"),
    ({"geo_distance": {"distance": "1km", "tag": [0, 0]}},
     "Field [tag] is of unsupported type [keyword] for [geo_distance] query"),
    ({"geo_distance": {"distance": "1km", "place": [0, 91]}}, "couldn't validate latitude/ longitude values"),
    ({"geo_distance": {"distance": "1km", "place": [181, 0]}}, "couldn't validate latitude/ longitude values"),
    ({"geo_bounding_box": {"place": {"top": 91, "left": 0, "bottom": 0, "right": 1}}},
     "illegal latitude value [91.0] for [geo_bounding_box]"),
    ({"geo_bounding_box": {"place": {"top": 1, "left": 0, "bottom": 0, "right": 181}}},
     "illegal longitude value [181.0] for [geo_bounding_box]"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "reason"), REFUSED, ids=[str(query) for query, _ in REFUSED])
def test_refused_by_the_mapping(catalogue: SearchCase, query: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        catalogue.scores(query)
    assert caught.value.reason == reason
    assert caught.value.type == "query_shard_exception"
