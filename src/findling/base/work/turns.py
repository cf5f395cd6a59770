"""Whose turn it is: requests that take long run a few at a time, so that short ones beside them stay short.

A request that has run for a while asks for its turn at each of its checks. As many as there are slots have it, each for
a slice of time, one after the other in the order they asked. Those that have not pause a moment at every check, and all
of them give way to requests that have just begun: Python lets one thread run at a time, and what is short would wait
for each of the others several times. Pauses are short, and who pauses goes on after it: so a request hears that it is
cancelled, and one that holds what another waits for lets go of it soon.
"""

import threading
import time
from collections import deque
from typing import Final

_SLICE_S: Final = 0.02
_PAUSE_S: Final = 0.05
_LAPSE_S: Final = 0.05
"""Who has its turn and is not heard of for so long waits for something: somebody else may run."""
_NEW_S: Final = 0.05
"""So long after its begin a request is taken for a short one."""
_GIVE_WAY_S: Final = 0.01
"""So long at most others wait for short requests at each of their checks."""


class Turns:
    """The turns of one node's long requests.

    slots: how many of them run at once
    """

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._lock = threading.Lock()
        self._running: list[Turn] = []
        self._waiting: deque[Turn] = deque()
        self._new: dict[Turn, float] = {}
        self._none_new = threading.Condition(self._lock)

    def begin(self, turn: "Turn", now: float) -> None:
        """A request begins: for a moment others give way to it."""
        with self._lock:
            self._new[turn] = now

    def is_old(self, turn: "Turn") -> None:
        """A request is no short one, or has ended."""
        with self._lock:
            if self._new.pop(turn, None) is not None and not self._new:
                self._none_new.notify_all()

    def give_way(self) -> None:
        """Waits a moment if some requests have just begun."""
        if not self._new:
            return
        with self._lock:
            if self.is_any_new(time.monotonic()):
                self._none_new.wait(_GIVE_WAY_S)

    def is_any_new(self, now: float) -> bool:
        """Whether some requests have begun a moment ago and have not ended. now: monotonic seconds"""
        return any(now - begun < _NEW_S for begun in self._new.values())

    def has(self, turn: "Turn", now: float) -> bool:
        """Returns whether it is somebody's turn; who has had a slice gives it to who waits. now: monotonic seconds"""
        with self._lock:
            if turn in self._running:
                turn.heard = now
                if not self._waiting or now - turn.since < _SLICE_S:
                    return True
                self._running.remove(turn)
            elif turn in self._waiting:
                self._running = [other for other in self._running if now - other.heard < _LAPSE_S]
                self._fill(now)
                return turn in self._running
            turn.go.clear()
            self._waiting.append(turn)
            self._fill(now)
            return turn in self._running

    def end(self, turn: "Turn") -> None:
        """Somebody needs no turns any more."""
        self.is_old(turn)
        with self._lock:
            if turn in self._running:
                self._running.remove(turn)
            elif turn in self._waiting:
                self._waiting.remove(turn)
            self._fill(time.monotonic())

    def _fill(self, now: float) -> None:
        while self._waiting and len(self._running) < self._slots:
            turn = self._waiting.popleft()
            turn.since = turn.heard = now
            self._running.append(turn)
            turn.go.set()


class Turn:
    """The turns of one request, whose threads share them.

    go: set while it may run; since: when its slice began; heard: when it was last asked for, both monotonic seconds
    """

    __slots__ = ("_is_asked", "_turns", "go", "heard", "since")

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._is_asked = False
        self.go = threading.Event()
        self.since = self.heard = 0.0
        turns.begin(self, time.monotonic())

    def wait(self) -> None:
        """Returns at once if it is the request's turn and no other has just begun, else soon, or after a pause."""
        if not self._is_asked:
            self._is_asked = True
            self._turns.is_old(self)
        self._turns.give_way()
        if not self._turns.has(self, time.monotonic()):
            self.go.wait(_PAUSE_S)

    def end(self) -> None:
        """The request has ended."""
        if self._is_asked:
            self._turns.end(self)
        else:
            self._turns.is_old(self)
