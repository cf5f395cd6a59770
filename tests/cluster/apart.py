"""Nodes and nats-servers in network namespaces of their own, each with a small disk of its own; nodes with a clock.

They show each other certificates and keys: in plain a cluster runs on one address alone.
"""

import os
import sys
from pathlib import Path
from typing import Final

from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.nats.access import Access
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.embedded_server import find_binary
from findling.cluster.nats.leaf_links import SystemUser
from findling.cluster.nats.server_config import Place, guarded_config
from tests.cluster.network import Network, run
from tests.cluster.processes import NatsServers, Nodes, Processes
from tests.cluster.secured import enrol, enrol_nodes

CLUSTER: Final = "test"
_PORT: Final = 4222
_HTTP: Final = 9200
_DISK: Final = "700m"
_LEFT: Final = 1 << 16
_CLOCK_SOURCE: Final = Path(__file__).with_name("clock.c")


class Disks(Processes):
    """Processes whose directories are small disks."""

    def mount(self, name: str) -> None:
        path = self.directory / name
        path.mkdir(parents=True)
        run("mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(path))

    def fill(self, name: str) -> None:
        """Leaves next to nothing of a disk."""
        status = os.statvfs(self.directory / name)
        with self._ballast(name).open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(status.f_bavail * status.f_bsize - _LEFT, 1))

    def empty(self, name: str) -> None:
        self._ballast(name).unlink(missing_ok=True)

    def _ballast(self, name: str) -> Path:
        return self.directory / name / "ballast"

    def unmount(self) -> None:
        for path in self.directory.iterdir():
            if path.is_mount():
                run("umount", "-l", str(path), fails=True)


class NatsApart(NatsServers, Disks):
    """nats-servers in namespaces, with certificates."""

    def __init__(self, directory: Path, network: Network) -> None:
        super().__init__(directory)
        self._network = network
        self.files = {name: EnrolmentFiles(directory / f"{name}-enrolment") for name in self.names}
        self.hosts = {name: network.add(name, 10 + number) for number, name in enumerate(self.names)}
        for name in self.names:
            self.mount(name)

    @property
    def peers(self) -> dict[str, str]:
        """HOST:PORT by name."""
        return {name: f"{host}:{_PORT}" for name, host in self.hosts.items()}

    def start(self, name: str) -> None:
        listen = self.hosts[name], _PORT
        peers = [(host, _PORT) for host in self.hosts.values()]
        place = Place(name, CLUSTER, listen, peers, self.directory / name / "store")
        members = Authority(self.files[self.names[0]]).members()
        config = self.directory / f"{name}.conf"
        # what there may be at most must fit the disk
        text = guarded_config(place, self.files[name], members, SystemUser())
        config.write_text(text.replace("max_file: 1TB", "max_file: 1GB"))
        self.run(name, self._network.inside(name, [find_binary(), "-c", str(config)]))


class NodesApart(Nodes, Disks):
    """Nodes in namespaces, with certificates and a clock that can be set."""

    def __init__(self, directory: Path, network: Network) -> None:
        super().__init__(directory, "", name=CLUSTER)
        self._network = network
        self.hosts = {name: network.add(name, 20 + number) for number, name in enumerate(self.names)}
        self._clock = directory / "clock.so"
        run("cc", "-shared", "-fPIC", "-O2", "-o", str(self._clock), str(_CLOCK_SOURCE))
        for name in self.names:
            self.mount(name)
            self.set_clock(name, 0)

    def flags(self, name: str) -> dict[str, str]:
        host, port = self.address(name)
        return {"data": str(self.directory / name), "host": host, "port": str(port), "security": "off"}

    def address(self, name: str) -> tuple[str, int]:
        return self.hosts[name], _HTTP

    def start(self, name: str) -> None:
        self.run(
            name,
            self._network.inside(name, self.serving(name)),
            LD_PRELOAD=str(self._clock),
            CLOCK_AHEAD=str(self._time(name)),
        )

    def set_clock(self, name: str, seconds: int) -> None:
        """Sets a node's clock ahead, or back; the monotonic one goes on, as on a machine whose time is set."""
        path = self._time(name)
        with path.open("r+b" if path.exists() else "wb") as file:  # the same file: it is mapped
            file.write(seconds.to_bytes(8, sys.byteorder, signed=True))

    def _time(self, name: str) -> Path:
        return self.directory / f"{name}.time"


class Apart:
    """All of it. `make` before use, `remove` at the end."""

    def __init__(self, directory: Path) -> None:
        self.network = Network("10.93.7", "fc")
        self.network.make()
        self.nats = NatsApart(directory / "nats", self.network)
        self.nodes = NodesApart(directory / "nodes", self.network)
        enrol({name: files.path.parent for name, files in self.nats.files.items()}, self.nats.peers, CLUSTER)
        places = {name: (self.nodes.directory / name, host) for name, host in self.nodes.hosts.items()}
        enrol_nodes(self.nats.files[self.nats.names[0]], places)

    def leader(self, index: str) -> str | None:
        """Returns the nats-server that leads the stream of an index's first shard, None if nobody says."""
        status, state = self.nodes.ask(self.nodes.names[0], "GET", f"/{index}/_settings", timeout=5)
        if status != 200:
            return None
        uuid = state[index]["settings"]["index"]["uuid"]
        files = EnrolmentFiles(self.nodes.directory / self.nodes.names[0])
        urls = [f"tls://{peer}" for peer in self.nats.peers.values()]
        connection = NatsConnection(urls, CLUSTER, "tests", Access.of(files))
        try:
            connection.connect(10)
            found = connection.patient_api(f"STREAM.INFO.FL_{CLUSTER}_{uuid}_0", {}, 10)
            leader: str | None = found["cluster"].get("leader")
            return leader
        finally:
            connection.close()

    def remove(self) -> None:
        """Ends everything, and takes namespaces and disks away."""
        for processes in (self.nodes, self.nats):
            processes.stop()
        self.network.remove()
        for disks in (self.nodes, self.nats):
            disks.unmount()
