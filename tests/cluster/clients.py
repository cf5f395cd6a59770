"""Clients that write, read and count, each in a thread of its own, whatever breaks."""

import http.client
import random
import threading
import time
from typing import Any

from tests.cluster.history import Event, History, Kind
from tests.cluster.processes import Nodes

INDEX = "checked"
_TIMEOUT_S = 40
_READ_S = 2
"""Who only reads asks another node soon."""
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
        work = [self._write, self._write, self._read, self._read, self._increment, self._increment, self._insert]
        work += [self._insert, self._search]
        self._threads = [threading.Thread(target=self._run, args=(step,), daemon=True) for step in work]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_TIMEOUT_S + 10)

    def _run(self, step: Any) -> None:
        while not self._stop.is_set():
            step()
            time.sleep(0.005)

    def _node(self) -> str:
        """Returns a node that runs, as a client's list of good nodes would have it; halted ones are among them."""
        return self._random.choice(list(self._nodes.running) or self._nodes.names)

    def _next(self) -> int:
        with self._lock:
            return next(self._values)

    def _ask(self, event: Event, method: str, path: str, body: Any = None, timeout: float = _TIMEOUT_S) -> Any:
        """Returns the answer; notes what became of the operation otherwise."""
        try:
            status, answer = self._nodes.ask(self._node(), method, path, body, timeout)
        except ConnectionRefusedError:
            event.outcome = "failed"
            return None
        except (OSError, http.client.HTTPException) as error:
            event.outcome, event.detail = "unknown", repr(error)
            return None
        if status < 300 or (status == 404 and method == "GET" and "found" in answer):
            event.outcome = "ok"
            return answer
        event.detail = str(answer)[:300]
        # a conflict is certain, whatever else failed may have been done
        event.outcome = "failed" if status in (409, 400, 429) else "unknown"
        return None

    def _write(self) -> None:
        key = f"r{self._random.randrange(_REGISTERS)}"
        event = Event("write", key, time.monotonic(), value=self._next())
        answer = self._ask(event, "PUT", f"/{INDEX}/_doc/{key}", {"v": event.value})
        if answer is not None:
            event.seq_no = answer["_seq_no"]
        self._history.add(event)

    def _read(self) -> None:
        key = f"r{self._random.randrange(_REGISTERS)}"
        self._get(key, "read")

    def _get(self, key: str, kind: Kind) -> Event | None:
        event = Event(kind, key, time.monotonic())
        answer = self._ask(event, "GET", f"/{INDEX}/_doc/{key}", timeout=_READ_S)
        if answer is not None and answer["found"]:
            event.value, event.seq_no = answer["_source"]["v"], answer["_seq_no"]
            event.term = answer["_primary_term"]
        self._history.add(event)
        return event if event.outcome == "ok" else None

    def _increment(self) -> None:
        key = f"c{self._random.randrange(_COUNTERS)}"
        before = self._get(key, "read")
        if before is None:
            return
        event = Event("increment", key, time.monotonic(), value=(before.value or 0) + 1)
        if before.value is None:
            path = f"/{INDEX}/_create/{key}"
        else:
            path = f"/{INDEX}/_doc/{key}?if_seq_no={before.seq_no}&if_primary_term={before.term}"
        answer = self._ask(event, "PUT", path, {"v": event.value})
        if answer is not None:
            event.seq_no = answer["_seq_no"]
        self._history.add(event)

    def _insert(self) -> None:
        key = f"s{self._next()}"
        event = Event("insert", key, time.monotonic())
        self._ask(event, "PUT", f"/{INDEX}/_create/{key}", {"v": 0})
        self._history.add(event)

    def _search(self) -> None:
        event = Event("search", "", time.monotonic())
        self._ask(event, "GET", f"/{INDEX}/_search?size=0&allow_partial_search_results=false", timeout=_READ_S)
        self._history.add(event)
