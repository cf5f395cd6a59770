"""Functions with a home of their own, and what they ask for answered by a real node."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.edge.functions.bundle import Bundle
from findling.edge.functions.confinement import Limits
from findling.edge.functions.functions import Functions
from findling.edge.functions.node_services import NodeServices
from findling.edge.functions.signed_files import SigningKey
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node


class Published:
    """What functions have published."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, Any]] = []

    def __call__(self, topic: str, payload: Any) -> None:
        self.messages.append((topic, payload))


@pytest.fixture
def key() -> SigningKey:
    return SigningKey(bytes(range(32)))


@pytest.fixture
def published() -> Published:
    return Published()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "node", sync=False, background=False, threads=2)) as started:
        yield started


@pytest.fixture
def functions(tmp_path: Path, node: Node, published: Published, key: SigningKey) -> Iterator[Functions]:
    services = NodeServices(
        node, published, lambda model, inputs: [sum(row) for row in inputs], lambda device, state: 7, dict
    )
    made = Functions(tmp_path / "functions", "n1", services, [key.public], unconfined=True, sensors_every_s=0.02)
    made.start()
    yield made
    made.close()


Pack = Callable[..., bytes]


@pytest.fixture
def packed(key: SigningKey) -> Pack:
    """Packs one module as a signed bundle."""

    def pack(text: str, name: str = "bundle", version: str = "1", **limits: Any) -> bytes:
        head = "from findling.edge.functions.declared import every, on, on_hub, on_sensor\n"
        files = {"main.py": (head + text).encode()}
        return Bundle(name=name, version=version, limits=Limits.parse(limits), files=files).signed(key)

    return pack
