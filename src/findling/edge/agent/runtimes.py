"""Functions, models, pipelines and copies of indices, deployed the same way."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import ResourceNotFoundError
from findling.edge.agent.deployed import Runtime
from findling.edge.functions.bundle import Bundle


class Runtimes:
    """Hands each bundle to what runs its kind. by_kind: kinds of bundles"""

    def __init__(self, by_kind: Mapping[str, Runtime]) -> None:
        self._by_kind = by_kind
        self._trusted: list[str] = []

    def trust(self, key: str) -> None:
        self._trusted.append(key)
        for runtime in self._by_kind.values():
            runtime.trust(key)

    def deploy(self, archive: bytes) -> str:
        return self._by_kind[Bundle.opened(archive, self._trusted).kind].deploy(archive)

    def remove(self, name: str) -> None:
        for runtime in self._by_kind.values():
            if name in runtime.shown():
                return runtime.remove(name)
        raise ResourceNotFoundError(f"bundle [{name}] is not deployed here")

    def shown(self) -> dict[str, Mapping[str, Any]]:
        return {name: shown for runtime in self._by_kind.values() for name, shown in runtime.shown().items()}
