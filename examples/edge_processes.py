"""A hub and edges on this machine, each a process of its own, and a link between them that can be cut."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

URL = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE_S = 120.0


def free_port() -> int:
    """Returns a port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Any, what: str, timeout_s: float = PATIENCE_S) -> Any:
    """Returns what a function gives once that is something. Raises TimeoutError."""
    deadline = time.monotonic() + timeout_s
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"in vain waited for: {what}")
        time.sleep(0.05)
    return found


class Findling:
    """`findling serve` or `findling edge run` in a process of its own. Its output goes to a file beside its data."""

    def __init__(self, data: Path, *command: str) -> None:
        self.log = data.with_name(f"{data.name}.log")
        whole = [sys.executable, "-m", "findling.cli", *command, "--data", str(data), "--port", "0"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                whole,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )
        self._data = data

    @cached_property
    def url(self) -> str:
        """Where it answers; known once it does."""
        found: str = wait_until(self._url, f"the server of {self._data}")
        return found

    def _url(self) -> str | None:
        if self.process.poll() is not None:
            raise RuntimeError(self.log.read_text())
        found = URL.search(self.log.read_text())
        return found and found.group()

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Returns status and answer of a request."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            encoded = None if body is None else json.dumps(body)
            connection.request(method, path, encoded, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    def need(self, method: str, path: str, body: Any = None) -> Any:
        """Returns the answer of a request. Raises RuntimeError for a refusal."""
        status, answer = self.ask(method, path, body)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def stop(self) -> None:
        """Ends it, and what it has started."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Link:
    """A port that leads to another, until it is cut."""

    def __init__(self, to: int) -> None:
        self.port = free_port()
        self._to = to
        self._door: socket.socket | None = None
        self._ends: list[socket.socket] = []
        self.join()

    @property
    def is_cut(self) -> bool:
        return self._door is None

    def join(self) -> None:
        """Lets connections through."""
        if self._door is None:
            self._door = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._let_in, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Breaks what is connected, and lets nobody through."""
        door, self._door = self._door, None
        for one in ([] if door is None else [door]) + self._ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._ends.clear()

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                with suppress(OSError):
                    far = socket.create_connection(("127.0.0.1", self._to))
                    self._ends += [near, far]
                    for source, sink in ((near, far), (far, near)):
                        threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
