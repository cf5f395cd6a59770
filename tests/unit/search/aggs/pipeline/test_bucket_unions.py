"""cumulative_cardinality and moving_percentiles, over the months of Elasticsearch's documentation among others."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, InvalidPathError, XContentParseError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"day": {"type": "date"}, "user": {"type": "keyword"}, "n": {"type": "double"}}
VISITS = [
    {"day": "2019-01-01", "user": ["ann", "bob"], "n": [1, 2, 3]},
    {"day": "2019-01-02", "user": ["bob", "cid"], "n": [10, 20]},
    {"day": "2019-01-04", "user": ["ann", "bob", "dan"], "n": [100]},
    {"day": "2019-01-05", "user": "ann", "n": [7]},
]


def days(path: Path, pipeline: dict[str, Any], **more: Any) -> list[Any]:
    case = AggsCase(path, PROPERTIES, [[VISITS[:1], VISITS[1:2]], [VISITS[2:]]])
    inner = {
        "users": {"cardinality": {"field": "user"}},
        "few": {"filter": {"range": {"n": {"lt": 50}}}, "aggs": {"users": {"cardinality": {"field": "user"}}}},
        "p": {"percentiles": {"field": "n", "percents": [0, 50, 100]}},
        "h": {"percentiles": {"field": "n", "percents": [100], "keyed": False, "hdr": {}}},
        "t": {"terms": {"field": "user"}},
        "x": pipeline,
    }
    histogram = {"field": "day", "fixed_interval": "1d", **more}
    try:
        return [
            bucket.get("x") for bucket in case.run({"d": {"date_histogram": histogram, "aggs": inner}})["d"]["buckets"]
        ]
    finally:
        case.close()


def test_cumulative_cardinality(tmp_path: Path) -> None:
    found = days(tmp_path, {"cumulative_cardinality": {"buckets_path": "users"}})
    assert found == [{"value": value} for value in (2, 3, 3, 4, 4)]


def test_cumulative_cardinality_through_filters_with_texts(tmp_path: Path) -> None:
    pipeline = {"cumulative_cardinality": {"buckets_path": "few>users", "format": "000"}}
    found = days(tmp_path, pipeline, min_doc_count=1)
    assert found == [{"value": value, "value_as_string": f"00{value}"} for value in (2, 3, 3, 3)]


@pytest.mark.parametrize(("path", "what"), [("few", "InternalFilter"), ("users.value", "Double"), ("t", "StringTerms")])
def test_cumulative_cardinality_of_something_else(tmp_path: Path, path: str, what: str) -> None:
    with pytest.raises(InvalidPathError) as error:
        days(tmp_path, {"cumulative_cardinality": {"buckets_path": path}})
    assert error.value.reason.startswith(f"buckets_path must reference a cardinality aggregation, got: [{what}] at")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"window": 1}, [None, (1, 2, 3), (10, 15, 20), (None,) * 3, (100, 100, 100)]),
        ({"window": 10}, [None, (1, 2, 3), (1, 3, 20), (1, 3, 20), (1, 6.5, 100)]),
        ({"window": 2, "shift": 1}, [(1, 2, 3), (1, 3, 20), (10, 15, 20), (100, 100, 100), (7, 53.5, 100)]),
        ({"window": 2, "shift": -3}, [None, None, None, None, (1, 2, 3)]),
        ({"window": 1, "shift": 9}, [None] * 5),
    ],
)
def test_moving_percentiles(tmp_path: Path, more: dict[str, Any], expected: list[Any]) -> None:
    found = days(tmp_path, {"moving_percentiles": {"buckets_path": "p", **more}})
    assert [item and tuple(item["values"].values()) for item in found] == expected


def test_moving_percentiles_are_shown_as_those_of_the_path(tmp_path: Path) -> None:
    found = days(tmp_path, {"moving_percentiles": {"buckets_path": "h", "window": 2}})
    assert found[1]["values"] == [{"key": 100.0, "value": pytest.approx(3, rel=1e-3)}]


@pytest.mark.parametrize("path", ["users", "few", "p.50", "t"])
def test_moving_percentiles_of_something_else(tmp_path: Path, path: str) -> None:
    with pytest.raises(IllegalArgumentError, match="buckets_path must reference a percentiles percentile"):
        days(tmp_path, {"moving_percentiles": {"buckets_path": path, "window": 2}})


def test_a_window_has_buckets() -> None:
    pipeline = {"moving_percentiles": {"buckets_path": "p", "window": 0}}
    inner = {"p": {"percentiles": {"field": "n"}}, "x": pipeline}
    with pytest.raises(XContentParseError):
        parse_aggregations({"h": {"histogram": {"field": "n", "interval": 1}, "aggs": inner}})
