"""Fused lists of retrievers through the REST API: their arithmetic, by hand; nesting, filters, counts, explanations."""

import json
from typing import Any

import numpy as np
import pytest

from tests.reference.api import Api

PROPERTIES = {
    "word": {"type": "keyword"},
    "text": {"type": "text"},
    "n": {"type": "integer"},
    "v": {"type": "dense_vector", "dims": 1, "similarity": "l2_norm", "index_options": {"type": "flat"}},
}


@pytest.fixture
def lists(api: Api) -> Api:
    """Documents 1 to 6, whose vector and number are their own; the words a, b and c, each of two of them."""
    assert (
        api.put("/lists", {"settings": {"number_of_shards": 3}, "mappings": {"properties": PROPERTIES}}).status == 200
    )
    lines = []
    for number in range(1, 7):
        lines.append(json.dumps({"index": {"_id": str(number)}}))
        document = {"word": "aabbcc"[number - 1], "text": f"text {number}", "n": number, "v": [number]}
        lines.append(json.dumps(document))
    assert not api.post("/lists/_bulk?refresh=true", "\n".join(lines) + "\n").body["errors"]
    return api


def scored(**scores: float) -> dict[str, Any]:
    """A standard retriever of documents with the scores given, by their texts' words."""
    clauses = [
        {"constant_score": {"filter": {"term": {"text": number.lstrip("_")}}, "boost": score}}
        for number, score in scores.items()
    ]
    return {"standard": {"query": {"bool": {"should": clauses}}}}


def knn(at: float, k: int, **more: Any) -> dict[str, Any]:
    return {"knn": {"field": "v", "query_vector": [at], "k": k, "num_candidates": 10, **more}}


def hits(api: Api, retriever: dict[str, Any], **more: Any) -> list[tuple[str, float]]:
    answer = api.post("/lists/_search", {"retriever": retriever, **more})
    assert answer.status == 200, answer.text
    return [(hit["_id"], hit["_score"]) for hit in answer.body["hits"]["hits"]]


def sums(*places: tuple[int, float], constant: int = 60) -> float:
    """The score of a document by its rank and the weight in each list that has it."""
    return float(
        np.sum([np.float32(weight) / np.float32(constant + rank) for rank, weight in places], dtype=np.float32)
    )


@pytest.mark.parametrize("kind", ["rrf", "linear", "hybrid"])
def test_lists_of_several_indices(api: Api, kind: str) -> None:
    for number in range(4):
        api.put(f"/part{number}/_doc/{number}?refresh=true", {"text": "fox", "n": number})
    lists = [{"match": {"text": "fox"}}, {"range": {"n": {"gte": 0}}}]
    standard = [{"standard": {"query": query}} for query in lists]
    bodies = {
        "rrf": {"retriever": {"rrf": {"retrievers": standard}}},
        "linear": {"retriever": {"linear": {"retrievers": [{"retriever": part} for part in standard]}}},
        "hybrid": {"query": {"hybrid": {"queries": lists}}},
    }
    found = api.post("/part*/_search", bodies[kind]).body["hits"]
    assert sorted(hit["_id"] for hit in found["hits"]) == ["0", "1", "2", "3"]


def test_reciprocal_ranks(lists: Api) -> None:
    children = [scored(_1=3, _2=2, _3=1), knn(3, 2)]
    found = hits(lists, {"rrf": {"retrievers": children}})
    assert [id_ for id_, _ in found] == ["3", "2", "1"]
    # documents 2 and 4 are as near: only one of them is among the two nearest
    assert dict(found)["3"] == pytest.approx(sums((3, 1), (1, 1)))
    assert dict(found)["2"] == pytest.approx(sums((2, 1), (2, 1)))
    assert dict(found)["1"] == pytest.approx(sums((1, 1)))


def test_constants_and_weights(lists: Api) -> None:
    children = [{"retriever": scored(_1=3, _2=2), "weight": 0.5}, {"retriever": scored(_2=9, _5=1), "weight": 3}]
    found = hits(lists, {"rrf": {"retrievers": children, "rank_constant": 1}})
    assert found == [
        ("2", pytest.approx(sums((2, 0.5), (1, 3), constant=1))),
        ("5", pytest.approx(sums((2, 3), constant=1))),
        ("1", pytest.approx(sums((1, 0.5), constant=1))),
    ]


