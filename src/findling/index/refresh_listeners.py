"""Who waits for a refresh: requests with `refresh=wait_for`, and those that watch what becomes searchable."""

import threading
from collections.abc import Callable

DEFAULT_MAX_LISTENERS = 1000


class RefreshListeners:
    """Calls back, once, whoever waits for a sequence number to become searchable. Thread-safe.

    With more than `max_listeners` waiting the next one is told to refresh itself, as Elasticsearch does.
    """

    def __init__(self, visible_seq_no: int = -1, max_listeners: int = DEFAULT_MAX_LISTENERS) -> None:
        self.max_listeners = max_listeners
        self._condition = threading.Condition()
        self._visible_seq_no = visible_seq_no
        self._waiting: list[tuple[int, Callable[[], None]]] = []
        self._watching: list[Callable[[], None]] = []
        self._blocked = 0
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many wait, with a callback or blocked."""
        return len(self._waiting) + self._blocked

    @property
    def wanted(self) -> bool:
        """Whether anybody waits for the next refresh, or for every one."""
        return self.waiting > 0 or bool(self._watching)

    @property
    def visible_seq_no(self) -> int:
        """Every operation up to this one is searchable."""
        return self._visible_seq_no

    @property
    def full(self) -> bool:
        """Whether one more listener would be one too many."""
        return self.waiting >= self.max_listeners

    def add(self, seq_no: int, callback: Callable[[], None]) -> bool:
        """Calls `callback` once `seq_no` is searchable; at once, and returns True, if it is already.

        Callbacks run in the thread that refreshes and should only hand on the news.
        """
        with self._condition:
            if seq_no > self._visible_seq_no and not self._closed:
                self._waiting.append((seq_no, callback))
                return False
        callback()
        return True

    def watch(self, callback: Callable[[], None]) -> None:
        """Calls back after every refresh that shows something new, and when the shard closes, until `unwatch`.

        Callbacks run in the thread that refreshes and should only hand on the news. They do not count as waiting.
        """
        with self._condition:
            if not self._closed:
                self._watching.append(callback)
                return
        callback()

    def unwatch(self, callback: Callable[[], None]) -> None:
        """Calls back no more; harmless if it does not anyway."""
        with self._condition:
            self._watching = [watcher for watcher in self._watching if watcher != callback]

    def wait(self, seq_no: int, timeout_s: float | None = None) -> bool:
        """Blocks until `seq_no` is searchable. Returns False if the time ran out or the shard closed first."""
        with self._condition:
            self._blocked += 1
            try:
                self._condition.wait_for(lambda: self._closed or seq_no <= self._visible_seq_no, timeout_s)
            finally:
                self._blocked -= 1
            return seq_no <= self._visible_seq_no

    def refreshed(self, seq_no: int) -> None:
        """Releases all who wait for an operation up to `seq_no`."""
        with self._condition:
            watching = self._watching if seq_no > self._visible_seq_no else []
            self._visible_seq_no = max(self._visible_seq_no, seq_no)
            released = [callback for wanted, callback in self._waiting if wanted <= self._visible_seq_no]
            self._waiting = [entry for entry in self._waiting if entry[0] > self._visible_seq_no]
            self._condition.notify_all()
        for callback in (*released, *watching):
            callback()

    def close(self) -> None:
        """Releases everybody: the shard goes away."""
        with self._condition:
            self._closed = True
            released = [callback for _, callback in self._waiting]
            watching, self._waiting, self._watching = self._watching, [], []
            self._condition.notify_all()
        for callback in (*released, *watching):
            callback()
