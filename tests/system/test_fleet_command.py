"""`findling fleet` with a hub and an edge as processes of their own: the edge is killed while an index comes to it."""

import os
import random
import signal
from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner

from findling.cli.connection import Connection
from findling.cli.main import main
from findling.edge.server.running import free_port
from tests.edge.running import wait_until
from tests.system.server_process import ServerProcess

_DOCUMENTS = 12_000


class Scene:
    """A hub and an edge n1 of it, which can be killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._port = free_port()
        self.hub = ServerProcess(
            directory / "hub", "--security", "off", "--edge-listen", f"127.0.0.1:{self._port}", ready_s=120
        )
        self.start_edge()

    def start_edge(self) -> None:
        self.edge = ServerProcess(
            self.directory / "n1",
            *("--security", "off", "--edge-name", "n1", "--edge-hub", f"127.0.0.1:{self._port}"),
            verb=("edge", "run"),
            ready_s=120,
        )

    def fleet(self, *arguments: str) -> str:
        """Returns what a command prints."""
        done = CliRunner().invoke(main, ["fleet", *arguments], env={"FINDLING_URL": self.hub.url})
        assert done.exit_code == 0, done.output
        return done.output

    def asked(self, server: ServerProcess, path: str, body: bytes | None = None) -> Any:
        with Connection(server.url) as connection:
            return connection.request("GET" if body is None else "POST", path, body)

    def copy(self) -> dict[str, Any]:
        found: dict[str, Any] = self.asked(self.hub, "/_edge/indices/parts")["nodes"].get("n1", {})
        return found

    def close(self) -> None:
        for server in (self.edge, self.hub):
            with server:
                pass


def parts() -> bytes:
    texts = random.Random(7)
    lines = [b'{"index":{}}\n%b\n' % orjson.dumps({"text": texts.randbytes(400).hex()}) for _ in range(_DOCUMENTS)]
    return b"".join(lines)


def test_an_edge_is_killed_while_an_index_comes(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    try:
        wait_until(lambda: scene.fleet("list", "node").startswith("n1\tconnected"), 120)
        scene.fleet("tag", "n1", "site=quay")
        scene.fleet("group", "quay", "--tag", "site=quay")
        assert scene.asked(scene.hub, "/parts/_bulk", parts())["errors"] is False
        scene.asked(scene.hub, "/parts/_forcemerge?max_num_segments=1", b"")
        told = scene.fleet("publish", "parts", "--group", "quay", "--ttl", "2h")
        assert told == "parts: version 1, 1 nodes\n"
        incoming = tmp_path / "n1" / "edge" / "copies" / ".incoming"
        wait_until(lambda: sum(path.stat().st_size for path in incoming.rglob("*.part")) > 0, 120)
        os.kill(scene.hub.process.pid, signal.SIGSTOP)
        scene.edge.kill()
        had = sum(path.stat().st_size for path in incoming.rglob("*") if path.is_file())
        os.kill(scene.hub.process.pid, signal.SIGCONT)
        scene.start_edge()
        wait_until(lambda: scene.copy().get("state") == "healthy", 120)
        shown = scene.copy()
        assert 0 < had < shown["size_in_bytes"]
        assert shown["brought_in_bytes"] == shown["size_in_bytes"] - had  # no byte came twice
        assert scene.fleet("copies", "parts").split("\t")[:5] == ["n1", "connected", "1", "1", "healthy"]

        # served without the hub, over a kill of the edge
        scene.hub.kill()
        scene.edge.kill()
        scene.start_edge()
        assert scene.asked(scene.edge, "/parts/_count")["count"] == _DOCUMENTS
        (copy,) = scene.asked(scene.edge, "/_edge/copies")["copies"]
        assert (copy["index"], copy["version"], copy["stale"]) == ("parts", "1", False)
    finally:
        scene.close()


def test_what_is_wrong_is_said_in_a_line(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "hub", "--security", "off", ready_s=120) as hub:
        for arguments in (("list", "song"), ("show", "node", "n9"), ("withdraw", "parts"), ("publish", "x")):
            done = CliRunner().invoke(main, ["fleet", *arguments], env={"FINDLING_URL": hub.url})
            assert (done.exit_code != 0, "Traceback" in done.output) == (True, False), done.output
