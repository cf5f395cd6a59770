"""Hybrid queries and the processors of search pipelines that make one list of theirs; the counters of pipelines."""

import json
from typing import Any

import numpy as np
import pytest

from tests.reference.api import Api

PROPERTIES = {"word": {"type": "keyword"}, "n": {"type": "integer"}}


@pytest.fixture
def pair(api: Api) -> Api:
    """Documents 1 to 4 on two shards, each with a word of its own."""
    assert api.put("/pair", {"settings": {"number_of_shards": 2}, "mappings": {"properties": PROPERTIES}}).status == 200
    lines = []
    for number in range(1, 5):
        lines.append(json.dumps({"index": {"_id": str(number)}}))
        lines.append(json.dumps({"word": str(number), "n": number}))
    assert not api.post("/pair/_bulk?refresh=true", "\n".join(lines) + "\n").body["errors"]
    return api


def scored(**scores: float) -> dict[str, Any]:
    clauses = [
        {"constant_score": {"filter": {"term": {"word": word.lstrip("_")}}, "boost": score}}
        for word, score in scores.items()
    ]
    return {"bool": {"should": clauses}}


FIRST, SECOND = scored(_1=4, _2=3, _3=2), scored(_3=10, _4=1)


def fused(api: Api, phase: dict[str, Any] | None, queries: list[dict[str, Any]], **more: Any) -> dict[str, float]:
    pipeline = {"phase_results_processors": [] if phase is None else [phase]}
    body = {"query": {"hybrid": {"queries": queries}}, "search_pipeline": pipeline, **more}
    answer = api.post("/pair/_search", body)
    assert answer.status == 200, answer.text
    found = {hit["_id"]: hit["_score"] for hit in answer.body["hits"]["hits"]}
    assert list(found.values()) == sorted(found.values(), reverse=True)
    return found


def normalization(technique: str, mean: str = "arithmetic_mean", **parameters: Any) -> dict[str, Any]:
    combination = {"technique": mean, **({"parameters": parameters} if parameters else {})}
    return {"normalization-processor": {"normalization": {"technique": technique}, "combination": combination}}


def test_scores_between_the_least_and_the_greatest(pair: Api) -> None:
    found = fused(pair, normalization("min_max"), [FIRST, SECOND])
    expected = {"1": 1 / 2, "2": 0.5 / 2, "3": (0.001 + 1) / 2, "4": 0.001 / 2}
    assert found == pytest.approx(expected)
    weighted = fused(pair, normalization("min_max", weights=[0.8, 0.2]), [FIRST, SECOND])
    assert weighted == pytest.approx({"1": 0.8, "2": 0.4, "3": 0.8 * 0.001 + 0.2, "4": 0.2 * 0.001})


def test_scores_by_the_length_of_all(pair: Api) -> None:
    first, second = np.sqrt(16 + 9 + 4), np.sqrt(100 + 1)
    found = fused(pair, normalization("l2"), [FIRST, SECOND])
    assert found == pytest.approx(
        {"1": 4 / first / 2, "2": 3 / first / 2, "3": (2 / first + 10 / second) / 2, "4": 1 / second / 2}
    )


def test_scores_by_their_distance_from_the_mean(pair: Api) -> None:
    found = fused(pair, normalization("z_score"), [FIRST])
    # the deviation of 4, 3 and 2 is 1; the mean itself is worth as much as the best score
    assert found == pytest.approx({"2": 4, "1": 1, "3": 0.001})


def test_other_means(pair: Api) -> None:
    alone = [scored(_1=4, _2=1), scored(_1=1, _2=4)]
    length = np.sqrt(17)
    geometric = fused(pair, normalization("l2", "geometric_mean"), alone)
    assert geometric == pytest.approx({"1": 2 / length, "2": 2 / length})
    harmonic = fused(pair, normalization("l2", "harmonic_mean"), alone)
    assert harmonic == pytest.approx({"1": 2 / (length / 4 + length), "2": 2 / (length / 4 + length)})
    # a list without a document does not pull it down
    assert fused(pair, normalization("min_max", "geometric_mean"), [FIRST, SECOND])["1"] == pytest.approx(1)


