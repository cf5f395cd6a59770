"""Metric aggregations: figures, empty results, formats, missing values, distributions."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, XContentParseError
from findling.search.aggs.metric import cardinality_aggregator
from findling.search.aggs.values import collected_values
from tests.reference.aggs_case import AggsCase


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"min": {"field": "n"}}, {"value": 0.0}),
        ({"max": {"field": "n"}}, {"value": 9.0}),
        ({"sum": {"field": "n"}}, {"value": 43.0}),
        ({"avg": {"field": "p"}}, {"value": 10.75 / 9}),
        ({"min": {"field": "s"}}, {"value": 0.0}),
        ({"max": {"field": "s"}}, {"value": 0.09}),
        ({"max": {"field": "u"}}, {"value": float(2**63 + 1), "value_as_string": "9.223372036854776E18"}),
        ({"max": {"field": "d"}}, {"value": 1709251200000.0, "value_as_string": "2024-03-01T00:00:00.000Z"}),
        ({"max": {"field": "nanos"}}, {"value": 1704067200000.0, "value_as_string": "2024-01-01T00:00:00.000Z"}),
        ({"max": {"field": "d", "format": "yyyy"}}, {"value": 1709251200000.0, "value_as_string": "2024"}),
        ({"avg": {"field": "b"}}, {"value": 4 / 9, "value_as_string": "true"}),
        ({"sum": {"field": "n", "format": "000.0"}}, {"value": 43.0, "value_as_string": "043.0"}),
        ({"value_count": {"field": "tag"}}, {"value": 11}),
        ({"value_count": {"field": "n"}}, {"value": 9}),
        ({"value_count": {"field": "g"}}, {"value": 9}),
        ({"value_count": {"field": "nope"}}, {"value": 0}),
        ({"avg": {"field": "nope"}}, {"value": None}),
        ({"sum": {"field": "nope"}}, {"value": 0.0}),
        ({"avg": {"field": "nope", "missing": 3}}, {"value": 3.0}),
        ({"stats": {"field": "n"}}, {"count": 9, "min": 0.0, "max": 9.0, "avg": 43 / 9, "sum": 43.0}),
        ({"stats": {"field": "nope"}}, {"count": 0, "min": None, "max": None, "avg": None, "sum": 0.0}),
        ({"cardinality": {"field": "tag"}}, {"value": 3}),
        ({"cardinality": {"field": "n"}}, {"value": 9}),
        ({"cardinality": {"field": "p"}}, {"value": 9}),
        ({"cardinality": {"field": "ip"}}, {"value": 4}),
        ({"cardinality": {"field": "g"}}, {"value": 9}),
        ({"cardinality": {"field": "nope"}}, {"value": 0}),
        ({"cardinality": {"field": "c"}}, {"value": 1}),
        ({"cardinality": {"field": "tag", "missing": "zz"}}, {"value": 3}),
        ({"median_absolute_deviation": {"field": "n"}}, {"value": 2.0}),
        ({"median_absolute_deviation": {"field": "nope"}}, {"value": None}),
        ({"weighted_avg": {"value": {"field": "nope"}, "weight": {"field": "n"}}}, {"value": None}),
        ({"weighted_avg": {"value": {"field": "n"}, "weight": {"field": "nope", "missing": 2}}}, {"value": 43 / 9}),
        ({"geo_bounds": {"field": "nope"}}, {}),
        ({"geo_centroid": {"field": "nope"}}, {"count": 0}),
    ],
)
def test_figures(index: AggsCase, body: Any, expected: Any) -> None:
    found = index.one(body)
    assert list(found) == list(expected)
    assert (
        found == pytest.approx(expected) if all(isinstance(v, float) for v in expected.values()) else found == expected
    )


def test_stats_of_dates_have_texts(index: AggsCase) -> None:
    found = index.one({"stats": {"field": "d"}})
    assert list(found)[5:] == ["min_as_string", "max_as_string", "avg_as_string", "sum_as_string"]
    assert found["min_as_string"] == "2024-01-01T00:00:00.000Z"


def test_extended_stats(index: AggsCase) -> None:
    found = index.one({"extended_stats": {"field": "n", "sigma": 3}})
    values = np.array([0, 1, 3, 4, 5, 6, 7, 8, 9])
    assert found["sum_of_squares"] == (values**2).sum()
    assert found["variance"] == pytest.approx(values.var())
    assert found["std_deviation_sampling"] == pytest.approx(values.std(ddof=1))
    bounds = found["std_deviation_bounds"]
    assert bounds["upper"] == pytest.approx(values.mean() + 3 * values.std())
    assert bounds["lower_sampling"] == pytest.approx(values.mean() - 3 * values.std(ddof=1))


def test_extended_stats_of_one_and_of_none(index: AggsCase) -> None:
    one = index.one({"extended_stats": {"field": "n"}}, {"term": {"n": 4}})
    assert (one["variance"], one["variance_sampling"], one["std_deviation_bounds"]["upper_sampling"]) == (
        0.0,
        "NaN",
        "NaN",
    )
    none = index.one({"extended_stats": {"field": "nope"}})
    assert none["variance"] is None
    assert none["std_deviation_bounds"]["upper"] is None
    dated = index.one({"extended_stats": {"field": "d"}})
    assert dated["std_deviation_bounds_as_string"]["upper"].startswith("2024")


def test_percentiles(index: AggsCase) -> None:
    found = index.one({"percentiles": {"field": "n"}})["values"]
    values = [0, 1, 3, 4, 5, 6, 7, 8, 9]
    assert found == pytest.approx({str(p): np.percentile(values, p) for p in (1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0)})
    listed = index.one({"percentiles": {"field": "n", "percents": [50], "keyed": False}})
    assert listed == {"values": [{"key": 50.0, "value": 5.0}]}
    assert index.one({"percentiles": {"field": "nope", "percents": [50]}}) == {"values": {"50.0": None}}
    assert index.run({"a": {"percentiles": {"field": "n", "hdr": {}}}}, typed_keys=True).keys() == {"hdr_percentiles#a"}


@pytest.mark.parametrize(
    ("value", "rank"),
    [(-1, 0.0), (0, 100 * 0.5 / 9), (5, 100 * 4.5 / 9), (9, 100 * 8.5 / 9), (10, 100.0), (5.5, 100 * 5 / 9)],
)
def test_percentile_ranks(index: AggsCase, value: float, rank: float) -> None:
    found = index.one({"percentile_ranks": {"field": "n", "values": [value]}})
    assert found["values"][str(float(value))] == pytest.approx(rank)


@pytest.mark.parametrize("method", [{"compression": 0}, {"compression": 1, "execution_hint": "high_accuracy"}])
def test_many_values_become_a_digest(index: AggsCase, method: dict[str, Any]) -> None:
    """See tests/golden/sketches for Elasticsearch's figures."""
    found = index.one({"percentiles": {"field": "n", "percents": [50], "tdigest": method}})
    assert found["values"]["50.0"] == pytest.approx(5.0, abs=1)
    ranks = index.one({"percentile_ranks": {"field": "n", "values": [5], "tdigest": method}})
    assert ranks["values"]["5.0"] == pytest.approx(50, abs=10)
    deviation = {"field": "n", **method, "compression": 0.1 if len(method) == 1 else 1}
    assert index.one({"median_absolute_deviation": deviation})["value"] == pytest.approx(2, abs=1)


