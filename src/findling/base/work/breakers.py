"""Memory accounting: requests reserve what they are about to use, and are refused before the machine swaps."""

import os
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, Final, TypeVar

from findling.base.errors import CircuitBreakingError
from findling.base.units import format_bytes
from findling.base.work.real_memory import RealMemory
from findling.base.work.turns import Turns

_T = TypeVar("_T")
_LARGE_BYTES: Final = 1 << 20
"""What wants less is not refused for what the process holds: others, or a merge, may be the reason."""


class CircuitBreaker:
    """One budget of bytes, possibly part of a larger one.

    limit: bytes, never sized from the host
    overhead: what is reserved counts as so many times its size
    parent: charged with every reservation as well
    """

    def __init__(self, name: str, limit: int, parent: "CircuitBreaker | None" = None) -> None:
        self.name = name
        self.limit = limit
        self.overhead = 1.0
        self.used = 0
        self.tripped = 0
        self._parent = parent
        self._lock = threading.Lock()

    def add(self, size: int, label: str) -> None:
        """Reserves `size` bytes. Raises CircuitBreakingError (429), reserving nothing, if they do not fit."""
        with self._lock:
            would_be = self.used + size
            if size > 0 and would_be * self.overhead > self.limit:
                self.tripped += 1
                raise self._error(label, int(would_be * self.overhead))
            self.used = would_be
        if self._parent is not None:
            try:
                self._parent.add(size, label)
            except CircuitBreakingError:
                self.release(size, own_only=True)
                raise

    def release(self, size: int, own_only: bool = False) -> None:
        """Gives `size` reserved bytes back."""
        with self._lock:
            self.used -= size
        if self._parent is not None and not own_only:
            self._parent.release(size)

    def reserve(self, size: int, label: str) -> "Reservation":
        """Returns a reservation of `size` bytes for the length of a with block."""
        return Reservation(self, size, label)

    def stats(self) -> dict[str, Any]:
        """Returns what `_nodes/stats` shows of a breaker."""
        return {
            "limit_size_in_bytes": self.limit,
            "limit_size": format_bytes(self.limit),
            "estimated_size_in_bytes": self.used,
            "estimated_size": format_bytes(self.used),
            "overhead": self.overhead,
            "tripped": self.tripped,
        }

    def _error(self, label: str, would_be: int, limit: int | None = None, details: str = "") -> CircuitBreakingError:
        limit = self.limit if limit is None else limit
        return CircuitBreakingError(
            f"[{self.name}] Data too large, data for [{label}] would be [{_shown(would_be)}], "
            f"which is larger than the limit of [{_shown(limit)}]{details}",
            bytes_wanted=would_be,
            bytes_limit=limit,
            durability="TRANSIENT",
        )


class Reservation:
    """Bytes of a breaker for the length of a with block; entering it raises CircuitBreakingError if they do not fit."""

    __slots__ = ("_breaker", "_label", "_size")

    def __init__(self, breaker: CircuitBreaker, size: int, label: str) -> None:
        self._breaker = breaker
        self._size = size
        self._label = label

    def __enter__(self) -> None:
        if self._size:
            self._breaker.add(self._size, self._label)

    def __exit__(self, *_: object) -> None:
        if self._size:
            self._breaker.release(self._size)


