"""The Transport seam: how a shard is called. Here: a function call; later request and reply over a network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ShardTarget:
    """One copy of one shard."""

    index: str
    uuid: str
    shard: int


ShardAction = Callable[[ShardTarget, Any], Any]


class Transport(Protocol):
    """Calls actions of shards."""

    def call(self, action: str, target: ShardTarget, request: Any) -> Any:
        """Runs a registered action on a shard and returns its answer; what it raises passes through."""

    def call_all(self, action: str, targets: Sequence[ShardTarget], request: Any) -> list[Any]:
        """Runs an action on several shards and returns answers, or the exceptions raised, in the order of the targets."""


class LocalTransport:
    """All shards are in this process."""

    def __init__(self, run_all: Callable[[Sequence[Callable[[], Any]]], list[Any]] | None = None) -> None:
        self._actions: dict[str, ShardAction] = {}
        self._run_all = run_all or run_in_turn

    def register(self, action: str, function: ShardAction) -> None:
        self._actions[action] = function

    def call(self, action: str, target: ShardTarget, request: Any) -> Any:
        return self._actions[action](target, request)

    def call_all(self, action: str, targets: Sequence[ShardTarget], request: Any) -> list[Any]:
        function = self._actions[action]
        return self._run_all([_bind(function, target, request) for target in targets])


def _bind(function: ShardAction, target: ShardTarget, request: Any) -> Callable[[], Any]:
    return lambda: function(target, request)


def run_in_turn(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Returns the results, or the exceptions, of calls made one after another."""
    results: list[Any] = []
    for call in calls:
        try:
            results.append(call())
        except Exception as error:
            results.append(error)
    return results
