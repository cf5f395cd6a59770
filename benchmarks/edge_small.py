"""An edge on a small machine: one core and 256 MB, events coming in, searches of the last hour meanwhile.

    python -m benchmarks.edge_small --rate 2000 --seconds 30

Needs root, for the control group that bounds memory (cgroup v1 or v2), and the clients of MQTT of `make edge-test`.
The edge and its nats-server run in it, on one core; devices, the hub and who searches run on the other. Prints what
idles, how many events were taken a second, percentiles of the searches, and the most memory that was used.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MQTT_PYTHON = ROOT / ".venv" / "programs" / "mqtt" / "bin" / "python"
CGROUPS = Path("/sys/fs/cgroup")
_MIB = 1 << 20
_DEVICES = 4
_QUERY = {
    "size": 10,
    "query": {"range": {"@timestamp": {"gte": "now-1h"}}},
    "sort": [{"@timestamp": "desc"}],
}


class MemoryGroup:
    """A control group with a bound of its memory, swap not among it."""

    def __init__(self, limit_bytes: int) -> None:
        is_first = (CGROUPS / "memory").is_dir()
        self._home = (CGROUPS / "memory" if is_first else CGROUPS) / "findling-edge-small"
        self._home.mkdir(exist_ok=True)
        limit, self._peak = (
            ("memory.limit_in_bytes", "memory.max_usage_in_bytes") if is_first else ("memory.max", "memory.peak")
        )
        (self._home / limit).write_text(str(limit_bytes))

    def enter(self) -> None:
        """Puts this process, and what it starts, into it."""
        (self._home / "cgroup.procs").write_text(str(os.getpid()))

    def peak_bytes(self) -> int:
        """Returns the most that was used, caches of files among it."""
        return int((self._home / self._peak).read_text())

    def resident_bytes(self) -> int:
        """Returns what its processes have in memory now, shared pages shared out."""
        pids = (self._home / "cgroup.procs").read_text().split()
        return sum(_proportional(pid) for pid in pids)

    def close(self) -> None:
        self._home.rmdir()


def _proportional(pid: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


class Server:
    """findling as a program, until `close`."""

    def __init__(self, port: int, log: Path, *arguments: str, inside: MemoryGroup | None = None, core: int) -> None:
        def prepare() -> None:
            os.sched_setaffinity(0, {core})
            if inside is not None:
                inside.enter()

        self.url = f"http://127.0.0.1:{port}"
        with log.open("wb") as file:
            command = [sys.executable, "-m", "findling.cli", *arguments, "--port", str(port)]
            self._process = subprocess.Popen(command, stdout=file, stderr=file, preexec_fn=prepare)
        while not self._answers():
            assert self._process.poll() is None, log.read_text()[-2000:]
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            return bool(self.ask("/"))
        except OSError:
            return False

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def count(self) -> int:
        return int(self.ask("/edge-events/_count?ignore_unavailable=true")["count"])

    def close(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)


def publish(port: int, rate: float, folder: Path, core: int) -> list[subprocess.Popen[bytes]]:
    """Starts devices that publish together so many events a second, until they are ended."""
    script = ROOT / "tests" / "edge" / "publisher.py"
    each = str(rate / _DEVICES)
    return [
        subprocess.Popen(
            [
                str(MQTT_PYTHON),
                str(script),
                "paho",
                str(port),
                "n1",
                f"d{number}",
                "100000000",
                each,
                str(folder / "x"),
            ],
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        for number in range(_DEVICES)
    ]


def searches(edge: Server, seconds: float) -> list[float]:
    """Searches ten times a second; returns how long each took, in milliseconds."""
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        edge.ask("/edge-events/_search", _QUERY)
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)
    return took


def measured(edge: Server, hub: Server, group: MemoryGroup, options: argparse.Namespace, folder: Path) -> None:
    time.sleep(options.idle)
    print(f"{group.resident_bytes() / _MIB:8.1f} MiB  idle, with its nats-server and a link to the hub")
    devices = publish(options.port + 4, options.rate, folder, options.core ^ 1)
    try:
        while not edge.count():
            time.sleep(0.1)
        searches(edge, 3)
        before, began = edge.count(), time.monotonic()
        took = searches(edge, options.seconds)
        rate = (edge.count() - before) / (time.monotonic() - began)
    finally:
        for device in devices:
            device.kill()
            device.wait()
    cuts = statistics.quantiles(took, n=100)
    print(f"{rate:8.0f}      events a second taken, of {options.rate:g} published; {edge.count()} are on the edge")
    print(f"{statistics.median(took):8.2f} ms   a search of the last hour, p50")
    print(f"{cuts[98]:8.2f} ms   p99, of {len(took)}")
    print(f"{group.resident_bytes() / _MIB:8.1f} MiB  resident at the end")
    print(f"{group.peak_bytes() / _MIB:8.1f} MiB  at most, with the caches of files")
    began = time.monotonic()
    while hub.count() < edge.count() and time.monotonic() - began < 60:
        time.sleep(0.1)
    print(f"{time.monotonic() - began:8.1f} s    later the hub has them: {hub.count()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=2000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--idle", type=float, default=8, help="seconds before it is looked what idles")
    parser.add_argument("--memory", type=int, default=256, help="MiB")
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--port", type=int, default=9670, help="the first of five")
    parser.add_argument("--directory", type=Path, help="where data lie; what it is on is what is measured")
    options = parser.parse_args()
    group = MemoryGroup(options.memory * _MIB)
    with tempfile.TemporaryDirectory(dir=options.directory) as name:
        folder, listen, mqtt = Path(name), f"127.0.0.1:{options.port + 2}", f"127.0.0.1:{options.port + 4}"
        hub = Server(
            options.port, folder / "hub.log", "serve", "--data", f"{name}/hub", "--edge-listen", listen,
            core=options.core ^ 1,
        )  # fmt: skip
        edge = Server(
            options.port + 1, folder / "edge.log", "edge", "run", "--data", f"{name}/n1", "--edge-name", "n1",
            "--edge-hub", listen, "--edge-mqtt", mqtt, inside=group, core=options.core,
        )  # fmt: skip
        try:
            measured(edge, hub, group, options, folder)
        finally:
            edge.close()
            hub.close()
            group.close()


if __name__ == "__main__":
    main()
