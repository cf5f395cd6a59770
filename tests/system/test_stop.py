"""How a server ends."""

import signal
from pathlib import Path

from findling.cli.connection import Connection
from tests.system.server_process import ServerProcess


def test_sigterm_writes_commit_points_so_that_nothing_is_replayed(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        with Connection(server.url) as connection:
            connection.request("PUT", "/store/_doc/1", b'{"name": "towel"}')
            stats = connection.request("GET", "/store/_stats/translog")
            assert stats["_all"]["primaries"]["translog"]["uncommitted_operations"] == 1
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=30) == 0
        assert "Traceback" not in server.output.read_text()
    with ServerProcess(tmp_path / "data") as server, Connection(server.url) as connection:
        assert connection.request("GET", "/store/_count")["count"] == 1
        stats = connection.request("GET", "/store/_stats/translog")
        assert stats["_all"]["primaries"]["translog"]["uncommitted_operations"] == 0
