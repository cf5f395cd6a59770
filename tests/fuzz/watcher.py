"""Whether the server answers others while it is given hostile requests."""

import http.client
import multiprocessing
import time
from typing import Any

PAUSE_S = 1.0
"""So long no answer may take."""


class Watcher:
    """Asks for `GET /` over and over from a process of its own, and notes how long each answer took."""

    def __init__(self, address: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._stopped, self._results = context.Event(), context.Queue()
        self._process = context.Process(target=watch, args=(address, self._stopped, self._results), daemon=True)
        self._process.start()

    def stop(self) -> tuple[float, list[tuple[float, float]]]:
        """Returns the longest time, and (start, length) of each pause above the limit, in seconds."""
        self._stopped.set()
        found: tuple[float, list[tuple[float, float]]] = self._results.get(timeout=700)
        return found


def watch(address: str, stopped: Any, results: Any) -> None:
    """Asks until it is stopped, or the server has ended."""
    connection = http.client.HTTPConnection(address, timeout=600)
    longest, pauses = 0.0, []
    while not stopped.wait(0.01):
        started = time.monotonic()
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            connection.close()
            time.sleep(0.1)
            continue
        took = time.monotonic() - started
        longest = max(longest, took)
        if took > PAUSE_S:
            pauses.append((started, took))
    results.put((longest, pauses))
