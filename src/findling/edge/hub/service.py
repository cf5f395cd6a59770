"""Lets edges in, answers their calls and knows which of them are there."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.cluster.authority.addresses import parse_address
from findling.cluster.nats.connection import NatsConnection
from findling.edge.bus import Bus
from findling.edge.config import EdgeConfig
from findling.edge.forward.sender import VERB as DOCUMENTS
from findling.edge.hub.documents import take_documents
from findling.edge.server.configuration import BELOW, plain_edge
from findling.edge.server.running import BesideServer
from findling.edge.streams import ensure_template
from findling.node.services.node import Node

logger = logging.getLogger("findling.edge")

STATUS: Final = "status"
SILENT_AFTER_S: Final = 15.0
"""An edge that has not told its status for so long is away."""
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(slots=True)
class KnownEdge:
    """An edge as it told of itself last. seen: when, on the monotonic clock; status: what"""

    name: str
    seen: float = 0.0
    status: dict[str, Any] = field(default_factory=dict)


class Hub:
    """What a node does for edges below it. `start`, `stop`.

    take: indexes a message of documents of an edge; by default here
    """

    def __init__(
        self,
        node: Node,
        connection: NatsConnection,
        take: Callable[[str, bytes], dict[str, Any]] | None = None,
        replicas: int | None = None,
    ) -> None:
        self.node = node
        self.bus = Bus(connection, None)
        self._connection = connection
        self._take = take or (lambda edge, message: take_documents(node, edge, message))
        self._replicas = replicas
        self._edges: dict[str, KnownEdge] = {}
        self._lock = threading.Lock()
        self.bus.serve(DOCUMENTS, lambda edge, message: self._take(edge, message))
        self.bus.serve(STATUS, self._note)

    def start(self) -> None:
        ensure_template(self.node, self._replicas)
        self.bus.start()

    def stop(self) -> None:
        self.bus.stop()

    def _note(self, edge: str, payload: bytes) -> dict[str, Any]:
        with self._lock:
            known = self._edges.setdefault(edge, KnownEdge(edge))
            known.seen, known.status = self.node.clock.monotonic(), orjson.loads(payload)
        return {"acknowledged": True}

    def edges(self) -> list[KnownEdge]:
        """Returns the edges that have come since the start, by name."""
        with self._lock:
            return [self._edges[name] for name in sorted(self._edges)]

    def present(self) -> list[str]:
        """Returns the names of the edges that are there."""
        since = self.node.clock.monotonic() - SILENT_AFTER_S
        return [edge.name for edge in self.edges() if edge.seen >= since]


class HubListener:
    """A nats-server of its own for edges, and the hub behind it: for nodes that have no cluster's."""

    def __init__(self, node: Node, config: EdgeConfig, binary: str | None = None) -> None:
        assert config.edge_listen is not None
        host, _ = parse_address(config.edge_listen)
        if host not in _LOOPBACK:
            raise IllegalArgumentError(f"edges may come to [{host}] only with keys: plain is for this machine alone")
        directory = Path(node.config.data).absolute() / "edge" / "nats"
        self.server = BesideServer.planned(
            "hub", directory, binary, leaf_listen=config.edge_listen, edges=(plain_edge(),)
        )
        self.server.start()
        try:
            self.connection = self.server.connect(BELOW)
        except BaseException:
            self.server.stop()
            raise
        self.hub = Hub(node, self.connection)
        self.hub.start()

    def close(self) -> None:
        self.hub.stop()
        self.connection.close()
        self.server.stop()
