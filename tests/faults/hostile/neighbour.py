"""Somebody who asks plain searches while others are hostile."""

import http.client
import json
import threading
import time
from typing import Final

SEARCH: Final = json.dumps({"query": {"match": {"t": "word w7"}}}).encode()
PAUSE_S: Final = 0.02


class Neighbour(threading.Thread):
    """Searches one after the other until it is stopped.

    took_ms: of each search that was answered, in the order they were asked
    refused: how many were answered 429
    """

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self._address = address
        self._end = threading.Event()
        self.took_ms: list[float] = []
        self.refused = 0
        self.lost = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=60)
        while not self._end.wait(PAUSE_S):
            started = time.monotonic()
            try:
                connection.request("POST", "/store/_search", SEARCH, {"content-type": "application/json"})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                self.lost += 1
                continue
            self.refused += answer.status == 429
            self.took_ms.append((time.monotonic() - started) * 1000)

    def stop(self) -> "Neighbour":
        self._end.set()
        self.join()
        return self

    def percentile(self, share: float) -> float:
        """Returns the time that so many of the searches did not exceed, in ms."""
        times = sorted(self.took_ms)
        return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0
