"""boxplot: quartiles and whiskers."""

import math
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"n": {"type": "double"}, "tag": {"type": "keyword"}, "d": {"type": "date"}}
NAMES = ("min", "max", "q1", "q2", "q3", "lower", "upper")


def run(path: Path, values: list[Any], aggs: dict[str, Any]) -> Any:
    documents = [{"n": value, "tag": "ab"[i % 2], "d": i} for i, value in enumerate(values)]
    case = AggsCase(path, PROPERTIES, [[documents[:2], documents[2:3]], [documents[3:]]])
    try:
        return case.run({"x": aggs})["x"]
    finally:
        case.close()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 1, 2, 3, 4], (0, 4, 1, 2, 3, 0, 4)),
        # an outlier at each end
        ([-50, 0, 1, 2, 3, 4, 100], (-50, 100, 0.5, 2, 3.5, 0, 4)),
        ([4, 4, 4, 9, 1], (1, 9, 4, 4, 4, 9, 4)),
        ([[1, 2], [3, 4, 5]], (1, 5, 2, 3, 4, 1, 5)),
    ],
)
def test_figures(tmp_path: Path, values: list[Any], expected: tuple[float, ...]) -> None:
    found = run(tmp_path, values, {"boxplot": {"field": "n"}})
    assert tuple(found) == NAMES
    assert tuple(found.values()) == expected


def test_texts(tmp_path: Path) -> None:
    found = run(tmp_path, [1, 2, 3], {"boxplot": {"field": "n", "format": "0.0"}})
    assert list(found) == [*NAMES, *(f"{name}_as_string" for name in NAMES)]
    assert found["q3_as_string"] == "2.5"


def test_dates_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        IllegalArgumentError, match=r"\[d\] of type \[date\] is not supported for aggregation \[boxplot"
    ):
        run(tmp_path, [1, 2, 3], {"boxplot": {"field": "d"}})


@pytest.mark.parametrize("field", ["n", "nothing_here"])
def test_no_values(tmp_path: Path, field: str) -> None:
    found = run(tmp_path, [None, None], {"boxplot": {"field": field}})
    assert found == dict(zip(NAMES, ("Infinity", "-Infinity", "NaN", "NaN", "NaN", "NaN", "-Infinity"), strict=True))


def test_buckets_are_ordered_by_a_figure(tmp_path: Path) -> None:
    terms = {"terms": {"field": "tag", "order": {"box.q2": "desc"}}, "aggs": {"box": {"boxplot": {"field": "n"}}}}
    found = run(tmp_path, [1, 5, 2, 6, 3, 7], terms)
    assert [(bucket["key"], bucket["box"]["q2"]) for bucket in found["buckets"]] == [("b", 6), ("a", 2)]


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(IllegalArgumentError):
        run(tmp_path, [1], {"boxplot": {"field": "tag"}})
    with pytest.raises(XContentParseError) as error:
        parse_aggregations({"x": {"boxplot": {"field": "n", "compression": -1}}})
    assert str(error.value.__cause__) == "[compression] must be greater than or equal to 0. Found [-1.0] in [x]"
    assert math.isnan(parse_aggregations({"x": {"boxplot": {"field": "n"}}}).figure({}, ["x"], "q1"))
