"""`findling serve` and `findling index` as processes of their own, as a user types them."""

import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.connection import Connection
from benchmarks.measure import status_bytes

FINDLING = str(Path(sys.executable).with_name("findling"))
_PATIENCE_S = 60.0
_PAUSE_S = 0.001


class ServerProcess:
    """Types the command, and waits for the first answer to a request.

    first_answer_s: from the command to that answer
    """

    def __init__(self, data: Path, path: str = "/", body: bytes | None = None) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [FINDLING, "serve", "--data", str(data), "--port", str(self.port)]
        started = time.perf_counter()
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wait(path, body, started + _PATIENCE_S)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self.first_answer_s = time.perf_counter() - started

    def _wait(self, path: str, body: bytes | None, deadline: float) -> None:
        while time.perf_counter() < deadline and self._process.poll() is None:
            try:
                with self.connect() as connection:
                    connection.request("GET" if body is None else "POST", path, body)
                return
            except ConnectionRefusedError:
                time.sleep(_PAUSE_S)
        raise RuntimeError("findling serve did not answer")

    def connect(self) -> Connection:
        """Returns a new connection."""
        return Connection(self.port)

    @property
    def resident_bytes(self) -> int:
        """The memory that the server holds now."""
        return status_bytes(self._process.pid, "VmRSS")

    @property
    def peak_bytes(self) -> int:
        """The most memory that the server has held."""
        return status_bytes(self._process.pid, "VmHWM")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()


def index_files(url: str, index: str, files: Sequence[Path], *flags: str) -> float:
    """Runs `findling index` and returns its wall time in seconds."""
    started = time.perf_counter()
    subprocess.run([FINDLING, "index", index, *map(str, files), "--url", url, "--quiet", *flags], check=True)
    return time.perf_counter() - started


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
