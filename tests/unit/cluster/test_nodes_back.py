"""Nodes that were taken for dead and are back: what they do not do, and what they still have."""

import signal
from pathlib import Path

import pytest

from findling.cluster.shards.allocation import allocated
from findling.cluster.shards.members import members, without_members
from findling.cluster.shards.routing_table import STARTED, routing_of
from findling.cluster.state import ClusterState
from findling.node.services.node import Node
from tests.cluster.in_process import nodes, wait_for
from tests.cluster.processes import NatsServers, Nodes, source_path

_SETTINGS = {"settings": {"number_of_shards": 1, "number_of_replicas": 1}}


def started(node: Node, uuid: str) -> set[str]:
    return {name for name, state in routing_of(node.cluster.state, uuid, 0).copies.items() if state == STARTED}


def test_a_copy_stays_open_while_its_node_is_awaited(tmp_path: Path) -> None:
    with nodes(tmp_path) as apis:
        first, second = (api.node for api in apis)
        ids = {first.id, second.id}
        assert apis[0].put("/a", _SETTINGS).status == 200
        uuid = first.cluster.state.indices["a"].uuid
        wait_for(lambda: started(first, uuid) == ids)
        assert second.others is not None
        copy = second.others.copies.ready(uuid, 0)
        assert copy is not None

        def without_second(state: ClusterState) -> ClusterState:
            return allocated(without_members(state, {second.id}), {first.id}, 0)

        assert second.id not in members(first.cluster.update(without_second))
        assert apis[0].put("/a/_doc/1", {"n": 1}).status == 201
        wait_for(lambda: started(first, uuid) == ids)
        assert second.others.copies.ready(uuid, 0) is copy
        assert apis[1].call("GET", "/a/_doc/1", None).body["found"]
        assert apis[1].post("/a/_refresh", None).status == 200
        found = apis[1].post("/a/_search?preference=_only_local", {})
        assert [hit["_id"] for hit in found.body["hits"]["hits"]] == ["1"]


@pytest.mark.slow
def test_a_node_that_was_halted_takes_nobody_for_dead(tmp_path: Path) -> None:
    source_path()
    servers, cluster = NatsServers(tmp_path / "nats"), None
    try:
        for name in servers.names:
            servers.start(name)
        cluster = Nodes(tmp_path / "nodes", servers.urls)
        for name in cluster.names:
            cluster.start(name)
        cluster.wait_for_all()
        status, state = cluster.ask(cluster.names[0], "GET", "/_cluster/state/master_node,nodes")
        assert status == 200
        master = state["nodes"][state["master_node"]]["name"]
        other = next(name for name in cluster.names if name != master)
        cluster.halt(master)
        wait_for(lambda: cluster.ask(other, "GET", "/_cluster/health")[1]["number_of_nodes"] == 2)
        cluster.resume(master)
        cluster.wait_for_all()
        assert "node left" not in (cluster.directory / f"{master}.log").read_text()
    finally:
        if cluster is not None:
            for process in cluster.running.values():
                process.send_signal(signal.SIGCONT)
            cluster.stop()
        servers.stop()
