"""Nodes of Findling, each with the nats-server of its own: what breaks is a whole machine."""

import contextlib
import os
import signal
from pathlib import Path

from tests.cluster.processes import Nodes, spaced_ports


class EmbeddedNodes(Nodes):
    """Nodes in plain on this machine. A nats-server ends with its node, and is halted with it."""

    def __init__(self, directory: Path, count: int = 3, name: str = "beside") -> None:
        super().__init__(directory, "embedded", count, name)
        self._listen = dict(zip(self.names, (f"127.0.0.1:{port}" for port in spaced_ports(count)), strict=True))

    def flags(self, name: str) -> dict[str, str]:
        peers = ",".join(self._listen.values())
        return {**super().flags(name), "nats-listen": self._listen[name], "nats-peers": peers}

    def halt(self, name: str) -> None:
        for pid in self.tree(name):
            os.kill(pid, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        for pid in self.tree(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
