"""range, date_range, ip_range, geo_distance."""

from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase


def test_range(index: AggsCase) -> None:
    ranges = [{"from": 6}, {"to": 3}, {"key": "mid", "from": 3, "to": "6"}]
    found = index.one({"range": {"field": "n", "ranges": ranges}, "aggs": {"x": {"avg": {"field": "p"}}}})
    assert found["buckets"] == [
        {"key": "*-3.0", "to": 3.0, "doc_count": 2, "x": {"value": 0.125}},
        {"key": "mid", "from": 3.0, "to": 6.0, "doc_count": 3, "x": {"value": 1.0}},
        {"key": "6.0-*", "from": 6.0, "doc_count": 4, "x": {"value": 1.875}},
    ]


def test_ranges_may_overlap_and_be_many(index: AggsCase) -> None:
    ranges = [{"from": i, "to": i + 3} for i in range(20)]
    found = index.one({"range": {"field": "n", "ranges": ranges}})
    present = [0, 1, 3, 4, 5, 6, 7, 8, 9]
    assert [b["doc_count"] for b in found["buckets"]] == [sum(i <= n < i + 3 for n in present) for i in range(20)]
    apart = index.one({"range": {"field": "n", "ranges": [{"from": i, "to": i + 1} for i in range(-10, 10)]}})
    assert [b["doc_count"] for b in apart["buckets"]] == [int(i in present) for i in range(-10, 10)]


def test_keyed_and_formatted(index: AggsCase) -> None:
    body = {"field": "n", "keyed": True, "format": "0.0", "ranges": [{"to": 3}, {"key": "x", "from": 3}]}
    assert index.one({"range": body}) == {
        "buckets": {
            "*-3.0": {"to": 3.0, "to_as_string": "3.0", "doc_count": 2},
            "x": {"from": 3.0, "from_as_string": "3.0", "doc_count": 7},
        }
    }


def test_unmapped_and_missing(index: AggsCase) -> None:
    ranges = [{"from": 1, "to": 3}]
    assert index.one({"range": {"field": "nope", "ranges": ranges}})["buckets"][0]["doc_count"] == 0
    assert index.one({"range": {"field": "nope", "missing": 2, "ranges": ranges}})["buckets"][0]["doc_count"] == 9


def test_date_range(index: AggsCase) -> None:
    body = {
        "field": "d",
        "format": "yyyy-MM",
        "ranges": [{"to": "now-1M/M"}, {"from": "2024-02", "to": "2024-03"}, {"from": "now/M"}],
    }
    assert index.one({"date_range": body})["buckets"] == [
        {"key": "*-2024-02", "to": 1706745600000.0, "to_as_string": "2024-02", "doc_count": 4},
        {
            "key": "2024-02-2024-03",
            "from": 1706745600000.0,
            "from_as_string": "2024-02",
            "to": 1709251200000.0,
            "to_as_string": "2024-03",
            "doc_count": 3,
        },
        {"key": "2024-03-*", "from": 1709251200000.0, "from_as_string": "2024-03", "doc_count": 2},
    ]
    zoned = {"field": "d", "time_zone": "+01:00", "ranges": [{"from": "2024-02-01"}]}
    assert index.one({"date_range": zoned})["buckets"][0]["from_as_string"] == "2024-02-01T00:00:00.000+01:00"
    assert index.one({"date_range": {"field": "nope", "ranges": [{"to": 5}]}})["buckets"][0]["doc_count"] == 0
    assert index.one({"date_range": {"field": "d", "ranges": [{"to": 1706745600000}]}})["buckets"][0]["doc_count"] == 4


def test_ip_range(index: AggsCase) -> None:
    ranges = [{"to": "10.0.0.2"}, {"from": "10.0.0.2"}, {"mask": "10.0.0.0/31"}, {"key": "all", "mask": "::/0"}]
    found = index.one({"ip_range": {"field": "ip", "ranges": ranges}, "aggs": {"x": {"max": {"field": "n"}}}})
    assert found["buckets"] == [
        {"key": "*-10.0.0.2", "to": "10.0.0.2", "doc_count": 6, "x": {"value": 9.0}},
        {"key": "all", "doc_count": 9, "x": {"value": 9.0}},
        {"key": "10.0.0.0/31", "from": "10.0.0.0", "to": "10.0.0.2", "doc_count": 6, "x": {"value": 9.0}},
        {"key": "10.0.0.2-*", "from": "10.0.0.2", "doc_count": 3, "x": {"value": 7.0}},
    ]
    assert index.one({"ip_range": {"field": "nope", "ranges": [{"to": "::1"}]}})["buckets"][0]["doc_count"] == 0


@pytest.mark.parametrize("entry", [{"mask": "1.2.3.4"}, {"mask": "1.2.3.4/40"}, {"from": "x"}, {"masks": "1.2.3.0/24"}])
def test_wrong_ip_ranges(entry: dict[str, Any]) -> None:
    with pytest.raises(FindlingError):
        parse_aggregations({"a": {"ip_range": {"field": "ip", "ranges": [entry]}}})


def test_geo_distance(index: AggsCase) -> None:
    body = {"field": "g", "origin": {"lat": 0, "lon": 170}, "unit": "km", "ranges": [{"to": 300}, {"from": 300}]}
    assert index.one({"geo_distance": body})["buckets"] == [
        {"key": "*-300.0", "from": 0.0, "to": 300.0, "doc_count": 2},
        {"key": "300.0-*", "from": 300.0, "doc_count": 7},
    ]


@pytest.mark.parametrize("change", [{"origin": None}, {"unit": "furlong"}, {"ranges": [5]}, {"ranges": [{"to": "x"}]}])
def test_wrong_geo_distances(change: dict[str, Any]) -> None:
    body = {"field": "g", "origin": "0,0", "ranges": [{"to": 5}], **change}
    body = {key: value for key, value in body.items() if value is not None}
    with pytest.raises(FindlingError):
        parse_aggregations({"a": {"geo_distance": body}})


def test_filters(index: AggsCase) -> None:
    named = {"b": {"term": {"tag": "b"}}, "a": {"range": {"n": {"lt": 2}}}}
    found = index.one(
        {"filters": {"filters": named, "other_bucket_key": "rest"}, "aggs": {"x": {"max": {"field": "n"}}}}
    )
    assert list(found["buckets"]) == ["a", "b", "rest"]
    assert found["buckets"]["rest"] == {"doc_count": 4, "x": {"value": 8.0}}
    listed = index.one({"filters": {"filters": named, "keyed": False}})
    assert listed["buckets"] == [{"key": "a", "doc_count": 2}, {"key": "b", "doc_count": 4}]
    anonymous = index.one({"filters": {"filters": [named["b"]], "other_bucket": True}})
    assert anonymous["buckets"] == [{"doc_count": 4}, {"doc_count": 5}]
    with pytest.raises(IllegalArgumentError):
        parse_aggregations({"a": {"filters": {"filters": []}}})
