"""An edge and its hub, both real nodes; what is between them is a link that can be cut."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.edge.agent.agent import Agent
from findling.edge.agent.hub import CalledHub, HubAwayError, HubRefusedError
from findling.edge.agent.runtimes import Runtimes
from findling.edge.functions.functions import Functions
from findling.edge.functions.node_services import NodeServices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

NOW = 1_800_000_000_000


class Link:
    """What is between an edge and its hub. loses_answers: whether what the hub answers gets lost"""

    def __init__(self, hub: Api, edge: str) -> None:
        self.hub = hub
        self.edge = edge
        self.is_cut = self.loses_answers = False
        self.asked: list[str] = []

    def __call__(self, verb: str, body: bytes) -> Any:
        if self.is_cut:
            raise HubAwayError("the link is cut")
        self.asked.append(verb)
        answer = self.hub.post(f"/_edge/nodes/{self.edge}/_{verb}", orjson.loads(body))
        if self.loses_answers:
            raise HubAwayError("the answer got lost")
        if answer.status >= 400:
            raise HubRefusedError(answer.error[2], answer.status)
        return answer.body


class Edge:
    """An edge of tests. published: what it said to its devices"""

    def __init__(self, hub: Api, home: Path, clock: FixedClock, name: str = "n1") -> None:
        self.link = Link(hub, name)
        self.published: list[tuple[str, Any]] = []
        self.settings: list[Any] = []
        self.node = Node(NodeConfig(data=home / "node", sync=False, background=False, threads=2))
        self.node.start()
        services = NodeServices(self.node, self.publish, lambda model, rows: [], lambda device, state: 0, dict)
        self.functions = Functions(home / "functions", name, services, (), clock=clock, unconfined=True)
        self.functions.start()
        self._home, self._clock, self._name = home, clock, name
        self.agent = self.made()

    def made(self) -> Agent:
        """Returns an agent, as after a start."""
        return Agent(
            self._name,
            CalledHub(self.link),
            self._home / "agent",
            Runtimes({"functions": self.functions}),
            self.publish,
            clock=self._clock,
            configured=self.settings.append,
            records=self.functions.records,
        )

    def publish(self, topic: str, payload: Any) -> None:
        self.published.append((topic, payload))

    def close(self) -> None:
        self.functions.close()
        self.node.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def hub(tmp_path: Path, clock: FixedClock) -> Iterator[Api]:
    with Node(NodeConfig(data=tmp_path / "hub", sync=False, background=False, threads=2), clock) as node:
        yield Api(node)


@pytest.fixture
def edge(hub: Api, tmp_path: Path, clock: FixedClock) -> Iterator[Edge]:
    made = Edge(hub, tmp_path / "edge", clock)
    yield made
    made.close()
