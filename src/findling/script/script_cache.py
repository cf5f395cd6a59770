"""Compiled scripts by what they were compiled from, with a limit of how many and how fast."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import CircuitBreakingError
from findling.script.compilation_rate import CompilationRate, Rate

Key = tuple[object, ...]
_HISTORY: Final = {"5m": 300_000, "15m": 900_000, "24h": 86_400_000}


@dataclass(slots=True)
class CacheCounters:
    """What was counted since the start."""

    compilations: int = 0
    evictions: int = 0
    limit_triggered: int = 0

    def to_json(self) -> dict[str, object]:
        """Returns them as `_nodes/stats` shows them."""
        return {
            "compilations": self.compilations,
            "cache_evictions": self.evictions,
            "compilation_limit_triggered": self.limit_triggered,
        }


class ScriptCache:
    """The scripts used last. Thread-safe.

    max_size: scripts at most; expire_ms: how long one is kept that nobody uses, 0 for ever
    """

    def __init__(self, max_size: int, expire_ms: int, rate: Rate, setting: str, clock: Clock) -> None:
        self.counters = CacheCounters()
        self.rate = rate
        self._max_size = max_size
        self._expire_ms = expire_ms
        self._bucket = CompilationRate(rate, setting, clock)
        self._clock = clock
        self._scripts: OrderedDict[Key, tuple[int, Any]] = OrderedDict()
        self._compiled_ms: list[int] = []
        self._lock = threading.RLock()

    def get(self, key: Key, compile_script: Callable[[], Any], is_limited: bool) -> Any:
        """Returns the script of a key, compiled if need be. Raises CircuitBreakingError, and what compiling raises.

        is_limited: whether compiling it counts against the rate
        """
        now_ms = self._clock.now_ms()
        with self._lock:
            found = self._scripts.get(key)
            if found is not None and not self._is_over(found[0], now_ms):
                self._scripts[key] = now_ms, found[1]
                self._scripts.move_to_end(key)
                return found[1]
            if is_limited:
                self._count()
        compiled = compile_script()
        with self._lock:
            self.counters.compilations += 1
            self._remember(now_ms)
            self._scripts[key] = now_ms, compiled
            self._evict(now_ms)
        return compiled

    def _count(self) -> None:
        try:
            self._bucket.take()
        except CircuitBreakingError:
            self.counters.limit_triggered += 1
            raise

    def _is_over(self, used_ms: int, now_ms: int) -> bool:
        return 0 < self._expire_ms < now_ms - used_ms

    def _evict(self, now_ms: int) -> None:
        while self._scripts:
            used_ms, _ = next(iter(self._scripts.values()))
            if len(self._scripts) <= self._max_size and not self._is_over(used_ms, now_ms):
                return
            self._scripts.popitem(last=False)
            self.counters.evictions += 1

    def _remember(self, now_ms: int) -> None:
        self._compiled_ms.append(now_ms)
        if len(self._compiled_ms) > 10_000:
            oldest = now_ms - _HISTORY["24h"]
            self._compiled_ms = [moment for moment in self._compiled_ms if moment > oldest]

    def history(self) -> dict[str, int]:
        """Returns how many were compiled in the last while."""
        now_ms = self._clock.now_ms()
        with self._lock:
            return {
                name: sum(1 for moment in self._compiled_ms if moment > now_ms - length)
                for name, length in _HISTORY.items()
            }
