"""Asks a template's Rego which of its constraints an object violates."""

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from findling.policy.engine.errors import RegoError
from findling.policy.engine.pool import EnginePool
from findling.policy.engine.protocol import UNDEFINED, EngineKind, Sources
from findling.policy.gatekeeper.constraint import Constraint
from findling.policy.gatekeeper.inventory import Inventory
from findling.policy.gatekeeper.objects import JsonObject
from findling.policy.gatekeeper.rego_code import VIOLATIONS, RegoCode

_MOST_ENGINES: Final = os.cpu_count() or 1  # judging computes: more of them would only be in each other's way
Finding = tuple[Constraint, str, Any]
"""Constraint, message, details."""


class Evaluator:
    """The engines of one template. They are made when first asked, and made anew when what they see has changed."""

    def __init__(self, code: RegoCode, inventory: Inventory, kind: Callable[[], EngineKind]) -> None:
        self._code = code
        self._inventory = inventory
        self._kind = kind
        self._lock = threading.Lock()
        self._pool: EnginePool | None = None
        self._revision = -1

    def findings(self, constraints: Sequence[Constraint], review: JsonObject) -> list[Finding]:
        """Returns what an object violates; where the evaluation fails, all of the constraints, with the reason.

        review: `input.review`
        """
        asked = {
            "review": review,
            "constraints": [{"key": i, "parameters": one.parameters} for i, one in enumerate(constraints)],
        }
        try:
            with self._current().engine() as engine:
                found = engine.evaluate(VIOLATIONS, asked)
        except RegoError as error:
            reason = "; ".join(one.message for one in self._code.problems(error.problems))
            return [(constraint, reason, {}) for constraint in constraints]
        return [
            (constraints[one["key"]], _text(one["msg"]), one["details"])
            for one in (() if found is UNDEFINED else found)
        ]

    def close(self) -> None:
        """Frees the engines; those that are asked at this moment when they have answered."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _current(self) -> EnginePool:
        """Returns engines that see the inventory as it is."""
        with self._lock:
            if self._pool is None or (self._code.uses_inventory and self._revision != self._inventory.revision):
                data: dict[str, Any] = {}
                if self._code.uses_inventory:
                    self._revision, data["inventory"] = self._inventory.tree()
                old, self._pool = self._pool, EnginePool(self._kind(), Sources(self._code.texts, data), _MOST_ENGINES)
                if old is not None:
                    old.close()
            return self._pool


def _text(message: object) -> str:
    return message if isinstance(message, str) else str(message)
