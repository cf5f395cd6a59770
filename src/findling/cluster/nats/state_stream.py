"""The cluster state as a stream of differences: implements the ClusterStateStore seam for many nodes.

Each message says what changed, and which message it follows: of two nodes that change the state at once one is refused
and looks again. From time to time a message holds the whole state, and those before it are forgotten.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, StateNotStoredError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.differences import difference, patched
from findling.cluster.nats.errors import ClusterUnavailableError, SequenceTakenError
from findling.cluster.nats.log_contact import LogContact
from findling.cluster.nats.state_messages import decode, encode
from findling.cluster.nats.streams import Stream
from findling.cluster.shards.members import common_format
from findling.cluster.state import ClusterState

logger = logging.getLogger("findling.cluster")

WHOLE: Final = "state"
CHANGES: Final = "changes"
_WHOLE_EVERY: Final = 500
_LOOK_EVERY_S: Final = 1.0
_FIRST_S: Final = 10.0


class StateStream:
    """The newest state that this node knows, and a thread that follows the stream.

    contact: with the servers that hold the stream
    follower: called with each newer state, in order, by that thread
    """

    def __init__(self, connection: NatsConnection) -> None:
        self._connection = connection
        self._stream = Stream(connection, f"FL_{connection.cluster}_STATE", f"{connection.prefix}.state")
        self.contact = LogContact(connection, self._stream.name)
        self._known = threading.Condition()
        self._state = ClusterState()
        self._members: dict[str, Any] = {}
        self._sequence = 0
        self._whole_at = 0
        self._hint = 0
        self._stop = False
        self.follower: Callable[[ClusterState], None] | None = None
        self._thread = threading.Thread(target=self._follow, name="findling-state", daemon=True)

    def open(self) -> None:
        """Makes the stream if the cluster is new, reads it to its end and begins to follow it."""
        self._stream.make()
        first, last = self._stream.bounds()
        if last == 0:
            body = encode({WHOLE: _shown(ClusterState())}, common_format(ClusterState()))
            try:
                self._stream.append(body, random_uuid(), 0)
            except SequenceTakenError:
                logger.debug("another node has made the cluster state")
            deadline = time.monotonic() + _FIRST_S
            while last == 0 and time.monotonic() < deadline:  # what is stored is told a little later
                first, last = self._stream.bounds()
        self._sequence = max(first, 1) - 1
        self._read_up_to(last)
        self._subscription = self._connection.subscribe(self._stream.committed, self._told)
        self._thread.start()
        self.contact.start()

    def close(self) -> None:
        """Follows no more."""
        with self._known:
            self._stop = True
            self._known.notify_all()
        self._thread.join(10)

    def load(self) -> ClusterState:
        """Returns the newest state; the stream is asked."""
        self._read_up_to(self._stream.bounds()[1])
        return self._state

    def settle(self) -> None:
        """A state that is known is stored by a majority."""

    def compare_and_set(self, expected_version: int, state: ClusterState) -> bool:
        with self._known:
            if self._state.version != expected_version:
                return False
            members, sequence = self._members, self._sequence
        changes = difference(members, _shown(state))
        try:
            body = encode({CHANGES: changes}, common_format(state))
        except TypeError as error:
            raise IllegalArgumentError(f"cluster state could not be stored: {error}") from None
        try:
            stored = self._stream.append(body, random_uuid(), sequence)
        except SequenceTakenError:
            return False
        except ClusterUnavailableError as error:
            raise StateNotStoredError(f"cluster state could not be stored: {error.reason}") from error
        with self._known:
            if self._sequence == stored - 1:
                self._members, self._state, self._sequence = patched(members, changes), state, stored
        return True

    def shorten(self) -> None:
        """Stores the state as a whole and forgets what led to it, if that has become much; for one node to do."""
        with self._known:
            sequence, members, version = self._sequence, self._members, common_format(self._state)
        if sequence - self._whole_at < _WHOLE_EVERY:
            return
        try:
            stored = self._stream.append(encode({WHOLE: members}, version), random_uuid(), sequence)
        except (SequenceTakenError, ClusterUnavailableError):
            return
        self._stream.purge(stored)

    def hint(self, version: int) -> None:
        """Says that a state of this version exists; the thread looks for it."""
        if version > self._state.version:
            with self._known:
                self._hint = self._sequence + 1
                self._known.notify_all()

    def _told(self, message: Any) -> None:
        """Notes, on the event loop, that there is another message."""
        sequence = int((message.headers or {}).get("Nats-Sequence", 0))
        with self._known:
            self._hint = max(self._hint, sequence)
            self._known.notify_all()

    def _follow(self) -> None:
        looked = time.monotonic()
        while True:
            with self._known:
                self._known.wait_for(lambda: self._stop or self._hint > self._sequence, _LOOK_EVERY_S)
                if self._stop:
                    return
                hint = self._hint
            try:
                if hint > self._sequence:
                    self._read_up_to(hint)
                elif time.monotonic() - looked > _LOOK_EVERY_S * 5:
                    looked = time.monotonic()
                    self._read_up_to(self._stream.bounds()[1])
                if self.follower is not None:
                    self.follower(self._state)
            except Exception:
                logger.exception("the cluster state cannot be followed")
                time.sleep(_LOOK_EVERY_S)

    def _read_up_to(self, last: int) -> None:
        """Takes over the messages up to one, whoever reads them."""
        while self._sequence < last:
            wanted = self._sequence + 1
            message = self._stream.read(wanted)
            if message is None:
                first, _ = self._stream.bounds()
                if first > wanted:  # forgotten: what follows is a whole state
                    with self._known:
                        self._sequence = max(self._sequence, first - 1)
                    continue
                return
            with self._known:
                if message.sequence == self._sequence + 1:
                    self._take(message.sequence, decode(message.payload))

    def _take(self, sequence: int, body: dict[str, Any]) -> None:
        if WHOLE in body:
            members, self._whole_at = body[WHOLE], sequence
            if members == self._members:  # nothing but shorter
                self._sequence = sequence
                return
        else:
            members = patched(self._members, body[CHANGES])
        self._state = _read(members, self._members, self._state)
        self._members, self._sequence = members, sequence


def _shown(state: ClusterState) -> dict[str, Any]:
    """Returns all members: transient settings, too, are the same everywhere."""
    return {**state.to_json(), "transient": dict(state.transient)}


def _read(members: dict[str, Any], before: dict[str, Any], known: ClusterState) -> ClusterState:
    """Returns the state of members; indices that did not change are the very same objects."""
    state = ClusterState.from_json(members)
    old = before.get("indices", {})
    same = {
        name: known.indices[name]
        for name, body in members["indices"].items()
        if name in known.indices and old.get(name) is body
    }
    indices = {name: same.get(name, index) for name, index in state.indices.items()}
    return replace(state, indices=indices)
