"""What a started server lets others on the machine and on the network do."""

import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from findling.cli.connection import Connection, ServerError
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


def serve(tmp_path: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "findling.cli", "serve", "--data", str(tmp_path / "d"), "--port", "0", *options]


def test_a_server_that_all_reach_says_so(tmp_path: Path) -> None:
    command = serve(tmp_path, "--host", "0.0.0.0", "--security", "off")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "WARNING findling ANYBODY WHO REACHES 0.0.0.0 CAN READ" in process.stderr.readline()
        process.kill()


def test_a_server_that_all_reach_wants_it_said(tmp_path: Path) -> None:
    done = subprocess.run(serve(tmp_path, "--host", "0.0.0.0"), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "--security on" in done.stderr


def test_with_security_nobody_comes_in_without_the_password(tmp_path: Path) -> None:
    with subprocess.Popen(serve(tmp_path, "--security", "on"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = re.search(r"the password of the user elastic is (\S+)", process.stdout.readline())
        address = re.search(r"answers at http://(\S+),", process.stdout.readline())
        assert told is not None
        assert address is not None
        with (
            Connection(f"http://{address[1]}") as connection,
            pytest.raises(ServerError, match="missing authentication"),
        ):
            connection.request("GET", "/")
        with Connection(f"http://elastic:{told[1]}@{address[1]}") as connection:
            assert connection.request("GET", "/_security/_authenticate")["username"] == "elastic"
        process.send_signal(signal.SIGINT)
        process.wait(30)
    reset = [sys.executable, "-m", "findling.cli", "security", "reset-password", "--data", str(tmp_path / "d")]
    made = subprocess.run(reset, capture_output=True, text=True, timeout=60, check=True).stdout.strip()
    with subprocess.Popen(serve(tmp_path, "--security", "on"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = re.search(r"answers at http://(\S+),", process.stdout.readline())
        assert address is not None
        with Connection(f"http://elastic:{made}@{address[1]}") as connection:
            assert connection.request("GET", "/_cluster/health")["status"] == "green"
        process.kill()
