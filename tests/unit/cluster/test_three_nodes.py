"""Three nodes in this process over a real nats-server: copies are alike, a node may go, another comes back."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from findling.cluster.shards.routing_table import routing_of
from findling.node.documents.bulk import bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.get_document import GetRequest, find_document
from findling.node.indices.create_index import CreateIndexBody, create_index
from findling.node.indices.maintenance import refresh
from findling.node.monitor.cluster_health import HealthRequest, cluster_health
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.cluster.processes import NatsServers

pytestmark = pytest.mark.slow  # where the machine is busy, nodes are taken for dead: it takes its time then

SETTINGS = {"index.number_of_shards": "1", "index.number_of_replicas": "2"}


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[str]:
    servers = NatsServers(tmp_path / "nats", 1)
    servers.start(servers.names[0])
    yield servers.urls
    servers.stop()


def node_at(directory: Path, nats: str, name: str) -> Node:
    config = NodeConfig(directory / name, sync=False, background=False, node_name=name, nats=(nats,), insecure=True)
    return Node(config).start()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def status(node: Node) -> str:
    body: dict[str, Any] = cluster_health(node, HealthRequest(timeout_ms=0))
    return str(body["status"])


def write(node: Node, doc_id: str, text: str) -> dict[str, Any]:
    item = BulkItem("index", "a", doc_id, source=b'{"text": "%s"}' % text.encode())
    answer: dict[str, Any] = bulk(node, [item])
    assert not answer["errors"], answer
    return dict(answer["items"][0]["index"])


def read(node: Node, doc_id: str) -> tuple[bytes, int] | None:
    found = find_document(node, GetRequest("a", doc_id))[1]
    return None if found is None else (found.source, found.seq_no)


def documents(node: Node) -> list[tuple[str, int, int]]:
    """Returns id, version and sequence number of every document of this node's own copy."""
    shard = node.indices.named("a").local(0)
    found = shard.get_many([str(number) for number in range(20)])
    return [(result.id, result.version, result.seq_no) for result in found if result is not None]


def test_copies_follow_one_log_and_nothing_is_lost_with_a_node(tmp_path: Path, nats: str) -> None:
    nodes = {name: node_at(tmp_path, nats, name) for name in ("one", "two", "three")}
    try:
        every = list(nodes.values())
        create_index(every[0], "a", CreateIndexBody(settings=dict(SETTINGS)))
        wait_until(lambda: status(every[0]) == "green")
        for number in range(10):
            written = write(every[number % 3], str(number % 7), f"text {number}")
            assert written["_seq_no"] == number
            assert read(every[(number + 1) % 3], str(number % 7)) == (b'{"text": "text %d"}' % number, number)
        refresh(every[1], "a")
        assert documents(every[0]) == documents(every[1]) == documents(every[2])
        index = every[0].cluster.state.indices["a"]
        primary = routing_of(every[0].cluster.state, index.uuid, 0).primary
        gone = next(node for node in every if node.id == primary)
        gone.close()
        left = [node for node in every if node is not gone]
        assert write(left[0], "8", "after")["_primary_term"] >= 2
        again = nodes[gone.name] = node_at(tmp_path, nats, gone.name)
        wait_until(lambda: status(again) == "green")
        refresh(again, "a")
        assert read(again, "8") == (b'{"text": "after"}', 10)
        assert documents(again) == documents(left[0]) == documents(left[1])
    finally:
        for node in nodes.values():
            node.close()


def test_two_nodes_of_one_name_are_refused(tmp_path: Path, nats: str) -> None:
    first = node_at(tmp_path / "a", nats, "one")
    try:
        second = Node(replace(first.config, data=tmp_path / "b" / "one"))
        with pytest.raises(Exception, match=r"has a node \[one\] already"):
            second.start()
        second.close()
    finally:
        first.close()
