"""Starts the judges by their scripts, and stops them again; Java and Maven are needed for that."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tools.oracle.client import Server

HERE = Path(__file__).parent
PORTS = {"elasticsearch": 9313, "opensearch": 9314}
SECONDS = 600  # the first start fetches and compiles


@contextlib.contextmanager
def judges(urls: dict[str, str]) -> Iterator[dict[str, Server]]:
    """Gives both judges by name; urls: of those that run already, which are left alone."""
    with contextlib.ExitStack() as stack:
        found = {name: Server(name, urls.get(name) or stack.enter_context(started(name))) for name in PORTS}
        yield found


@contextlib.contextmanager
def started(name: str) -> Iterator[str]:
    """Gives the URL of a server that is stopped afterwards."""
    port = int(os.environ.get(f"ORACLE_{name.upper()}_PORT", PORTS[name]))
    print(f"starting {name} on port {port}", flush=True)
    done = subprocess.run(
        [str(HERE / name / "start"), str(port)], stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=True
    )
    process = int(done.stdout.split()[-1])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.kill(process, signal.SIGTERM)
        _wait(process)


def _wait(process: int) -> None:
    """Waits until a process that is not ours to wait for has ended."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
