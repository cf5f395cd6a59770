"""Runs the nats-server beside an edge or a hub, and connects to its accounts."""

import logging
import secrets
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.embedded_server import find_binary
from findling.cluster.nats.server_process import ServerProcess
from findling.edge.server.configuration import DEVICES, ServerPlan, configuration

logger = logging.getLogger("findling.edge")

WATCH_S: Final = 0.5
"""How often it is looked whether the server runs."""
_TIMEOUT_S: Final = 30.0
_ENVIRONMENT: Final = {"GOMEMLIMIT": "40MiB", "GOGC": "50"}
"""A small machine: garbage goes early."""


def free_port() -> int:
    """Returns a port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class BesideServer:
    """A nats-server of one plan. `start`, then `connect` to its accounts; `stop` at the end."""

    def __init__(self, plan: ServerPlan, binary: str | None = None) -> None:
        self.plan = plan
        self._process = ServerProcess(plan.directory, find_binary(binary), ("127.0.0.1", plan.listen))

    @classmethod
    def planned(cls, name: str, directory: Path, binary: str | None = None, **members: Any) -> "BesideServer":
        """Returns a server whose port and password of this program's own connections are made up."""
        plan = ServerPlan(name, directory, free_port(), secrets.token_urlsafe(24), **members)
        return cls(plan, binary)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.is_running

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.plan.directory / "nats-server.log"

    def start(self) -> None:
        """Starts the server, also once more after it ended."""
        self._process.start(configuration(self.plan), _ENVIRONMENT)

    def keep_running(self) -> None:
        """Starts the server once more if it has ended."""
        if self.is_running:
            return
        logger.error("the nats-server has ended, it is started again")
        try:
            self.start()
        except FindlingError as error:
            logger.error("the nats-server cannot be started reason=%s", error.reason)

    def start_quietly(self) -> None:
        """Starts the server without its door for devices."""
        self._process.start(configuration(replace(self.plan, mqtt=None)), _ENVIRONMENT)

    def change(self, **members: Any) -> None:
        """Gives the running server another plan: who is not in it any more is disconnected.

        Raises ClusterUnavailableError if an edge may be connected still that should not: to be done once more.
        """
        before, self.plan = self.plan, replace(self.plan, **members)
        if all(edge in self.plan.edges for edge in before.edges):
            self._process.reload(configuration(self.plan))
            return
        self._process.write(configuration(self.plan))
        try:
            self.plan.system.renew_links(f"127.0.0.1:{self.plan.listen}")
        except BaseException:
            self.plan = before
            raise

    def connect(self, account: str) -> NatsConnection:
        """Returns a connection to one of its accounts. Raises ClusterUnavailableError."""
        url = f"nats://{account}:{self.plan.password}@127.0.0.1:{self.plan.listen}"
        connection = NatsConnection([url], "edge", f"{self.plan.name}-{account}")
        try:
            connection.connect(_TIMEOUT_S, jetstream=account == DEVICES)
        except BaseException:
            connection.close()
            raise
        return connection

    def stop(self) -> None:
        self._process.stop()


def wait_until(connection: NatsConnection, timeout_s: float = _TIMEOUT_S) -> None:
    """Returns once a connection that was lost is there again, or the time is over."""
    deadline = time.monotonic() + timeout_s
    while not connection.is_connected and time.monotonic() < deadline:
        time.sleep(0.05)