def test_the_window_bounds_lists_and_hits(lists: Api) -> None:
    children = [scored(_1=3, _2=2, _3=1), scored(_4=3, _3=2, _1=1)]
    everything = hits(lists, {"rrf": {"retrievers": children}})
    assert [id_ for id_, _ in everything] == ["1", "3", "4", "2"]
    window = {"rrf": {"retrievers": children, "rank_window_size": 2}}
    first, second = (id_ for id_, _ in hits(lists, window))
    assert {first, second} == {"1", "4"}
    assert [id_ for id_, _ in hits(lists, window, size=2, **{"from": 1})] == [second]
    assert lists.post("/lists/_search", {"retriever": window, "size": 2}).body["hits"]["total"]["value"] == 4


def test_weighted_sums(lists: Api) -> None:
    children = [
        {"retriever": scored(_1=10, _2=9, _3=5), "weight": 10, "normalizer": "minmax"},
        {"retriever": knn(4, 1), "weight": 2},
    ]
    found = hits(lists, {"linear": {"retrievers": children}})
    assert found == [("1", 10), ("2", pytest.approx(8)), ("4", 2), ("3", pytest.approx(0, abs=1e-6))]
    lengths = [{"retriever": scored(_1=3, _2=4), "normalizer": "L2_NORM"}, {"retriever": scored(_2=1)}]
    assert hits(lists, {"linear": {"retrievers": lengths}}) == [("2", pytest.approx(1.8)), ("1", pytest.approx(0.6))]
    least = {"linear": {"retrievers": children, "min_score": 2}}
    assert [id_ for id_, _ in hits(lists, least)] == ["1", "2", "4"]


def test_scores_that_are_all_alike_stay(lists: Api) -> None:
    children = [{"retriever": scored(_1=7, _2=7), "normalizer": "minmax"}]
    assert sorted(hits(lists, {"linear": {"retrievers": children}})) == [("1", 7), ("2", 7)]


def test_lists_sorted_by_fields(lists: Api) -> None:
    by_number = {"standard": {"query": {"match_all": {}}, "sort": [{"n": "desc"}]}}
    assert [id_ for id_, _ in hits(lists, {"rrf": {"retrievers": [by_number], "rank_window_size": 3}})] == [
        "6",
        "5",
        "4",
    ]
    # a sum needs scores, whatever the order is by
    found = hits(lists, {"linear": {"retrievers": [{"retriever": by_number, "weight": 2}], "rank_window_size": 3}})
    assert sorted(found) == [("4", 2), ("5", 2), ("6", 2)]


def test_nested_lists_and_filters(lists: Api) -> None:
    inner = {"rrf": {"retrievers": [scored(_1=3, _3=2, _5=1), knn(5, 3)], "rank_window_size": 10}}
    outer = {"rrf": {"retrievers": [inner, scored(_6=1, _5=2)], "filter": {"terms": {"word": ["a", "c"]}}}}
    answer = lists.post("/lists/_search", {"retriever": outer, "aggs": {"words": {"terms": {"field": "word"}}}})
    found = [hit["_id"] for hit in answer.body["hits"]["hits"]]
    # the filter keeps 3 out and lets 2 among the nearest, so that 1 stays
    assert found[0] == "5"
    assert set(found) == {"1", "2", "5", "6"}
    counts = {bucket["key"]: bucket["doc_count"] for bucket in answer.body["aggregations"]["words"]["buckets"]}
    assert counts == {"a": 2, "c": 2}
    assert answer.body["hits"]["total"] == {"value": 4, "relation": "eq"}


