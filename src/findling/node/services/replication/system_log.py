"""What is shared of the system indices: users, roles, keys, policies. All nodes carry out the same writes in one order.

A write is appended to a stream behind the message that this node has carried out last, so what it was compared with
still holds; if somebody else was quicker, the node reads on and compares again. The stream keeps the newest message of
each document, and those of several documents at once: to carry out what is left, in order, gives the same documents.
"""

import hashlib
import logging
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import SequenceTakenError
from findling.cluster.nats.streams import StoredMessage, Stream
from findling.cluster.system_index import Write
from findling.node.services.system.document import Revision
from findling.node.services.system.system_index import SystemIndex
from findling.node.services.system.system_indices import SystemIndices

logger = logging.getLogger("findling.cluster")

_POSITION: Final = "system.position"
_LOOK_EVERY_S: Final = 5.0
_KEPT: Final = {"Nats-TTL": "720h"}
"""How long it is told that a document was deleted: a node that was away for longer must begin with an empty disk."""


class SystemLog:
    """Implements WriteLog for the nodes of a cluster. `start` before use, `stop` at the end."""

    def __init__(self, connection: NatsConnection, indices: SystemIndices, data: Path) -> None:
        self._connection = connection
        self._indices = indices
        self._stream = Stream(connection, f"FL_{connection.cluster}_SYSTEM", f"{connection.prefix}.system")
        self._file = data / _POSITION
        self._position = int(self._file.read_text(encoding="ascii")) if self._file.exists() else 0
        self._lock = threading.RLock()
        self._changed: defaultdict[str, set[str]] = defaultdict(set)
        self._look_now = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="findling-system-log", daemon=True)

    def start(self) -> None:
        """Carries out what others have written meanwhile, and begins to follow."""
        self._stream.make_keyed()
        self._catch_up()
        self._subscription = self._connection.subscribe(f"{self._stream.committed}.>", lambda _: self._look_now.set())
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._look_now.set()
        if self._thread.is_alive():
            self._connection.unsubscribe(self._subscription)
            self._thread.join(10)

    def write(self, index: SystemIndex, writes: Sequence[Write]) -> list[Revision]:
        """Raises VersionConflictError, what the mapping refuses, OutcomeUnknownError if nobody knows the end of it."""
        batch, body = random_uuid(), orjson.dumps({"index": index.name, "writes": [_shown(write) for write in writes]})
        headers = _KEPT if len(writes) == 1 and writes[0].source is None else {}
        with self._lock:
            while True:
                self._catch_up()
                index.check(writes)
                try:
                    stored = self._stream.append_keyed(
                        _key(index.name, writes, batch), body, batch, self._position, headers
                    )
                except SequenceTakenError:
                    continue
                revisions = index.carry_out([write._replace(expected=None, create=False) for write in writes])
                self._reached(stored)
                return revisions

    def _catch_up(self) -> None:
        """Carries out what is new in the stream."""
        with self._lock:
            while (message := self._stream.next_after(self._position)) is not None:
                self._take(message)
                self._reached(message.sequence)

    def _take(self, message: StoredMessage) -> None:
        body = orjson.loads(message.payload)
        index = self._indices.named(body["index"])
        if index is None:
            logger.warning("another version of Findling writes to %s, which is left out here", body["index"])
            return
        writes = [Write(id_, source) for id_, source in body["writes"]]
        index.carry_out(writes)
        self._changed[index.name].update(write.id for write in writes)
        self._look_now.set()

    def _reached(self, sequence: int) -> None:
        """Notes how far it is: what the indices have on disk by now. To carry something out again does no harm."""
        self._position = sequence
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(sequence), encoding="ascii")
        fresh.replace(self._file)

    def _follow(self) -> None:
        while not self._stop.is_set():
            self._look_now.wait(_LOOK_EVERY_S)
            self._look_now.clear()
            try:
                self._catch_up()
                self._tell()
            except Exception:
                logger.exception("the writes of other nodes to system indices cannot be followed")
                self._stop.wait(1)

    def _tell(self) -> None:
        """Tells who keeps documents in memory. Outside the lock: they have locks of their own."""
        with self._lock:
            changed, self._changed = self._changed, defaultdict(set)
        for name, ids in changed.items():
            index = self._indices.named(name)
            if index is not None:
                index.tell(sorted(ids))


def _shown(write: Write) -> tuple[str, Mapping[str, Any] | None]:
    return write.id, write.source


def _key(index: str, writes: Sequence[Write], batch: str) -> str:
    """Returns what messages of the same are replaced by: of one document its own, of several none."""
    if len(writes) > 1:
        return f"batch.{batch}"
    return hashlib.sha256(f"{index}/{writes[0].id}".encode()).hexdigest()[:40]
