"""`findling publish` and `findling published`, and a server that serves it."""

from pathlib import Path

from click.testing import CliRunner, Result

from findling.cli.connection import Connection
from findling.cli.main import main
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.system.server_process import ServerProcess


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_from_a_data_directory_to_a_server(tmp_path: Path) -> None:
    data, place = tmp_path / "data", str(tmp_path / "place")
    with Node(NodeConfig(data=data, sync=False, background=False)) as node:
        Api(node).put("/songs/_doc/1", {"n": 1})
    made = run("publish", "songs", place, "--data", str(data))
    assert made.output.startswith("songs: generation 1, "), made.output
    assert run("published", "list", place).output.startswith("songs  20")
    assert run("published", "verify", place).output == "whole\n"
    (segment,) = Path(place, "segments").iterdir()
    with ServerProcess(tmp_path / "copies", "--from", place, "--security", "off") as server:
        with Connection(server.url) as connection:
            assert connection.request("GET", "/songs/_count")["count"] == 1
        assert "serves what is published at" in server.output.read_text()
        assert server.interrupt() == 0
    segment.write_bytes(b"something else")
    damaged = run("published", "verify", place)
    assert damaged.exit_code == 1
    assert f"object [segments/{segment.name}] is damaged" in damaged.output
    assert "1 objects" not in run("published", "clean", place).output
    assert run("published", "withdraw", "songs", place).output == "songs: withdrawn\n"
    assert run("published", "clean", place, "--older-than", "1d").output == (
        "0 objects removed, 0 bytes; 1 too young, 0 in use\n"
    )


def test_what_is_wrong_is_said_in_a_line(tmp_path: Path) -> None:
    assert "is none of s3://" in run("published", "list", "ftp://somewhere").output
    assert "no server at" in run("publish", "x", str(tmp_path), "--url", "http://127.0.0.1:9").output
