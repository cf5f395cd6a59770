"""Thread pools under the names that Elasticsearch gives them.

Findling has two, for requests and for searches; they stand under `write` and `search`. The others are listed since
clients ask for them by name; what they would do happens in those two or in the background, so that they are idle.
"""

import os
import threading
from collections.abc import Iterable
from typing import Any, Final

from findling.node.services.node import Node

_FIXED: Final = ("analyze", "cluster_coordination", "force_merge", "get", "search", "search_coordination",
                 "system_critical_read", "system_critical_write", "system_read", "system_write", "write")  # fmt: skip
_SCALING: Final = ("fetch_shard_started", "fetch_shard_store", "flush", "generic", "management", "merge", "refresh",
                   "snapshot", "snapshot_meta", "warmer")  # fmt: skip
_KEEP_ALIVE: Final = "5m"
_IDLE: Final = {"threads": 0, "queue": 0, "active": 0, "rejected": 0, "largest": 0, "completed": 0}


def thread_pools(node: Node) -> dict[str, dict[str, Any]]:
    """Returns what each pool is doing, sorted by name."""
    requests, searches = node.pool, node.search_pool
    pools = {name: dict(_IDLE) for name in sorted((*_FIXED, *_SCALING))}
    pools["generic"].update(threads=threading.active_count(), largest=threading.active_count())
    for name, pool in (("search", searches), ("write", requests)):
        pools[name].update(threads=len(pool._threads), queue=pool._work_queue.qsize(), largest=pool._max_workers)
    return pools


def thread_pool_settings(node: Node, names: Iterable[str] = (*_FIXED, *_SCALING)) -> dict[str, dict[str, Any]]:
    """Returns how each pool is set up, sorted by name."""
    return {name: _settings(node, name) for name in sorted(names)}


def _settings(node: Node, name: str) -> dict[str, object]:
    processors = os.cpu_count() or 1
    if name in _SCALING:
        return {"type": "scaling", "core": 1, "max": processors, "keep_alive": _KEEP_ALIVE, "queue_size": -1}
    if name == "write":
        return {"type": "fixed", "size": node.config.threads, "queue_size": 10000}
    return {"type": "fixed", "size": processors, "queue_size": 1000}
