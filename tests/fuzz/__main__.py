"""`make fuzz REQUESTS=200000 SEED=1`: hostile requests to a server of its own, while a watcher asks for `GET /`.

Reports: answers by status, each fault with the request to repeat it, the longest pause of the watcher, the server's
memory. Ends with status 1 if there was a fault or a pause above the limit.
"""

import argparse
import collections
import http.client
import sys
import tempfile
import threading
import time
from pathlib import Path

from findling.rest.routes import SERVED
from tests.fuzz.bodies import bodies
from tests.fuzz.check import fault, preparation
from tests.fuzz.generator import Generator, HostileRequest
from tests.fuzz.watcher import PAUSE_S, Watcher
from tests.system.server_process import ServerProcess

RESET_AFTER = 500
TIMEOUT_S = 30.0


class Sender(threading.Thread):
    """Sends a share of the requests."""

    def __init__(self, address: str, seed: int, n_requests: int, waiting: bool) -> None:
        super().__init__()
        self.address = address
        self.generator = Generator(seed, waiting)
        self.n_requests = n_requests
        self.statuses: collections.Counter[int | str] = collections.Counter()
        self.faults: list[str] = []
        self.slow: list[tuple[float, float, str]] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT_S)
        for number in range(self.n_requests):
            if number % RESET_AFTER == 0:
                for request in preparation():
                    self._send(connection, request)
            request = self.generator.request()
            started = time.monotonic()
            self._note(request, *self._send(connection, request))
            took = time.monotonic() - started
            if took > PAUSE_S:
                self.slow.append((started, took, request.as_curl()))

    def _send(self, connection: http.client.HTTPConnection, request: HostileRequest) -> tuple[int | str, bytes]:
        try:
            connection.request(request.method, request.target, request.body, request.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            return type(error).__name__, b""

    def _note(self, request: HostileRequest, status: int | str, answer: bytes) -> None:
        self.statuses[status] += 1
        found = "no answer" if isinstance(status, str) and status != "ValueError" else None
        found = fault(status, answer) if isinstance(status, int) else found
        if found is not None:
            self.faults.append(f"{found}: {request.as_curl()}\n  {answer[:700]!r}")


def resident_mb(pid: int) -> float:
    """Returns the memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--waiting", action="store_true", help="also requests that wait for what does not come")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, ServerProcess(Path(directory) / "data") as server:
        address = server.url.removeprefix("http://")
        for route in SERVED:
            bodies(route.path)  # made once, before the clock runs
        watcher = Watcher(address)
        share = given.requests // given.clients
        senders = [Sender(address, given.seed * 1_000 + i, share, given.waiting) for i in range(given.clients)]
        before_mb, started = resident_mb(server.process.pid), time.monotonic()
        for sender in senders:
            sender.start()
        while any(sender.is_alive() for sender in senders):
            time.sleep(10)
            done = sum(sum(sender.statuses.values()) for sender in senders)
            memory = resident_mb(server.process.pid) if server.process.poll() is None else -1
            n_faults = sum(len(sender.faults) for sender in senders)
            print(
                f"{done:>8} requests, {n_faults} faults, {memory:.0f} MB",
                flush=True,
            )
            if server.process.poll() is not None:
                break
        longest_s, pauses = watcher.stop()
        after_mb = resident_mb(server.process.pid) if server.process.poll() is None else -1
        return report(senders, longest_s, pauses, before_mb, after_mb, time.monotonic() - started, server)


def report(
    senders: list[Sender],
    longest_s: float,
    pauses: list[tuple[float, float]],
    before_mb: float,
    after_mb: float,
    took_s: float,
    server: ServerProcess,
) -> int:
    """Prints what happened; returns the exit status."""
    statuses: collections.Counter[int | str] = collections.Counter()
    for sender in senders:
        statuses.update(sender.statuses)
    faults = [found for sender in senders for found in sender.faults]
    for found in faults:
        print(found)
    for started, took in pauses:
        beside = [text for s in senders for at, length, text in s.slow if at < started + took and started < at + length]
        print(f"pause of {took:.2f} s beside:", *beside, sep="\n  ")
    print("answers:", dict(sorted(statuses.items(), key=str)))
    print(
        f"seeds: {sorted(sender.generator.seed for sender in senders)}; "
        f"{sum(statuses.values())} requests in {took_s:.0f} s"
    )
    print(f"faults: {len(faults)}; longest pause of GET /: {longest_s:.2f} s")
    print(f"memory: {before_mb:.0f} MB before, {after_mb:.0f} MB after")
    if server.process.poll() is not None:
        print(
            f"THE SERVER ENDED with status {server.process.poll()}:",
            *server.output.read_text().splitlines()[-20:],
            sep="\n",
        )
    return int(bool(faults) or bool(pauses) or server.process.poll() is not None)


if __name__ == "__main__":
    sys.exit(main())
