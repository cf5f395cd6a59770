"""Processes that die together, and starts where something is missing."""

import random
import signal
from pathlib import Path

import pytest

from findling.cluster.nats.errors import ClusterUnavailableError
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.cluster.embedded import EmbeddedNodes
from tests.cluster.processes import NatsServers, Nodes, free_ports, source_path

_SETTINGS = {"settings": {"number_of_shards": 2, "number_of_replicas": 1}}


def config(data: Path, nats: str) -> NodeConfig:
    return NodeConfig(data, sync=False, background=False, nats=(nats,), insecure=True, nats_timeout_s=2)


def test_nobody_is_there(tmp_path: Path) -> None:
    url = f"nats://127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(ClusterUnavailableError, match=f"no nats-server answers at {url}"):
        Node(config(tmp_path, url)).start()


def test_a_majority_is_not_there(tmp_path: Path) -> None:
    servers = NatsServers(tmp_path / "nats", 3)
    servers.start(servers.names[0])
    try:
        url = servers.urls.split(",")[0]
        with pytest.raises(ClusterUnavailableError, match="a majority of the nats-servers must run"):
            Node(config(tmp_path / "data", url)).start()
    finally:
        servers.stop()


@pytest.mark.slow
def test_all_die_at_once_and_come_back_in_any_order(tmp_path: Path) -> None:
    source_path()
    nodes = EmbeddedNodes(tmp_path)  # a nats-server ends with its node
    try:
        for name in nodes.names:
            nodes.start(name)
        nodes.wait_for_all()
        first, *_, last = nodes.names
        assert nodes.ask(first, "PUT", "/a", _SETTINGS)[0] == 200
        for number in range(20):
            assert nodes.ask(last, "PUT", f"/a/_doc/{number}", {"n": number})[0] == 201
        for name in nodes.names:
            nodes.running[name].send_signal(signal.SIGKILL)
        for name in nodes.names:
            nodes.running.pop(name).wait()
        for name in random.sample(nodes.names, 3):
            nodes.start(name)
        nodes.wait_for_all()
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green")
        assert nodes.ask(last, "PUT", "/a/_doc/20", {"n": 20})[0] == 201
        assert nodes.ask(first, "POST", "/a/_refresh")[0] == 200
        assert nodes.ask(first, "GET", "/a/_count")[1]["count"] == 21
    finally:
        nodes.stop()


@pytest.mark.slow
def test_one_master_is_dead(tmp_path: Path) -> None:
    source_path()
    servers = NatsServers(tmp_path / "nats")
    nodes = Nodes(tmp_path / "nodes", servers.urls, 4)
    dead, second, third, late = nodes.names
    try:
        for name in servers.names:
            servers.start(name)
        for name in (dead, second, third):
            nodes.start(name)
        nodes.wait_for("/_cluster/health", lambda body: body["number_of_nodes"] == 3)
        nodes.kill(dead)
        servers.kill(servers.names[0])
        nodes.wait_for("/_cluster/health", lambda body: body["number_of_nodes"] == 2)
        assert nodes.ask(second, "PUT", "/a", _SETTINGS)[0] == 200
        assert nodes.ask(third, "PUT", "/a/_doc/1?refresh=true", {"n": 1})[0] == 201
        nodes.roles[late] = "data"
        nodes.start(late)
        nodes.wait_for(
            "/_cat/nodes?format=json&h=name,node.role", lambda rows: {"name": late, "node.role": "d"} in rows
        )
        names = {row["name"] for row in nodes.ask(second, "GET", "/_cat/nodes?format=json")[1]}
        assert names == {second, third, late}
        assert nodes.ask(late, "GET", "/a/_doc/1")[1]["found"]
        servers.start(servers.names[0])
        nodes.start(dead)
        nodes.wait_for("/_cluster/health", lambda body: (body["number_of_nodes"], body["status"]) == (4, "green"))
    finally:
        nodes.stop()
        servers.stop()
