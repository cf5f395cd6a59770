"""What waits for the hub: a stream on the disk of this edge, bounded; what is least important makes room."""

import base64
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from nats.errors import Error as NatsError

from findling.base.errors import FindlingError
from findling.cluster.nats.connection import JetStreamError, NatsConnection
from findling.cluster.nats.streams import parse_headers
from findling.codec.durable_files import write_durably
from findling.edge.errors import OutboxFullError
from findling.edge.forward.rules import PRIORITIES

logger = logging.getLogger("findling.edge")

STREAM: Final = "FE_OUT"
_SUBJECT: Final = "fe.out."
_COUNT: Final = "Fe-Count"
_FULL: Final = (10023, 10047, 10077)
_MISSING: Final = 10037
_TIMEOUT_S: Final = 10.0
_PATIENCE_S: Final = 2.0
_WINDOW_NS: Final = 120 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A frame in the outbox. count: its documents"""

    sequence: int
    frame: bytes
    count: int


@dataclass(slots=True)
class Counts:
    """Documents by priority: those that wait, and those that were dropped since the edge was made."""

    waiting: dict[str, int]
    dropped: dict[str, int]


class Outbox:
    """The stream. max_bytes: of all that waits; counts_file: what was dropped, which is never forgotten"""

    def __init__(self, connection: NatsConnection, max_bytes: int, counts_file: Path) -> None:
        self._connection = connection
        self._max_bytes = max_bytes
        self._file = counts_file
        self._lock = threading.Lock()
        self.came = threading.Event()
        self._bytes = 0
        self.counts = Counts(dict.fromkeys(PRIORITIES, 0), dict.fromkeys(PRIORITIES, 0))

    def open(self) -> None:
        """Makes the stream, and counts what waits in it."""
        config = {
            "name": STREAM,
            "subjects": [f"{_SUBJECT}*"],
            "storage": "file",
            "retention": "limits",
            "discard": "new",
            "max_bytes": self._max_bytes,
            "num_replicas": 1,
            "duplicate_window": _WINDOW_NS,
            "compression": "s2",
        }
        try:
            self._connection.patient_api(f"STREAM.CREATE.{STREAM}", config)
        except JetStreamError:
            self._connection.patient_api(f"STREAM.UPDATE.{STREAM}", config)
        if self._file.exists():
            self.counts.dropped.update(orjson.loads(self._file.read_bytes()))
        for priority in PRIORITIES:
            sequence = 1
            while (found := self._next(priority, sequence)) is not None:
                self.counts.waiting[priority] += found.count
                sequence = found.sequence + 1

    def append(self, priority: str, frame: bytes, count: int, name: str) -> None:
        """Appends a frame; it is on the disk afterwards. name: under which it may be appended once more

        Raises OutboxFullError if there is no room and nothing less important to drop for it.
        """
        headers = {"Nats-Msg-Id": name, _COUNT: str(count)}
        while True:
            answer = self._publish(_SUBJECT + priority, frame, headers)
            fault = answer.get("error")
            if fault is None:
                break
            if int(fault.get("err_code", 0)) not in _FULL:
                raise JetStreamError(int(fault.get("err_code", 0)), str(fault.get("description")))
            self._make_room(priority, len(frame))
        if not answer.get("duplicate"):
            with self._lock:
                self.counts.waiting[priority] += count
        self.came.set()

    def _publish(self, subject: str, frame: bytes, headers: dict[str, str]) -> dict[str, Any]:
        client = self._connection.client
        message = self._connection.run(
            client.request(subject, frame, timeout=_TIMEOUT_S, headers=headers), _TIMEOUT_S + 1
        )
        answer: dict[str, Any] = orjson.loads(message.data)
        return answer

    def _make_room(self, priority: str, n_bytes: int) -> None:
        """Drops the oldest of what is least important, at most as important as what needs room; never what is high."""
        for victim in PRIORITIES[:0:-1]:
            if PRIORITIES.index(victim) < PRIORITIES.index(priority):
                break
            freed, dropped, last = 0, 0, 0
            while freed < 2 * n_bytes and (found := self._next(victim, last + 1)) is not None:
                freed, dropped, last = freed + len(found.frame), dropped + found.count, found.sequence
            if last:
                self._drop(victim, last, dropped)
                return
        raise OutboxFullError(f"the outbox is full of what is at least as important as [{priority}]")

    def _drop(self, priority: str, last: int, count: int) -> None:
        with self._lock:
            self.counts.dropped[priority] += count
            write_durably(self._file, orjson.dumps(self.counts.dropped))
        self.forget(priority, last, count)
        logger.warning("the outbox is full: documents were dropped priority=%s count=%d", priority, count)

    def read(self, priority: str, max_bytes: int, max_frames: int) -> list[Waiting]:
        """Returns the oldest frames of a priority, at least one if there is any."""
        frames: list[Waiting] = []
        size = 0
        while len(frames) < max_frames and size < max_bytes:
            found = self._next(priority, frames[-1].sequence + 1 if frames else 1)
            if found is None:
                break
            frames.append(found)
            size += len(found.frame)
        return frames

    def forget(self, priority: str, last: int, count: int) -> None:
        """Removes the frames of a priority up to a sequence. count: documents in them"""
        self._connection.patient_api(
            f"STREAM.PURGE.{STREAM}", {"filter": _SUBJECT + priority, "seq": last + 1}, _TIMEOUT_S
        )
        with self._lock:
            self.counts.waiting[priority] = max(0, self.counts.waiting[priority] - count)

    def size_bytes(self) -> int:
        """Returns what the stream takes on the disk; what it took when NATS last said so, if it does not now."""
        with suppress(FindlingError, JetStreamError, NatsError, TimeoutError):
            self._bytes = int(self._connection.patient_api(f"STREAM.INFO.{STREAM}", {}, _PATIENCE_S)["state"]["bytes"])
        return self._bytes

    def _next(self, priority: str, sequence: int) -> Waiting | None:
        """Returns the first frame of a priority from a sequence on."""
        try:
            answer = self._connection.patient_api(
                f"STREAM.MSG.GET.{STREAM}", {"seq": sequence, "next_by_subj": _SUBJECT + priority}, _TIMEOUT_S
            )
        except JetStreamError as error:
            if error.code == _MISSING:
                return None
            raise
        message = answer["message"]
        headers = parse_headers(base64.b64decode(message.get("hdrs", "")))
        return Waiting(int(message["seq"]), base64.b64decode(message.get("data", "")), int(headers.get(_COUNT, "0")))