class ParentBreaker(CircuitBreaker):
    """The budget of all: what the others have reserved together, and what the process really holds.

    real: None where only the reservations count
    children: whose reservations the error tells
    """

    def __init__(self, limit: int, real: RealMemory | None) -> None:
        super().__init__("parent", limit)
        self.children: tuple[CircuitBreaker, ...] = ()
        self._real = real
        self._idle = 0 if real is None else real.used()

    def add(self, size: int, label: str) -> None:
        if size >= _LARGE_BYTES:
            self.check(size, label)
        super().add(size, label)

    def check(self, size: int, label: str) -> None:
        """Raises CircuitBreakingError if the process holds so much that `size` bytes more do not fit."""
        real = self._real
        if real is None:
            return
        most = self._most(real)
        if real.used(size) + size <= most:
            return
        real.relieve()
        used = real.used()
        if used + size <= self._most(real):
            return
        self.tripped += 1
        usages = ", ".join(f"{child.name}={_shown(child.used)}" for child in self.children)
        details = f", real usage: [{_shown(used)}], new bytes reserved: [{_shown(size)}], usages [{usages}]"
        raise self._error(label, used + size, self._most(real), details)

    def note_end(self, was_refused: bool) -> None:
        """A request has ended that may have used much. was_refused: for want of memory"""
        if self._real is not None:
            self._real.note_end(was_refused)

    def settle(self) -> None:
        """Called now and then: gives back to the system what requests left that have ended."""
        if self._real is not None:
            self._real.settle()

    def stats(self) -> dict[str, Any]:
        used = self.used if self._real is None else self._real.used(0)
        return {**super().stats(), "estimated_size_in_bytes": used, "estimated_size": format_bytes(used)}

    def _most(self, real: RealMemory) -> int:
        """Returns what the process may hold: a small budget comes on top of what an idle server has."""
        return real.most(max(self.limit, self._idle + self.limit // 2))


class FielddataBreaker(CircuitBreaker):
    """The budget of what requests have made and later ones use again; it counts for as long as it lives."""

    def __init__(self, limit: int, parent: CircuitBreaker) -> None:
        super().__init__("fielddata", limit, parent)
        # what is gone; its end may come in the midst of `add`, which holds the lock
        self._gone: deque[int] = deque()

    def keep(self, size: int, label: str, make: Callable[[], _T]) -> _T:
        """Returns what is made of `size` bytes. Raises CircuitBreakingError (429), making nothing, without room."""
        self.add(size, label)
        try:
            made = make()
        except BaseException:
            self.release(size)
            raise
        weakref.finalize(made, self._gone.append, size).atexit = False
        return made

    def add(self, size: int, label: str) -> None:
        self.settle()
        super().add(size, label)

    def settle(self) -> None:
        """Gives back what is gone."""
        while self._gone:
            self.release(self._gone.popleft())

    def stats(self) -> dict[str, Any]:
        self.settle()
        return super().stats()


class MemoryAccount:
    """What one request holds of a breaker, from several threads; all of it is given back at `close`.

    step: bytes that a request may use before the breaker, which all requests share, is asked again; a quarter of what
    it holds, up to a megabyte, if that is more
    """

    def __init__(self, breaker: CircuitBreaker, step: int = 16 * 1024) -> None:
        self._breaker = breaker
        self._step = step
        self._lock = threading.Lock()
        self._used = 0
        self._held = 0
        self._covered = step

    def add(self, size: int, label: str) -> None:
        """Accounts for `size` bytes about to be used. Raises CircuitBreakingError (429) if they do not fit."""
        with self._lock:
            used = self._used + size
            if used > self._covered:
                self._breaker.add(used - self._held, label)
                self._held = used
                self._covered = used + max(self._step, min(used // 4, _LARGE_BYTES))
            self._used = used

    def expect(self, size: int, label: str) -> None:
        """Raises CircuitBreakingError if `size` bytes that will be added later do not fit now."""
        with self._lock, self._breaker.reserve(max(self._used + size - self._held, 0), label):
            pass

    def close(self) -> None:
        """Gives everything back. Safe to call twice."""
        with self._lock:
            held, self._held, self._used, self._covered = self._held, 0, 0, self._step
        if held:
            self._breaker.release(held)

    def __enter__(self) -> "MemoryAccount":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def unlimited_account() -> MemoryAccount:
    """Returns the account of a search without a node, which may use what it wants."""
    return MemoryAccount(CircuitBreaker("request", 1 << 62))


class Breakers:
    """The budgets of one node: a parent, and below it requests and bodies in flight; and whose turn it is to take time.

    real: what the process holds, None where that is no measure
    arriving: bodies in flight that are long and not complete yet
    turns: of requests that take long
    """

    def __init__(self, memory_bytes: int, real: RealMemory | None = None) -> None:
        self._memory_bytes = memory_bytes
        self.parent = ParentBreaker(int(memory_bytes * 0.95), real)
        self.request = CircuitBreaker("request", int(memory_bytes * 0.6), self.parent)
        self.fielddata = FielddataBreaker(int(memory_bytes * 0.4), self.parent)
        self.in_flight = CircuitBreaker("inflight_requests", memory_bytes, self.parent)
        self.arriving = CircuitBreaker("inflight_requests", int(memory_bytes * 0.3))
        self.turns = Turns(max(os.cpu_count() or 1, 2))
        self.parent.children = (self.in_flight, self.fielddata, self.request)

    def configure(self, breaker: CircuitBreaker, limit: int, overhead: float = 1.0) -> None:
        """Sets what one of the breakers allows from its next reservation on.

        limit: bytes, or a share of the node's memory in negative per mille
        """
        breaker.limit = limit if limit >= 0 else self._memory_bytes * -limit // 1000
        breaker.overhead = overhead

    def settle(self) -> None:
        """Called now and then: gives back what is gone, and to the system what requests left that have ended."""
        self.fielddata.settle()
        self.parent.settle()

    def stats(self) -> dict[str, Any]:
        breakers = (self.request, self.fielddata, self.in_flight, self.parent)
        return {breaker.name: breaker.stats() for breaker in breakers}


def _shown(size: int) -> str:
    return f"{size}/{format_bytes(size)}"
