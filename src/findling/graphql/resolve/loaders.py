"""Batches: what the resolvers of one level want of the node is asked for at once."""

from asyncio import Future
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, Generic, TypeVar

from findling.graphql.resolve.waiting import loop_of_thread

K = TypeVar("K", bound=Hashable)
_QUIET: Final = 2

Load = Callable[[Sequence[K]], Sequence[Any]]
"""Returns for each of several keys what it leads to, or an exception."""


class Loader(Generic[K]):
    """Gathers keys until nobody brings any more, then loads them by one call. What is known is not loaded again."""

    def __init__(self, load: Load[K]) -> None:
        self._load = load
        self._known: dict[K, Future[Any]] = {}
        self._waiting: list[K] = []

    def wanted(self, key: K) -> "Future[Any]":
        """Returns what will be there once the batch has been loaded."""
        found = self._known.get(key)
        if found is None:
            loop = loop_of_thread()
            found = self._known[key] = loop.create_future()
            self._waiting.append(key)
            if len(self._waiting) == 1:
                loop.call_soon(self._wait, 1, _QUIET)
        return found

    def _wait(self, seen: int, left: int) -> None:
        """Loads once the loop has gone round a few times without a new key: resolvers may lag behind each other."""
        if len(self._waiting) > seen:
            left = _QUIET
        if left:
            loop_of_thread().call_soon(self._wait, len(self._waiting), left - 1)
        else:
            self._load_all()

    def _load_all(self) -> None:
        keys, self._waiting = self._waiting, []
        try:
            found = self._load(keys)
        except Exception as error:
            found = [error] * len(keys)
        for key, value in zip(keys, found, strict=True):
            future = self._known[key]
            if future.cancelled():
                continue
            if isinstance(value, Exception):
                future.set_exception(value)
                future.exception()  # whoever waits sees it; nobody needs to be told that nobody did
            else:
                future.set_result(value)
