"""Fields whose values stand for many: histograms, and metrics that were computed before."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.base.errors import FindlingError
from tests.reference.aggs_case import AggsCase

METRICS = ["min", "max", "sum", "value_count"]
PROPERTIES = {
    "h": {"type": "histogram"},
    "m": {"type": "aggregate_metric_double", "metrics": METRICS, "default_metric": "max"},
    "few": {"type": "aggregate_metric_double", "metrics": ["max"]},
    "k": {"type": "keyword"},
}
FIRST = [
    {
        "h": {"values": [1, 2, 3.5], "counts": [3, 0, 4]},
        "m": {"min": 1, "max": 9, "sum": 20, "value_count": 4},
        "k": "x",
    },
    {"k": "y"},
]
SECOND = [
    {"h": {"values": [2, 10], "counts": [5, 1]}, "m": {"min": -1, "max": 3, "sum": 2, "value_count": 2}, "k": "x"},
    {"h": {"values": [], "counts": []}, "few": {"max": 7}, "k": "y"},
]


@pytest.fixture(scope="module", params=["one", "segments", "shards"])
def index(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AggsCase]:
    batches = {"one": [[FIRST + SECOND]], "segments": [[FIRST, SECOND]], "shards": [[FIRST], [SECOND]]}[request.param]
    case = AggsCase(tmp_path_factory.mktemp("many"), PROPERTIES, batches)
    yield case
    case.close()


@pytest.mark.parametrize(
    ("figure", "histogram", "metric"),
    [("min", 1.0, -1.0), ("max", 10.0, 9.0), ("sum", 37.0, 22.0), ("avg", 37 / 13, 22 / 6), ("value_count", 13, 6)],
)
def test_figures(index: AggsCase, figure: str, histogram: float, metric: float) -> None:
    assert index.one({figure: {"field": "h"}}) == {"value": pytest.approx(histogram)}
    assert index.one({figure: {"field": "m"}}) == {"value": pytest.approx(metric)}


def test_metrics_that_are_not_there(index: AggsCase) -> None:
    found = index.run({name: {name: {"field": "few"}} for name in ("min", "max", "sum", "avg", "value_count")})
    assert {name: figure["value"] for name, figure in found.items()} == {
        "min": None, "max": 7.0, "sum": 0.0, "avg": None, "value_count": 0,
    }  # fmt: skip


def test_percentiles_are_those_of_all_that_was_counted(index: AggsCase) -> None:
    assert index.one({"percentiles": {"field": "h", "percents": [0, 50, 75, 100]}})["values"] == {
        "0.0": 1.0, "50.0": 2.0, "75.0": 3.5, "100.0": 10.0,
    }  # fmt: skip
    hdr = index.one({"percentiles": {"field": "h", "percents": [75], "hdr": {}}})
    assert hdr["values"]["75.0"] == pytest.approx(3.5, abs=0.01)
    ranks = index.one({"percentile_ranks": {"field": "h", "values": [0, 10]}})["values"]
    assert ranks == {"0.0": 0.0, "10.0": pytest.approx(100 * 12.5 / 13)}
    assert index.one({"boxplot": {"field": "h"}}) == {
        "min": 1.0, "max": 10.0, "q1": 2.0, "q2": 2.0, "q3": 3.5, "lower": 1.0, "upper": 3.5,
    }  # fmt: skip


def test_buckets_count_values(index: AggsCase) -> None:
    found = index.one({"histogram": {"field": "h", "interval": 2, "min_doc_count": 1}})["buckets"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in found] == [(0.0, 3), (2.0, 9), (10.0, 1)]
    ranges = {"field": "h", "ranges": [{"to": 3}, {"from": 1}]}
    assert [bucket["doc_count"] for bucket in index.one({"range": ranges})["buckets"]] == [8, 13]


def test_below_other_buckets(index: AggsCase) -> None:
    inner = {
        "p": {"percentiles": {"field": "h", "percents": [100]}},
        "s": {"sum": {"field": "h"}},
        "a": {"avg": {"field": "m"}},
        "h": {"histogram": {"field": "h", "interval": 5, "min_doc_count": 1}},
    }
    first, second = index.one({"terms": {"field": "k", "order": {"s": "desc"}}, "aggs": inner})["buckets"]
    assert (first["key"], first["s"]["value"], first["p"]["values"]["100.0"]) == ("x", 37.0, 10.0)
    assert [bucket["doc_count"] for bucket in first["h"]["buckets"]] == [12, 1]
    assert (second["s"]["value"], second["a"]["value"], second["h"]["buckets"]) == (0.0, None, [])


@pytest.mark.parametrize(
    "name", ["stats", "cardinality", "terms", "missing", "median_absolute_deviation", "rare_terms"]
)
@pytest.mark.parametrize(("field", "kind"), [("h", "histogram"), ("m", "aggregate_metric_double")])
def test_what_does_not_go_with_them(index: AggsCase, name: str, field: str, kind: str) -> None:
    with pytest.raises(FindlingError, match=f"type .{kind}. is not supported for aggregation .{name}."):
        index.one({name: {"field": field}})


@pytest.mark.parametrize(
    "body", [{"histogram": {"field": "h", "interval": 1}}, {"range": {"field": "h", "ranges": [{}]}}]
)
def test_values_of_histograms_are_in_no_bucket_with_others(index: AggsCase, body: dict[str, Any]) -> None:
    with pytest.raises(FindlingError, match="aggregation on histogram fields does not support sub-aggregations"):
        index.one({**body, "aggs": {"s": {"sum": {"field": "h"}}}})


def test_queries_see_the_default_metric(index: AggsCase) -> None:
    counted = {"value_count": {"field": "k"}}
    assert index.one(counted, query={"range": {"m": {"gte": 4}}}) == {"value": 1}
    assert index.one(counted, query={"exists": {"field": "h"}}) == {"value": 3}
