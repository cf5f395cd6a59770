"""A copy whose files are damaged is noticed, left for another one, and made anew by itself."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findling.cluster.shards.routing_table import routing_of
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers
from tests.reference.api import Api, bulk_lines

pytestmark = pytest.mark.slow  # where the machine is busy, nodes are taken for dead

_SETTINGS = {"settings": {"number_of_shards": 1, "number_of_replicas": 1}}
_DOCUMENTS = {str(number): {"n": number, "text": f"text {number}"} for number in range(300)}


def flipped(shard: Path) -> None:
    """Changes a byte in each 4 KB of all segments but of their ends, where the directories are."""
    for path in shard.glob("*.seg"):
        with path.open("r+b") as file:
            for place in range(64, path.stat().st_size * 2 // 3, 4096):
                file.seek(place)
                byte = file.read(1)
                file.seek(place)
                file.write(bytes([byte[0] ^ 0xFF]))


def without_a_segment(shard: Path) -> None:
    next(shard.glob("*.seg")).unlink()


def torn(shard: Path) -> None:
    path = next(shard.glob("*.seg"))
    os.truncate(path, path.stat().st_size // 2)


def node_at(directory: Path, nats: str, name: str) -> Api:
    config = NodeConfig(
        directory / name, sync=False, background=False, threads=4, node_name=name, nats=(nats,), insecure=True
    )  # fmt: skip
    return Api(Node(config).start())


def local(api: Api) -> list[Any]:
    """Returns all documents of this node's own copy; what it says if there are none."""
    body = {"size": 1000, "query": {"match": {"text": "text"}}, "sort": ["n"], "aggs": {"sum": {"sum": {"field": "n"}}}}
    answer = api.post("/a/_search?preference=_only_local&allow_partial_search_results=false", body)
    if answer.status != 200:
        return [answer.text]
    return [answer.body["aggregations"], *(hit["_source"] for hit in answer.body["hits"]["hits"])]


@pytest.mark.parametrize("damage", [flipped, without_a_segment, torn])
@pytest.mark.parametrize("whose", ["primary", "replica"])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, damage: Callable[[Path], None], whose: str) -> None:
    servers = NatsServers(tmp_path / "nats", 1)
    servers.start(servers.names[0])
    nodes = {name: node_at(tmp_path, servers.urls, name) for name in ("one", "two")}
    try:
        one = nodes["one"]
        assert one.put("/a", _SETTINGS).status == 200
        assert not one.post("/_bulk?refresh=true", bulk_lines("a", _DOCUMENTS)).body["errors"]
        wait_for(lambda: one.get("/_cluster/health").body["status"] == "green")
        one.post("/a/_flush?force=true")
        index = one.node.cluster.state.indices["a"]
        primary = routing_of(one.node.cluster.state, index.uuid, 0).primary
        name = next(name for name, api in nodes.items() if (api.node.id == primary) == (whose == "primary"))
        sound = next(api for other, api in nodes.items() if other != name)
        path = nodes[name].node.data.index(index.uuid) / "0"
        expected = local(sound)
        assert len(expected) == 301
        if whose == "primary":  # it stays the primary if all stop
            sound.node.close()
        nodes.pop(name).node.close()
        damage(path)
        again = nodes[name] = node_at(tmp_path, servers.urls, name)
        if whose == "primary":
            other = "two" if name == "one" else "one"
            sound = nodes[other] = node_at(tmp_path, servers.urls, other)
        wait_for(lambda: found(again, sound, expected))
        assert again.get("/a/_doc/7").body["_source"] == {"n": 7, "text": "text 7"}
        assert local(sound) == expected
    finally:
        for api in nodes.values():
            api.node.close()
        servers.stop()


def found(again: Api, sound: Api, expected: list[Any]) -> bool:
    """Whether the damaged copy is whole again; until then what its node answers is right, or it refuses."""
    answer = again.post("/a/_search?size=1000", {"query": {"match_all": {}}, "sort": ["n"]})
    if answer.status == 200 and not answer.body["_shards"]["failed"]:
        assert [hit["_source"] for hit in answer.body["hits"]["hits"]] == expected[1:]
    health = sound.get("/_cluster/health").body["status"]
    return health == "green" and local(again) == expected
