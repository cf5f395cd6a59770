"""Sends hostile requests to a server whose memory is limited, and looks at what they do to it and to others."""

import collections
import contextlib
import http.client
import os
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.hostile.request import HostileRequest, lines, put
from tests.system.server_process import ServerProcess

TIMEOUT_S: Final = 60.0
_QUIET_CPU_S: Final = 0.05
_LINGER_S: Final = 30.0
N_DOCS: Final = 20_000
FIELDS: Final = {
    "n": {"type": "long"}, "k": {"type": "keyword"}, "t": {"type": "text", "term_vector": "with_positions_offsets"},
    "d": {"type": "date"}, "c": {"type": "nested"}, "flat": {"type": "flattened"}, "q": {"type": "percolator"},
    "p": {"type": "geo_point"}, "g": {"type": "geo_shape"}, "s": {"type": "completion"},
    "v": {"type": "dense_vector", "dims": 16},
}  # fmt: skip


def limited(memory_bytes: int) -> tuple[str, ...]:
    """Returns the command of a server whose address space is limited."""
    shell = f'ulimit -v {memory_bytes // 1024}; exec "$@"'
    return "bash", "-c", shell, "bash", sys.executable, "-m", "findling.cli"


def step_back(server: ServerProcess) -> None:
    """Lets everything else on the machine go before the server and this process."""
    for pid in ("self", str(server.process.pid)):
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text("19")


@dataclass(slots=True)
class Outcome:
    """What came of one hostile request.

    statuses: how often each was answered; names of exceptions stand for no answer
    cpu_s: what the server's threads took meanwhile, of all its requests
    lingered_s: how long it went on after the last client had gone without an answer
    peak_mb, after_mb: resident memory of the server while it was answered, and afterwards
    sample: the beginning of an answer
    unprepared: what a request before it was answered, if that was refused: the hostile one met nothing then
    """

    name: str
    statuses: collections.Counter[int | str] = field(default_factory=collections.Counter)
    took_s: float = 0.0
    cpu_s: float = 0.0
    lingered_s: float = 0.0
    peak_mb: float = 0.0
    after_mb: float = 0.0
    sample: bytes = b""
    unprepared: bytes = b""

    @property
    def is_fault(self) -> bool:
        return any(isinstance(status, str) or status == 500 or status >= 504 for status in self.statuses)

    @property
    def is_endless(self) -> bool:
        """Whether the server went on although nobody waited any more."""
        return self.lingered_s >= 1

    def __str__(self) -> str:
        mark = "FAULT" if self.is_fault else "     "
        found = " ".join(f"{status}x{n}" for status, n in sorted(self.statuses.items(), key=str))
        lingered = f", went on for {self.lingered_s:.1f} s" if self.is_endless else ""
        unprepared = f"UNPREPARED {self.unprepared[:100]!r} " if self.unprepared else ""
        return (
            f"{mark} {self.name:<44} {found:<22} {self.took_s:>6.2f} s ({self.cpu_s:.1f} cpu{lingered})  "
            f"peak {self.peak_mb:>5.0f} MB, after {self.after_mb:>5.0f} MB  {unprepared}{self.sample[:200]!r}"
        )


class Campaign:
    """One server and those who ask it.

    outcomes: of the requests so far
    """

    def __init__(self, server: ServerProcess, n_docs: int = N_DOCS, timeout_s: float = TIMEOUT_S) -> None:
        self.server = server
        self.n_docs = n_docs
        self.timeout_s = timeout_s
        self.address = server.url.removeprefix("http://")
        self.outcomes: list[Outcome] = []

    def prepare(self) -> None:
        """Makes the index that the requests are about."""
        fields = {"mappings": {"properties": FIELDS}}
        assert _send(self.address, put("/store", fields))[0] == 200
        rng = random.Random(1)
        for start in range(0, self.n_docs, 2_000):
            body = [line for n in range(start, start + 2_000) for line in document(n, rng)]
            status, answer = _send(self.address, lines("/store/_bulk?refresh=true", body))
            assert (status, b'"errors":false' in answer) == (200, True), answer[:500]

    def run(self, name: str, request: HostileRequest) -> Outcome:
        """Sends a request and notes what came of it."""
        outcome = Outcome(name)
        for earlier in request.before:
            status, answer = _send(self.address, earlier)
            if earlier.method != "DELETE" and status not in (200, 201):
                outcome.unprepared = answer
        _clear_peak(self.server)
        started, cpu = time.monotonic(), cpu_s(self.server)
        threads = [threading.Thread(target=self._one, args=(request, outcome)) for _ in range(request.copies)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcome.took_s, outcome.cpu_s = time.monotonic() - started, cpu_s(self.server) - cpu
        if outcome.is_fault:
            outcome.lingered_s = self._wait_until_quiet()
        outcome.peak_mb, outcome.after_mb = memory_mb(self.server, "VmHWM"), memory_mb(self.server, "VmRSS")
        self.outcomes.append(outcome)
        return outcome

    def _one(self, request: HostileRequest, outcome: Outcome) -> None:
        status, answer = _send(self.address, request, self.timeout_s)
        outcome.statuses[status] += 1
        if not outcome.sample or status not in (200, 201):
            outcome.sample = answer[:2_000]

    def _wait_until_quiet(self) -> float:
        """Returns how long the server goes on after its clients have gone."""
        started = time.monotonic()
        while self.is_alive and time.monotonic() - started < _LINGER_S:
            before, cpu = time.monotonic(), cpu_s(self.server)
            time.sleep(0.2)
            if cpu_s(self.server) - cpu <= _QUIET_CPU_S:
                return before - started
        return time.monotonic() - started

    @property
    def is_alive(self) -> bool:
        return self.server.process.poll() is None


def cpu_s(server: ServerProcess) -> float:
    """Returns what the server's threads have taken of the processors since it was started; 0 if it is no more."""
    try:
        text = Path(f"/proc/{server.process.pid}/stat").read_text()
    except OSError:
        return 0.0
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory_mb(server: ServerProcess, name: str = "VmRSS") -> float:
    """Returns a line of what the system says of the server's memory; 0 if it is no more."""
    try:
        text = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text if line.startswith(name)), 0.0)


def _clear_peak(server: ServerProcess) -> None:
    if server.process.poll() is None:
        Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")


def _send(address: str, request: HostileRequest, timeout_s: float = TIMEOUT_S) -> tuple[int | str, bytes]:
    connection = http.client.HTTPConnection(address, timeout=timeout_s)
    try:
        connection.connect()
        return _answer(connection, request)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__, str(error).encode()
    finally:
        connection.close()


def _answer(connection: http.client.HTTPConnection, request: HostileRequest) -> tuple[int, bytes]:
    length = len(request.body) if request.declared is None else request.declared
    connection.putrequest(request.method, request.target)
    for name, value in {**request.headers, "content-length": str(length)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        # a server that does not want to read a body to its end has answered before
        connection.sock.sendall(request.body)
    response = connection.getresponse()
    return response.status, response.read()


def document(number: int, rng: random.Random) -> Sequence[object]:
    words = " ".join(f"w{rng.randrange(2_000)}" for _ in range(20))
    document = {
        "n": number,
        "k": f"k{number}" if number % 2 else "a" * (number % 90 + 1),
        "t": f"word {words}",
        "d": 1_700_000_000_000 + number * 60_000,
        "c": [{"a": number}],
        "p": [number % 360 - 180, number % 170 - 85],
        "s": f"word {number}",
        "v": [rng.random() for _ in range(16)],
    }
    return {"index": {"_id": str(number)}}, document
