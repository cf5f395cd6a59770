"""A data directory that cannot be written to: no server starts on it, and it can be checked all the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from findling.cli.main import main
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        assert Api(node).put("/things/_doc/1", {"a": 1}).status == 201
    path = tmp_path / "read-only"
    path.mkdir()
    mount = ["mount", "--bind", "-o", "ro", tmp_path / "data", path]
    if os.geteuid() or subprocess.run(mount, check=False).returncode or os.access(path, os.W_OK):
        pytest.skip("only who may mount can make a read-only disk")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


def test_the_start_says_what_is_wrong(read_only: Path) -> None:
    command = [sys.executable, "-m", "findling.cli", "serve", "--data", str(read_only), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"cannot use the data directory {read_only}: Read-only file system" in done.stderr


def test_it_can_be_checked(read_only: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(read_only)])
    assert result.exit_code == 0, result.output
    assert "1 shards, all whole" in result.output
