"""How many searches each index has answered."""

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class SearchCounters:
    """Counts of one index. Thread-safe through `add`."""

    query_total: int = 0
    query_time_ms: float = 0.0
    fetch_total: int = 0
    fetch_time_ms: float = 0.0
    scroll_total: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, query_ms: float = 0.0, fetch_ms: float | None = None, scroll: int = 0, queries: int = 1) -> None:
        with self._lock:
            self.query_total += queries
            self.query_time_ms += query_ms
            self.scroll_total += scroll
            if fetch_ms is not None:
                self.fetch_total += 1
                self.fetch_time_ms += fetch_ms
