"""t_test: the probabilities of Elasticsearch's own tests, and of groups that say nothing."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, MissingValuesError
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"v": {"type": "float"}, "w": {"type": "float"}, "k": {"type": "keyword"}}
DOCUMENTS = [
    {"v": 15.2, "w": 15.9, "k": "a"},
    {"v": 15.3, "w": 15.9, "k": "a"},
    {"v": 16.0, "w": 15.2, "k": "b"},
    {"v": 15.1, "w": 15.5, "k": "b"},
]
V, W = {"field": "v"}, {"field": "w"}


def of(key: str) -> dict[str, Any]:
    return {"filter": {"term": {"k": key}}}


def run(path: Path, body: dict[str, Any], documents: list[dict[str, Any]] = DOCUMENTS) -> Any:
    case = AggsCase(path, PROPERTIES, [[documents[:2]], [documents[2:]]])
    try:
        return case.one({"t_test": body})["value"]
    finally:
        case.close()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"a": V, "b": W}, 0.43066659210472646),
        ({"a": V, "b": W, "type": "paired"}, 0.5632529432617406),
        ({"a": V, "b": W, "type": "paired", "tails": 1}, 0.5632529432617406 / 2),
        ({"a": {**V, **of("a")}, "b": {**V, **of("b")}, "type": "homoscedastic"}, 0.5757355806262943),
    ],
)  # fmt: skip
def test_probabilities_are_those_of_elasticsearch(tmp_path: Path, body: dict[str, Any], expected: float) -> None:
    assert run(tmp_path, body) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("documents", "kind", "expected"),
    [
        ([{"v": 1, "w": 2}], "paired", None),
        ([{"v": 1, "w": 2}] * 3, "paired", 0.0),
        ([{"v": 1, "w": 1}] * 3, "paired", None),
        ([{"v": 1, "w": 2}] * 3, "homoscedastic", 0.0),
        ([{"v": 1, "w": 1}] * 3, "homoscedastic", None),
        ([{"v": 1, "w": 2}] * 3, "heteroscedastic", None),
        ([{"v": 1}, {"w": 1}], "heteroscedastic", None),
    ],
)
def test_groups_without_spread(tmp_path: Path, documents: list[Any], kind: str, expected: float | None) -> None:
    assert run(tmp_path, {"a": V, "b": W, "type": kind}, documents) == expected


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ({"a": V}, MissingValuesError, "ValuesSourceConfig.fieldContext"),
        ({"a": V, "b": V}, IllegalArgumentError, "The same field [v] is used for both population"),
        ({"a": {**V, "filter": {"match_all": {}}}, "b": W, "type": "paired"}, IllegalArgumentError, "Paired t-test"),
        ({"a": {**V, "filter": {"match_all": {}}}}, IllegalArgumentError, "Could not find field name [b]"),
        ({"a": V, "b": {"field": "k"}}, IllegalArgumentError, "Expected numeric type on field [k], but got [keyword]"),
    ],
)  # fmt: skip
def test_groups_that_cannot_be_compared(tmp_path: Path, body: Any, kind: type[FindlingError], reason: str) -> None:
    with pytest.raises(kind) as caught:
        run(tmp_path, body)
    assert reason in caught.value.reason
