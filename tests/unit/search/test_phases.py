"""The phases of a search: what is counted, when it stops, how shards are merged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError, TaskCancelledError
from findling.search.phases import Merged, query_phase
from findling.search.request import SearchRequest
from tests.reference.search_case import SearchCase, search

PROPERTIES = {"t": {"type": "text"}, "n": {"type": "long"}}


@pytest.fixture
def shards(tmp_path: Path) -> Iterator[list[SearchCase]]:
    """Two shards, of two segments each."""
    cases = [SearchCase(tmp_path / str(i), PROPERTIES, shard=i) for i in range(2)]
    for i, case in enumerate(cases):
        for part in range(2):
            numbers = range(20 * i + 10 * part, 20 * i + 10 * part + 10)
            case.add({f"d{n:02}": {"t": "a b" if n % 3 else "a c", "n": n} for n in numbers})
    yield cases
    for case in cases:
        case.shard.close()


def test_hits_of_several_shards(shards: list[SearchCase]) -> None:
    response = search(shards, {"query": {"match": {"t": "a"}}, "sort": [{"n": "desc"}], "size": 3})["hits"]
    assert [hit["_id"] for hit in response["hits"]] == ["d39", "d38", "d37"]
    assert response["total"] == {"value": 40, "relation": "eq"}
    page = search(shards, {"sort": [{"n": "asc"}], "from": 18, "size": 4})["hits"]["hits"]
    assert [hit["_id"] for hit in page] == ["d18", "d19", "d20", "d21"]


def test_equal_scores_go_by_shard_then_document(shards: list[SearchCase]) -> None:
    ids = [hit["_id"] for hit in search(shards, {"size": 40})["hits"]["hits"]]
    assert ids == [f"d{n:02}" for n in range(40)]


def test_scores_are_those_of_each_shard(shards: list[SearchCase]) -> None:
    shards[1].add({"x": {"t": "c"}, "y": {"t": "b"}})
    response = search(shards, {"query": {"match": {"t": "c"}}, "size": 40})["hits"]
    best = max(hit["_score"] for hit in response["hits"])
    assert response["max_score"] == response["hits"][0]["_score"] == best
    assert len({hit["_score"] for hit in response["hits"]}) == 3


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (True, {"value": 40, "relation": "eq"}),
        (False, None),
        (5, {"value": 5, "relation": "gte"}),
        (40, {"value": 40, "relation": "eq"}),
        (39, {"value": 39, "relation": "gte"}),
        (0, {"value": 0, "relation": "gte"}),
        (-1, None),
    ],
)
@pytest.mark.parametrize("size", [0, 2])
def test_totals(shards: list[SearchCase], limit: Any, expected: Any, size: int) -> None:
    response = search(shards, {"query": {"match": {"t": "a"}}, "track_total_hits": limit, "size": size})["hits"]
    assert response.get("total") == expected


@pytest.mark.parametrize(
    ("body", "relation"), [({}, "eq"), ({"sort": ["n"]}, "eq"), ({"size": 0}, "gte"), ({"min_score": 5}, "eq")]
)
def test_no_hits_and_none_to_count(shards: list[SearchCase], body: dict[str, Any], relation: str) -> None:
    # as Elasticsearch 9.1: where hits are collected it knows that there are none
    response = search(shards, {"query": {"match": {"t": "zzz"}}, "track_total_hits": 0, **body})["hits"]
    assert response["total"] == {"value": 0, "relation": relation}


def test_no_hits(shards: list[SearchCase]) -> None:
    response = search(shards, {"query": {"match": {"t": "zzz"}}})["hits"]
    assert response == {"total": {"value": 0, "relation": "eq"}, "max_score": None, "hits": []}
    assert search([], {})["hits"] == response
    assert search(shards, {"size": 0})["hits"]["max_score"] is None


def test_min_score_and_post_filter(shards: list[SearchCase]) -> None:
    query = {"match": {"t": "c"}}
    everything = search(shards, {"query": query, "size": 40})["hits"]["hits"]
    limit = max(hit["_score"] for hit in everything)
    high = [hit["_id"] for hit in everything if hit["_score"] >= limit]
    response = search(shards, {"query": query, "min_score": limit - 1e-6, "size": 40})["hits"]
    assert [hit["_id"] for hit in response["hits"]] == high
    assert response["total"]["value"] == len(high)
    filtered = search(shards, {"query": query, "post_filter": {"range": {"n": {"lt": 10}}}})["hits"]
    assert {hit["_id"] for hit in filtered["hits"]} == {"d00", "d03", "d06", "d09"}
    assert filtered["total"]["value"] == 4
    by_field = search(shards, {"query": query, "min_score": limit - 1e-6, "sort": "n", "size": 40})["hits"]
    assert {hit["_id"] for hit in by_field["hits"]} == set(high)


def test_aggregations_see_the_query_but_not_the_post_filter(shards: list[SearchCase]) -> None:
    request = SearchRequest.parse(
        {
            "query": {"range": {"n": {"lt": 15}}},
            "post_filter": {"term": {"n": 3}},
            "aggs": {"highest": {"max": {"field": "n"}}},
        }
    )
    result = query_phase(request, shards[0].context())
    assert len(result.hits) == 1
    assert request.aggregations is not None
    rendered = request.aggregations.render(request.aggregations.reduce([result.aggregations]))
    assert rendered["highest"]["value"] == 14


def test_terminate_after(shards: list[SearchCase]) -> None:
    response = search(shards, {"query": {"match": {"t": "a"}}, "terminate_after": 13, "size": 40})
    assert response["terminated_early"] is True
    # how many there are is known without looking at them
    assert response["hits"]["total"] == {"value": 40, "relation": "eq"}
    assert len(response["hits"]["hits"]) == 26
    unknown = search(shards, {"query": {"match": {"t": "a b"}}, "terminate_after": 13, "size": 40})
    assert unknown["hits"]["total"] == {"value": 26, "relation": "eq"}
    whole = search(shards, {"query": {"match": {"t": "a"}}, "terminate_after": 100})
    assert "terminated_early" not in whole


def test_timeout_gives_what_there_is(shards: list[SearchCase]) -> None:
    response = search(shards, {"timeout": "0ms"})
    assert response["timed_out"] is True
    assert response["hits"]["hits"] == []
    assert search(shards, {"timeout": "10s"})["timed_out"] is False


def test_cancelled_searches_raise(shards: list[SearchCase]) -> None:
    calls: list[int] = []

    def check() -> None:
        calls.append(1)
        if len(calls) > 1:
            raise TaskCancelledError("task cancelled [by user request]")

    with pytest.raises(TaskCancelledError):
        query_phase(SearchRequest.parse({}), shards[0].context(check=check))


def test_result_window(shards: list[SearchCase]) -> None:
    with pytest.raises(FindlingError) as caught:
        search(shards, {"from": 9_995, "size": 6})
    assert caught.value.reason == (
        "Result window is too large, from + size must be less than or equal to: [10000] but was [10001]. See the "
        "scroll api for a more efficient way to request large data sets. This limit can be set by changing the "
        "[index.max_result_window] index level setting."
    )
    shards[0].settings["index.max_result_window"] = "20000"
    query_phase(SearchRequest.parse({"from": 9_995, "size": 6}), shards[0].context())


def test_aggregations_want_a_partial_of_nothing_too(shards: list[SearchCase]) -> None:
    aggregating = SearchRequest.parse({"query": {"match_none": {}}, "aggs": {"m": {"max": {"field": "n"}}}})
    assert query_phase(aggregating, shards[0].context()).aggregations is not None


def test_old_totals() -> None:
    assert Merged([], 5, "eq", None).render([], total_as_int=True)["total"] == 5
    assert Merged([], None, "eq", None).render([], total_as_int=True)["total"] == -1


def test_too_many_clauses(shards: list[SearchCase]) -> None:
    body = {"query": {"bool": {"should": [{"term": {"n": i}} for i in range(4_097)]}}}
    with pytest.raises(FindlingError) as caught:
        search(shards, body)
    assert (caught.value.type, caught.value.reason) == (
        "query_shard_exception",
        "failed to create query: maxClauseCount is set to 4096",
    )
    assert caught.value.__cause__.type == "too_many_clauses"