def test_a_digest_of_no_number_of_centroids(index: AggsCase) -> None:
    with pytest.raises(FindlingError, match="/ by zero"):
        index.one({"percentiles": {"field": "n", "tdigest": {"compression": "NaN"}}})


def test_many_distinct_values_become_a_sketch(index: AggsCase) -> None:
    assert index.one({"cardinality": {"field": "n", "precision_threshold": 1}})["value"] == pytest.approx(9, abs=3)
    assert index.one({"cardinality": {"field": "tag", "precision_threshold": 1}}) == {"value": 3}


def test_weighted_avg(index: AggsCase) -> None:
    found = index.one({"weighted_avg": {"value": {"field": "n"}, "weight": {"field": "p"}}})
    values = np.array([0, 1, 3, 4, 5, 6, 7, 8, 9])
    assert found["value"] == pytest.approx((values * values).sum() / values.sum())


def test_several_weights_are_refused(tmp_path: Any) -> None:
    case = AggsCase(tmp_path, {"v": {"type": "long"}, "w": {"type": "long"}}, [[[{"v": 1, "w": [1, 2]}]]])
    with pytest.raises(IllegalArgumentError, match="more than one weight"):
        case.one({"weighted_avg": {"value": {"field": "v"}, "weight": {"field": "w"}}})
    case.close()


