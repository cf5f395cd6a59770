"""A node whose time moves only when told to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.base.clock import FixedClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

DAY_MS = 86_400_000


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture
def api(tmp_path: Path, clock: FixedClock) -> Iterator[Api]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2), clock) as node:
        yield Api(node)
