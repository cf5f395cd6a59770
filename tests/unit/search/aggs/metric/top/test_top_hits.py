"""top_hits: the best documents of each bucket."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from tests.reference.aggs_case import AggsCase


def shown(body: Mapping[str, Any], hits: Sequence[tuple[Any, ...]], path: str | None) -> list[dict[str, Any]]:
    """Stands for the fetch phase."""
    return [{"doc": doc, "score": score, "sort": sort, **body} for doc, score, sort in hits]


def hits(found: dict[str, Any], name: str) -> list[Any]:
    result: list[Any] = [hit[name] for hit in found["hits"]["hits"]]
    return result


def test_best_by_score(index: AggsCase) -> None:
    found = index.one({"top_hits": {"size": 2, "_source": False}}, {"match_all": {}}, fetch_hits=shown)
    assert found["hits"]["total"] == {"value": 9, "relation": "eq"}
    assert found["hits"]["max_score"] == max(hits(found, "score"))
    assert found["hits"]["hits"][0]["_source"] is False
    assert hits(found, "sort") == [None, None]


def test_sorted_within_buckets_over_shards(index: AggsCase) -> None:
    body = {"terms": {"field": "b"}, "aggs": {"h": {"top_hits": {"size": 3, "sort": [{"n": "desc"}]}}}}
    found = index.one(body, fetch_hits=shown)
    assert [hits(bucket["h"], "sort") for bucket in found["buckets"]] == [[(8,), (7,), (5,)], [(9,), (6,), (3,)]]
    assert found["buckets"][0]["h"]["hits"]["max_score"] is None


def test_pages(index: AggsCase) -> None:
    body = {"top_hits": {"from": 2, "size": 2, "sort": [{"tag": "asc"}, {"n": "asc"}]}}
    assert hits(index.one(body, fetch_hits=shown), "sort") == [("a", 5), ("a", 6)]
    for size, limit in ((0, "numHits must be > 0"), (99, "must be less than or equal to: [100] but was [101]")):
        with pytest.raises(IllegalArgumentError) as raised:
            index.one({"top_hits": {"size": size, "from": 2 if size else 0}}, fetch_hits=shown)
        assert limit in raised.value.reason


def test_max_score_of_sorted_hits_if_scores_are_tracked(index: AggsCase) -> None:
    """The best of all documents, whether its hit is shown or not."""
    sorted_hits = {"size": 1, "sort": [{"n": "desc"}]}
    found = index.one({"top_hits": {**sorted_hits, "track_scores": True}}, {"match_all": {}}, fetch_hits=shown)
    assert found["hits"]["max_score"] == 3.0
    assert hits(found, "score") == [1.0]
    by_score = {"size": 1, "sort": ["_score"]}
    found = index.one({"top_hits": by_score}, {"match_all": {}}, fetch_hits=shown)
    assert (found["hits"]["max_score"], hits(found, "score")) == (None, [None])


def test_a_document_in_several_buckets(index: AggsCase) -> None:
    body = {"terms": {"field": "tag"}, "aggs": {"h": {"top_hits": {"size": 1, "sort": "n"}}}}
    found = index.one(body, fetch_hits=shown)
    assert [(b["key"], hits(b["h"], "sort")) for b in found["buckets"]] == [("a", [(0,)]), ("b", [(1,)]), ("c", [(0,)])]


def test_without_anybody_to_show_hits(index: AggsCase) -> None:
    with pytest.raises(IllegalArgumentError):
        index.one({"top_hits": {}})
    assert index.one({"top_hits": {}}, {"term": {"n": 77}})["hits"]["total"]["value"] == 0


@pytest.mark.parametrize("body", [{"size": -1}, {"from": -1}])
def test_wrong_sizes(index: AggsCase, body: dict[str, Any]) -> None:
    with pytest.raises(IllegalArgumentError):
        index.one({"top_hits": body})
