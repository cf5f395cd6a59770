"""A gate that writes to an index pass: they are counted, and held back for the moment in which it is replaced."""

import threading
import time


class WriteGate:
    """Open at first. Who passes `enter` says `leave` once it has written."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.Lock())
        self._inside = 0
        self._is_shut = False

    def enter(self) -> None:
        """Counts a writer; waits while the gate is shut."""
        with self._changed:
            while self._is_shut:
                self._changed.wait()
            self._inside += 1

    def leave(self) -> None:
        with self._changed:
            self._inside -= 1
            if self._is_shut:
                self._changed.notify_all()

    def shut(self, longest_s: float) -> bool:
        """Lets nobody in, and returns True once all have left; if that takes longer it opens again: False."""
        end = time.monotonic() + longest_s
        with self._changed:
            self._is_shut = True
            while self._inside:
                left = end - time.monotonic()
                if left <= 0:
                    self._open()
                    return False
                self._changed.wait(left)
        return True

    def open(self) -> None:
        with self._changed:
            self._open()

    def _open(self) -> None:
        self._is_shut = False
        self._changed.notify_all()
