"""What waits for the hub: a stream on the disk of this edge, bounded; what is least important makes room."""

import asyncio
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from findling.base.errors import FindlingError
from findling.cluster.nats.connection import JetStreamError, NatsConnection
from findling.codec.durable_files import write_durably
from findling.edge.errors import OutboxFullError
from findling.edge.forward.rules import PRIORITIES

logger = logging.getLogger("findling.edge")

STREAM: Final = "FE_OUT"
_SUBJECT: Final = "fe.out."
_COUNT: Final = "Fe-Count"
_FULL: Final = (10023, 10047, 10077)
_MISSING: Final = "404"
_SEQUENCE: Final = "Nats-Sequence"
_BEFORE: Final = "Nats-Last-Sequence"
_AT_ONCE: Final = 500
_MOST_BYTES: Final = 8 << 20
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
            "allow_direct": True,
        }
        try:
            self._connection.patient_api(f"STREAM.CREATE.{STREAM}", config)
        except JetStreamError:
            self._connection.patient_api(f"STREAM.UPDATE.{STREAM}", config)
        if self._file.exists():
            self.counts.dropped.update(orjson.loads(self._file.read_bytes()))
        for priority in PRIORITIES:
            found: list[Waiting] = []
            while found := self._batch(priority, _AT_ONCE, _MOST_BYTES, found[-1].sequence + 1 if found else 1):
                self.counts.waiting[priority] += sum(waiting.count for waiting in found)

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
            if found := self._batch(victim, _AT_ONCE, 2 * n_bytes):
                self._drop(victim, found[-1].sequence, sum(waiting.count for waiting in found))
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
        return self._batch(priority, max_frames, max_bytes)

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

    def _batch(self, priority: str, max_frames: int, max_bytes: int, first: int = 1) -> list[Waiting]:
        """Returns the oldest frames of a priority from a sequence on, the last of them may be beyond `max_bytes`.

        Raises TimeoutError if one of them got lost on its way here.
        """
        asked = {
            "seq": first,
            "next_by_subj": _SUBJECT + priority,
            "batch": max_frames,
            "max_bytes": max_bytes,
        }
        return self._connection.run(_asked(self._connection.client, orjson.dumps(asked)), _TIMEOUT_S + 1)


async def _asked(client: Client, request: bytes) -> list[Waiting]:
    """Asks NATS for messages: each says which one came before it, and the end which one was the last."""
    found: list[Waiting] = []
    end: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def take(message: Msg) -> None:
        headers, last = message.headers or {}, found[-1].sequence if found else 0
        if end.done():
            return
        if headers.get("Status") == _MISSING:
            end.set_result(0)
        elif int(headers.get(_BEFORE, -1)) != last:
            end.set_exception(TimeoutError("a message got lost"))
        elif "Status" in headers:
            end.set_result(last)
        else:
            found.append(Waiting(int(headers[_SEQUENCE]), message.data, int(headers.get(_COUNT, "0"))))

    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox, cb=take)
    try:
        await client.publish(f"$JS.API.DIRECT.GET.{STREAM}", request, reply=inbox)
        await asyncio.wait_for(end, _TIMEOUT_S)
    finally:
        with suppress(NatsError):
            await subscription.unsubscribe()
    return found
