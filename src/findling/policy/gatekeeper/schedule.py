"""When audits are: one at once, the next an interval after the last began."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from findling.policy.gatekeeper.errors import AuditRunningError
from findling.policy.gatekeeper.objects import JsonObject


class AuditSchedule:
    """The audits of one node. last: what the last one has found, None before it"""

    def __init__(self) -> None:
        self.last: JsonObject | None = None
        self._running = threading.Lock()
        self._started = time.monotonic()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Lets an audit run in the block. Raises AuditRunningError while another one does."""
        if not self._running.acquire(blocking=False):
            raise AuditRunningError("an audit is running already")
        try:
            self._started = time.monotonic()
            yield
        finally:
            self._running.release()

    def is_due(self, interval_s: float) -> bool:
        """Whether it is time for the next one, which is then taken to begin. interval_s: 0 for never"""
        if not interval_s or time.monotonic() - self._started < interval_s or self._running.locked():
            return False
        self._started = time.monotonic()
        return True
