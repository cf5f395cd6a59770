"""Thread pools under the names that Elasticsearch gives them.

Findling has three for requests: `search` for what searches, `write` for what writes documents, `management` for the
rest. The others are listed since clients ask for them by name; what they would do happens in those three or in the
background, so that they are idle.
"""

import os
import threading
from collections.abc import Iterable
from typing import Any, Final

from findling.base.work.stacks import MOST_THREADS
from findling.node.services.config import NodeConfig
from findling.node.services.threads.bounded_pool import BoundedPool

_PROCESSORS: Final = os.cpu_count() or 1
_FIXED: Final = ("analyze", "auto_complete", "cluster_coordination", "force_merge", "get", "search",
                 "search_coordination", "system_critical_read", "system_critical_write", "system_read", "system_write",
                 "write", "write_coordination")  # fmt: skip
_SCALING: Final = ("fetch_shard_started", "fetch_shard_store", "flush", "generic", "management", "merge", "refresh",
                   "snapshot", "snapshot_meta", "warmer")  # fmt: skip
_KEEP_ALIVE: Final = "5m"
_SPARE: Final = 2
"""Threads for searches beside those that take long, for each of these."""
_IDLE: Final = {"threads": 0, "queue": 0, "active": 0, "rejected": 0, "largest": 0, "completed": 0}
_WRITE_QUEUE: Final = 10_000
_MANAGEMENT_QUEUE: Final = 1_000


class ThreadPools:
    """The pools of one node that run requests.

    search: threads are busy all the time, so that there are few; of the others most wait for something
    """

    def __init__(self, config: NodeConfig) -> None:
        size = config.search_threads or _PROCESSORS * 3 // 2 + 1
        self.search = BoundedPool("search", size, config.search_queue, size * _SPARE)
        others = min(config.threads, MOST_THREADS or config.threads)
        self.write = BoundedPool("write", others, _WRITE_QUEUE)
        self.management = BoundedPool("management", others, _MANAGEMENT_QUEUE)

    def start(self) -> None:
        """Starts the threads of all pools now, as far as the system has room for them."""
        for pool in self.all:
            pool.start()

    @property
    def all(self) -> tuple[BoundedPool, ...]:
        return self.search, self.write, self.management

    def of(self, action: str) -> BoundedPool:
        """Returns the pool for an action by its name, such as indices:data/read/search."""
        if action.startswith(_WRITES):
            return self.write
        return self.search if action.startswith(_SEARCHES) else self.management

    def stats(self) -> dict[str, dict[str, Any]]:
        """Returns what each pool is doing, sorted by name."""
        pools = {name: dict(_IDLE) for name in sorted((*_FIXED, *_SCALING))}
        pools["generic"].update(threads=threading.active_count(), largest=threading.active_count())
        return pools | {pool.name: pool.stats() for pool in self.all}

    def settings(self, names: Iterable[str] = (*_FIXED, *_SCALING)) -> dict[str, dict[str, Any]]:
        """Returns how each pool is set up, sorted by name."""
        own = {pool.name: pool for pool in self.all}
        return {name: _settings(name, own.get(name)) for name in sorted(names)}

    def shutdown(self) -> None:
        """Lets what runs and waits come to its end."""
        for pool in self.all:
            pool.shutdown(wait=True)


# what waits for others (asynchronous searches) or looks up little is none of them
_SEARCHES: Final = tuple(
    f"indices:data/read/{what}" for what in ("search", "msearch", "scroll", "explain", "rank_eval", "tv", "mtv")
)
_WRITES: Final = ("indices:data/write/bulk", "indices:data/write/index", "indices:data/write/update",
                  "indices:data/write/delete")  # fmt: skip


def _settings(name: str, pool: BoundedPool | None) -> dict[str, object]:
    if name in _SCALING:
        most = _PROCESSORS if pool is None else pool.size
        return {"type": "scaling", "core": 1, "max": most, "keep_alive": _KEEP_ALIVE, "queue_size": -1}
    if pool is None:
        return {"type": "fixed", "size": _PROCESSORS, "queue_size": 1000}
    return {"type": "fixed", "size": pool.size, "queue_size": pool.queue_size}