def test_scores_by_ranks(pair: Api) -> None:
    ranker = {"score-ranker-processor": {"combination": {"technique": "rrf", "rank_constant": 10}}}
    found = fused(pair, ranker, [FIRST, SECOND])
    assert found == pytest.approx({"3": 1 / 13 + 1 / 11, "1": 1 / 11, "2": 1 / 12, "4": 1 / 12})


def test_scores_are_added_up_where_nothing_says_how(pair: Api) -> None:
    assert fused(pair, None, [FIRST, SECOND]) == {"3": 12, "1": 4, "2": 3, "4": 1}


def test_pages_totals_and_aggregations_of_all(pair: Api) -> None:
    hybrid = {"queries": [FIRST, SECOND], "pagination_depth": 10}
    body = {"query": {"hybrid": hybrid}, "from": 1, "size": 2, "aggs": {"sum": {"sum": {"field": "n"}}}}
    answer = pair.post("/pair/_search", body).body
    assert [hit["_id"] for hit in answer["hits"]["hits"]] == ["1", "2"]
    assert answer["hits"]["total"]["value"] == 4
    assert answer["aggregations"]["sum"]["value"] == 10
    del hybrid["pagination_depth"]
    assert "pagination_depth param is missing" in pair.post("/pair/_search", body).text


def test_filters_of_pipelines_go_into_each_query(pair: Api) -> None:
    pipeline = {"request_processors": [{"filter_query": {"query": {"range": {"n": {"gte": 3}}}}}]}
    body = {"query": {"hybrid": {"queries": [FIRST, SECOND]}}, "search_pipeline": pipeline}
    assert [hit["_id"] for hit in pair.post("/pair/_search", body).body["hits"]["hits"]] == ["3", "4"]


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (normalization("best"), "provided normalization technique is not supported"),
        (normalization("l2", "mean"), "provided combination technique is not supported"),
        (normalization("l2", weights=[0.5]), "sum of weights for combination must be equal to 1.0"),
        (normalization("l2", weights=[2, -1]), "all weights must be in range [0.0 ... 1.0]"),
        (normalization("l2", weights=[1]), "number of weights [1] must match number of sub-queries [2]"),
        (normalization("z_score", "harmonic_mean"), "Z Score supports only arithmetic_mean technique"),
        ({"score-ranker-processor": {"combination": {"rank_constant": 0}}}, "rank constant must be in the interval"),
    ],
)
def test_refused_phase_processors(pair: Api, phase: dict[str, Any], reason: str) -> None:
    body = {"query": {"hybrid": {"queries": [FIRST, SECOND]}}}
    answer = pair.post("/pair/_search", {**body, "search_pipeline": {"phase_results_processors": [phase]}})
    assert answer.status == 400
    assert reason in answer.text


def test_pipelines_are_counted(pair: Api) -> None:
    steps = {"response_processors": [{"truncate_hits": {"target_size": 1, "tag": "cut"}}]}
    assert pair.put("/_search/pipeline/counted", steps).status == 200
    for _ in range(2):
        assert len(pair.post("/pair/_search?search_pipeline=counted", {}).body["hits"]["hits"]) == 1
    node = next(iter(pair.get("/_nodes/stats").body["nodes"].values()))
    counted = node["search_pipeline"]["pipelines"]["counted"]
    assert counted["response"]["count"] == 2
    assert counted["response_processors"][0]["truncate_hits:cut"]["stats"]["count"] == 2
    reported = pair.post("/pair/_search?search_pipeline=counted&verbose_pipeline=true", {"size": 3}).body
    report = reported["processor_results"][0]
    assert (len(report["input_data"]), len(report["output_data"])) == (3, 1)
