"""Tests of a sibling's buckets: kinds of changes, distributions, correlation."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from findling.base.errors import ActionRequestValidationError, AggregationExecutionError
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"i": {"type": "long"}, "v": {"type": "double"}}
NOISE = random.Random(3)


def noise(deviation: float) -> float:
    return NOISE.gauss(0, deviation)


def changes(path: Path, value: Callable[[int], float | None], n: int = 60) -> Any:
    documents = [{"i": i} | ({} if value(i) is None else {"v": value(i)}) for i in range(n)]
    case = AggsCase(path, PROPERTIES, [[documents[: n // 3]], [documents[n // 3 :]]])
    try:
        series = {"histogram": {"field": "i", "interval": 1}, "aggs": {"v": {"avg": {"field": "v"}}}}
        return case.run({"h": series, "c": {"change_point": {"buckets_path": "h>v"}}})["c"]
    finally:
        case.close()


@pytest.mark.parametrize(
    ("value", "kind", "place"),
    [
        (lambda i: 10 + noise(1), "stationary", None),
        (lambda i: 5.0, "stationary", None),
        (lambda i: (10 if i < 30 else 30) + noise(1), "step_change", 30),
        (lambda i: i + noise(2), "non_stationary", None),
        (lambda i: (i if i < 30 else 60 - i) + noise(1), "trend_change", 30),
        (lambda i: 100 if i == 20 else 10 + noise(1), "spike", 20),
        (lambda i: -60 if i == 20 else 10 + noise(1), "dip", 20),
    ],
)
def test_kinds_of_changes(tmp_path: Path, value: Callable[[int], float], kind: str, place: int | None) -> None:
    known = [value(i) for i in range(60)]
    found = changes(tmp_path, known.__getitem__)
    assert list(found["type"]) == [kind]
    assert ("bucket" in found) is (place is not None)
    if place is not None:
        assert found["type"][kind]["change_point"] == pytest.approx(place, abs=1)
        assert found["type"][kind]["p_value"] < 0.01
        at = found["type"][kind]["change_point"]
        assert found["bucket"] == {"key": f"{at}.0", "doc_count": 1, "v": {"value": pytest.approx(known[at])}}


def test_gaps_are_left_out_and_places_are_those_of_buckets(tmp_path: Path) -> None:
    known: list[float | None] = [None if i % 10 == 3 else 100.0 if i == 25 else 10 + noise(1) for i in range(60)]
    assert changes(tmp_path, known.__getitem__)["type"]["spike"]["change_point"] == 25


def test_a_trend_says_where_it_goes(tmp_path: Path) -> None:
    known = [50 - i + noise(1) for i in range(40)]
    found = changes(tmp_path, known.__getitem__, 40)["type"]["non_stationary"]
    assert (found["trend"], found["r_value"] > 0.95) == ("decreasing", True)


def test_few_buckets_say_nothing(tmp_path: Path) -> None:
    reason = changes(tmp_path, float, 21)["type"]["indeterminable"]["reason"]
    assert reason == "not enough buckets to calculate change_point. Requires at least [22]; found [21]"


def counted(path: Path, counts: list[int], pipeline: dict[str, Any]) -> Any:
    documents = [{"i": i} for i, count in enumerate(counts) for _ in range(count)]
    case = AggsCase(path, PROPERTIES, [[documents[::2]], [documents[1::2]]])
    try:
        bounds = {"min": 0, "max": len(counts) - 1}
        histogram = {"histogram": {"field": "i", "interval": 1, "extended_bounds": bounds}}
        return case.run({"h": histogram, "x": pipeline})["x"]
    finally:
        case.close()


def test_equal_distributions_are_likely_and_others_are_not(tmp_path: Path) -> None:
    test = {"bucket_count_ks_test": {"buckets_path": "h>_count"}}
    assert counted(tmp_path / "a", [10] * 10, test) == {
        "greater": 1.0,
        # the first step is taken before anything is compared
        "less": pytest.approx(0.964289578964724),
        "two_sided": 1.0,
    }
    uneven = counted(tmp_path / "b", [60, 30, 10, 0, 0, 0, 0, 0, 0, 1], test)
    assert uneven["two_sided"] < 1e-3
    assert counted(tmp_path / "c", [2, 3], test) == {"greater": "NaN", "less": "NaN", "two_sided": "NaN"}


def test_correlation_is_pearson_s_of_being_counted(tmp_path: Path) -> None:
    expectations, counts, n = [1.0, 2.0, 3.0, 4.0], [1, 2, 5, 9], 80
    function = {"count_correlation": {"indicator": {"expectations": expectations, "doc_count": n}}}
    pipeline = {"bucket_correlation": {"buckets_path": "h>_count", "function": function}}
    # every expectation stands for the same share of all documents
    x = np.repeat(expectations, n // 4)
    y = np.concatenate([[1] * count + [0] * (n // 4 - count) for count in counts])
    assert counted(tmp_path, counts, pipeline)["value"] == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-12)


def test_indicators_that_do_not_fit(tmp_path: Path) -> None:
    def pipeline(**indicator: Any) -> dict[str, Any]:
        function = {"count_correlation": {"indicator": indicator}}
        return {"bucket_correlation": {"buckets_path": "h>_count", "function": function}}

    with pytest.raises(AggregationExecutionError, match="value lengths do not match"):
        counted(tmp_path / "a", [1, 2, 3], pipeline(expectations=[1, 2], doc_count=9))
    with pytest.raises(AggregationExecutionError, match="doc_count of indicator must be larger"):
        counted(tmp_path / "b", [1, 2], pipeline(expectations=[1, 2], doc_count=1))


def test_only_counts_are_compared(tmp_path: Path) -> None:
    with pytest.raises(ActionRequestValidationError, match="requires that buckets_path points to bucket"):
        counted(tmp_path, [1, 2], {"bucket_count_ks_test": {"buckets_path": "h"}})
