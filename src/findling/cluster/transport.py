"""The Transport seam: how a shard is called. Here: a function call; later request and reply over a network."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class ShardAddress(Protocol):
    """Which shard is meant."""

    @property
    def index(self) -> str:
        """Name of the index."""

    @property
    def number(self) -> int:
        """Number of the shard within the index."""


ShardAction = Callable[[Any, Any], Any]
RunAll = Callable[[Sequence[Callable[[], Any]]], list[Any]]


class Transport(Protocol):
    """Calls actions of shards."""

    def call(self, action: str, target: ShardAddress, request: object) -> object:
        """Runs a registered action on a shard and returns its answer; what it raises passes through."""

    def call_all(self, action: str, targets: Sequence[ShardAddress], request: object) -> list[object]:
        """Runs an action on several shards and returns answers or exceptions, in the order of the targets."""


def run_in_turn(calls: Sequence[Callable[[], Any]]) -> list[object]:
    """Returns the results, or the exceptions, of calls made one after another."""
    results: list[Any] = []
    for call in calls:
        try:
            results.append(call())
        except Exception as error:
            results.append(error)
    return results


class LocalTransport:
    """All shards are in this process.

    run_all: makes several calls, side by side if it can; returns results or exceptions
    """

    def __init__(self, run_all: RunAll = run_in_turn) -> None:
        self._actions: dict[str, ShardAction] = {}
        self._run_all = run_all

    def register(self, action: str, function: ShardAction) -> None:
        """Makes a function available as an action; it gets the target and the request."""
        self._actions[action] = function

    def call(self, action: str, target: ShardAddress, request: object) -> object:
        return self._actions[action](target, request)

    def call_all(self, action: str, targets: Sequence[ShardAddress], request: object) -> list[object]:
        function = self._actions[action]
        return self._run_all([_bind(function, target, request) for target in targets])


def _bind(function: ShardAction, target: ShardAddress, request: object) -> Callable[[], Any]:
    return lambda: function(target, request)
