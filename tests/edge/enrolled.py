"""Hubs with an authority and edges that joined, in this process; and a nats-server of a thief of keys."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.joining import Applicant, join
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.embedded_server import find_binary
from findling.cluster.nats.server_process import ServerProcess
from findling.edge.server.keys import own_files, uplink
from findling.edge.server.running import free_port

_HOUR_MS = 3_600_000


def found_hub(data: Path, port: int, name: str = "hub") -> Authority:
    """Makes the authority of a hub whose edges come in at a port of this machine."""
    authority = Authority(own_files(data))
    address = f"127.0.0.1:{port}"
    authority.found(
        Enrolment(name, name, "master", (), door=f"127.0.0.1:{free_port()}", leaves=(address,)), ["127.0.0.1"]
    )
    return authority


def enrol_edge(data: Path, authority: Authority, name: str) -> EnrolmentFiles:
    """Has an edge join at the door of a hub that runs."""
    files, token = EnrolmentFiles(data), authority.make_token("edge", _HOUR_MS)
    assert authority.door is not None
    join(files, authority.door, token, authority.hash, Applicant(name, "edge"))
    return files


class RogueLeaf:
    """A nats-server that comes to a hub as a leaf, with an edge's files or what is said, and a client of it."""

    def __init__(self, directory: Path, remote: dict[str, Any]) -> None:
        self.port = free_port()
        self.log = directory / "nats-server.log"
        config = {
            "server_name": directory.name,
            "listen": f"127.0.0.1:{self.port}",
            "max_payload": 8 << 20,
            "leafnodes": {"reconnect": "1s", "remotes": [remote]},
        }
        self._process = ServerProcess(directory, find_binary(), ("127.0.0.1", self.port))
        self._process.start(json.dumps(config))
        self.client = NatsConnection([f"nats://127.0.0.1:{self.port}"], "rogue", "rogue")
        self.client.connect(20, jetstream=False)

    @classmethod
    def with_files(cls, directory: Path, files: EnrolmentFiles, **other: Any) -> Self:
        """Comes with an edge's certificate and key. other: members of the remote that are different"""
        link = uplink(None, files)
        return cls(directory, {"urls": list(link.urls), **link.options, **other})

    def says(self, text: str, timeout_s: float = 30) -> bool:
        """Waits for a text in its log."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.log.exists() and text in self.log.read_text(encoding="utf-8"):
                return True
            time.sleep(0.05)
        return False

    def close(self) -> None:
        self.client.close()
        self._process.stop()


@contextmanager
def rogue_leaf(directory: Path, files: EnrolmentFiles, **other: Any) -> Iterator[RogueLeaf]:
    """Runs such a server."""
    leaf = RogueLeaf.with_files(directory, files, **other)
    try:
        yield leaf
    finally:
        leaf.close()
