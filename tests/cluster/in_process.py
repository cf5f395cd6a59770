"""Nodes of a cluster in this process, with one nats-server beside them."""

import base64
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.cluster.processes import NatsServers
from tests.reference.api import Api

_WAIT_S = 60


@contextmanager
def nodes(directory: Path, count: int = 2, authorization: str | None = None, **config: Any) -> Iterator[list[Api]]:
    """Gives nodes that know each other. config: more of what each is started with

    authorization: the first password of elastic, as the header has it
    """
    servers = NatsServers(directory / "nats", 1)
    servers.start(servers.names[0])
    started: list[Node] = []
    try:
        with ThreadPoolExecutor(count) as pool:
            started += pool.map(lambda number: _node(directory, servers.urls, number, config), range(count))
        apis = [Api(node) for node in started]
        headers = {} if authorization is None else {"authorization": authorization}
        if authorization is not None:
            password = base64.b64decode(authorization.split()[1]).decode().partition(":")[2]
            for node in started:
                assert node.security is not None
                node.security.users.bootstrap(password)
        for api in apis:
            wait_for(
                lambda api=api: api.call("GET", "/_cluster/health", None, headers).body["number_of_nodes"] == count
            )
        yield apis
    finally:
        for node in started:
            node.close()
        servers.stop()


def _node(directory: Path, urls: str, number: int, config: dict[str, Any]) -> Node:
    settings = NodeConfig(
        data=directory / f"node-{number}", sync=False, background=False, threads=4, nats=(urls,), insecure=True,
        cluster_name="test", node_name=f"node-{number}", port=9000 + number, **config,
    )  # fmt: skip
    return Node(settings).start()


def wait_for(is_so: Any) -> None:
    """Returns once something is so. Raises TimeoutError."""
    deadline = time.monotonic() + _WAIT_S
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
