"""What a profile tells of aggregations, with the names and counts of Elasticsearch 9.1 for the same documents."""

from typing import Any

import pytest

from tests.reference.api import Api

PROPERTIES = {
    "k": {"type": "keyword"},
    "n": {"type": "integer"},
    "d": {"type": "date"},
    "ip": {"type": "ip"},
    "r": {"type": "integer_range"},
    "dr": {"type": "date_range"},
    "g": {"type": "geo_point"},
    "parts": {"type": "nested", "properties": {"x": {"type": "integer"}}},
}
DOCUMENTS: list[dict[str, Any]] = [
    {"k": "a", "n": 1, "d": "2024-01-01", "ip": "10.0.0.1", "r": {"gte": 3, "lte": 12}, "parts": [{"x": 1}, {"x": 2}]},
    {"k": ["a", "b"], "n": 5, "d": "2024-02-11", "g": "48.8,2.3", "parts": [{"x": 3}]},
    {"k": "c", "n": 12},
    {"n": 7},
]
KINDS = {"reduce", "build_aggregation", "post_collection", "build_leaf_collector", "initialize", "collect"}


@pytest.fixture
def things(api: Api) -> Api:
    api.put("/things", {"mappings": {"properties": PROPERTIES}, "settings": {"number_of_shards": 1}})
    for number, document in enumerate(DOCUMENTS):
        api.put(f"/things/_doc/{number}", document)
    api.post("/things/_refresh")
    return api


def profiled(api: Api, aggs: dict[str, Any]) -> list[dict[str, Any]]:
    body = {"size": 0, "aggs": aggs}
    answer = api.post("/things/_search", {**body, "profile": True})
    assert answer.status == 200, answer.body
    assert answer.body["aggregations"] == api.post("/things/_search", body).body["aggregations"]
    found: list[dict[str, Any]] = answer.body["profile"]["shards"][0]["aggregations"]
    return found


def tree(entry: dict[str, Any]) -> tuple[Any, ...]:
    breakdown = entry["breakdown"]
    assert set(breakdown) == KINDS | {f"{kind}_count" for kind in KINDS}
    assert entry["time_in_nanos"] == sum(breakdown[kind] for kind in KINDS)
    assert breakdown["initialize_count"] == breakdown["build_aggregation_count"] == 1
    children = [tree(child) for child in entry.get("children", [])]
    return (
        entry["type"], entry["description"], breakdown["collect_count"], entry["debug"]["built_buckets"], *children
    )  # fmt: skip


def test_a_tree_of_aggregations(things: Api) -> None:
    aggs = {
        "k": {
            "terms": {"field": "k"},
            "aggs": {
                "m": {"sum": {"field": "n"}},
                "t": {"top_hits": {}},
                "h": {"histogram": {"field": "n", "interval": 5}},
            },
        },
        "x": {"nested": {"path": "parts"}, "aggs": {"r": {"reverse_nested": {}}}},
        "p": {"max_bucket": {"buckets_path": "k>m"}},
    }
    assert [tree(entry) for entry in profiled(things, aggs)] == [
        (
            "GlobalOrdinalsStringTermsAggregator",
            "k",
            4,
            1,
            ("SumAggregator", "m", 4, 3),
            ("TopHitsAggregator", "t", 4, 3),
            ("NumericHistogramAggregator", "h", 4, 3),
        ),
        ("NestedAggregator", "x", 4, 1, ("ReverseNestedAggregator", "r", 3, 1)),
    ]


@pytest.mark.parametrize(
    ("agg", "expected"),
    [
        ({"terms": {"field": "n"}}, "NumericTermsAggregator"),
        ({"terms": {"field": "k", "execution_hint": "map"}}, "MapStringTermsAggregator"),
        ({"terms": {"field": "nope"}}, "NonCollectingAggregator"),
        ({"histogram": {"field": "r", "interval": 5}}, "RangeHistogramAggregator"),
        ({"date_histogram": {"field": "dr", "calendar_interval": "month"}}, "DateRangeHistogramAggregator"),
        ({"range": {"field": "n", "ranges": [{"to": 5}]}}, "RangeAggregator.NoOverlap"),
        ({"ip_range": {"field": "ip", "ranges": [{"to": "10.0.0.9"}]}}, "BinaryRangeAggregator"),
        ({"filter": {"term": {"k": "a"}}}, "FilterAggregationBuilder.FilterAggregator"),
        ({"filters": {"filters": [{"term": {"k": "a"}}]}}, "FiltersAggregator.Compatible"),
        ({"composite": {"sources": [{"a": {"terms": {"field": "k"}}}]}}, "CompositeAggregator"),
        ({"cardinality": {"field": "k"}}, "GlobalOrdCardinalityAggregator"),
        ({"cardinality": {"field": "n"}}, "CardinalityAggregator"),
        ({"percentiles": {"field": "n"}}, "TDigestPercentilesAggregator"),
        ({"percentile_ranks": {"field": "n", "values": [1], "hdr": {}}}, "HDRPercentileRanksAggregator"),
        ({"median_absolute_deviation": {"field": "n"}}, "MedianAbsoluteDeviationAggregator"),
        ({"geo_bounds": {"field": "g"}}, "GeoBoundsAggregator"),
    ],
)
def test_names_of_aggregators(things: Api, agg: dict[str, Any], expected: str) -> None:
    (entry,) = profiled(things, {"x": agg})
    assert (entry["type"], entry["description"]) == (expected, "x")
