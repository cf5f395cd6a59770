"""One Findling for tests: a node on a directory of its own, in this process, with or without a socket."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from findling.base.lazy import lazy_module
from findling.node.services.clone import clone_data
from findling.node.services.config import Flavor, NodeConfig
from findling.node.services.node import Node
from findling.rest.app import App, create_app
from findling.rest.server import ServerThread
from findling.testing.seeds import load_seeds

# the clients are optional: whoever brings another one needs only the URL
elasticsearch = lazy_module("elasticsearch", optional=True)
in_process = lazy_module("findling.testing.in_process")

MEMORY_BYTES = 256 << 20
IN_PROCESS_URL = "http://findling.in-process:9200"


class Findling:
    """A server for tests. A context manager; `reset` puts it back to its seed data in milliseconds.

    seeds: files whose documents are there at the start and after every reset
    read_your_writes: every acknowledged write is searchable at once, without a refresh
    flavor: whose names it has
    socket: listen on a free port of the loopback interface; without it only the in-process clients reach it
    """

    def __init__(
        self,
        seeds: Iterable[Path] = (),
        read_your_writes: bool = True,
        socket: bool = True,
        flavor: Flavor = "elasticsearch",
    ) -> None:
        self._flavor = flavor
        self._folder = Path(tempfile.mkdtemp(prefix="findling-"))
        self._read_your_writes = read_your_writes
        self._clones = 0
        try:
            self._base = self._build_base(list(seeds))
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        self._node = self._open_clone()
        self._app = create_app(self._node)
        self._server = ServerThread(self._node, app=self._app).start() if socket else None
        if self._server is not None:
            self._node.bound_address = self._server.url.partition("://")[2]
        self._clients: dict[str, Any] = {}

    @property
    def url(self) -> str:
        """The server's URL. Without a socket, only the in-process clients understand it."""
        return IN_PROCESS_URL if self._server is None else self._server.url

    @property
    def app(self) -> App:
        """The ASGI application; its node changes with every reset."""
        return self._app

    @property
    def client(self) -> Any:
        """An elasticsearch-py client, made when first asked for; through the socket if there is one."""
        return self._client("Elasticsearch", asynchronous=False)

    @property
    def async_client(self) -> Any:
        """The asynchronous client; the caller closes it."""
        return self._new_client("AsyncElasticsearch", asynchronous=True)

    def reset(self) -> None:
        """Puts every index, template and setting back to what the seeds made. No request may be under way."""
        before = self._node
        self._node = self._open_clone()
        self._node.bound_address = before.bound_address
        self._app.node = self._node
        self._discard(before)

    def close(self) -> None:
        """Stops the server and removes its files."""
        for client in self._clients.values():
            client.close()
        if self._server is not None:
            self._server.stop()
        self._node.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _build_base(self, seeds: list[Path]) -> Path:
        """Indexes the seeds once, into a directory that no node writes to afterwards."""
        base = self._folder / "base"
        with Node(self._config(base)) as node:
            load_seeds(create_app(node), seeds)
        return base

    def _open_clone(self) -> Node:
        self._clones += 1
        target = self._folder / f"clone-{self._clones}"
        clone_data(self._base, target)
        return Node(self._config(target)).start()

    def _config(self, data: Path) -> NodeConfig:
        return NodeConfig(
            data=data,
            memory_bytes=MEMORY_BYTES,
            cluster_name="findling-test",
            flavor=self._flavor,
            threads=8,
            sync=False,
            read_your_writes=self._read_your_writes,
            background=not self._read_your_writes,
        )

    def _discard(self, node: Node) -> None:
        node.close()
        shutil.rmtree(node.config.data, ignore_errors=True)

    def _client(self, name: str, asynchronous: bool) -> Any:
        if name not in self._clients:
            self._clients[name] = self._new_client(name, asynchronous)
        return self._clients[name]

    def _new_client(self, name: str, asynchronous: bool) -> Any:
        kind = getattr(elasticsearch, name)
        if self._server is not None:
            return kind(self.url)
        return kind(self.url, node_class=in_process.node_class(self._app, asynchronous))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