def test_geo(index: AggsCase) -> None:
    corners = index.one({"geo_bounds": {"field": "g"}})["bounds"]
    assert corners["top_left"] == pytest.approx({"lat": 9, "lon": 170}, abs=1e-6)
    assert corners["bottom_right"] == pytest.approx({"lat": 0, "lon": -161}, abs=1e-6)
    straight = index.one({"geo_bounds": {"field": "g", "wrap_longitude": False}})["bounds"]
    assert straight["top_left"]["lon"] == pytest.approx(-165, abs=1e-6)
    centroid = index.one({"geo_centroid": {"field": "g"}})
    assert centroid["count"] == 9
    assert centroid["location"]["lat"] == pytest.approx(43 / 9, abs=1e-6)


def test_multiple_values_per_document(tmp_path: Any) -> None:
    case = AggsCase(tmp_path, {"v": {"type": "long"}}, [[[{"v": [1, 2, 2]}, {"v": []}, {}, {"v": -1}]]])
    assert case.one({"stats": {"field": "v"}}) == {"count": 4, "min": -1.0, "max": 2.0, "avg": 1.0, "sum": 4.0}
    assert case.one({"sum": {"field": "v", "missing": 10}}) == {"value": 24.0}
    assert [b["doc_count"] for b in case.one({"terms": {"field": "v"}})["buckets"]] == [1, 1, 1]
    case.close()


UNSIGNED = [{"u": 1}, {"u": 51}, {"u": 101}, {"u": 2**64 - 1}, {}]
LOW = {"range": {"u": {"lt": 1000}}}


@pytest.fixture
def unsigned(tmp_path: Any) -> Iterator[AggsCase]:
    properties = {"u": {"type": "unsigned_long"}, "i": {"type": "byte"}, "b": {"type": "boolean"}}
    case = AggsCase(tmp_path, properties, [[UNSIGNED[:3]], [UNSIGNED[3:]]])
    yield case
    case.close()


def test_figures_of_unsigned_long_are_those_of_the_numbers(unsigned: AggsCase) -> None:
    found = unsigned.one({"stats": {"field": "u"}}, LOW)
    assert found == {
        "count": 3,
        "min": 1.0,
        "max": 101.0,
        "avg": 51.0,
        "sum": 153.0,
        "min_as_string": 1.0,
        "max_as_string": 101.0,
        "avg_as_string": 51.0,
        "sum_as_string": 153.0,
    }
    assert unsigned.one({"max": {"field": "u"}}) == {"value": 2.0**64, "value_as_string": "1.8446744073709552E19"}
    weighted = {"weighted_avg": {"value": {"field": "u"}, "weight": {"field": "u"}}}
    assert unsigned.one(weighted, LOW) == {"value": (1 + 51**2 + 101**2) / 153}
    ranks = unsigned.one({"percentile_ranks": {"field": "u", "values": [51]}}, LOW)
    assert ranks == {"values": {"51.0": 50.0, "51.0_as_string": "50.0"}}


def test_buckets_of_unsigned_long(unsigned: AggsCase) -> None:
    ranges = unsigned.one({"range": {"field": "u", "ranges": [{"to": 51}, {"from": 51}]}})["buckets"]
    assert ranges == [
        {"key": "*-51.0", "to": 51.0, "to_as_string": 51.0, "doc_count": 1},
        {"key": "51.0-*", "from": 51.0, "from_as_string": 51.0, "doc_count": 3},
    ]
    histogram = unsigned.one({"histogram": {"field": "u", "interval": 50, "min_doc_count": 1}}, LOW)["buckets"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in histogram] == [(0.0, 1), (50.0, 1), (100.0, 1)]
    sources = [{"u": {"terms": {"field": "u"}}}]
    composite = unsigned.one({"composite": {"sources": sources}})
    assert [bucket["key"]["u"] for bucket in composite["buckets"]] == [1, 51, 101, 2**64 - 1]


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [
        ({"sum": {"field": "i", "missing": 0.75}}, 0.75 * 5),
        ({"sum": {"field": "i", "missing": "0.75"}}, 0.75 * 5),
        ({"sum": {"field": "i", "missing": 3}}, 15.0),
        ({"max": {"field": "i", "missing": 10**30}}, 1e30),
        ({"max": {"field": "u", "missing": 30000000000000000000}}, 3e19),
        ({"min": {"field": "u", "missing": -1}}, -1.0),
        ({"sum": {"field": "b", "missing": True}}, 5.0),
        ({"sum": {"field": "b", "missing": 0.5}}, 2.5),
    ],
)
def test_a_missing_value_is_the_number_that_was_given(unsigned: AggsCase, aggregation: Any, value: float) -> None:
    assert unsigned.one(aggregation)["value"] == value


