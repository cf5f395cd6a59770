"""matrix_stats against the definitions of moments, covariance and correlation."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"a": {"type": "long"}, "b": {"type": "double"}, "c": {"type": "double"}, "k": {"type": "keyword"}}
DOCUMENTS = [
    {"a": i * i % 17, "b": i / 3 if i % 5 else None, "c": [i, i * i, 7] if i % 2 else i, "k": "xy"[i % 2]}
    for i in range(40)
]


def run(path: Path, aggs: dict[str, Any]) -> Any:
    case = AggsCase(path, PROPERTIES, [[DOCUMENTS[:9], DOCUMENTS[9:20]], [DOCUMENTS[20:]], []])
    try:
        return case.run({"x": aggs})["x"]
    finally:
        case.close()


def test_figures_are_those_of_the_definitions(tmp_path: Path) -> None:
    found = run(tmp_path, {"matrix_stats": {"fields": ["b", "a"]}})
    pairs = np.array([(d["a"], d["b"]) for d in DOCUMENTS if d["b"] is not None], float)
    assert found["doc_count"] == len(pairs) == 32
    assert [field["name"] for field in found["fields"]] == ["a", "b"]
    covariance, correlation = np.cov(pairs.T), np.corrcoef(pairs.T)
    for i, field in enumerate(found["fields"]):
        apart = pairs[:, i] - pairs[:, i].mean()
        second = (apart**2).mean()
        assert field["mean"] == pytest.approx(pairs[:, i].mean())
        assert field["variance"] == pytest.approx(covariance[i, i])
        assert field["skewness"] == pytest.approx((apart**3).mean() / second**1.5)
        assert field["kurtosis"] == pytest.approx((apart**4).mean() / second**2)
        assert list(field["covariance"].values()) == pytest.approx(covariance[i])
        assert list(field["correlation"].values()) == pytest.approx(correlation[i])


@pytest.mark.parametrize(
    ("mode", "one_of"), [("min", min), ("max", max), ("sum", sum), ("avg", np.mean), ("median", np.median)]
)
def test_one_number_stands_for_several(tmp_path: Path, mode: str, one_of: Any) -> None:
    found = run(tmp_path, {"matrix_stats": {"fields": "c", "mode": mode}})
    expected = [one_of(d["c"]) if isinstance(d["c"], list) else d["c"] for d in DOCUMENTS]
    assert found["fields"][0]["mean"] == pytest.approx(np.mean(expected))
    assert found["fields"][0]["variance"] == pytest.approx(np.var(expected, ddof=1))


def test_missing_numbers(tmp_path: Path) -> None:
    found = run(tmp_path, {"matrix_stats": {"fields": ["a", "b"], "missing": {"b": "2.5"}}})
    assert found["doc_count"] == len(DOCUMENTS)


def test_one_document_has_no_spread(tmp_path: Path) -> None:
    one = {"filters": {"filters": [{"term": {"b": 1 / 3}}]}, "aggs": {"m": {"matrix_stats": {"fields": ["a", "b"]}}}}
    field = run(tmp_path, one)["buckets"][0]["m"]["fields"][0]
    assert (field["count"], field["mean"], field["variance"]) == (1, 1.0, "NaN")
    assert field["correlation"] == {"a": 1.0, "b": "NaN"}


@pytest.mark.parametrize("body", [{}, {"fields": ["nope"]}, {"fields": []}])
def test_no_fields(tmp_path: Path, body: dict[str, Any]) -> None:
    assert run(tmp_path, {"matrix_stats": body}) == {"doc_count": 0}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"fields": [1]}, "Unexpected token VALUE_NUMBER [fields] in [x]."),
        ({"what": True}, "Unexpected token VALUE_BOOLEAN [what] in [x]."),
        (
            {"value_type": "long"},
            "Unexpected token VALUE_STRING [value_type] in [x]. Multi-field aggregations do not support scripts.",
        ),
    ],
)
def test_refused_members(body: dict[str, Any], fault: str) -> None:
    with pytest.raises(ParsingError) as error:
        parse_aggregations({"x": {"matrix_stats": body}})
    assert error.value.reason == fault


def test_modes_are_few(tmp_path: Path) -> None:
    with pytest.raises(IllegalArgumentError, match="Illegal sort mode: most"):
        run(tmp_path, {"matrix_stats": {"fields": ["a"], "mode": "most"}})
