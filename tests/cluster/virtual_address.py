"""Three nodes in network namespaces that share an address: python -m tests.cluster.virtual_address (as root).

keepalived and haproxy (Debian's) run by the examples in deploy/virtual-address. While a client writes and searches by
the shared address, the node that holds it is killed with all that runs on it, and later starts again. Printed: how long
the client's writes and reads stopped, and who held the address; at the end all acknowledged writes are counted.
"""

import contextlib
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

from tests.cluster.network import Network
from tests.cluster.secured import enrol

_EXAMPLES: Final = Path(__file__).parents[2] / "deploy" / "virtual-address"
_NET: Final = "10.92.7"
_VIRTUAL: Final = f"{_NET}.100"
_NUMBERS: Final = (1, 2, 3)


class Machine:
    """A network namespace with a node, haproxy and keepalived."""

    def __init__(self, network: Network, number: int, directory: Path) -> None:
        self.name, self.number = f"fl{number}", number
        self.network = network
        self.address = network.add(self.name, number)
        self.directory = directory / self.name
        self.directory.mkdir()
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        peers = [f"{_NET}.{number}" for number in _NUMBERS]
        flags = {
            "data": str(self.directory / "data"),
            "host": self.address,
            "port": "9200",
            "security": "off",
        }
        words = [word for name, value in flags.items() for word in (f"--{name}", value)]
        node = [sys.executable, "-m", "findling.cli", "serve", *words]
        self._run("node", *node)
        servers = "\n    ".join(f"server fl{number} {_NET}.{number}:9200" for number in _NUMBERS)
        self._run("haproxy", "/usr/sbin/haproxy", "-db", "-f", self._example("haproxy.cfg", {"NODES": servers}))
        values = {
            "INTERFACE": "eth0",
            "ADDRESS": self.address,
            "PEERS": "\n        ".join(peer for peer in peers if peer != self.address),
            "PRIORITY": str(200 - 50 * self.number),
            "VIRTUAL": f"{_VIRTUAL}/24",
        }
        files = [f"--{what}={self.directory}/{what}.pid" for what in ("pid", "vrrp_pid", "checkers_pid")]
        self._run(
            "keepalived",
            "/usr/sbin/keepalived",
            "-n",
            "-l",
            "-P",
            *files,
            "-f",
            self._example("keepalived.conf", values),
        )

    def _example(self, name: str, values: dict[str, str]) -> str:
        lines = (_EXAMPLES / name).read_text().splitlines()
        text = "\n".join(line for line in lines if not line.startswith("#")) + "\n"
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        (self.directory / name).write_text(text)
        return str(self.directory / name)

    def _run(self, name: str, *command: str) -> None:
        with (self.directory / f"{name}.log").open("ab") as log:
            inside = self.network.inside(self.name, command)
            self.running.append(subprocess.Popen(inside, stdout=log, stderr=log, start_new_session=True))

    def kill(self) -> None:
        """Kills all that runs in the namespace, and takes the address away as the machine's end does."""
        self.network.kill(self.name)
        for process in self.running:
            process.wait()
        self.running.clear()
        self.network.within(self.name, "addr", "del", f"{_VIRTUAL}/24", "dev", "eth0")

    @property
    def holds(self) -> bool:
        return _VIRTUAL in self.network.within(self.name, "addr", "show", "eth0")


def ask(method: str, path: str, body: Any = None, timeout: float = 3) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(_VIRTUAL, 9201, timeout=timeout)
    try:
        connection.request(
            method, path, None if body is None else json.dumps(body), {"content-type": "application/json"}
        )
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


class Client:
    """Writes a document and searches, again and again. gaps: the longest time without success"""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.gaps = {"write": 0.0, "read": 0.0}
        self._last = dict.fromkeys(self.gaps, time.monotonic())

    def go_on(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        reader = threading.Thread(target=self._read, args=(until,))
        reader.start()
        while time.monotonic() < until:
            doc = str(len(self.written))
            if self._try("write", "PUT", f"/shared/_doc/{doc}", {"n": int(doc)}):
                self.written.append(doc)
        reader.join()

    def _read(self, until: float) -> None:
        while time.monotonic() < until:
            self._try("read", "POST", "/shared/_search", {"size": 1})

    def _try(self, kind: str, method: str, path: str, body: Any) -> bool:
        try:
            status, answer = ask(method, path, body)
        except (OSError, http.client.HTTPException, ValueError):
            return False
        if status not in (200, 201) or (kind == "read" and answer["_shards"]["failed"]):
            return False
        now = time.monotonic()
        self.gaps[kind] = max(self.gaps[kind], now - self._last[kind])
        self._last[kind] = now
        return True


def wait_until(is_so: Any, seconds: float, what: str) -> float:
    begun = time.monotonic()
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
            if is_so():
                return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            raise TimeoutError(what)
        time.sleep(0.1)


def green(count: int) -> bool:
    body = ask("GET", "/_cluster/health")[1]
    return bool(body["number_of_nodes"] == count and body["status"] == "green")


def main() -> None:
    directory = Path(tempfile.mkdtemp(prefix="findling-address-"))
    network = Network(_NET, "fa")
    print(f"logs and data are in {directory}", flush=True)
    try:
        network.make()
        machines = [Machine(network, number, directory) for number in _NUMBERS]
        data = {machine.name: machine.directory / "data" for machine in machines}
        enrol(data, {machine.name: f"{machine.address}:4222" for machine in machines}, "shared", (_VIRTUAL,))
        for machine in machines:
            machine.start()
        wait_until(lambda: ask("GET", "/_cluster/health")[1]["number_of_nodes"] == 3, 180, "three nodes")
        ask("PUT", "/shared", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}, 30)
        wait_until(lambda: green(3), 120, "green")
        client = Client()
        client.go_on(5)
        holder = next(machine for machine in machines if machine.holds)
        client.gaps = dict.fromkeys(client.gaps, 0.0)
        load = threading.Thread(target=client.go_on, args=(30,))
        load.start()
        holder.kill()
        moved = wait_until(
            lambda: any(other.holds for other in machines if other is not holder), 60, "the address moves"
        )
        load.join()
        now = next(machine for machine in machines if machine.holds)
        print(f"{holder.name} died: {now.name} has the address after {moved:.1f} s", flush=True)
        print(f"writes stopped for {client.gaps['write']:.1f} s, reads for {client.gaps['read']:.1f} s", flush=True)
        holder.start()
        back = wait_until(lambda: holder.holds, 180, "the address comes back")
        print(f"{holder.name} has it again {back:.1f} s after its start", flush=True)
        client.go_on(5)
        ask("POST", "/shared/_refresh", timeout=30)
        count = ask("POST", "/shared/_count", timeout=30)[1]["count"]
        print(f"{len(client.written)} writes acknowledged, {count} found", flush=True)
        assert count >= len(client.written)
    finally:
        network.remove()


if __name__ == "__main__":
    main()
