"""A node, and a client that calls it, for the examples of pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)) as started:
        yield started


@pytest.fixture
def api(node: Node) -> Api:
    return Api(node)
