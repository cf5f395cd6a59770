"""A server with background work, so that what is written becomes searchable by itself, and clients of its sockets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.reference.api import Api


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)) as started:
        yield started


@pytest.fixture
def api(node: Node) -> Api:
    api = Api(node)
    kept = {"type": "keyword", "index": False, "doc_values": False}
    properties = {"title": {"type": "text"}, "n": {"type": "integer"}, "kept": kept}
    api.put("/posts", {"mappings": {"properties": properties}})
    return api


@pytest.fixture
def server(node: Node, api: Api) -> Iterator[ServerThread]:
    with ServerThread(node) as started:
        yield started


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager() as pool:
        yield pool
