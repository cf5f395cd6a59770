"""Pipeline aggregations: over siblings and over the buckets around them."""

from typing import Any

import pytest

from findling.base.errors import (
    ActionRequestValidationError,
    AggregationExecutionError,
    FindlingError,
    IllegalArgumentError,
)
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

MONTHS = {
    "date_histogram": {"field": "d", "calendar_interval": "1M", "format": "yyyy-MM"},
    "aggs": {"s": {"sum": {"field": "n"}}},
}
# sums of n: January 0 + 3 + 6 + 9, February 1 + 4 + 7, March 5 + 8


@pytest.mark.parametrize(
    ("type_name", "path", "expected"),
    [
        ("avg_bucket", "m>s", {"value": 43 / 3}),
        ("sum_bucket", "m>s", {"value": 43.0}),
        ("min_bucket", "m>s", {"value": 12.0, "keys": ["2024-02"]}),
        ("max_bucket", "m>s.value", {"value": 18.0, "keys": ["2024-01"]}),
        ("max_bucket", "m>_count", {"value": 4.0, "keys": ["2024-01"]}),
        ("sum_bucket", "m._count", {"value": 9.0}),
        ("stats_bucket", "m>s", {"count": 3, "min": 12.0, "max": 18.0, "avg": 43 / 3, "sum": 43.0}),
        ("sum_bucket", "f>t>_count", {"value": 4.0}),
        ("avg_bucket", "e>s", {"value": None}),
        ("min_bucket", "e>s", {"value": None, "keys": []}),
        ("sum_bucket", "e>s", {"value": 0.0}),
        ("max_bucket", "r>_count", {"value": 7.0, "keys": ["3.0-*"]}),
    ],
)
def test_siblings(index: AggsCase, type_name: str, path: str, expected: dict[str, Any]) -> None:
    body = {
        "m": MONTHS,
        "f": {"filter": {"term": {"b": True}}, "aggs": {"t": {"terms": {"field": "tag"}}}},
        "e": {"terms": {"field": "nope"}, "aggs": {"s": {"sum": {"field": "n"}}}},
        "r": {"range": {"field": "n", "ranges": [{"to": 3}, {"from": 3}]}},
        "x": {type_name: {"buckets_path": path}},
    }
    if path.startswith("f"):
        expected = {"value": float(sum(b["doc_count"] for b in index.run(body)["f"]["t"]["buckets"]))}
    found = index.run(body)["x"]
    assert found == (pytest.approx(expected) if "keys" not in expected and None not in expected.values() else expected)


def test_typed_names_and_formats(index: AggsCase) -> None:
    body = {
        "m": MONTHS,
        "a": {"avg_bucket": {"buckets_path": "m>s", "format": "0.00"}},
        "b": {"max_bucket": {"buckets_path": "m>s"}, "meta": {"k": 1}},
        "c": {"stats_bucket": {"buckets_path": "m>s", "format": "0"}},
    }
    found = index.run(body, typed_keys=True)
    assert list(found) == ["date_histogram#m", "simple_value#a", "bucket_metric_value#b", "stats_bucket#c"]
    assert found["simple_value#a"]["value_as_string"] == "14.33"
    assert found["bucket_metric_value#b"]["meta"] == {"k": 1}
    assert found["stats_bucket#c"]["sum_as_string"] == "43"


def inside(index: AggsCase, **pipelines: Any) -> list[dict[str, Any]]:
    body = {**MONTHS, "aggs": {**MONTHS["aggs"], **pipelines}}
    result: list[dict[str, Any]] = index.one(body)["buckets"]
    return result


def test_cumulative_sum_and_derivative(index: AggsCase) -> None:
    buckets = inside(
        index,
        c={"cumulative_sum": {"buckets_path": "s"}},
        d={"derivative": {"buckets_path": "s", "unit": "day"}},
        n={"derivative": {"buckets_path": "_count"}},
    )
    assert [bucket["c"]["value"] for bucket in buckets] == [18.0, 30.0, 43.0]
    assert "d" not in buckets[0]
    assert buckets[1]["d"] == {"value": -6.0, "normalized_value": pytest.approx(-6 / 31)}
    assert [bucket["n"]["value"] for bucket in buckets[1:]] == [-1.0, -1.0]


def test_gaps(index: AggsCase) -> None:
    body = {
        "histogram": {"field": "n", "interval": 1},
        "aggs": {"a": {"avg": {"field": "n"}}, "d": {"derivative": {"buckets_path": "a"}}},
    }
    buckets = index.one(body)["buckets"]
    assert buckets[2]["doc_count"] == 0
    assert buckets[2]["d"] == {"value": None}
    assert buckets[3]["d"] == {"value": None}
    assert buckets[4]["d"] == {"value": 1.0}
    zeros = {**body, "aggs": {**body["aggs"], "d": {"derivative": {"buckets_path": "a", "gap_policy": "insert_zeros"}}}}
    assert [bucket["d"]["value"] for bucket in index.one(zeros)["buckets"][1:4]] == [1.0, -1.0, 3.0]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ({"sort": [{"s": {"order": "asc"}}]}, [12.0, 13.0, 18.0]),
        ({"sort": ["s"], "size": 1}, [12.0]),
        ({"sort": [{"s": "desc"}], "from": 1}, [13.0, 12.0]),
        ({"sort": [{"_key": "desc"}]}, [13.0, 12.0, 18.0]),
        ({"from": 2}, [13.0]),
    ],
)
def test_bucket_sort(index: AggsCase, sort: dict[str, Any], expected: list[float]) -> None:
    assert [bucket["s"]["value"] for bucket in inside(index, o={"bucket_sort": sort})] == expected


