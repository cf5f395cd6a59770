"""Lets edges in, answers their calls and knows which of them are there."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import ResourceNotFoundError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.nats.connection import NatsConnection
from findling.edge.bus import Bus
from findling.edge.config import EdgeConfig
from findling.edge.forward.sender import VERB as DOCUMENTS
from findling.edge.hub.documents import take_documents
from findling.edge.server.admitted import AdmittedEdges
from findling.edge.server.configuration import BELOW
from findling.edge.server.running import WATCH_S, BesideServer
from findling.edge.streams import ensure_template
from findling.node.services.node import Node

logger = logging.getLogger("findling.edge")

STATUS: Final = "status"
SILENT_AFTER_S: Final = 15.0
"""An edge that has not told its status for so long is away."""


@dataclass(slots=True)
class KnownEdge:
    """An edge as it told of itself last. seen: when, on the monotonic clock; status: what"""

    name: str
    seen: float = 0.0
    status: dict[str, Any] = field(default_factory=dict)


class Hub:
    """What a node does for edges below it. `start`, `stop`.

    take: indexes a message of documents of an edge; by default here
    files: of the authority that has enrolled its edges, None: they come without keys
    """

    def __init__(
        self,
        node: Node,
        connection: NatsConnection,
        take: Callable[[str, bytes], dict[str, Any]] | None = None,
        replicas: int | None = None,
        files: EnrolmentFiles | None = None,
    ) -> None:
        self.node = node
        self.bus = Bus(connection, None)
        self._connection = connection
        self._take = take or (lambda edge, message: take_documents(node, edge, message))
        self._replicas = replicas
        self._files = files
        self._edges: dict[str, KnownEdge] = {}
        self._lock = threading.Lock()
        self.bus.serve(DOCUMENTS, self._documents)
        self.bus.serve(STATUS, self._note)

    def start(self) -> None:
        self.bus.start()

    def stop(self) -> None:
        self.bus.stop()

    def throw_out(self, name: str) -> None:
        """Revokes the key of an edge, if it has one here: within seconds it is disconnected and stays so."""
        if self._files is not None and self._files.have_authority:
            with contextlib.suppress(ResourceNotFoundError):
                Authority(self._files).revoke_member(name)

    def _documents(self, edge: str, message: bytes) -> dict[str, Any]:
        ensure_template(self.node, self._replicas)
        return self._take(edge, message)

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
        data = Path(node.config.data).absolute()
        self._admitted = AdmittedEdges(data, config.edge_listen)
        self.server = BesideServer.planned("hub", data / "edge" / "nats", binary, **self._admitted.plan())
        self.server.start()
        try:
            self.connection = self.server.connect(BELOW)
            self._admitted.follow(self.server)
        except BaseException:
            self._admitted.close()
            self.server.stop()
            raise
        self.hub = Hub(node, self.connection, files=self._admitted.files)
        self.hub.start()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="findling-edge-watch", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_S):
            self.server.keep_running()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self.hub.stop()
        self._admitted.close()
        self.connection.close()
        self.server.stop()


class ClusterHub:
    """The hub that each master of a cluster is, by the nats-servers that the cluster has anyway."""

    def __init__(self, node: Node) -> None:
        assert node.link is not None
        self.hub = Hub(node, node.link.connection, files=EnrolmentFiles(Path(node.config.data).absolute()))
        self.hub.start()

    def close(self) -> None:
        self.hub.stop()
