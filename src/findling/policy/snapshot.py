"""A revision ready to be asked: whoever has begun with one ends with it, whatever is stored meanwhile."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from findling.policy.engine.apart import Helpers, ProcessEngine
from findling.policy.engine.external import ExternalKind
from findling.policy.engine.pool import EnginePool
from findling.policy.engine.probe import find_engine_kind
from findling.policy.engine.protocol import NO_INPUT, CompiledFilter, Engine, EngineKind, FilterRequest
from findling.policy.store.revision import Revision

SLOW_S: Final = 1.0
"""What an evaluation of Findling's own may take."""


@dataclass
class Snapshot:
    """One revision and its engines.

    apart: for strangers, in other processes. `evaluate` and `compile` are for Findling's own questions: in this
    process, of engines that are loaded when first needed and freed after `close`, once the last question is answered.
    """

    revision: Revision
    apart: Engine
    _guarded: Engine
    _kind: Callable[[], EngineKind]
    _slow: set[str] = field(default_factory=set)
    _pool: EnginePool | None = None
    _is_closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, revision: Revision, helpers: Helpers, deadline_s: float) -> "Snapshot":
        """Returns a revision with engines of this machine."""
        sources = revision.sources
        apart, guarded = (ProcessEngine(sources, limit_s, helpers) for limit_s in (deadline_s, SLOW_S))
        return cls(revision, apart, guarded, find_engine_kind)

    @classmethod
    def asking(cls, revision: Revision, external: ExternalKind) -> "Snapshot":
        """Returns a revision that an OPA somewhere else evaluates."""
        engine = external.engine(revision.sources)
        return cls(revision, engine, engine, lambda: external)

    def prepare(self) -> None:
        """Loads an engine. Raises RegoError, EngineError."""
        self._engines()

    def evaluate(self, path: str, input: Any = NO_INPUT, asker: str = "") -> Any:
        """Returns the value at a path that we have chosen. Raises RegoError, EngineError.

        asker: for whom; once one evaluation for somebody takes too long, this revision's for the same one are made
        where they can be ended, and are
        """
        pool = self._engines()
        self._slow.update(pool.held_longer(SLOW_S))
        if asker in self._slow:
            return self._guarded.evaluate(path, input)
        with pool.engine(asker) as engine:
            return engine.evaluate(path, input)

    def compile(self, request: FilterRequest, input: Any) -> CompiledFilter:
        """Returns a rule as a filter of documents. Raises RegoError, EngineError."""
        with self._engines().engine() as engine:
            return engine.compile(request, input)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            if self._pool is not None:
                self._pool.close()

    def _engines(self) -> EnginePool:
        pool = self._pool
        if pool is not None:
            return pool
        with self._lock:
            if self._pool is None:
                self._pool = EnginePool(self._kind(), self.revision.sources)
                if self._is_closed:  # asked by one who began before: the engines it brings back are freed
                    self._pool.close()
            return self._pool
