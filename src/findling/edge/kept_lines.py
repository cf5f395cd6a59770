"""Small objects that wait in a file, a line each, until they have been taken elsewhere."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import orjson

_MOST: Final = 10_000
_TAKEN: Final = ".taken"


class KeptLines:
    """What was added outlives the process, however that ends; a cut of the power may take the last second of it.

    Whoever dies between taking and `done` takes the same again, so each should have an id of its own. Thread-safe.
    most: lines that wait to be taken; further ones are dropped, and counted
    """

    def __init__(self, path: Path, most: int = _MOST) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._taken = path.with_name(path.name + _TAKEN)
        self._most = most
        self._lock = threading.Lock()
        self._count = len(_read(path))
        if path.exists():
            self._append(b"")  # the last line may have been cut
        self.dropped = 0

    def add(self, line: Any) -> bool:
        """Adds something that JSON can say; returns whether there was room."""
        with self._lock:
            if self._count >= self._most:
                self.dropped += 1
                return False
            self._append(orjson.dumps(line))
            self._count += 1
            return True

    def take(self) -> list[Any]:
        """Returns what waits, the oldest first: the same as before until `done` is called."""
        with self._lock:
            if not self._taken.exists():
                if not self._count:
                    return []
                self._path.rename(self._taken)
                self._count = 0
            return _read(self._taken)

    def done(self) -> None:
        """Forgets what was taken: it is safe elsewhere."""
        with self._lock:
            self._taken.unlink(missing_ok=True)

    def _append(self, line: bytes) -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(line + b"\n")


def _read(path: Path) -> list[Any]:
    """Returns the lines of a file; one that was cut is none."""
    found = []
    if path.exists():
        for line in path.read_bytes().split(b"\n"):
            with suppress(orjson.JSONDecodeError):
                found.append(orjson.loads(line))
    return found
