"""Profiles have the trees that Elasticsearch recorded for random searches: `python -m tools.oracle.profiles`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from tools.oracle.profiles import INDICES, NESTED, PROPERTIES, documents, shape

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.batteries.compare import differences
from tests.reference.api import Api

RECORDED: Final = Path(__file__).parent / "recorded.jsonl"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for index in INDICES:
            properties: dict[str, Any] = PROPERTIES | ({"o": NESTED} if index == INDICES[1] else {})
            api.put(f"/{index}", {"settings": {"number_of_shards": 1}, "mappings": {"properties": properties}})
            lines = [json.dumps(line) for document in documents(index) for line in ({"index": {}}, document)]
            api.call("POST", f"/{index}/_bulk?refresh=true", "\n".join(lines) + "\n")
        yield api


def test_trees_of_profiles(api: Api) -> None:
    apart = []
    for line in RECORDED.read_text().splitlines():
        index, body, expected = json.loads(line)
        answer = api.post(f"/{index}/_search", body)
        ours = shape(answer.body) if answer.status == 200 else answer.status
        apart += [
            f"{index} {json.dumps(body)}\n    {line}" for line in differences(expected, json.loads(json.dumps(ours)))
        ]
    assert apart == [], "\n".join(["recorded | ours", *apart])
