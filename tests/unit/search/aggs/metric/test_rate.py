"""rate: what the spans of time around it are divided into."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"at": {"type": "date"}, "n": {"type": "long"}, "k": {"type": "keyword"}, "during": {"type": "date_range"}}
DOCUMENTS = [
    {"at": "2020-02-03T10:00:00Z", "n": 7, "k": "a", "during": {"gte": "2020-02-01", "lte": "2020-02-02"}},
    {"at": "2020-02-04T10:00:00Z", "n": 14, "k": "a"},
    {"at": "2020-02-05T10:00:00Z", "n": 7, "k": "b"},
    {"at": "2020-02-11T10:00:00Z", "n": 28, "k": "a"},
    {"at": "2020-02-12T10:00:00Z", "n": [7, 70], "k": "b", "_doc_count": 3},
    {"at": "2020-04-12T10:00:00Z", "n": 15, "k": "b"},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AggsCase]:
    case = AggsCase(tmp_path_factory.mktemp("rate"), PROPERTIES, [[DOCUMENTS[:2], DOCUMENTS[2:4]], [DOCUMENTS[4:]]])
    yield case
    case.close()


def by_date(interval: dict[str, str], inner: dict[str, Any], field: str = "at") -> dict[str, Any]:
    return {"date_histogram": {"field": field, **interval}, "aggs": inner}


def values(index: AggsCase, interval: dict[str, str], **rate: Any) -> list[float]:
    return [bucket["r"]["value"] for bucket in index.one(by_date(interval, {"r": {"rate": rate}}))["buckets"]]


MONTH, WEEK = {"calendar_interval": "month"}, {"calendar_interval": "week"}


@pytest.mark.parametrize(
    ("interval", "rate", "expected"),
    [
        (MONTH, {"field": "n", "unit": "day"}, [133 / 29, 0.0, 15 / 30]),
        (MONTH, {"field": "n", "unit": "year"}, [133 * 12, 0.0, 15 * 12]),
        (MONTH, {"field": "n"}, [133, 0.0, 15]),
        (MONTH, {"field": "n", "unit": "1M", "mode": "VALUE_COUNT"}, [6, 0, 1]),
        (MONTH, {"unit": "quarter"}, [7 * 3, 0, 3]),
        ({"fixed_interval": "50d"}, {"field": "n", "unit": "week"}, [28 * 7 / 50, 105 * 7 / 50, 15 * 7 / 50]),
    ],
)
def test_rates(index: AggsCase, interval: dict[str, str], rate: dict[str, Any], expected: list[float]) -> None:
    assert values(index, interval, **rate) == pytest.approx(expected)


def test_of_a_composite_s_only_dates(index: AggsCase) -> None:
    sources = [{"w": {"date_histogram": {"field": "at", **WEEK}}}, {"k": {"terms": {"field": "k"}}}]
    inner = {"r": {"rate": {"field": "n", "unit": "day"}}}
    buckets = index.one({"composite": {"sources": sources}, "aggs": inner})["buckets"]
    assert [bucket["r"]["value"] for bucket in buckets] == pytest.approx([3, 1, 4, 11, 15 / 7])


def test_of_ranges_of_dates(index: AggsCase) -> None:
    aggs = by_date(MONTH, {"r": {"rate": {"unit": "day"}}}, "during")
    assert index.one(aggs)["buckets"][0]["r"]["value"] == pytest.approx(1 / 29)


def test_terms_below_are_ordered_by_it(index: AggsCase) -> None:
    terms = {"terms": {"field": "k", "order": {"r": "desc"}}, "aggs": {"r": {"rate": {"field": "n", "unit": "month"}}}}
    first = index.one(by_date(MONTH, {"t": terms}))["buckets"][0]["t"]["buckets"]
    assert [(bucket["key"], bucket["r"]["value"]) for bucket in first] == [("b", 84.0), ("a", 49.0)]


@pytest.mark.parametrize(
    ("aggs", "reason"),
    [
        ({"rate": {"field": "n"}}, "can only be used inside a date histogram aggregation"),
        (by_date(WEEK, {"r": {"rate": {"unit": "month"}}}), "non-month based calendar interval histogram [week]"),
        (by_date({"fixed_interval": "1d"}, {"r": {"rate": {"unit": "year"}}}), "with fixed interval based histogram"),
        (
            by_date(MONTH, {"f": {"filter": {"match_all": {}}, "aggs": {"r": {"rate": {"unit": "day"}}}}}),
            "Cannot use non month-based rate unit [day] with calendar interval histogram [month]",
        ),
        (
            {"composite": {"sources": [{"k": {"terms": {"field": "k"}}}]}, "aggs": {"r": {"rate": {"field": "n"}}}},
            "aggregation [a] does not have exactly one date_histogram value source",
        ),
        (by_date(MONTH, {"r": {"rate": {"mode": "sum"}}}), "The mode parameter is only supported with field or script"),
        (by_date(MONTH, {"r": {"rate": {"field": "at"}}}), "Field [at] of type [date] is not supported"),
    ],
)  # fmt: skip
def test_spans_that_are_not_made_of_units(index: AggsCase, aggs: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        # one month of units is looked for where there are several
        index.one({**aggs})
    assert reason in caught.value.reason


def test_an_unmapped_field_is_no_rate_anywhere(index: AggsCase) -> None:
    assert index.one({"rate": {"field": "nope"}}) == {"value": 0.0}