@pytest.mark.parametrize(("field", "missing"), [("i", "few"), ("i", True), ("u", ""), ("b", "5")])
def test_a_missing_value_of_another_type_is_refused(unsigned: AggsCase, field: str, missing: Any) -> None:
    with pytest.raises(IllegalArgumentError):
        unsigned.one({"sum": {"field": field, "missing": missing}})


def test_stats_of_booleans_show_booleans(index: AggsCase) -> None:
    found = index.one({"extended_stats": {"field": "b"}})
    assert (found["min_as_string"], found["avg_as_string"], found["variance_as_string"]) == (False, True, True)
    assert found["std_deviation_as_string"] == "true"
    weighted = {"weighted_avg": {"value": {"field": "b"}, "weight": {"field": "n"}}}
    assert index.one(weighted) == {"value": 18 / 43}


def test_texts_of_dates_end_where_dates_do(index: AggsCase) -> None:
    found = index.one({"extended_stats": {"field": "d"}})
    assert found["sum_of_squares_as_string"] == "+292278994-08-17T07:12:55.807Z"


@pytest.mark.parametrize(
    ("values", "at", "rank"),
    [
        ([1, 1, 1, 2, 3], 1, 1.5), ([1, 1, 1, 2, 3], 1.25, 2.5), ([1, 2, 2, 2, 3], 2, 3.0), ([5], 5, 0.5),
        ([1, 2, 3, 3, 3], 2.5, 2.0), ([5, 5, 5], 5.25, 3.0), ([1, 10], 9.5, 1.44444), ([1, 4, 4], 1.5, 0.66667),
        ([1, 2, 3, 5, 9, 9], 5, 3.33333), ([1, 2, 3, 5, 9, 9], 4.5, 3.16667), ([1, 5, 5, 5, 5, 9], 5, 4.0),
        ([5, 5, 9], 5, 1.0), ([1, 5, 5], 5, 2.0), ([1, 5, 5], 4.5, 1.75), ([5], 4, 0.0), ([1, 2, 3, 4], 2.25, 1.75),
    ],
)  # fmt: skip
def test_ranks_count_equal_values_by_half(values: list[float], at: float, rank: float) -> None:
    """Answers of Elasticsearch 9.1, in values instead of per cent."""
    distinct, counts = np.unique(np.array(values, np.float64), return_counts=True)
    for ends, some in ((None, np.array(values, np.float64)), (np.cumsum(counts), distinct)):
        found = collected_values.sorted_rank(some, at, ends) * len(values)
        assert found == pytest.approx(rank, abs=1e-5)


@pytest.mark.parametrize(
    ("values", "digits", "percents", "ranks"),
    [
        ([1, 51, 101, 151], 3, {0: 1.0, 1: 1.0, 25: 1.0, 50: 51.0302734375, 75: 101.0615234375, 100: 151.1240234375},
         {0: 0.0, 50: 25.0, 51.02: 50.0, 51.04: 50.0, 200: 100.0}),
        ([1, 51, 101, 151], 1, {50: 51.9375, 99: 151.9375}, {50: 50.0}),
        ([1, 51, 101, 151], 0, {50: 63.0, 75: 127.0}, {200: 100.0}),
        ([1, 51, 101, 151], 5, {50: 51.00023651123047, 75: 101.00048065185547}, {50: 25.0}),
        ([0, 0.1, 0.25, 0.3, 7.7, 1000.3], 3,
         {0: 0.0, 25: 0.0999755859375, 50: 0.25018310546875, 75: 7.70306396484375, 99: 1000.4999389648438},
         {0: 100 / 6, 0.05: 100 / 6, 0.1001: 200 / 6, 0.25: 50.0, -1: 0.0}),
        ([0.1, 0.2, 0.3], 2, {50: 0.19970703125, 99: 0.30029296875}, {0.1001: 100 / 3}),
        ([0.001, 1e6], 3, {50: 0.00099945068359375, 75: 1000447.9999990463}, {0.25: 50.0}),
        ([0, 0, 3], 3, {50: 0.0, 99: 3.0}, {0: 200 / 3}),
    ],
)  # fmt: skip
def test_hdr_shows_the_steps_of_a_histogram(
    tmp_path: Any, values: list[float], digits: int, percents: dict[float, float], ranks: dict[float, float]
) -> None:
    """Answers of Elasticsearch 9.1; the same of values in one segment, in two shards, and below a bucket."""
    hdr = {"field": "v", "hdr": {"number_of_significant_value_digits": digits}}
    documents = [{"v": value} for value in values]
    for number, shards in enumerate(([[documents]], [[documents[:1]], [documents[1:]]])):
        case = AggsCase(tmp_path / str(number), {"v": {"type": "double"}}, shards)
        asked = {"percentiles": {**hdr, "percents": list(percents)}}
        assert case.one(asked)["values"] == {str(float(p)): value for p, value in percents.items()}
        below = case.one({"filters": {"filters": [{"match_all": {}}]}, "aggs": {"p": asked}})
        assert below["buckets"][0]["p"] == case.one(asked)
        found = case.one({"percentile_ranks": {**hdr, "values": list(ranks)}})["values"]
        assert found == pytest.approx({str(float(value)): rank for value, rank in ranks.items()})
        case.close()


