"""Edges and hubs in this process, and a link between them that can be cut."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import orjson

from findling.edge.config import EdgeConfig
from findling.edge.hub.service import Hub, HubListener
from findling.edge.server.running import free_port
from findling.edge.service import EdgeService
from findling.node.indices.maintenance import refresh
from findling.node.search.search import SearchCall, search
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node


def wait_until(holds: Callable[[], bool], timeout_s: float = 60) -> None:
    """Returns once something holds. Raises AssertionError if it does not in time."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it does not become so"
        time.sleep(0.02)


class Link:
    """TCP from a port of its own to another, until it is cut."""

    def __init__(self, to: int) -> None:
        self.port = free_port()
        self._to = to
        self._open: set[socket.socket] = set()
        self._listening: socket.socket | None = None
        self.join()

    def join(self) -> None:
        """Lets connections through, also after a cut."""
        listening = socket.create_server(("127.0.0.1", self.port))
        self._listening = listening
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def cut(self) -> None:
        """Breaks all connections, and lets none through."""
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        self._open.discard(source)
        source.close()


class Place:
    """A node in this process that is an edge, a hub, or both. `close` ends it, `open` starts it again."""

    def __init__(self, directory: Path, is_edge: bool = False, **settings: Any) -> None:
        self.directory = directory
        self.settings = settings
        self.is_edge = is_edge or "edge_name" in settings
        self.open()

    def open(self) -> Self:
        self.node = Node(NodeConfig(self.directory, sync=False)).start()
        config = EdgeConfig(**self.settings)
        self.service: EdgeService | None = None
        self.listener: HubListener | None = None
        try:
            if not self.is_edge:
                self.listener = HubListener(self.node, config)
            else:
                self.service = EdgeService(self.node, config)
                self.service.start()
        except BaseException:
            self.node.close()
            raise
        return self

    @property
    def edge(self) -> EdgeService:
        assert self.service is not None
        return self.service

    @property
    def hub(self) -> Hub:
        if self.listener is not None:
            return self.listener.hub
        assert self.edge.hub is not None
        return self.edge.hub

    def close(self) -> None:
        if self.service is not None:
            self.service.close()
        if self.listener is not None:
            self.listener.close()
        self.node.close()

    def documents(self, index: str = "edge-events", size: int = 10_000) -> list[dict[str, Any]]:
        """Returns the hits of all documents of an index, in the order in which they were indexed."""
        if self.node.cluster.state.streams.get(index) is None:
            return []
        refresh(self.node, index)
        body = {"size": size, "sort": [{"_seq_no": "asc"}], "track_total_hits": True}
        answer = search(self.node, SearchCall(index, body))
        hits: list[dict[str, Any]] = orjson.loads(orjson.dumps(answer["hits"]["hits"]))
        return hits

    def count(self, index: str = "edge-events") -> int:
        """Returns the number of documents of an index."""
        if self.node.cluster.state.streams.get(index) is None:
            return 0
        refresh(self.node, index)
        found: int = search(self.node, SearchCall(index, {"size": 0, "track_total_hits": True}))["hits"]["total"][
            "value"
        ]
        return found


@contextmanager
def hub_at(directory: Path) -> Iterator[tuple[Place, int]]:
    """Runs a hub; its port for edges."""
    port = free_port()
    place = Place(directory, edge_listen=f"127.0.0.1:{port}")
    try:
        yield place, port
    finally:
        place.close()


@contextmanager
def edge_at(directory: Path, name: str, hub_port: int | None, **settings: Any) -> Iterator[Place]:
    """Runs an edge."""
    hub = {} if hub_port is None else {"edge_hub": f"127.0.0.1:{hub_port}"}
    place = Place(directory, edge_name=name, edge_mqtt=f"127.0.0.1:{free_port()}", **hub, **settings)
    try:
        yield place
    finally:
        place.close()
