"""Nodes and nats-servers as processes of their own, on free ports of this machine."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from findling.cluster.nats.embedded_server import find_binary

_CONFIG = """\
server_name: s{number}
listen: 127.0.0.1:{port}
max_payload: 64MB
write_deadline: "10s"
jetstream {{ store_dir: "{store}", max_mem: 256MB, max_file: 20GB, sync_interval: "always" }}
"""
_CLUSTER = "cluster {{ name: test, listen: 127.0.0.1:{port}, routes: [{routes}] }}\n"


def free_ports(count: int) -> list[int]:
    """Returns ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for entry in sockets:
        entry.bind(("127.0.0.1", 0))
    ports = [entry.getsockname()[1] for entry in sockets]
    for entry in sockets:
        entry.close()
    return ports


def spaced_ports(count: int) -> list[int]:
    """Returns free ports for nats-servers: other servers and leaf nodes come in above them."""
    return [port if port < 60000 else port - 4000 for port in free_ports(count)]


class Processes:
    """Some processes by name, each of which can be killed, halted and started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, name: str, command: list[str], **environment: str) -> None:
        with (self.directory / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, env={**os.environ, **environment}
            )

    def start(self, name: str) -> None:
        """Starts a process, which needs some time to serve."""
        raise NotImplementedError

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        process = self.running.pop(name)
        process.send_signal(number)
        process.wait()

    def halt(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGCONT)

    def tree(self, name: str) -> list[int]:
        """Returns the process ids of a process and of all below it."""
        found = [self.running[name].pid]
        for pid in found:  # it grows on the way
            with contextlib.suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait()
        self.running.clear()


class NatsServers(Processes):
    """Three nats-servers, or one."""

    def __init__(self, directory: Path, count: int = 3) -> None:
        super().__init__(directory)
        directory.mkdir(parents=True, exist_ok=True)
        ports = free_ports(2 * count)
        self.ports, self._routes = ports[:count], ports[count:]
        self.names = [f"nats-{number}" for number in range(count)]

    @property
    def urls(self) -> str:
        return ",".join(f"nats://127.0.0.1:{port}" for port in self.ports)

    def start(self, name: str) -> None:
        number = self.names.index(name)
        store = self.directory / name
        text = _CONFIG.format(number=number, port=self.ports[number], store=store)
        if len(self.names) > 1:
            routes = ", ".join(f'"nats://127.0.0.1:{port}"' for port in self._routes)
            text += _CLUSTER.format(port=self._routes[number], routes=routes)
        config = self.directory / f"{name}.conf"
        config.write_text(text)
        self.run(name, [find_binary(), "-c", str(config)])


class Nodes(Processes):
    """Nodes of Findling."""

    def __init__(self, directory: Path, nats: str, count: int = 3, name: str = "test") -> None:
        super().__init__(directory)
        directory.mkdir(parents=True, exist_ok=True)
        self._nats = nats
        self._cluster = name
        self.names = [f"node-{number}" for number in range(count)]
        self.ports = dict(zip(self.names, free_ports(count), strict=True))
        self.roles = dict.fromkeys(self.names, "master,data,ingest")

    def flags(self, name: str) -> dict[str, str]:
        """Returns the settings of a node."""
        return {
            "roles": self.roles[name],
            "data": str(self.directory / name),
            "port": str(self.ports[name]),
            "cluster-name": self._cluster,
            "nats": self._nats,
            "node-name": name,
            "insecure": "true",
        }

    def address(self, name: str) -> tuple[str, int]:
        """Returns host and port of a node's HTTP."""
        return "127.0.0.1", self.ports[name]

    def serving(self, name: str) -> list[str]:
        """Returns what a node is started with."""
        flags = [word for option, value in self.flags(name).items() for word in (f"--{option}", value)]
        return [sys.executable, "-m", "findling.cli", "serve", *flags]

    def start(self, name: str) -> None:
        self.run(name, self.serving(name))

    def ask(self, name: str, method: str, path: str, body: Any = None, timeout: float = 30) -> tuple[int, Any]:
        """Returns status and answer of one node."""
        connection = http.client.HTTPConnection(*self.address(name), timeout=timeout)
        try:
            headers = {"content-type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            raw = answer.read()
            return answer.status, json.loads(raw) if raw else None
        finally:
            connection.close()

    def wait_for_all(self, timeout: float = 120) -> None:
        """Returns once every node answers, and knows all of them. Raises TimeoutError."""
        for name in self.names:
            deadline = time.monotonic() + timeout
            while True:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    status, body = self.ask(name, "GET", "/_cluster/health", timeout=5)
                    if status == 200 and body["number_of_nodes"] == len(self.names):
                        break
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{name} does not answer")
                time.sleep(0.1)

    def wait_for(self, path: str, accept: Any, timeout: float = 120) -> Any:
        """Returns the first answer of any node that is accepted. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        last: Any = None
        while time.monotonic() < deadline:
            for name in list(self.running):
                try:
                    status, last = self.ask(name, "GET", path, timeout=5)
                except (OSError, http.client.HTTPException):
                    continue
                if status == 200 and accept(last):
                    return last
            time.sleep(0.1)
        raise TimeoutError(f"{path}: {last}")


def source_path() -> None:
    """Lets processes find the sources that this one runs."""
    root = Path(__file__).parents[2]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
