"""Nodes with certificates and keys: the first founds the cluster, the others join at its door."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

from findling.cluster.authority.addresses import parse_address
from findling.cluster.authority.door import Door
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.joining import Applicant, join
from tests.cluster.processes import Nodes, free_ports, spaced_ports

_HOUR_MS = 3_600_000


def enrol(data: dict[str, Path], addresses: dict[str, str], cluster: str, virtual: tuple[str, ...] = ()) -> None:
    """Enrols masters by name. data: their directories; addresses: HOST:PORT of their nats-servers"""
    (first, *others), masters = list(data), tuple(addresses.values())
    files = EnrolmentFiles(data[first])
    authority = Authority(files)
    door = f"{parse_address(addresses[first])[0]}:9400"
    place = Enrolment(cluster, first, "master", masters, addresses[first], door, virtual)
    authority.found(place, [parse_address(addresses[first])[0]])
    opened = Door(files, "127.0.0.1:0")
    for name in others:
        host = parse_address(addresses[name])[0]
        applicant = Applicant(name, "master", (host,), cluster, addresses[name], f"{host}:9400")
        token = authority.make_token("master", _HOUR_MS)
        join(EnrolmentFiles(data[name]), f"127.0.0.1:{opened.port}", token, authority.hash, applicant)
    opened.close()


def enrol_nodes(files: EnrolmentFiles, places: dict[str, tuple[Path, str]]) -> None:
    """Enrols nodes that are no masters by name. files: a master's; places: directory and host of each"""
    authority = Authority(files)
    opened = Door(files, "127.0.0.1:0")
    for name, (data, host) in places.items():
        token = authority.make_token("node", _HOUR_MS)
        join(EnrolmentFiles(data), f"127.0.0.1:{opened.port}", token, authority.hash, Applicant(name, "node", (host,)))
    opened.close()


class SecuredNodes(Nodes):
    """Nodes on this machine that are enrolled by the commands, each with a nats-server; their doors stay open."""

    def __init__(self, directory: Path, count: int = 3) -> None:
        super().__init__(directory, "embedded", count, "demo")
        self._masters = dict(zip(self.names, (f"127.0.0.1:{port}" for port in spaced_ports(count)), strict=True))
        self.doors = dict(zip(self.names, free_ports(count), strict=True))

    def flags(self, name: str) -> dict[str, str]:
        return {"data": str(self.directory / name), "port": str(self.ports[name])}

    def command(self, *words: str) -> str:
        """Runs a command about the cluster and returns what it prints; of one that fails, what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "findling.cli", "cluster", *words], capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else done.stderr

    def init(self) -> list[str]:
        """Founds the cluster at the first node and returns the words of the line by which masters join."""
        first = self.names[0]
        printed = self.command(
            "init", "--data", str(self.directory / first), "--cluster-name", "demo", "--node-name", first,
            "--masters", ",".join(self._masters.values()), "--join-port", str(self.doors[first]),
        )  # fmt: skip
        return next(line.split() for line in printed.splitlines() if "--master" in line)[3:8]

    def enrol(self, name: str) -> str:
        """Enrols a master by an authority that all are given, as an orchestrator does before each start."""
        folder = self.directory / "authority"
        if not folder.exists():
            self.command("authority", str(folder), "--cluster-name", "demo")
        return self.command(
            "enrol", "--data", str(self.directory / name), "--authority", str(folder), "--cluster-name", "demo",
            "--node-name", name, "--masters", ",".join(f"{one}={place}" for one, place in self._masters.items()),
            "--bind", "0.0.0.0", "--join-port", str(self.doors[name]),
        )  # fmt: skip

    def join(self, line: list[str], name: str) -> str:
        """Has another master join at the door of a node that runs, as soon as that is open."""
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                answer = self.command(
                    "join", *line, "--data", str(self.directory / name), "--node-name", name, "--master",
                    "--listen", self._masters[name], "--join-port", str(self.doors[name]),
                )  # fmt: skip
                if "no master answers" not in answer or time.monotonic() > deadline:
                    return answer
            time.sleep(0.2)
