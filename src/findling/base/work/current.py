"""Whether the work that runs here may go on: asked by loops that grow with a request and know nothing of it.

A search has its check in `ShardContext`. What analyses texts, runs scripts or builds automata is called from
everywhere, at times for no request at all; it asks `check_work`, which does nothing unless a request has said how it is
stopped.
"""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import Final, TypeVar

from findling.base.work.breakers import FielddataBreaker

Check = Callable[[], None]
Item = TypeVar("Item")


def _go_on() -> None:
    """The check of work that nobody stops."""


def _take(size: int, label: str) -> None:
    """What work that nobody counts the memory of expects."""


@dataclass(slots=True)
class Costs:
    """What a request has had so far of what takes time before anything is searched.

    clauses: queries that were read; states: of automata, and what it took to find them
    """

    clauses: int = 0
    states: int = 0


@dataclass(slots=True, eq=False)
class Work:
    """What one request does; a context manager: what runs in the with block is part of it.

    check: raises what it is stopped with
    expect: raises CircuitBreakingError if so many bytes, for what the text says, are more than the process may have
    fielddata: counts what it leaves for later requests
    end: called once the with block is left
    """

    check: Check = _go_on
    expect: Callable[[int, str], None] = _take
    fielddata: FielddataBreaker | None = None
    costs: Costs = field(default_factory=Costs)
    end: Callable[[], None] = _go_on
    _outer: Token["Work"] | None = None

    def part(self, check: Check) -> "Work":
        """Returns a part of the work that is stopped by a check of its own."""
        return Work(check, self.expect, self.fielddata, Costs() if self is _NOBODYS else self.costs)

    def __enter__(self) -> "Work":
        self._outer = _WORK.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._outer is not None:
            _WORK.reset(self._outer)
        self.end()


_NOBODYS: Final = Work()
_WORK: Final[ContextVar[Work]] = ContextVar("work", default=_NOBODYS)


def check_work() -> None:
    """Raises what the request that runs here is stopped with: TaskCancelledError, CircuitBreakingError, TimeIsOver."""
    _WORK.get().check()


def expect_memory(size: int, label: str) -> None:
    """Raises CircuitBreakingError if `size` bytes, about to be used, are more than the process may have."""
    _WORK.get().expect(size, label)


def kept(size: int, label: str, make: Callable[[], Item]) -> Item:
    """Returns what is made of `size` bytes and kept for later requests. Raises CircuitBreakingError without room."""
    breaker = _WORK.get().fielddata
    return make() if breaker is None else breaker.keep(size, label, make)


def current_costs() -> Costs | None:
    """Returns what the request that runs here has cost, None if none does."""
    work = _WORK.get()
    return None if work is _NOBODYS else work.costs


def current_work() -> Work:
    """Returns the work that runs here."""
    return _WORK.get()


def unstopped() -> Work:
    """Returns work that nobody stops: what has to be done to its end once it is begun."""
    return _WORK.get().part(_go_on)


def checked(items: Iterable[Item], every: int = 1000) -> Iterator[Item]:
    """Yields items, and asks after each `every` of them whether to go on."""
    check = _WORK.get().check
    left = every
    for item in items:
        left -= 1
        if not left:
            check()
            left = every
        yield item
