"""Request cache: what shards answered in the query phase, for requests that come again while nothing has changed.

An answer belongs to a snapshot of a shard: a refresh that shows anything new makes another one, so that no entry is
ever stale. Entries go when the budget is spent, the least recently used first, and when their snapshot goes.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

# what an entry costs beside its bytes: key, dictionary slot, weak reference
_OVERHEAD_BYTES: Final = 512


@dataclass(slots=True)
class RequestCacheStats:
    """What one shard has of the cache, and what it found there. The lock of the cache guards it."""

    memory_size_in_bytes: int = 0
    evictions: int = 0
    hit_count: int = 0
    miss_count: int = 0

    def shown(self) -> dict[str, int]:
        """Returns the counters as `_stats` shows them."""
        return {
            "memory_size_in_bytes": self.memory_size_in_bytes,
            "evictions": self.evictions,
            "hit_count": self.hit_count,
            "miss_count": self.miss_count,
        }


class _Entry(NamedTuple):
    answer: bytes
    cost: int
    stats: RequestCacheStats


_Key = tuple["weakref.ref[Any]", Hashable]


class RequestCache:
    """A least-recently-used cache of (snapshot, request) -> bytes within a budget of bytes; safe for threads.

    limit_bytes: 0 switches caching off
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._dead: list[weakref.ref[Any]] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, snapshot: object, request: Hashable, stats: RequestCacheStats) -> bytes | None:
        """Returns the answer of a snapshot to a request, None if it is not there."""
        key = self._key(snapshot, request)
        with self._lock:
            self._drop_dead()
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            stats.hit_count += 1
            return found.answer

    def put(self, snapshot: object, request: Hashable, size: int, answer: bytes, stats: RequestCacheStats) -> None:
        """Keeps an answer that was not there.

        size: of the request in bytes
        """
        key, cost = self._key(snapshot, request), _OVERHEAD_BYTES + size + len(answer)
        with self._lock:
            stats.miss_count += 1
            if cost > self.limit_bytes or key in self._entries:
                return
            self._entries[key] = _Entry(answer, cost, stats)
            self._charge(stats, cost)
            while self.used_bytes > self.limit_bytes:
                _, oldest = self._entries.popitem(last=False)
                self._charge(oldest.stats, -oldest.cost)
                oldest.stats.evictions += 1

    def clear(self, of: Callable[[RequestCacheStats], bool]) -> None:
        """Forgets the answers of some shards."""
        with self._lock:
            for key in [key for key, entry in self._entries.items() if of(entry.stats)]:
                self._drop(key)

    def _key(self, snapshot: object, request: Hashable) -> _Key:
        return weakref.ref(snapshot, self._dead.append), request

    def _charge(self, stats: RequestCacheStats, cost: int) -> None:
        self.used_bytes += cost
        stats.memory_size_in_bytes += cost

    def _drop(self, key: _Key) -> None:
        entry = self._entries.pop(key)
        self._charge(entry.stats, -entry.cost)

    def _drop_dead(self) -> None:
        # callbacks run at any point of any thread, so they only leave a note; the lock holder sweeps
        if not self._dead:
            return
        self._dead.clear()
        for key in [key for key in self._entries if key[0]() is None]:
            self._drop(key)
