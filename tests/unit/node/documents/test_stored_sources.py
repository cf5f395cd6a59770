"""What is stored of a document is what the mapping says, also where another document of the batch fails."""

from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"settings": {"index.mapping.source.mode": "synthetic"}}, {"k": ["a", "b"], "n": 1}),
        ({"mappings": {"_source": {"excludes": ["k"]}}}, {"n": 1}),
    ],
)
def test_a_failing_neighbour_changes_nothing(tmp_path: Path, body: dict[str, object], kept: dict[str, object]) -> None:
    fields = {"properties": {"k": {"type": "keyword"}, "n": {"type": "long"}}}
    data = tmp_path / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        api = Api(node)
        api.put("/x", {**body, "mappings": {**fields, **body.get("mappings", {})}})  # type: ignore[dict-item]
        lines = '{"index":{"_id":"1"}}\n{"n":1,"k":["b","a"]}\n{"index":{"_id":"2"}}\n{"n":"bad"}\n'
        assert api.post("/x/_bulk", lines).body["errors"]
        assert api.get("/x/_source/1").body == kept
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        assert Api(node).get("/x/_source/1").body == kept
