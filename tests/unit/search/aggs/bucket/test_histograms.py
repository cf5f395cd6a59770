"""histogram and date_histogram: gaps, bounds, offsets, zones, keyed responses, limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, TooManyBucketsError, XContentParseError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase


def counts(found: dict[str, Any]) -> dict[Any, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"field": "n", "interval": 4}, {0.0: 3, 4.0: 4, 8.0: 2}),
        ({"field": "n", "interval": 4, "offset": 1}, {-3.0: 1, 1.0: 3, 5.0: 4, 9.0: 1}),
        ({"field": "n", "interval": 3, "min_doc_count": 3}, {3.0: 3, 6.0: 3}),
        (
            {"field": "n", "interval": 4, "extended_bounds": {"min": -4, "max": 13}},
            {-4.0: 0, 0.0: 3, 4.0: 4, 8.0: 2, 12.0: 0},
        ),
        ({"field": "n", "interval": 4, "hard_bounds": {"min": 2, "max": 7}}, {4.0: 4}),
        ({"field": "nope", "interval": 4}, {}),
        ({"field": "nope", "interval": 4, "extended_bounds": {"min": 0, "max": 4}}, {0.0: 0, 4.0: 0}),
        ({"field": "nope", "interval": 4, "missing": 5}, {4.0: 9}),
        ({"field": "n", "interval": 0.1, "min_doc_count": 1, "hard_bounds": {"max": 1}}, {0.0: 1, 1.0: 1}),
        ({"field": "s", "interval": 0.05}, {0.0: 4, 0.05: 5}),
        ({"field": "n", "interval": 4, "order": {"_key": "desc"}}, {8.0: 2, 4.0: 4, 0.0: 3}),
        ({"field": "n", "interval": 4, "order": {"_count": "desc"}}, {4.0: 4, 0.0: 3, 8.0: 2}),
    ],
)
def test_histogram(index: AggsCase, body: dict[str, Any], expected: dict[float, int]) -> None:
    found = counts(index.one({"histogram": body}))
    assert found == expected
    assert list(found) == list(expected)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"extended_bounds": {"min": 0}, "hard_bounds": {"min": 1}}, r"hard bounds: \[1.0--\], .*: \[0.0--null\]"),
        ({"interval": 0.0}, "interval must be positive, got: 0.0"),
    ],
)
def test_histograms_that_shards_refuse(index: AggsCase, body: dict[str, Any], reason: str) -> None:
    given = {"field": "n", "interval": 1, **body}
    if not given["interval"]:
        del given["interval"]
    with pytest.raises(IllegalArgumentError, match=reason):
        index.one({"histogram": given})


def test_date_histograms_that_shards_refuse(index: AggsCase) -> None:
    with pytest.raises(IllegalArgumentError, match="Invalid interval specified, must be non-null and non-empty"):
        index.one({"date_histogram": {"field": "d"}})
    bounds = {"extended_bounds": {"min": "2024-01-01"}, "hard_bounds": {"min": "2024-02-01"}}
    with pytest.raises(IllegalArgumentError, match=r"hard bounds: \[2024-02-01--\], .*: \[2024-01-01--\]"):
        index.one({"date_histogram": {"field": "d", "calendar_interval": "month", **bounds}})


def test_bounds_of_numbers_are_told_in_the_layers_of_java() -> None:
    body = {"field": "n", "interval": 1, "extended_bounds": {"max": 1, "min": 5}}
    with pytest.raises(XContentParseError, match=r"failed to parse field \[extended_bounds\]") as raised:
        parse_aggregations({"a": {"histogram": body}})
    reasons = []
    error: BaseException | None = raised.value
    while error is not None:
        reasons.append(str(error))
        error = error.__cause__
    assert reasons[1] == "[double_bounds] failed to parse field [min]"
    assert reasons[-1] == "max bound [1.0] must be greater than min bound [5.0]"


def test_keyed(index: AggsCase) -> None:
    found = index.one({"histogram": {"field": "n", "interval": 5, "keyed": True, "format": "0.00"}})
    assert found["buckets"]["0.00"] == {"key_as_string": "0.00", "key": 0.0, "doc_count": 4}
    found = index.one({"date_histogram": {"field": "d", "calendar_interval": "year", "keyed": True, "format": "yyyy"}})
    assert found["buckets"] == {"2024": {"key_as_string": "2024", "key": 1704067200000, "doc_count": 9}}


MONTHS = {1704067200000: 4, 1706745600000: 3, 1709251200000: 2}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"calendar_interval": "month"}, MONTHS),
        ({"calendar_interval": "1M"}, MONTHS),
        ({"calendar_interval": "1q"}, {1704067200000: 9}),
        ({"calendar_interval": "1w", "min_doc_count": 1}, {1704067200000: 4, 1706486400000: 3, 1708905600000: 2}),
        ({"calendar_interval": "1h", "min_doc_count": 1}, MONTHS),
        ({"fixed_interval": "12h", "min_doc_count": 1}, MONTHS),
        ({"calendar_interval": "1M", "offset": "+1d"}, {1701475200000: 4, 1704153600000: 3, 1706832000000: 2}),
        ({"calendar_interval": "1M", "time_zone": "+02:00"}, {ms - 7_200_000: n for ms, n in MONTHS.items()}),
        (
            {"calendar_interval": "1M", "time_zone": "-01:00", "min_doc_count": 1},
            {1701392400000: 4, 1704070800000: 3, 1706749200000: 2},
        ),
        ({"calendar_interval": "1M", "hard_bounds": {"min": "2024-02-01", "max": "2024-03-01"}}, {1706745600000: 3}),
        ({"calendar_interval": "1M", "hard_bounds": {"min": "now/M"}}, {1709251200000: 2}),
        ({"calendar_interval": "1M", "extended_bounds": {"max": "2024-04-03"}}, {**MONTHS, 1711929600000: 0}),
        ({"calendar_interval": "1M", "extended_bounds": {"min": 1701388800000}}, {1701388800000: 0, **MONTHS}),
    ],
)
def test_date_histogram(index: AggsCase, body: dict[str, Any], expected: dict[int, int]) -> None:
    assert counts(index.one({"date_histogram": {"field": "d", **body}})) == expected


def test_date_histogram_formats_in_its_zone(index: AggsCase) -> None:
    found = index.one({"date_histogram": {"field": "d", "calendar_interval": "1M", "time_zone": "+02:00"}})
    assert found["buckets"][0]["key_as_string"] == "2024-01-01T00:00:00.000+02:00"


def test_date_histogram_of_other_fields(index: AggsCase) -> None:
    assert index.one({"date_histogram": {"field": "nope", "calendar_interval": "1M"}}) == {"buckets": []}
    nanos = index.one({"date_histogram": {"field": "nanos", "fixed_interval": "1s"}})
    assert nanos["buckets"] == [{"key_as_string": "2024-01-01T00:00:00.000Z", "key": 1704067200000, "doc_count": 9}]
    assert index.one({"date_histogram": {"field": "n", "fixed_interval": "5ms"}})["buckets"][1]["key"] == 5
    missing = {"field": "d", "calendar_interval": "1y", "missing": "2022-05-05"}
    assert counts(index.one({"date_histogram": missing}, {"term": {"n": 5}})) == {1704067200000: 1}


def test_empty_buckets_have_empty_children(index: AggsCase) -> None:
    children = {
        "m": {"max": {"field": "d"}},
        "r": {"date_range": {"field": "d", "ranges": [{"to": "now"}]}},
        "t": {"terms": {"field": "tag"}},
    }
    found = index.one({"date_histogram": {"field": "d", "fixed_interval": "10d"}, "aggs": children})
    empty = found["buckets"][1]
    assert empty["doc_count"] == 0
    assert empty["m"] == {"value": None}
    assert empty["r"]["buckets"][0]["doc_count"] == 0
    assert empty["t"]["buckets"] == []


def test_dates_far_apart(tmp_path: Path) -> None:
    days = ["0001-01-01", "2024-02-03", "2024-02-03", "9999-12-31"]
    case = AggsCase(tmp_path, {"d": {"type": "date"}, "x": {"type": "double"}}, [[[{"d": d, "x": 1e30} for d in days]]])
    found = case.one({"date_histogram": {"field": "d", "fixed_interval": "1s", "min_doc_count": 1}})
    assert [bucket["doc_count"] for bucket in found["buckets"]] == [1, 2, 1]
    found = case.one(
        {"date_histogram": {"field": "d", "calendar_interval": "1d", "min_doc_count": 1, "time_zone": "Europe/Berlin"}}
    )
    assert [bucket["doc_count"] for bucket in found["buckets"]] == [1, 2, 1]
    with pytest.raises(TooManyBucketsError) as raised:
        case.one({"date_histogram": {"field": "d", "calendar_interval": "1d"}})
    assert raised.value.metadata == {"max_buckets": 65_536}
    with pytest.raises(TooManyBucketsError):
        case.one({"histogram": {"field": "x", "interval": 1, "extended_bounds": {"min": 0}}})
    case.close()


def test_many_documents_of_few_values_use_a_table(tmp_path: Path) -> None:
    docs = [{"n": i % 100} if i % 7 else {} for i in range(12_000)]
    case = AggsCase(tmp_path, {"n": {"type": "long"}}, [[docs]], [1])
    expected = {
        5.0 * k: sum(1 for i, doc in enumerate(docs) if i != 1 and doc.get("n", -1) // 5 == k) for k in range(20)
    }
    assert counts(case.one({"histogram": {"field": "n", "interval": 5}})) == expected
    without = sum(not doc for doc in docs)
    found = counts(case.one({"histogram": {"field": "n", "interval": 5, "missing": 200, "min_doc_count": 1}}))
    assert found == {**expected, 200.0: without}
    case.close()


def test_few_values_far_apart_are_not_taken_for_numbers(tmp_path: Path) -> None:
    day = 86_400_000
    docs = [{"n": (i % 3) * 10**12, "d": (i % 3) * 1_000_000 * day} for i in range(12_000)]
    case = AggsCase(tmp_path, {"n": {"type": "long"}, "d": {"type": "date"}}, [[docs]])
    months = case.one({"date_histogram": {"field": "d", "fixed_interval": "1m", "min_doc_count": 1}})
    assert counts(months) == {0: 4000, 1_000_000 * day: 4000, 2_000_000 * day: 4000}
    hard = {"field": "d", "fixed_interval": "1m", "min_doc_count": 1, "hard_bounds": {"min": 1}}
    # bounds are rounded to whole intervals first, as Elasticsearch does
    assert counts(case.one({"date_histogram": hard})) == counts(months)
    assert counts(case.one({"histogram": {"field": "n", "interval": 1, "min_doc_count": 1}})) == {
        0.0: 4000,
        1e12: 4000,
        2e12: 4000,
    }
    assert case.one({"cardinality": {"field": "n"}}) == {"value": 3}
    case.close()


def test_documents_without_value_do_not_disturb_large_values(tmp_path: Path) -> None:
    case = AggsCase(tmp_path, {"x": {"type": "double"}}, [[[{"x": 1e12}, {}, {"x": 1e12 + 1}]]])
    assert counts(case.one({"histogram": {"field": "x", "interval": 1}})) == {1e12: 1, 1e12 + 1: 1}
    assert case.one({"range": {"field": "x", "ranges": [{"from": 0}]}})["buckets"][0]["doc_count"] == 2
    case.close()


def test_dates_that_stand_in_for_an_unmapped_field(index: AggsCase) -> None:
    body = {"date_histogram": {"field": "nope", "calendar_interval": "month", "missing": "2024-05-05"}}
    bucket = {"key_as_string": "2024-05-01T00:00:00.000Z", "key": 1714521600000, "doc_count": 9}
    assert index.one(body) == {"buckets": [bucket]}


def test_a_date_histogram_of_numbers_shows_numbers(index: AggsCase) -> None:
    body = {"date_histogram": {"field": "n", "fixed_interval": "5ms", "extended_bounds": {"max": 12}}}
    shown = index.one(body)["buckets"]
    assert shown == [{"key": 0, "doc_count": 4}, {"key": 5, "doc_count": 5}, {"key": 10, "doc_count": 0}]


@pytest.mark.parametrize("missing", ["NaN", "Infinity"])
def test_a_missing_value_that_is_no_finite_number_has_a_bucket_of_its_own(tmp_path: Any, missing: str) -> None:
    case = AggsCase(tmp_path, {"n": {"type": "long"}}, [[[{"n": 1}, {"n": 45}, {}]]])
    buckets = case.one({"histogram": {"field": "n", "interval": 20, "missing": missing}})["buckets"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in buckets] == [(0.0, 1), (40.0, 1), (missing, 1)]
    case.close()


@pytest.mark.parametrize(("missing", "keys"), [("NaN", {0: 2}), (0.9, {0: 2}), (1e30, {0: 1})])
def test_dates_are_whole_numbers(tmp_path: Any, missing: Any, keys: dict[int, int]) -> None:
    case = AggsCase(tmp_path, {"n": {"type": "long"}}, [[[{"n": 1}, {}]]])
    body = {"field": "n", "fixed_interval": "1d", "missing": missing, "min_doc_count": 1}
    buckets = case.one({"date_histogram": body})["buckets"]
    assert {bucket["key"]: bucket["doc_count"] for bucket in buckets}.items() >= keys.items()
    assert sum(bucket["doc_count"] for bucket in buckets) == 2
    case.close()


@pytest.mark.parametrize(
    "body",
    [
        {"histogram": {"field": "n", "interval": "NaN"}},
        {"histogram": {"field": "n", "interval": 1, "offset": "NaN"}},
        {"histogram": {"field": "n", "interval": 1, "extended_bounds": {"min": "NaN"}}},
        {"date_histogram": {"field": "d", "fixed_interval": "1d", "offset": 1e300}},
    ],
)
def test_what_is_no_finite_number_is_refused(index: AggsCase, body: Any) -> None:
    with pytest.raises((XContentParseError, IllegalArgumentError)):
        index.one(body)


def test_squares_beyond_all_doubles_are_infinite(index: AggsCase) -> None:
    found = index.one({"extended_stats": {"field": "nope", "missing": 1e300}})
    assert found["max"] == 1e300
    assert found["sum_of_squares"] in ("Infinity", float("inf"))


RANGES: list[dict[str, Any]] = [
    {
        "i": {"gte": 3, "lte": 12},
        "f": {"gt": 0.5, "lt": 10},
        "d": {"gte": "2024-01-01", "lt": "2024-03-01"},
        "p": "10.0.0.0/8",
        "n": 1,
    },
    {
        "i": [{"gte": 10, "lte": 20}, {"gte": 15, "lte": 31}],
        "f": {"gte": 10},
        "d": {"gte": "2024-02-10", "lte": "2024-02-12"},
        "n": 5,
    },
    {"n": 7},
]


@pytest.fixture(scope="module")
def ranges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AggsCase]:
    kinds = {"i": "integer_range", "f": "float_range", "d": "date_range", "p": "ip_range", "n": "long"}
    case = AggsCase(
        tmp_path_factory.mktemp("ranges"),
        {name: {"type": kind} for name, kind in kinds.items()},
        [[RANGES[:1], RANGES[1:]]],
    )
    yield case
    case.close()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"field": "i", "interval": 10}, {0.0: 1, 10.0: 2, 20.0: 1, 30.0: 1}),
        ({"field": "i", "interval": 10, "offset": 3}, {3.0: 2, 13.0: 1, 23.0: 1}),
        ({"field": "i", "interval": 5, "hard_bounds": {"min": 5, "max": 14}}, {5.0: 1, 10.0: 2}),
        (
            {"field": "f", "interval": 4, "hard_bounds": {"max": 17}},
            {0.0: 1, 4.0: 1, 8.0: 2, 12.0: 1, 16.0: 1},
        ),
        (
            {"field": "i", "interval": 20, "extended_bounds": {"min": -20, "max": 50}},
            {-20.0: 0, 0.0: 2, 20.0: 1, 40.0: 0},
        ),
    ],
)
def test_histogram_of_intervals(ranges: AggsCase, body: dict[str, Any], expected: dict[float, int]) -> None:
    """Answers of Elasticsearch 9.1: a document counts once in every bucket that one of its intervals touches."""
    assert counts(ranges.one({"histogram": body})) == expected


def test_histograms_of_intervals_with_children_and_dates(ranges: AggsCase) -> None:
    found = ranges.one({"histogram": {"field": "i", "interval": 10}, "aggs": {"s": {"sum": {"field": "n"}}}})
    assert [bucket["s"]["value"] for bucket in found["buckets"]] == [1.0, 6.0, 5.0, 5.0]
    found = ranges.one({"date_histogram": {"field": "d", "calendar_interval": "month"}})
    assert found["buckets"] == [
        {"key_as_string": "2024-01-01T00:00:00.000Z", "key": 1704067200000, "doc_count": 1},
        {"key_as_string": "2024-02-01T00:00:00.000Z", "key": 1706745600000, "doc_count": 2},
    ]
    paris = {"field": "d", "calendar_interval": "month", "time_zone": "Europe/Paris", "format": "yyyy-MM"}
    found = ranges.one({"date_histogram": paris})
    assert [(b["key_as_string"], b["doc_count"]) for b in found["buckets"]] == [
        ("2024-01", 1),
        ("2024-02", 2),
        ("2024-03", 1),
    ]
    bounds = {"min": "2024-02-01", "max": "2024-02-28"}
    body = {"field": "d", "calendar_interval": "month", "hard_bounds": bounds}
    assert counts(ranges.one({"date_histogram": body})) == {1706745600000: 2}
    # the intervals of a document are one value together
    assert ranges.one({"value_count": {"field": "i"}}) == {"value": 2}
    assert ranges.one({"cardinality": {"field": "i"}}) == {"value": 2}


@pytest.mark.parametrize(
    ("agg", "message"),
    [
        ({"histogram": {"field": "p", "interval": 5}}, "Expected numeric range type but found non-numeric range"),
        ({"histogram": {"field": "i", "interval": 5, "missing": 3}}, "Can't apply missing values on a class"),
        ({"date_histogram": {"field": "i", "fixed_interval": "1d"}}, "Expected date range type but found range type"),
        (
            {"composite": {"sources": [{"a": {"terms": {"field": "i"}}}]}},
            r"Field \[i\] of type \[integer_range\] is not supported for aggregation \[terms\]",
        ),
    ],
)
def test_what_intervals_do_not_go_with(ranges: AggsCase, agg: dict[str, Any], message: str) -> None:
    with pytest.raises(IllegalArgumentError, match=message):
        ranges.one(agg)
