"""Findling tells of itself what Elasticsearch and OpenSearch tell of themselves, member by member; see record.py."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import FLAVORS, Flavor, NodeConfig
from findling.node.services.node import Node
from tests.golden.visibility.record import answer_of, lines, recorded
from tests.reference.api import Api

OWN = "127.0.0.1:9200|oracle"


@pytest.mark.parametrize("name", FLAVORS)
def test_told_as_recorded(name: Flavor, tmp_path: Path) -> None:
    apart: list[str] = []
    data = tmp_path / "data"
    config = NodeConfig(
        data=data, sync=False, background=False, threads=2, node_name="oracle", cluster_name="oracle", flavor=name
    )
    with Node(config) as node:
        api, answers = Api(node), iter(recorded(name))
        for method, path, body, sets_up in lines(name):
            answer = api.call(method, path, body and (body if "_bulk" in path else json.loads(body)))
            if sets_up:
                continue
            expected = next(answers)
            ours = answer_of(answer.status, answer.headers.get("content-type", ""), answer.raw, OWN)
            apart += [f"{method} {path}\n    {line}" for line in _differences(expected, json.loads(json.dumps(ours)))]
    assert apart == [], "\n".join(["recorded | ours", *apart])


def _differences(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(theirs.keys() | ours.keys()):
            yield from _differences(theirs.get(key, "nothing"), ours.get(key, "nothing"), f"{path}.{key}")
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for place, pair in enumerate(zip(theirs, ours, strict=True)):
            yield from _differences(*pair, f"{path}[{place}]")
    elif theirs != ours:
        yield f"{path}: {json.dumps(theirs)[:200]} | {json.dumps(ours)[:200]}"
