"""What breaks: processes are killed and started again, or halted for a while."""

import random
import time
from dataclasses import dataclass

from tests.cluster.processes import NatsServers, Nodes, Processes

KINDS = ("kill-node", "halt-node", "kill-nats", "halt-nats", "restart-node")


@dataclass
class Broken:
    """One fault, and when it was."""

    kind: str
    name: str
    started: float
    ended: float = 0.0


class Faults:
    """Breaks one thing at a time."""

    def __init__(self, nodes: Nodes, nats: NatsServers, seed: int, kinds: tuple[str, ...] = KINDS) -> None:
        self._nodes = nodes
        self._nats = nats
        self._random = random.Random(seed)
        self._kinds = kinds
        self.done: list[Broken] = []

    def step(self) -> Broken:
        """Breaks something, and mends it."""
        kind = self._random.choice(self._kinds)
        processes: Processes = self._nats if kind.endswith("nats") else self._nodes
        name = self._random.choice(self._nats.names if kind.endswith("nats") else self._nodes.names)
        broken = Broken(kind, name, time.monotonic())
        if kind.startswith("halt"):
            processes.halt(name)
            time.sleep(self._random.uniform(2, 7))
            processes.resume(name)
        else:
            processes.kill(name, 15 if kind == "restart-node" else 9)
            time.sleep(self._random.uniform(0.5, 6))
            processes.start(name)  # type: ignore[attr-defined]
        broken.ended = time.monotonic()
        self.done.append(broken)
        return broken
