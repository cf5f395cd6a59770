"""What breaks: processes are killed and halted, the network is cut, clocks jump, disks are full."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.cluster.apart import Apart
from tests.cluster.clients import INDEX
from tests.cluster.processes import NatsServers, Nodes, Processes

KINDS: Final = ("kill-node", "halt-node", "kill-nats", "halt-nats", "restart-node")
APART_KINDS: Final = (
    *KINDS, "kill-leader", "halt-leader", "kill-machine", "cut-node", "cut-nats", "cut-machine", "deaf-node",
    "mute-node", "deaf-nats", "mute-nats", "bridge", "clock-node", "full-node", "full-nats",
)  # fmt: skip
"""Those that need network namespaces, disks and clocks of the processes' own among them."""
_AHEAD_S: Final = 7200


@dataclass
class Broken:
    """One fault, and when it was. nodes: those that cannot be expected to answer meanwhile"""

    kind: str
    name: str
    started: float
    ended: float = 0.0
    nodes: tuple[str, ...] = field(default=())


class Faults:
    """Breaks one thing at a time. apart: None where all is on one address"""

    def __init__(
        self, nodes: Nodes, nats: NatsServers, seed: int, kinds: tuple[str, ...], apart: Apart | None = None
    ) -> None:
        self._nodes = nodes
        self._nats = nats
        self._random = random.Random(seed)
        self._kinds = kinds
        self._left: list[str] = []
        self._apart = apart
        self.done: list[Broken] = []

    def step(self) -> Broken:
        """Breaks something, and mends it. Each kind comes once before any comes again."""
        self._left = self._left or self._random.sample(self._kinds, len(self._kinds))
        kind, target = (word := self._left.pop()), word.rpartition("-")[2]
        if target == "leader":
            assert self._apart is not None
            name = self._apart.leader(INDEX) or self._nats.names[0]
        else:
            name = self._random.choice(self._nodes.names if target in ("node", "machine") else self._nats.names)
        broken = Broken(kind, name, time.monotonic(), nodes=(name,) if target in ("node", "machine") else ())
        self.done.append(broken)
        self._break(kind.partition("-")[0], name)
        broken.ended = time.monotonic()
        return broken

    def _break(self, how: str, name: str) -> None:
        processes: Processes = self._nats if name in self._nats.names else self._nodes
        together = [name]
        if self.done[-1].kind.endswith("-machine"):
            together.append(self._nats.names[self._nodes.names.index(name)])
        if how in ("kill", "restart"):
            self._kill(together, 15 if how == "restart" else 9)
        elif how == "halt":
            self._during(lambda: processes.halt(name), lambda: processes.resume(name))
        else:
            self._break_apart(how, name, together)

    def _break_apart(self, how: str, name: str, together: list[str]) -> None:
        apart = self._apart
        assert apart is not None
        network, disks = apart.network, apart.nats if name in apart.nats.names else apart.nodes
        others = [other for other in network.addresses if other not in together]
        if how == "cut":
            self._during(lambda: network.split(together, others), network.heal)
        elif how == "deaf":
            self._during(lambda: network.cut(others, together), network.heal)
        elif how == "mute":
            self._during(lambda: network.cut(together, others), network.heal)
        elif how == "bridge":
            first, second = (other for other in apart.nats.names if other != name)
            self._during(lambda: network.split([first], [second]), network.heal)
        elif how == "clock":
            ahead = self._random.randint(-_AHEAD_S, _AHEAD_S)
            self._during(lambda: apart.nodes.set_clock(name, ahead), lambda: apart.nodes.set_clock(name, 0))
        elif how == "full":
            self._during(lambda: disks.fill(name), lambda: disks.empty(name))
            if disks is apart.nats:  # it has given up its streams, and takes them up when it is started again
                self._kill([name], 15)

    def _during(self, begin: Callable[[], object], end: Callable[[], object]) -> None:
        begin()
        try:
            time.sleep(self._random.uniform(2, 7))
        finally:
            end()

    def _kill(self, names: list[str], number: int) -> None:
        owners = {name: self._nats if name in self._nats.names else self._nodes for name in names}
        for name, owner in owners.items():
            owner.kill(name, number)
        time.sleep(self._random.uniform(0.5, 6))
        for name, owner in owners.items():
            owner.start(name)
