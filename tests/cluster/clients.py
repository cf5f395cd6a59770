"""Clients that write, read and count, each in a thread of its own and at a node of its own, whatever breaks."""

import http.client
import random
import threading
import time
from typing import Any

from tests.cluster.history import Event, History
from tests.cluster.processes import Nodes

INDEX = "checked"
_TIMEOUT_S = 40
_READ_S = 5
_PAUSE_S = 0.01
_REFUSED_S = 0.1
_REGISTERS = 8
_COUNTERS = 2


class Clients:
    """Starts clients, and stops them."""

    def __init__(self, nodes: Nodes, history: History, seed: int) -> None:
        self._nodes = nodes
        self._history = history
        self._random = random.Random(seed)
        self._values = iter(range(1, 1 << 60))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        work = [self._write, self._read, self._increment, self._insert, self._search]
        self._threads = [
            threading.Thread(target=self._run, args=(step, node), daemon=True) for node in nodes.names for step in work
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_TIMEOUT_S + 10)

    def _run(self, step: Any, node: str) -> None:
        while not self._stop.is_set():
            step(node)
            time.sleep(_PAUSE_S)

    def _next(self) -> int:
        with self._lock:
            return next(self._values)

    def _ask(self, event: Event, method: str, path: str, body: Any = None, timeout: float = _TIMEOUT_S) -> Any:
        """Returns the answer; notes what became of the operation otherwise."""
        try:
            status, answer = self._nodes.ask(event.node, method, path, body, timeout)
        except ConnectionRefusedError:
            event.outcome = "failed"
            time.sleep(_REFUSED_S)
            return None
        except (OSError, http.client.HTTPException) as error:
            event.outcome, event.detail = "unknown", repr(error)
            return None
        if status < 300 or (status == 404 and method == "GET" and "found" in (answer or ())):
            event.outcome = "ok"
            return answer
        event.detail = str(answer)[:300]
        # a conflict is certain, whatever else failed may have been done
        event.outcome = "failed" if status in (409, 400, 429) else "unknown"
        return None

    def _write(self, node: str) -> None:
        key = f"r{self._random.randrange(_REGISTERS)}"
        event = Event("write", key, node, time.monotonic(), value=self._next())
        answer = self._ask(event, "PUT", f"/{INDEX}/_doc/{key}", {"v": event.value})
        if answer is not None:
            event.seq_no = answer["_seq_no"]
        self._history.add(event)

    def _read(self, node: str) -> None:
        key = f"r{self._random.randrange(_REGISTERS)}"
        self._get(key, node)

    def _get(self, key: str, node: str) -> Event | None:
        event = Event("read", key, node, time.monotonic())
        answer = self._ask(event, "GET", f"/{INDEX}/_doc/{key}", timeout=_READ_S)
        if answer is not None and answer["found"]:
            event.value, event.seq_no = answer["_source"]["v"], answer["_seq_no"]
            event.term = answer["_primary_term"]
        self._history.add(event)
        return event if event.outcome == "ok" else None

    def _increment(self, node: str) -> None:
        key = f"c{self._random.randrange(_COUNTERS)}"
        before = self._get(key, node)
        if before is None:
            return
        event = Event("increment", key, node, time.monotonic(), value=(before.value or 0) + 1)
        if before.value is None:
            path = f"/{INDEX}/_create/{key}"
        else:
            path = f"/{INDEX}/_doc/{key}?if_seq_no={before.seq_no}&if_primary_term={before.term}"
        answer = self._ask(event, "PUT", path, {"v": event.value})
        if answer is not None:
            event.seq_no = answer["_seq_no"]
        self._history.add(event)

    def _insert(self, node: str) -> None:
        key = f"s{self._next()}"
        event = Event("insert", key, node, time.monotonic())
        self._ask(event, "PUT", f"/{INDEX}/_create/{key}", {"v": 0})
        self._history.add(event)

    def _search(self, node: str) -> None:
        event = Event("search", "", node, time.monotonic())
        self._ask(event, "GET", f"/{INDEX}/_search?size=0&allow_partial_search_results=false", timeout=_READ_S)
        self._history.add(event)
