"""Filter cache: the doc sets of filters per segment, so that a filter that comes again costs nothing.

Segments are immutable, and a rewritten query holds no searcher state, so that an entry never goes stale: it is
dropped when it is the least recently used one and the budget is spent, or when its segment goes away.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final

from findling.kernels.search.doc_filter import DocFilter
from findling.search.doc_set import DocSet

# what an entry costs beside its doc set: query object, key, dictionary slot
_ENTRY_OVERHEAD_BYTES: Final = 512
# small segments are searched faster than they are remembered
_MIN_CACHED_SIZE: Final = 1_000

_Key = tuple["weakref.ref[Any]", Hashable]


class FilterCache:
    """A least-recently-used cache of (segment, query) -> DocSet within a budget of bytes; safe for threads.

    What a query is in all segments of a snapshot is an entry too: then it is looked up once, not once per segment.

    limit_bytes: 0 switches caching off
    """

    def __init__(self, limit_bytes: int, min_segment_docs: int = _MIN_CACHED_SIZE) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0
        self.hits = 0
        self.misses = 0
        self.evictions = 0
        self._min_segment_docs = min_segment_docs
        self._entries: OrderedDict[_Key, tuple[DocSet | DocFilter, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._dead: list[weakref.ref[Any]] = []

    def get(self, segment: Any, query: Hashable, size: int, compute: Callable[[], DocSet]) -> DocSet:
        """Returns the doc set of `query` in `segment` (of `size` docs), computing it if it is not there."""
        if self.limit_bytes == 0 or size < self._min_segment_docs:
            return compute()
        key: _Key = (weakref.ref(segment, self._dead.append), query)
        found: DocSet | None = self._find(key)
        if found is not None:
            return found
        with self._lock:
            self.misses += 1
        doc_set = compute().compact()
        # the other form of the set may be made later: charge for both
        self._put(key, doc_set, _ENTRY_OVERHEAD_BYTES + 4 * doc_set.count() + doc_set.size // 8)
        return doc_set

    def get_filter(self, snapshot: Any, query: Hashable, size: int, make: Callable[[], DocFilter]) -> DocFilter:
        """Returns the filter of `query` in all segments of a snapshot (of `size` docs), making it if it is not there.

        Its bitmaps are charged for, though they may be those of the segments' doc sets.
        """
        if self.limit_bytes == 0 or size < self._min_segment_docs:
            return make()
        key: _Key = (weakref.ref(snapshot, self._dead.append), query)
        found: DocFilter | None = self._find(key)
        if found is None:
            found = make()
            self._put(key, found, _ENTRY_OVERHEAD_BYTES + size // 8)
        return found

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._entries.clear()
            self.used_bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def stats(self) -> dict[str, int]:
        """Returns what `_stats` shows of the query cache."""
        return {
            "memory_size_in_bytes": self.used_bytes,
            "total_count": self.hits + self.misses,
            "hit_count": self.hits,
            "miss_count": self.misses,
            "cache_size": len(self._entries),
            "cache_count": len(self._entries) + self.evictions,
            "evictions": self.evictions,
        }

    def _find(self, key: _Key) -> Any:
        with self._lock:
            self._drop_dead()
            entry = self._entries.get(key)
            if entry is None:
                return None
            self.hits += 1
            self._entries.move_to_end(key)
            return entry[0]

    def _put(self, key: _Key, value: DocSet | DocFilter, cost: int) -> None:
        with self._lock:
            if key in self._entries or cost > self.limit_bytes:
                return
            self._entries[key] = (value, cost)
            self.used_bytes += cost
            while self.used_bytes > self.limit_bytes:
                _, (_, freed) = self._entries.popitem(last=False)
                self.used_bytes -= freed
                self.evictions += 1

    def _drop_dead(self) -> None:
        # callbacks run at any point of any thread, so they only leave a note; the lock holder sweeps
        if not self._dead:
            return
        self._dead.clear()
        for key in [key for key in self._entries if key[0]() is None]:
            self.used_bytes -= self._entries.pop(key)[1]
