"""Shards and replicas of indices that do not say how many, as the operator sets them."""

from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


def test_new_indices_have_the_numbers_of_the_configuration(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path, sync=False, background=False, default_shards=3, default_replicas=0)
    with Node(config) as node:
        api = Api(node)
        api.put("/_index_template/t", {"index_patterns": ["t*"], "template": {"settings": {"number_of_shards": 2}}})
        api.put("/a", {"aliases": {"w": {"is_write_index": True}}})
        api.put("/b", {"settings": {"number_of_shards": 1, "number_of_replicas": 1}})
        api.put("/t1")
        api.put("/auto/_doc/1", {})
        api.post("/w/_rollover/a2", {})
        settings = {name: body["settings"]["index"] for name, body in api.get("/a,a2,b,t1,auto/_settings").body.items()}
    numbers = {name: (one["number_of_shards"], one["number_of_replicas"]) for name, one in settings.items()}
    assert numbers == {"a": ("3", "0"), "a2": ("3", "0"), "b": ("1", "1"), "t1": ("2", "0"), "auto": ("3", "0")}
