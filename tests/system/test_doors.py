"""What a started server lets others on the machine and on the network do."""

import stat
import subprocess
import sys
from pathlib import Path

from findling.cli.connection import Connection
from tests.system.server_process import ServerProcess


def test_data_is_for_the_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with ServerProcess(data) as server:
        with Connection(server.url) as connection:
            connection.request("PUT", "/store/_doc/1?refresh=true", b'{"a": 1}')
            connection.request("POST", "/store/_flush", None)
        assert server.interrupt() == 0
        assert "ANYBODY" not in server.output.read_text()
    for path in (data, *data.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_server_that_all_reach_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "findling.cli", "serve", "--data", str(tmp_path / "d"), "--port", "0"]
    with subprocess.Popen([*command, "--host", "0.0.0.0"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "WARNING findling ANYBODY WHO REACHES 0.0.0.0 CAN READ" in process.stderr.readline()
        process.kill()
