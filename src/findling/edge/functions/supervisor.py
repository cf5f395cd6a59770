"""Supervisor: calls the functions of one bundle event by event, and starts their process again when it died."""

import logging
import threading
import time
from collections import deque
from typing import Any, Final

from findling.edge.functions.counters import Counters
from findling.edge.functions.declared import Declaration, Event
from findling.edge.functions.errors import FunctionDiedError, FunctionFailedError
from findling.edge.functions.journal import Journal
from findling.edge.functions.process import FunctionProcess, Placed, Services
from findling.edge.functions.topics import Filter

logger = logging.getLogger("findling.edge")
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 60.0
_QUIET_S: Final = 60.0


class Supervisor:
    """One bundle in work: `start`, then `give` it events, `stop` at the end.

    An event whose function died is not given again: it may be what it died of. first_pause_s: doubled by each death in
    a row, up to a minute; forgotten after a quiet minute.
    """

    def __init__(
        self, placed: Placed, services: Services, journal: Journal, first_pause_s: float = _FIRST_PAUSE_S
    ) -> None:
        self.placed = placed
        self.counters = Counters()
        self.declared: list[Declaration] = []
        self.filters: list[tuple[str, Filter]] = []
        self._journal = journal
        self._first_pause_s = self._pause_s = first_pause_s
        self._services = services
        self._process = FunctionProcess(placed, services, self._heard)
        self._waiting: deque[tuple[str, Event]] = deque()
        self._changed = threading.Condition()
        self._idle = True
        self._stopped = False
        self._is_up = False
        self._up_since = 0.0
        self._thread = threading.Thread(target=self._work, name=f"functions-{placed.name}", daemon=True)

    def start(self) -> None:
        """Starts the process; what it declares is known then. Raises FunctionFailedError."""
        self._process.start()
        self.declared = self._process.declared
        self.filters = [(one.function, Filter(one.topic)) for one in self.declared if one.topic]
        self._is_up, self._up_since = True, time.monotonic()
        self._thread.start()

    def give(self, function: str, event: Event) -> bool:
        """Hands an event in. Returns whether there was room: if not it is counted, and gone."""
        with self._changed:
            if self._stopped or len(self._waiting) >= self.placed.limits.queue:
                self.counters.dropped += 1
                return False
            self._waiting.append((function, event))
            self._idle = False
            self._changed.notify_all()
            return True

    def is_waiting(self, function: str) -> bool:
        """Whether an event of a function has not been called yet."""
        with self._changed:
            return any(name == function for name, _ in self._waiting)

    def wait_idle(self, timeout_s: float) -> bool:
        """Waits until everything that was handed in has been called; returns whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._idle, timeout_s)

    @property
    def is_up(self) -> bool:
        return self._is_up

    @property
    def pid(self) -> int:
        return self._process.pid

    def shown(self) -> dict[str, Any]:
        """Returns how it is."""
        return {
            "version": self.placed.version,
            "state": "running" if self._is_up else "restarting",
            "waiting": len(self._waiting),
            **self.counters.to_json(),
        }

    def stop(self) -> None:
        """Ends the process; what waits is not called any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._process.stop()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _heard(self, kind: str, told: Any) -> None:
        self._journal.add(self.placed.name, self.placed.version, kind, told)

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._idle = True
                    self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._waiting) or self._stopped)
                if self._stopped:
                    return
                function, event = self._waiting.popleft()
            self._call(function, event)

    def _call(self, function: str, event: Event) -> None:
        began = time.perf_counter()
        self.counters.calls += 1
        try:
            self._process.call(function, event)
        except FunctionDiedError as error:
            self._failed(error)
            self._restart()
        except FunctionFailedError as error:
            self._failed(error)
        finally:
            self.counters.took_ms.append((time.perf_counter() - began) * 1000)

    def _failed(self, error: FunctionFailedError) -> None:
        if self._stopped:
            return
        self.counters.failures += 1
        self.counters.last_error = error.reason
        self._journal.add(self.placed.name, self.placed.version, "log", {"log": error.reason, "level": "error"})
        logger.warning("functions failed bundle=%s: %s", self.placed.name, error.reason.splitlines()[-1])

    def _restart(self) -> None:
        """Starts the process again, after pauses that grow."""
        self._is_up = False
        if time.monotonic() - self._up_since > _QUIET_S:
            self._pause_s = self._first_pause_s
        while not self._stopped:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, self._pause_s)
                if self._stopped:
                    return
                self._pause_s = min(_LONGEST_PAUSE_S, self._pause_s * 2)
                self._process = FunctionProcess(self.placed, self._services, self._heard)
            try:
                self._process.start()
            except FunctionFailedError as error:
                self._failed(error)
                continue
            if self._stopped:
                self._process.stop()
                return
            self.counters.restarts += 1
            self._is_up, self._up_since = True, time.monotonic()
            return