def test_hdr_has_no_negative_values_and_few_digits(index: AggsCase) -> None:
    with pytest.raises(IllegalArgumentError, match="Negative values are not supported by HDR aggregation"):
        index.one({"percentiles": {"field": "nope", "missing": -1, "hdr": {}}})
    for method in ({"hdr": {"number_of_significant_value_digits": 9}}, {"hdr": {}, "tdigest": {}}, {"hdr": 5}):
        with pytest.raises(XContentParseError):
            index.one({"percentiles": {"field": "n", **method}})
    assert index.run({"a": {"percentiles": {"field": "n", "hdr": {}}}}, typed_keys=True).keys() == {"hdr_percentiles#a"}


@pytest.mark.parametrize(("metric", "direction", "first"), [("max", "asc", "b"), ("min", "desc", "b")])
def test_extremes_of_nothing_sort_as_the_ends_of_all_numbers(
    tmp_path: Any, metric: str, direction: str, first: str
) -> None:
    properties = {"k": {"type": "keyword"}, "n": {"type": "long"}}
    case = AggsCase(tmp_path, properties, [[[{"k": "a", "n": 1}]], [[{"k": "b"}, {"k": "c", "n": 2}]]])
    body = {"terms": {"field": "k", "order": {"m": direction}}, "aggs": {"m": {metric: {"field": "n"}}}}
    buckets = case.one(body)["buckets"]
    assert buckets[0]["key"] == first
    assert buckets[0]["m"] == {"value": None}
    case.close()


def test_the_spread_of_a_single_boolean_or_date_has_texts_of_what_is_no_number(index: AggsCase) -> None:
    """As Elasticsearch 9.1 shows it: a boolean is whatever is not 0, a date that of 0."""
    found = index.one({"extended_stats": {"field": "b"}}, {"term": {"n": 1}})
    assert (found["variance_sampling"], found["variance_sampling_as_string"]) == ("NaN", True)
    assert found["std_deviation_sampling_as_string"] == "true"
    assert found["std_deviation_bounds_as_string"]["upper_sampling"] == "true"
    found = index.one({"extended_stats": {"field": "d"}}, {"term": {"n": 1}})
    assert found["std_deviation_sampling_as_string"] == "1970-01-01T00:00:00.000Z"
    found = index.one({"extended_stats": {"field": "n", "format": "0.0"}}, {"term": {"n": 1}})
    assert found["std_deviation_sampling_as_string"] == "NaN"


def test_many_distinct_numbers_of_a_segment_are_only_sketched(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cardinality_aggregator, "_SKETCH_FROM", 40)
    monkeypatch.setattr(cardinality_aggregator, "_SAMPLE", 40)
    many = [{"v": (n % 90) * 10**12, "w": 5 * 10**15 * (n % 2), "tag": "ab"[n % 2]} for n in range(100)]
    case = AggsCase(tmp_path, {"v": {"type": "long"}, "w": {"type": "long"}, "tag": {"type": "keyword"}}, [[many]])
    aggs = {"v": {"cardinality": {"field": "v"}}, "w": {"cardinality": {"field": "w"}}}
    figures = {name: found["value"] for name, found in case.run(aggs).items()}
    assert figures == {"v": pytest.approx(90, abs=2), "w": 2}
    case.close()
