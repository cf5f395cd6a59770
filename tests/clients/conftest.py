"""Runs client scripts, each with its own client library, against one server on a socket."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from findling.testing.instance import Findling

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / ".venv" / "clients"
SCRIPTS = Path(__file__).parent / "scripts"


@pytest.fixture(scope="session")
def server() -> Iterator[Findling]:
    """A server as Elasticsearch behaves: what is written is searchable after a refresh."""
    with Findling(read_your_writes=False) as findling:
        yield findling


@pytest.fixture
def run_script(server: Findling) -> Iterator[Callable[..., str]]:
    """run_script(library, script, url): the script's output; its failure is the test's. url: of another server"""

    def run(library: str, script: str, url: str | None = None) -> str:
        folder = CLIENTS / library
        assert folder.is_dir(), f"{folder} is missing: run tools/install-clients"
        environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, str(SCRIPTS / script), url or server.url]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    yield run
    server.reset()