@pytest.mark.parametrize(
    "definition",
    [
        {"avg_bucket": {}},
        {"avg_bucket": {"buckets_path": "m>s", "gap_policy": "jump"}},
        {"avg_bucket": {"buckets_path": "m>s", "nope": 1}},
        {"bucket_sort": {"size": 0}},
        {"bucket_sort": {"from": -1}},
        {"cumulative_sum": {"buckets_path": "s"}, "aggs": {"x": {"max": {"field": "n"}}}},
    ],
)
def test_errors(definition: dict[str, Any]) -> None:
    with pytest.raises(FindlingError):
        parse_aggregations({"a": definition})


@pytest.mark.parametrize("path", ["nope>s", "m>nope", "x>s"])
def test_paths_that_lead_nowhere(index: AggsCase, path: str) -> None:
    body = {"m": MONTHS, "x": {"max": {"field": "n"}}, "a": {"avg_bucket": {"buckets_path": path}}}
    with pytest.raises((ActionRequestValidationError, AggregationExecutionError)):
        index.run(body)


def test_pipelines_follow_those_they_are_calculated_from(index: AggsCase) -> None:
    steps = {
        "grown": {"derivative": {"buckets_path": "total"}},
        "total": {"cumulative_sum": {"buckets_path": "s"}},
    }
    months = {**MONTHS, "aggs": {**steps, **MONTHS["aggs"]}}
    buckets = index.one(months)["buckets"]
    assert [bucket["total"]["value"] for bucket in buckets] == [18.0, 30.0, 43.0]
    assert [bucket["grown"]["value"] for bucket in buckets[1:]] == [12.0, 13.0]
    sorted_ = {"first": {"bucket_sort": {"sort": [{"total": "desc"}], "size": 1}}}
    months = {**MONTHS, "aggs": {**sorted_, **steps, **MONTHS["aggs"]}}
    assert [bucket["total"]["value"] for bucket in index.one(months)["buckets"]] == [43.0]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ({"a": "b", "b": "a"}, "Cyclical dependency found with pipeline aggregator [a]"),
        ({"a": "a"}, "Cyclical dependency found with pipeline aggregator [a]"),
        ({"a": "nope>x"}, "No aggregation found for path [nope>x]"),
    ],
)
def test_paths_in_a_circle_or_to_nowhere(steps: dict[str, str], reason: str) -> None:
    inner = {name: {"cumulative_sum": {"buckets_path": path}} for name, path in steps.items()}
    with pytest.raises(ActionRequestValidationError) as caught:
        parse_aggregations({"m": {**MONTHS, "aggs": inner}})
    assert caught.value.reason == f"Validation Failed: 1: {reason};"


def test_pipelines_out_of_place() -> None:
    outside = {"bucket_sort": {"size": 1}}
    alone = {"cumulative_sum": {"buckets_path": "_count"}}
    with pytest.raises(ActionRequestValidationError) as caught:
        parse_aggregations({"o": outside, "t": {"terms": {"field": "tag"}, "aggs": {"c": alone}}})
    assert caught.value.reason == (
        "Validation Failed: 1: bucket_sort aggregation [o] must be declared inside of another aggregation;"
        "2: cumulative_sum aggregation [c] must have a histogram, date_histogram or auto_date_histogram as parent;"
    )
    with pytest.raises(ActionRequestValidationError, match=r"No aggregation \[x\] found for path \[m>x\]"):
        parse_aggregations({"m": MONTHS, "a": {"avg_bucket": {"buckets_path": "m>x"}}})


def test_spread_of_buckets(index: AggsCase) -> None:
    body = {
        "m": MONTHS,
        "e": {"extended_stats_bucket": {"buckets_path": "m>s", "sigma": 1, "format": "0.0"}},
        "p": {"percentiles_bucket": {"buckets_path": "m.s", "percents": [0, 25, 50, 100]}},
        "n": {"percentiles_bucket": {"buckets_path": "m>s", "percents": [75], "keyed": False, "format": "0.0"}},
    }
    found = index.run(body, typed_keys=True)
    spread = found["extended_stats_bucket#e"]
    sums = [18.0, 12.0, 13.0]
    mean = sum(sums) / 3
    variance = sum((value - mean) ** 2 for value in sums) / 3
    assert (spread["count"], spread["min"], spread["max"], spread["sum"]) == (3, 12.0, 18.0, 43.0)
    assert spread["variance"] == pytest.approx(variance)
    assert spread["std_deviation_bounds"]["upper"] == pytest.approx(mean + variance**0.5)
    assert spread["std_deviation_bounds_as_string"]["lower"] == f"{mean - variance**0.5:.1f}"
    assert found["percentiles_bucket#p"] == {"values": {"0.0": 12.0, "25.0": 13.0, "50.0": 13.0, "100.0": 18.0}}
    assert found["percentiles_bucket#n"] == {"values": [{"key": 75.0, "value": 18.0, "75.0_as_string": "18.0"}]}
    nothing = {"e": {"terms": {"field": "nope"}, "aggs": {"s": {"sum": {"field": "n"}}}}}
    empty = index.run({**nothing, "p": {"percentiles_bucket": {"buckets_path": "e>s", "percents": [50]}}})
    assert empty["p"] == {"values": {"50.0": None}}


