"""What was decided: events, appended to a file before anybody is answered, moved from there into an index.

A line in the file outlives the process (kill -9), and what is in the index can be searched. Lines that are in both
after a crash are indexed under the same id again.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.clock import Clock
from findling.base.errors import FindlingError
from findling.base.json_values import json_text
from findling.policy.engine.protocol import UNDEFINED
from findling.policy.snapshot import Snapshot
from findling.policy.store.documents import StorageError, removed

logger = logging.getLogger("findling.policy")

Sink = Callable[[Sequence[bytes]], None]
"""Takes events, as JSON texts, into the index."""

ALL: Final = "all"
DENIED: Final = "denied"
OFF: Final = "off"
MODES: Final = (ALL, DENIED, OFF)
_MASK_PACKAGE: Final = "system.log"
_MASK: Final = "system.log.mask"
_EVERY_S: Final = 0.5
_BATCH: Final = 5_000


class DecisionLog:
    """Notes decisions; `close` at the end.

    mode: gives which are noted: all, only those that refuse, or none
    sink: where they go; while there is none they stay in the file
    """

    def __init__(self, path: Path, clock: Clock, mode: Callable[[], str]) -> None:
        self._path = path
        self._moving = path.with_suffix(".moving")
        self._clock = clock
        self._mode = mode
        self._sink: Sink | None = None
        self._file: int | None = None
        self._lock = threading.Lock()
        self._move_lock = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def wants(self, allowed: bool) -> bool:
        """Whether a decision is to be noted."""
        mode = self._mode()
        return mode == ALL or (mode == DENIED and not allowed)

    def write(
        self,
        id_: str,
        path: str,
        snapshot: Snapshot,
        input: Any,
        *,
        result: Any = UNDEFINED,
        error: str | None = None,
        **members: Any,
    ) -> None:
        """Appends an event; it outlives the process when this returns. path: dotted; members: what else there is"""
        event: dict[str, Any] = {
            "decision_id": id_,
            "@timestamp": self._clock.now_ms(),
            "path": path.replace(".", "/"),
            "revision": snapshot.revision.number,
            "bundles": {name: bundle.revision for name, bundle in snapshot.revision.bundles.items()},
            "requested_by": None,
            **members,
        }
        if input is not UNDEFINED:
            event["input"] = input
        if result is not UNDEFINED:
            event["result"] = result
        if error is not None:
            event["error"] = error
        line = json_text(masked(event, snapshot)) + b"\n"
        with self._lock:
            if self._file is None:
                self._file = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
                if os.fstat(self._file).st_size:
                    os.write(self._file, b"\n")  # behind a line that a power cut may have torn
            os.write(self._file, line)
        self._wake.set()

    def start(self, sink: Sink) -> None:
        """Begins to move events into the index, those first that an earlier process left. Safe to call twice."""
        if self._sink is not None:
            return
        self._sink = sink
        self._thread = threading.Thread(target=self._run, name="findling-decisions", daemon=True)
        self._thread.start()
        if self._path.exists() or self._moving.exists():
            self._wake.set()

    def flush(self) -> None:
        """Moves what has been written into the index."""
        if self._sink is None:
            return
        with self._move_lock:
            while self._move():
                pass

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait()
            if self._stop.wait(_EVERY_S):
                return
            self._wake.clear()
            try:
                self.flush()
            except (FindlingError, OSError):
                logger.exception("decisions could not be indexed")
                self._wake.set()

    def _move(self) -> bool:
        """Indexes one file full of events, and returns whether there was one."""
        if not self._moving.exists():
            with self._lock:
                if self._file is not None:
                    os.close(self._file)
                    self._file = None
                if not self._path.exists():
                    return False
                self._path.rename(self._moving)
        lines = [line for line in self._moving.read_bytes().split(b"\n") if _is_whole(line)]
        assert self._sink is not None
        for start in range(0, len(lines), _BATCH):
            self._sink(lines[start : start + _BATCH])
        self._moving.unlink()
        return True


def masked(event: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """Returns an event without what the rule `data.system.log.mask` names, by JSON pointers such as "/input/password".

    An input that cannot be masked is left out.
    """
    if not snapshot.revision.facts.has_package(_MASK_PACKAGE):
        return event
    try:
        pointers = snapshot.evaluate(_MASK, event)
    except FindlingError as error:
        return {**{name: value for name, value in event.items() if name != "input"}, "mask_error": error.reason}
    if not isinstance(pointers, Sequence):
        return event
    erased = []
    for pointer in pointers:
        path = str(pointer["path"] if isinstance(pointer, Mapping) else pointer)
        with suppress(StorageError):
            event = removed(event, [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]])
            erased.append(path)
    return {**event, "erased": erased} if erased else event


def _is_whole(line: bytes) -> bool:
    """Whether a line was written to its end."""
    if not line:
        return False
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True
