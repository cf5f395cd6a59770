"""The examples of docs/metric-aggregations.md are answered as they stand, and none of the aggregations is forgotten."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.inference.functions import register_function
from findling.inference.provider import InferenceRequest
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.search.aggs.base.aggregation import aggregation_class, aggregation_names
from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "metric-aggregations.md"
REQUEST = re.compile(r"(PUT|POST) (/\S*)\n(.*)", re.DOTALL)
ROOMS = ("findling.search.aggs.metric.", "findling.search.aggs.pipeline.")


def income_of_a_unit(request: InferenceRequest) -> list[float]:
    figures = map(json.loads, request.inputs)
    return [each["income"] / each["units"] for each in figures]


register_function("income of a unit", income_of_a_unit)


def blocks() -> list[str]:
    found = re.findall(r"(?:^ {4}.*\n)+", PAGE.read_text(), re.MULTILINE)
    return [re.sub(r"^ {4}", "", block, flags=re.MULTILINE) for block in found]


def examples() -> Iterator[tuple[str, str, str, Any]]:
    """Yields method, path, body and the answer that stands behind, None if none does."""
    found = blocks()
    for block, following in zip(found, [*found[1:], ""], strict=True):
        request = REQUEST.fullmatch(block)
        if request is not None:
            yield request[1], request[2], request[3], json.loads(following) if following.startswith("{") else None


def test_every_example(tmp_path: Path) -> None:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for method, path, body, expected in examples():
            answer = api.call(method, path, body if "_bulk" in path else body.encode())
            assert answer.status == 200, (body, answer.text)
            if expected is not None:
                _assert_same(answer.body["aggregations"], expected, body)


def _assert_same(found: Any, expected: Any, body: str) -> None:
    if isinstance(expected, dict):
        assert list(found) == list(expected), body
        for key, value in expected.items():
            _assert_same(found[key], value, body)
    elif isinstance(expected, list):
        assert len(found) == len(expected), body
        for one, other in zip(found, expected, strict=True):
            _assert_same(one, other, body)
    else:
        assert found == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected), body


def test_all_are_there() -> None:
    kinds = {name: aggregation_class(name) for name in aggregation_names()}
    wanted = {name for name, kind in kinds.items() if kind is not None and kind.__module__.startswith(ROOMS)}
    page = PAGE.read_text()
    missing = {name for name in wanted if f"\n`{name}`: " not in page or f'"{name}": {{' not in page}
    assert missing == set()
