"""The Transport seam: how a shard is called: by a function call, or, if it is on another node, by request and reply."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from findling.base.errors import CorruptIndexError


class CopyLostError(Exception):
    """The copy of a shard that a request has begun with is gone: the request has to begin anew, with another."""


class FarShard(Protocol):
    """A shard of a request that is on another node."""

    @property
    def node(self) -> str | None:
        """The node that has answered, None before the first answer."""

    def begin(self, action: str, argument: Any) -> Any:
        """Asks the shard; `result` gives the answer."""

    def result(self, call: Any) -> Any:
        """Returns the answer to what was begun; what the action raises passes through. Raises CopyLostError."""


class ShardAddress(Protocol):
    """Which shard is meant."""

    @property
    def index(self) -> str:
        """Name of the index."""

    @property
    def uuid(self) -> str:
        """Of the index."""

    @property
    def number(self) -> int:
        """Number of the shard within the index."""

    @property
    def far(self) -> FarShard | None:
        """How the shard is asked if it is on another node."""


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


class FarTransport(LocalTransport):
    """Some shards are on other nodes: these are asked first, then those here, then the answers of the others taken.

    damaged: told of a shard here that cannot be read, by the index' uuid and its number; whether another copy can be
    """

    damaged: Callable[[str, int, CorruptIndexError], bool] | None = None

    def call_all(self, action: str, targets: Sequence[ShardAddress], request: object) -> list[object]:
        begun = [None if target.far is None else _outcome(target.far.begin, action, request) for target in targets]
        near = [target for target in targets if target.far is None]
        here = super().call_all(action, near, request) if near else []
        found = iter([self._usable(*pair) for pair in zip(near, here, strict=True)])
        answers: list[object] = []
        for target, call in zip(targets, begun, strict=True):
            if target.far is None:
                answers.append(next(found))
            else:
                answers.append(call if isinstance(call, Exception) else _outcome(target.far.result, call))
        return answers

    def _usable(self, target: ShardAddress, answer: object) -> object:
        """Returns an answer; CopyLostError where another copy is to be asked."""
        if not isinstance(answer, CorruptIndexError) or self.damaged is None:
            return answer
        if not self.damaged(target.uuid, target.number, answer):
            return answer
        return CopyLostError(f"the copy here is damaged: {answer.reason}")


def _outcome(function: Callable[..., Any], *arguments: object) -> object:
    """Returns a result, or the exception."""
    try:
        return function(*arguments)
    except Exception as error:
        return error


def _bind(function: ShardAction, target: ShardAddress, request: object) -> Callable[[], Any]:
    return lambda: function(target, request)
