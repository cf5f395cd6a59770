"""Several engines of the same sources, so that a slow evaluation in one keeps nobody waiting while another is free."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from findling.policy.engine.errors import EngineError
from findling.policy.engine.protocol import Engine, EngineKind, Sources

_MOST: Final = 32
_PATIENCE_S: Final = 10.0


class EnginePool:
    """Lends engines. The first is loaded at once, others when all are in use.

    `close` when nobody shall ask any more: engines that are lent end when they come back.
    Raises RegoError for bad modules.
    """

    def __init__(self, kind: EngineKind, sources: Sources, most: int = _MOST, patience_s: float = _PATIENCE_S) -> None:
        self._kind = kind
        self._sources = sources
        self._patience_s = patience_s
        self._places = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[Engine] = [kind.load(sources)]
        self._is_closed = False
        self._lent: dict[int, tuple[str, float]] = {}

    def held_longer(self, seconds: float) -> list[str]:
        """Returns for whom engines have been lent for longer than a time."""
        if not self._lent:
            return []
        before = time.monotonic() - seconds
        return [borrower for borrower, began in tuple(self._lent.values()) if began < before]

    @contextmanager
    def engine(self, borrower: str = "") -> Iterator[Engine]:
        """Lends an engine for the block. Raises EngineError if all are in use for too long."""
        if not self._places.acquire(timeout=self._patience_s):
            raise EngineError("all engines are busy")
        try:
            engine = self._taken()
            self._lent[id(engine)] = (borrower, time.monotonic())
            try:
                yield engine
            finally:
                del self._lent[id(engine)]
                self._give_back(engine)
        finally:
            self._places.release()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for engine in idle:
            engine.close()

    def _taken(self) -> Engine:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._kind.load(self._sources)

    def _give_back(self, engine: Engine) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(engine)
                return
        engine.close()