def test_one_text_in_several_fields(lists: Api) -> None:
    short = {"query": "b 3", "fields": ["word", "text"]}
    whole = {"multi_match": {"query": "b 3", "fields": ["word", "text"], "type": "most_fields"}}
    assert hits(lists, {"rrf": short}) == hits(lists, {"rrf": {"retrievers": [{"standard": {"query": whole}}]}})
    summed = {"retrievers": [{"retriever": {"standard": {"query": whole}}, "normalizer": "minmax"}]}
    assert hits(lists, {"linear": {**short, "normalizer": "minmax"}}) == hits(lists, {"linear": summed})


def test_pinned_documents_come_first(lists: Api) -> None:
    pinned = {"pinned": {"ids": ["6", "gone", "2"], "retriever": scored(_1=3, _2=2)}}
    assert [id_ for id_, _ in hits(lists, pinned)] == ["6", "2", "1"]
    by_vector = {"pinned": {"docs": [{"_id": "1"}, {"_id": "2", "_index": "other"}], "retriever": knn(5, 2)}}
    found = [id_ for id_, _ in hits(lists, by_vector)]
    assert found[:2] == ["1", "5"]
    assert len(found) == 3


def test_old_form_of_ranks(lists: Api) -> None:
    queries = [scored(_1=3, _2=2)["standard"], {"query": {"term": {"word": "a"}}}]
    retrievers = [{"standard": query} for query in queries]
    old = lists.post("/lists/_search", {"rank": {"rrf": {"rank_constant": 5}}, "sub_searches": queries})
    new = lists.post("/lists/_search", {"retriever": {"rrf": {"retrievers": retrievers, "rank_constant": 5}}})
    assert old.body["hits"] == new.body["hits"]


def test_explained_by_the_places_in_all_lists(lists: Api) -> None:
    children = [{"standard": {"query": {"term": {"word": "b"}}, "_name": "words"}}, knn(3, 1)]
    answer = lists.post("/lists/_search", {"retriever": {"rrf": {"retrievers": children}}, "explain": True})
    told = answer.body["hits"]["hits"][0]["_explanation"]
    assert told["description"].startswith("rrf score: [")
    assert told["description"].endswith(
        "] with rankConstant: [60] as sum of [1 / (rank + rankConstant)] for each query"
    )
    first, second = told["details"]
    assert "in query at index [0] [words] computed as [1 / (" in first["description"]
    assert second["description"].startswith("rrf score: [0.016393442], for rank [1] in query at index [1] computed as")
    assert answer.body["hits"]["hits"][0]["matched_queries"] == ["words"]


@pytest.mark.parametrize(
    ("retriever", "fault"),
    [
        ({"rrf": {}}, "[rrf] must provide [retrievers] or [query]"),
        ({"rrf": {"fields": ["word"]}}, "[rrf] [query] must be provided when [fields] is specified"),
        ({"rrf": {"query": ""}}, "[rrf] [query] cannot be empty"),
        ({"rrf": {"query": "a", "fields": []}}, "[rrf] [fields] cannot be empty"),
        ({"rrf": {"query": "a", "retrievers": [{"standard": {}}]}}, "[rrf] cannot combine [retrievers] and [query]"),
        ({"linear": {"query": "a"}}, "[linear] [normalizer] must be provided when [query] is specified"),
        (
            {"linear": {"rank_window_size": 2, "retrievers": [{"retriever": {"standard": {}}}]}},
            "[linear] requires [rank_window_size: 2] be greater than or equal to [size: 4]",
        ),
    ],
)
def test_members_that_do_not_go_together(lists: Api, retriever: dict[str, Any], fault: str) -> None:
    answer = lists.post("/lists/_search", {"retriever": retriever, "size": 4})
    assert answer.status == 400
    assert answer.body["error"]["reason"] == f"Validation Failed: 1: {fault};"


def test_values_that_retrievers_do_not_take(lists: Api) -> None:
    for member, cause in (
        ({"normalizer": "aardvark"}, "Unknown normalizer [aardvark]"),
        ({"weight": -1}, "[weight] must be non-negative"),
    ):
        body = {"linear": {"retrievers": [{"retriever": {"standard": {}}, **member}]}}
        answer = lists.post("/lists/_search", {"retriever": body})
        assert answer.status == 400
        assert cause in answer.text
