"""serial_diff and normalize, over the months of Elasticsearch's documentation among others."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import ActionRequestValidationError, ParsingError, XContentParseError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

# the fourth month has no document
SALES = [
    {"date": "2015-01-01", "price": 550},
    {"date": "2015-02-01", "price": 60},
    {"date": "2015-03-01", "price": 375},
    {"date": "2015-05-01", "price": 0},
]
PROPERTIES = {"date": {"type": "date"}, "price": {"type": "long"}}


def changes(path: Path, pipeline: dict[str, Any], documents: list[dict[str, Any]] = SALES) -> list[Any]:
    case = AggsCase(path, PROPERTIES, [[documents[:2], documents[2:]]])
    months = {
        "date_histogram": {"field": "date", "calendar_interval": "month"},
        "aggs": {"sales": {"sum": {"field": "price"}}, "low": {"min": {"field": "price"}}, "x": pipeline},
    }
    try:
        return [bucket.get("x") for bucket in case.run({"m": months})["m"]["buckets"]]
    finally:
        case.close()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [None, -490, 315, None, None]),
        ({"lag": 2}, [None, None, -175, None, -375]),
        ({"buckets_path": "low"}, [None, -490, 315, None, None]),
        ({"buckets_path": "low", "lag": 2}, [None, None, -175, None, -375]),
        ({"buckets_path": "low", "gap_policy": "insert_zeros"}, [None, -490, 315, -375, 0]),
        ({"lag": 5}, [None] * 5),
        ({"lag": 2**31 - 1}, [None] * 5),
    ],
)
def test_serial_diff(tmp_path: Path, more: dict[str, Any], expected: list[float | None]) -> None:
    found = changes(tmp_path, {"serial_diff": {"buckets_path": "sales", **more}})
    assert [item and item["value"] for item in found] == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("rescale_0_1", [1.0, 0.0, 0.6428571428571429]),
        ("rescale_0_100", [100.0, 0.0, 64.28571428571429]),
        ("percent_of_sum", [0.5583756345177665, 0.06091370558375635, 0.38071065989847713]),
        ("mean", [0.45238095238095244, -0.5476190476190475, 0.09523809523809533]),
        ("z-score", [1.0933271415320285, -1.3235012765914027, 0.2301741350593745]),
        ("softmax", [1.0, 1.5692923852557387e-213, 9.964733010103672e-77]),
    ],
)
def test_normalize(tmp_path: Path, method: str, expected: list[float]) -> None:
    found = changes(tmp_path, {"normalize": {"buckets_path": "sales", "method": method}}, SALES[:3])
    assert [item["value"] for item in found] == pytest.approx(expected, rel=1e-12, abs=0)


def test_normalize_shows_texts_and_gaps(tmp_path: Path) -> None:
    shares = {"normalize": {"buckets_path": "low", "method": "percent_of_sum", "format": "00.00%"}}
    found = changes(tmp_path, shares)
    assert [item.get("value_as_string") for item in found] == ["55.84%", "06.09%", "38.07%", None, "00.00%"]
    assert found[3] == {"value": None}


@pytest.mark.parametrize(
    ("method", "expected"), [("rescale_0_1", [None, None]), ("z-score", [None, None]), ("percent_of_sum", [0.5, 0.5])]
)
def test_normalize_of_equal_figures(tmp_path: Path, method: str, expected: list[Any]) -> None:
    equal = [{"date": "2015-01-01", "price": 7}, {"date": "2015-02-01", "price": 7}]
    found = changes(tmp_path, {"normalize": {"buckets_path": "sales", "method": method}}, equal)
    assert [item["value"] for item in found] == expected


def months_of(pipeline: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"m": {"histogram": {"field": "price", "interval": 1, **more}, "aggs": {"x": pipeline}}}


def test_serial_diff_stands_below_histograms_with_gaps_too() -> None:
    parse_aggregations(months_of({"serial_diff": {"buckets_path": "_count"}}, min_doc_count=1))
    with pytest.raises(ActionRequestValidationError, match="must have a histogram"):
        parse_aggregations({"x": {"serial_diff": {"buckets_path": "_count"}}})


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "Missing required field [buckets_path] for derivative aggregation [x]"),
        ({"lag": 0}, "Lag must be a positive, non-zero integer.  Value supplied was0 in [x]: [lag]."),
        ({"lag": "1"}, "Unknown key for a VALUE_STRING in [x]: [lag]."),
        ({"lag": True}, "Unexpected token VALUE_BOOLEAN in [x]."),
        ({"buckets_path": "_count", "what": [1]}, "Unknown key for a START_ARRAY in [x]: [what]."),
        ({"buckets_path": "_count", "what": {}}, "Unexpected token START_OBJECT in [x]."),
    ],
)
def test_serial_diff_refuses(body: dict[str, Any], fault: str) -> None:
    with pytest.raises(ParsingError) as error:
        parse_aggregations(months_of({"serial_diff": body}))
    assert error.value.reason == fault


def test_normalize_refuses() -> None:
    with pytest.raises(XContentParseError) as error:
        parse_aggregations(months_of({"normalize": {"buckets_path": "_count", "method": "half"}}))
    cause = error.value.__cause__
    assert cause is not None
    assert str(cause.__cause__) == "invalid method [half]"
    with pytest.raises(ActionRequestValidationError, match="must be declared inside of another aggregation"):
        parse_aggregations({"x": {"normalize": {"buckets_path": "_count", "method": "mean"}}})
