"""How many searches each index has answered, in all and by the groups that searches say they belong to."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from findling.base.wildcards import matches_any


@dataclass(slots=True)
class SearchCounters:
    """Counts of one index. Thread-safe through `add`.

    groups: by the names that searches gave in `stats`
    """

    query_total: int = 0
    query_time_ms: float = 0.0
    fetch_total: int = 0
    fetch_time_ms: float = 0.0
    scroll_total: int = 0
    groups: dict[str, "SearchCounters"] = field(default_factory=dict)
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
            self.scroll_total += scroll
            if fetch_ms is not None:
                self.fetch_total += 1
                self.fetch_time_ms += fetch_ms
            for name in groups:
                self.groups.setdefault(name, SearchCounters()).add(query_ms, fetch_ms, scroll, queries)

    def of_groups(self, patterns: Sequence[str]) -> list[tuple[str, "SearchCounters"]]:
        """Returns the counters of the groups that one of the patterns matches, by name."""
        with self._lock:
            return sorted((name, found) for name, found in self.groups.items() if matches_any(patterns, name))
