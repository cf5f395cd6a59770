"""How many searches each index has answered, in all and by the groups that searches say they belong to."""

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from findling.base.wildcards import matches_any

_KEPT: Final = 256


@dataclass(slots=True)
class SearchCounters:
    """Counts of one index. Thread-safe through `add`.

    groups: by the names that searches gave in `stats`
    latest: milliseconds that the last queries took
    """

    query_total: int = 0
    query_time_ms: float = 0.0
    fetch_total: int = 0
    fetch_time_ms: float = 0.0
    scroll_total: int = 0
    suggest_total: int = 0
    suggest_time_ms: float = 0.0
    failures: int = 0
    created: float = field(default_factory=time.monotonic)
    groups: dict[str, "SearchCounters"] = field(default_factory=dict)
    latest: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        query_ms: float = 0.0,
        fetch_ms: float | None = None,
        scroll: int = 0,
        queries: int = 1,
        groups: Iterable[str] = (),
    ) -> None:
        with self._lock:
            self.query_total += queries
            self.query_time_ms += query_ms
            self.latest.append(query_ms)
            self.scroll_total += scroll
            if fetch_ms is not None:
                self.fetch_total += 1
                self.fetch_time_ms += fetch_ms
            for name in groups:
                self.groups.setdefault(name, SearchCounters()).add(query_ms, fetch_ms, scroll, queries)

    def add_suggest(self, elapsed_ms: float) -> None:
        """Counts a search that had suggestions made."""
        with self._lock:
            self.suggest_total += 1
            self.suggest_time_ms += elapsed_ms

    def fail(self) -> None:
        """Counts a query that failed on a shard."""
        with self._lock:
            self.failures += 1

    def since(self, total: int) -> tuple[int, list[float]]:
        """Returns how many queries there were, and what the last ones took, of those after the first `total`."""
        with self._lock:
            known = len(self.latest)
            new = min(max(0, self.query_total - total), known)
            return self.query_total, list(islice(self.latest, known - new, known))

    def load(self) -> float:
        """Returns the threads that searches kept busy, on average."""
        lived_ms = (time.monotonic() - self.created) * 1000
        return (self.query_time_ms + self.fetch_time_ms) / lived_ms if lived_ms > 0 else 0.0

    def of_groups(self, patterns: Sequence[str]) -> list[tuple[str, "SearchCounters"]]:
        """Returns the counters of the groups that one of the patterns matches, by name."""
        with self._lock:
            return sorted((name, found) for name, found in self.groups.items() if matches_any(patterns, name))