def test_filters_are_sorted_by_pipelines(index: AggsCase) -> None:
    filters = {"few": {"range": {"n": {"lt": 2}}}, "many": {"range": {"n": {"gte": 2}}}}
    inner = {"s": {"sum": {"field": "n"}}, "o": {"bucket_sort": {"sort": [{"s": "desc"}]}}}
    found = index.one({"filters": {"filters": filters, "keyed": False}, "aggs": inner})["buckets"]
    assert [bucket["key"] for bucket in found] == ["many", "few"]
    inner["o"]["bucket_sort"]["size"] = 1
    found = index.one({"filters": {"filters": filters}, "aggs": inner})["buckets"]
    assert list(found) == ["many"]


SEVERAL = "buckets_path must reference either a number value or a single value numeric metric aggregation"


@pytest.mark.parametrize(
    ("inner", "path", "fault"),
    [
        ({"terms": {"field": "tag"}, "aggs": MONTHS["aggs"]}, "m>i>s", ", got: [Object[]] at aggregation [i]"),
        ({"terms": {"field": "tag"}}, "m>i", ", got: [StringTerms] at aggregation [i]"),
        ({"histogram": {"field": "n", "interval": 5}}, "m>i", ", got: [InternalHistogram] at aggregation [i]"),
        ({"percentiles": {"field": "n"}}, "m>i", ", but [i] contains multiple values. Please specify which to use."),
    ],
)
def test_paths_to_several_values(index: AggsCase, inner: dict[str, Any], path: str, fault: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        index.run({"m": {**MONTHS, "aggs": {"i": inner}}, "x": {"max_bucket": {"buckets_path": path}}})
    assert caught.value.reason == SEVERAL + fault


def test_paths_to_the_only_percentile(index: AggsCase) -> None:
    months = {**MONTHS, "aggs": {"p": {"percentiles": {"field": "n", "percents": [100]}}}}
    found = index.run(
        {
            "m": months,
            **{name: {"max_bucket": {"buckets_path": path}} for name, path in (("a", "m>p"), ("b", "m>p.100"))},
        }
    )
    assert found["b"]["value"] == 9.0
    assert found["a"] == found["b"]


@pytest.mark.parametrize(
    ("options", "figures", "gaps"),
    [
        ({"sort": ["f>n"]}, [0.0, 1.0, 5.0], False),
        ({"sort": ["f>n"], "gap_policy": "keep_values"}, [0.0, 1.0, 5.0], False),
        ({"sort": ["f>n", {"_key": "desc"}]}, [0.0, 1.0, 5.0], True),
        ({"sort": [{"_key": "desc"}, "f>n"]}, [5.0, 1.0, 0.0], True),
        ({"sort": [{"f>n": "desc"}], "gap_policy": "insert_zeros"}, [5.0, 1.0, 0.0], True),
        ({"sort": [{"f>n": "desc"}], "size": 1}, [5.0], False),
    ],
)
def test_bucket_sort_over_gaps(index: AggsCase, options: dict[str, Any], figures: list[float], gaps: bool) -> None:
    some = {"filter": {"terms": {"n": [0, 1, 5]}}, "aggs": {"n": {"max": {"field": "n"}}}}
    body = {"histogram": {"field": "n", "interval": 1}, "aggs": {"f": some, "o": {"bucket_sort": options}}}
    found = [bucket["f"]["n"]["value"] for bucket in index.one(body)["buckets"]]
    assert [value for value in found if value is not None] == figures
    assert (None in found) == gaps


def test_bucket_sort_has_to_do_something() -> None:
    with pytest.raises(ActionRequestValidationError, match="is configured to perform nothing"):
        parse_aggregations({"m": {**MONTHS, "aggs": {"idle": {"bucket_sort": {}}}}})


def test_percentiles_in_an_array_have_texts_by_percent(index: AggsCase) -> None:
    body = {
        "t": {"terms": {"field": "tag"}, "aggs": {"m": {"sum": {"field": "n"}}}},
        "p": {"percentiles_bucket": {"buckets_path": "t>m", "percents": [50], "keyed": False, "format": "0.0"}},
    }
    value = index.run(body)["p"]["values"][0]["value"]
    assert index.run(body)["p"]["values"] == [{"key": 50.0, "value": value, "50.0_as_string": str(value)}]
