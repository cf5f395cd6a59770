"""A hub and an edge as programs of their own, enrolled by the commands, on either side of a wire; and devices."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

from tests.edge.wire import EDGE, HUB, Wire

_DISK = "1500m"
_LEFT = 1 << 16
ROOT = Path(__file__).parents[2]
MQTT_PYTHON = ROOT / ".venv" / "programs" / "mqtt" / "bin" / "python"


class Program:
    """findling, started again after each kill. words: what comes before it, such as to enter a namespace"""

    def __init__(self, words: list[str], arguments: list[str], log: Path, status: list[str]) -> None:
        self._command = [*words, sys.executable, "-m", "findling.cli", *arguments]
        self._log = log
        self._ask = status
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True)
        self.wait()

    def wait(self) -> None:
        """Returns once it answers."""
        while subprocess.run(self._ask, capture_output=True, check=False).returncode != 0:
            if self._process.poll() is not None:
                raise AssertionError(f"it has ended: {self._log.read_text()[-2000:]}")
            time.sleep(0.5)

    def kill(self) -> None:
        """Ends it without a word and starts it again; its nats-server ends with it."""
        children = self._nats()
        self._process.kill()
        self._process.wait()
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            time.sleep(0.05)
        self.start()

    def kill_nats(self) -> None:
        """Ends its nats-server without a word."""
        for pid in self._nats():
            os.kill(pid, signal.SIGKILL)

    def _nats(self) -> list[int]:
        pid = self._process.pid
        found: list[int] = []
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                if "nats-server" in Path(f"/proc/{child}/comm").read_text():
                    found.append(int(child))
        return found

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(60)


class Places:
    """All of it. port: the hub's; the next ones are those of the edge, for edges, to join and for devices"""

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port
        self.wire = Wire()
        self.hub: Program | None = None
        self.edge: Program | None = None
        self.devices: list[str] = []
        self._publishers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        hub, edge = self.directory / "hub", self.directory / "n1"
        edge.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(edge))
        listen = f"{HUB}:{self.port + 2}"
        printed = _findling([], "edge", "hub", "--data", hub, "--listen", listen, "--join-port", self.port + 3)
        line = re.search(r"--hub \S+ --token \S+ --ca-hash \S+", printed)
        assert line, printed
        self.hub = Program(
            [], ["serve", "--data", str(hub), "--port", str(self.port), "--edge-listen", listen],
            self.directory / "hub.log", _curl(self.port),
        )  # fmt: skip
        inside = self.wire.inside
        _findling(inside, "edge", "init", "--data", edge, *line[0].split(), "--name", "n1", "--host", EDGE)
        self.edge = Program(
            inside, ["edge", "run", "--data", str(edge), "--port", str(self.port + 1), "--edge-mqtt", self.mqtt],
            self.directory / "edge.log", [*inside, *_curl(self.port + 1)],
        )  # fmt: skip

    @property
    def mqtt(self) -> str:
        return f"127.0.0.1:{self.port + 4}"

    def __exit__(self, *exception: object) -> None:
        for publisher in self._publishers:
            if publisher.poll() is None:
                publisher.kill()
        self.wire.join()
        for program in (self.edge, self.hub):
            if program is not None:
                program.stop()
        self.wire.close()
        _run("umount", "-l", str(self.directory / "n1"), fails=True)

    def fill(self) -> None:
        """Leaves next to nothing of the edge's disk."""
        status = os.statvfs(self.directory / "n1")
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(status.f_bavail * status.f_bsize - _LEFT, 1))

    def make_room(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.directory / "n1" / "ballast"

    def publish(self, devices: int, count: int, rate: float, prefix: str = "d") -> None:
        """Lets devices publish, half of them paho's, half gmqtt's."""
        script = Path(__file__).with_name("publisher.py")
        for number in range(devices):
            kind, name = ("paho", "gmqtt")[number % 2], f"{prefix}{number}"
            self.devices.append(name)
            told = [kind, str(self.port + 4), "n1", name, str(count), str(rate), str(self._told(name))]
            command = [*self.wire.inside, str(MQTT_PYTHON), str(script), *told]
            with (self.directory / "devices.log").open("ab") as log:
                self._publishers.append(subprocess.Popen(command, stdout=log, stderr=log))

    def _told(self, name: str) -> Path:
        return self.directory / f"{name}.acknowledged"

    def finish(self) -> None:
        """Returns once all that was published has been acknowledged."""
        for publisher in self._publishers:
            assert publisher.wait() == 0
        for name in self.devices:
            print(self._told(name).read_text())
        self._publishers, self.devices = [], []

    @property
    def is_publishing(self) -> bool:
        """Whether any device has not been acknowledged all that it publishes."""
        return any(publisher.poll() is None for publisher in self._publishers)

    def caught_up(self, count: int, since: float) -> float:
        """Returns how long it took until the hub had as many documents, or that nothing came for a minute."""
        known, changed = 0, time.monotonic()
        while known < count and time.monotonic() - changed < 60:
            time.sleep(0.2)
            if (now := self.count()) != known:
                known, changed = now, time.monotonic()
        return changed - since

    def count(self) -> int:
        self.ask("POST", "/edge-events/_refresh?ignore_unavailable=true")
        answer = self.ask("GET", "/edge-events/_count?ignore_unavailable=true")
        return int(answer["count"])

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Asks the hub."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"content-type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


def _findling(words: list[str], *arguments: object) -> str:
    command = [*words, sys.executable, "-m", "findling.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _curl(port: int) -> list[str]:
    return ["curl", "-sf", "-o", "/dev/null", "--max-time", "5", f"http://127.0.0.1:{port}/"]


def _run(*words: str, fails: bool = False) -> None:
    subprocess.run(words, check=not fails, capture_output=fails)
