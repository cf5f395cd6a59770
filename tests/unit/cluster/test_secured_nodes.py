"""Three nodes with certificates and keys, by the commands alone: founded and joined, or given their authority."""

from pathlib import Path

import pytest

from tests.cluster.processes import source_path
from tests.cluster.secured import SecuredNodes

pytestmark = pytest.mark.slow


def test_three_masters_found_a_cluster(tmp_path: Path) -> None:
    source_path()
    nodes = SecuredNodes(tmp_path)
    try:
        line = nodes.init()
        first, second, third = nodes.names
        nodes.start(first)  # it has no majority yet: its door is open nevertheless
        for name in (second, third):
            assert "belongs to the cluster [demo]" in nodes.join(line, name)
            nodes.start(name)
        nodes.wait_for_all()
        nodes.ask(second, "PUT", "/a", {"settings": {"number_of_replicas": 2}})
        assert nodes.ask(third, "PUT", "/a/_doc/1?refresh=true", {"text": "kept"})[0] == 201
        token = nodes.command("token", "create", "--data", str(tmp_path / second)).split()[5]
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green")
        for data, name, reason in (
            ("x", first, f"has a member [{first}] already"),
            ("y", "four", "belongs to the cluster [demo]"),
        ):
            words = (f"127.0.0.1:{nodes.doors[second]}", "--token", token, *line[3:5])
            assert reason in nodes.command("join", *words, "--data", str(tmp_path / data), "--node-name", name)
        nodes.stop()
        for name in nodes.names:
            nodes.start(name)
        nodes.wait_for_all()
        assert nodes.ask(first, "GET", "/a/_doc/1")[1]["_source"] == {"text": "kept"}
        nodes.command("revoke", third, "--data", str(tmp_path / first))
        nodes.wait_for("/_cluster/health", lambda body: body["number_of_nodes"] == 2)
    finally:
        nodes.stop()


def test_masters_are_given_their_authority(tmp_path: Path) -> None:
    source_path()
    nodes = SecuredNodes(tmp_path)
    try:
        for name in reversed(nodes.names):
            assert "belongs to the cluster [demo]" in nodes.enrol(name)
            nodes.start(name)
        nodes.wait_for_all()
        first, _, third = nodes.names
        assert nodes.ask(first, "PUT", "/a/_doc/1?refresh=true", {"text": "kept"})[0] == 201
        nodes.kill(third)
        nodes.enrol(third)
        nodes.start(third)
        nodes.wait_for_all()
        assert nodes.ask(third, "GET", "/a/_doc/1")[1]["_source"] == {"text": "kept"}
    finally:
        nodes.stop()
