"""Fleet: the parts of the fleet's management, wired together."""

import threading
from collections.abc import Mapping
from typing import Any, Final, Self

from findling.base.clock import Clock
from findling.cluster.system.edge import INDEX
from findling.edge.fleet.archives import Archives
from findling.edge.fleet.bundles import Bundles
from findling.edge.fleet.commands import Commands
from findling.edge.fleet.configs import Configs
from findling.edge.fleet.deployments import Deployments
from findling.edge.fleet.devices import Devices
from findling.edge.fleet.exchange import Exchange
from findling.edge.fleet.pokes import Pokes
from findling.edge.fleet.publishing import Publishing
from findling.edge.fleet.pushed import PushedIndices
from findling.edge.fleet.records import Records
from findling.edge.fleet.registry import Registry
from findling.edge.fleet.shadows import Shadows
from findling.edge.fleet.store import KINDS, FleetStore
from findling.node.services.node import Node

_ADVANCE_EVERY_S: Final = 1.0


class Fleet:
    """What a hub has. A node keeps one: `node.kept(Fleet.of)`."""

    def __init__(self, node: Node) -> None:
        self.clock: Clock = node.clock
        self.store = FleetStore(node.system.index(INDEX), node.clock)
        self.registry = Registry(self.store)
        self.pokes = Pokes()
        self.shadows = Shadows(self.store, self.pokes)
        home = node.config.data / "edge" / "bundles"
        self.bundles = Bundles(self.store, Archives(self.store, home), PushedIndices(node, home / ".indices"))
        self.configs = Configs(self.store)
        self.commands = Commands(self.store, self.registry, self.pokes)
        self.devices = Devices(self.store, self.shadows, self.commands, self.pokes)
        self.deployments = Deployments(self.store, self.registry, self.bundles, self.pokes)
        self.publishing = Publishing(self.store, self.registry, self.bundles, self.deployments)
        self.exchange = Exchange(
            self.store,
            self.registry,
            self.devices,
            self.shadows,
            self.bundles,
            self.configs,
            self.commands,
            Records(node),
        )
        self._lock = threading.Lock()
        self._advanced = 0.0

    def sync(self, node: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Speaks with an edge, and takes deployments on: what they wait for is what edges tell.

        Raises NodeRevokedError, and what is wrong with the body.
        """
        wanted = self.exchange.sync(node, body)
        if self._lock.acquire(blocking=False):
            try:
                if self.clock.monotonic() - self._advanced >= _ADVANCE_EVERY_S:
                    self._advanced = self.clock.monotonic()
                    self.deployments.advance()
            finally:
                self._lock.release()
        return {**wanted, "signing_key": self.bundles.key.public}

    @classmethod
    def of(cls, node: Node) -> Self:
        """Makes the fleet of a node."""
        return cls(node)

    def counts(self) -> dict[str, int]:
        """Returns how many documents of each kind there are."""
        return {f"{kind}s": self.store.search(kind, {"size": 0}, False).total for kind in KINDS}
