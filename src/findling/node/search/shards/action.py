"""What may be done on a shard, be it here or on another node: functions of a target and an argument.

A function is registered where it stands. Argument and answer are data: they may go from node to node.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, cast

from findling.base.errors import FindlingError, TaskCancelledError
from findling.node.search.shard_targets import ShardTarget

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")
ShardFunction = Callable[[ShardTarget, Argument], Answer]
SHARD_ACTIONS: Final[dict[str, Callable[[ShardTarget, Any], Any]]] = {}
"""By the names of the functions."""


def shard_action(function: ShardFunction[Argument, Answer]) -> ShardFunction[Argument, Answer]:
    """Makes a function one that can be carried out on a shard of another node."""
    SHARD_ACTIONS[function.__name__] = function
    return function


def on_shard(function: ShardFunction[Argument, Answer], target: ShardTarget, argument: Argument) -> Answer:
    """Returns what a function comes to on a shard. Raises what it raises."""
    if target.far is None:
        return function(target, argument)
    return cast(Answer, target.far.result(target.far.begin(function.__name__, argument)))


def on_shards(
    function: ShardFunction[Argument, Answer], targets: Sequence[ShardTarget], arguments: Sequence[Argument]
) -> list[Answer]:
    """Returns what a function comes to on several shards, each with an argument of its own; other nodes work at once.

    Raises what it raises.
    """
    begun = [
        None if target.far is None else target.far.begin(function.__name__, argument)
        for target, argument in zip(targets, arguments, strict=True)
    ]
    return [
        function(target, argument) if target.far is None else target.far.result(call)
        for target, argument, call in zip(targets, arguments, begun, strict=True)
    ]


def answers_of(
    function: ShardFunction[Argument, Answer], targets: Sequence[ShardTarget], argument: Argument
) -> list[Answer | FindlingError]:
    """Returns what a function comes to on several shards, or why it cannot be carried out; other nodes work at once.

    Raises TaskCancelledError.
    """
    begun: list[Any] = []
    for target in targets:
        try:
            begun.append(None if target.far is None else target.far.begin(function.__name__, argument))
        except FindlingError as error:
            begun.append(error)
    found: list[Answer | FindlingError] = []
    for target, call in zip(targets, begun, strict=True):
        try:
            if isinstance(call, FindlingError):
                raise call
            found.append(function(target, argument) if target.far is None else target.far.result(call))
        except TaskCancelledError:
            raise
        except FindlingError as error:
            found.append(error)
    return found
