"""string_stats, over the messages of Elasticsearch's documentation among others."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"text": {"type": "keyword"}, "n": {"type": "long"}, "ip": {"type": "ip"}, "side": {"type": "keyword"}}
MESSAGES = ["trying out Elasticsearch", *(f"some message with the number {n}" for n in range(4))]


def run(path: Path, texts: list[Any], aggs: dict[str, Any]) -> Any:
    documents = [{"text": text, "side": "lr"[i % 2]} for i, text in enumerate(texts)]
    case = AggsCase(path, PROPERTIES, [[documents[:2], documents[2:3]], [documents[3:]]])
    try:
        return case.run({"x": aggs})["x"]
    finally:
        case.close()


def test_the_documented_example(tmp_path: Path) -> None:
    found = run(tmp_path, MESSAGES, {"string_stats": {"field": "text", "show_distribution": True}})
    distribution = found.pop("distribution")
    entropy = found.pop("entropy")
    assert found == {"count": 5, "min_length": 24, "max_length": 30, "avg_length": 28.8}
    assert entropy == pytest.approx(3.94617750050791, abs=1e-13)
    assert list(distribution.items())[:3] == [
        (" ", 0.1527777777777778),
        ("e", 0.14583333333333334),
        ("s", 0.09722222222222222),
    ]


def test_several_values_and_missing_ones(tmp_path: Path) -> None:
    found = run(tmp_path, [["a", "bb"], None, "bb"], {"string_stats": {"field": "text", "missing": "cccc"}})
    assert found["count"] == 4
    assert (found["min_length"], found["max_length"], found["avg_length"]) == (1, 4, 2.25)


def test_characters_are_those_of_java(tmp_path: Path) -> None:
    found = run(tmp_path, ["a\U0001f600"], {"string_stats": {"field": "text", "show_distribution": True}})
    assert found["max_length"] == 3
    assert set(found["distribution"]) == {"a", "?"}


def test_texts_without_characters_are_counted(tmp_path: Path) -> None:
    found = run(tmp_path, ["", "ab"], {"string_stats": {"field": "text"}})
    assert found == {"count": 2, "min_length": 2, "max_length": 2, "avg_length": 1.0, "entropy": 1.0}


def test_no_values(tmp_path: Path) -> None:
    found = run(tmp_path, [None], {"string_stats": {"field": "text", "show_distribution": True}})
    nothing = dict.fromkeys(("min_length", "max_length", "avg_length"))
    assert found == {"count": 0, **nothing, "entropy": 0.0, "distribution": None}


def test_figures_of_buckets(tmp_path: Path) -> None:
    inner = {"x": {"string_stats": {"field": "text"}}, "s": {"bucket_sort": {"sort": [{"x.max_length": "desc"}]}}}
    found = run(tmp_path, ["a", "bbb", "cc", "dddd"], {"terms": {"field": "side"}, "aggs": inner})
    assert [(bucket["key"], bucket["x"]["max_length"]) for bucket in found["buckets"]] == [("r", 4), ("l", 2)]


@pytest.mark.parametrize("field", ["n", "ip"])
def test_fields_without_texts_are_refused(tmp_path: Path, field: str) -> None:
    with pytest.raises(IllegalArgumentError, match=r"is not supported for aggregation \[string_stats\]"):
        run(tmp_path, ["a"], {"string_stats": {"field": field}})
