"""Streams of JetStream: made, read, trimmed, removed. All of them keep their messages on disk, synced."""

import base64
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, Final

from nats.errors import Error as NatsError

from findling.cluster.nats.connection import JetStreamError, NatsConnection
from findling.cluster.nats.errors import ClusterUnavailableError, OutcomeUnknownError, SequenceTakenError
from findling.cluster.nats.log_contact import majority_silence_s

_WINDOW_NS: Final = 600 * 1_000_000_000
_COPIES: Final = 3
_TOO_FEW: Final = (10074, 10005)
_WAIT_S: Final = 20.0
_ATTEMPT_S: Final = 1.0
_PAUSE_S: Final = 0.1
_AT_ONCE: Final = 64
_AT_ONCE_BYTES: Final = 4 << 20
_HEARD_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message of a stream. headers: names as they were sent"""

    sequence: int
    headers: dict[str, str]
    payload: bytes


class Stream:
    """One stream with one subject.

    committed: the subject on which each message that is stored is told to whoever listens
    """

    def __init__(self, connection: NatsConnection, name: str, subject: str) -> None:
        self._connection = connection
        self.name = name
        self.subject = subject
        self.committed = f"{subject}.committed"
        self._row = 4

    def make(self, copies: int = _COPIES) -> None:
        """Makes the stream unless it is there: on three servers, on one if there is only one."""
        self._make(self._config(copies))

    def make_keyed(self, copies: int = _COPIES) -> None:
        """Makes the stream unless it is there, as one that keeps the newest message of each key."""
        self._make(
            self._config(copies)
            | {
                "subjects": [f"{self._keys}.>"],
                "max_msgs_per_subject": 1,
                "allow_msg_ttl": True,
                "republish": {"src": f"{self._keys}.>", "dest": f"{self.committed}.>"},
            }
        )

    @property
    def _keys(self) -> str:
        return f"{self.subject}.key"

    def _make(self, config: dict[str, Any]) -> None:
        try:
            self._connection.api(f"STREAM.CREATE.{self.name}", config)
        except JetStreamError as error:
            if error.code == 10074 and config["num_replicas"] > 1:  # a server that is alone
                self._make({**config, "num_replicas": 1})
            elif error.code != 10058:  # it is there, made with another number of copies
                self._make_patiently(config)
        except (NatsError, TimeoutError):
            self._make_patiently(config)

    def _config(self, copies: int) -> dict[str, Any]:
        return {
            "name": self.name,
            "subjects": [self.subject],
            "storage": "file",
            "retention": "limits",
            "discard": "new",
            "num_replicas": copies,
            "duplicate_window": _WINDOW_NS,
            "deny_delete": True,
            "allow_direct": False,
            "republish": {"src": self.subject, "dest": self.committed},
        }

    def _make_patiently(self, config: dict[str, Any]) -> None:
        try:
            self._connection.patient_api(f"STREAM.CREATE.{self.name}", config)
        except JetStreamError as error:
            if error.code != 10058:
                raise ClusterUnavailableError(f"stream {self.name} cannot be made: {error}") from error

    def append(
        self, payload: bytes, batch: str, follows: int, headers: dict[str, str] | None = None, timeout_s: float = 20
    ) -> int:
        """Appends a message and returns its sequence once a majority has it on disk.

        batch: its id; follows: sequence of the last message of the stream
        Raises SequenceTakenError if that is not the last, OutcomeUnknownError if nobody knows whether it is stored.
        """
        return self._append(self.subject, payload, batch, follows, headers or {}, timeout_s)

    def mark(self, batch: str, headers: dict[str, str], timeout_s: float) -> int:
        """Appends an empty message, behind whatever is there, and returns its sequence: nobody has that who is cut off.

        Raises ClusterUnavailableError.
        """
        try:
            return self._connection.append(self.subject, b"", batch, None, headers, timeout_s)
        except OutcomeUnknownError as error:
            raise ClusterUnavailableError(error.reason) from error

    def append_keyed(self, key: str, payload: bytes, batch: str, follows: int, headers: dict[str, str]) -> int:
        """Appends a message that takes the place of that of the same key, as `append`."""
        return self._append(f"{self._keys}.{key}", payload, batch, follows, headers, _WAIT_S)

    def _append(
        self, subject: str, payload: bytes, batch: str, follows: int, headers: dict[str, str], timeout_s: float
    ) -> int:
        try:
            return self._connection.append(subject, payload, batch, follows, headers, timeout_s)
        except OutcomeUnknownError:
            next_one = self.read(follows + 1, 2)
            if next_one is None:
                raise
            if next_one.headers.get("Nats-Msg-Id") == batch:
                return next_one.sequence
            raise SequenceTakenError(f"message {next_one.sequence} of {self.name} is somebody else's") from None

    def bounds(self, timeout_s: float = _WAIT_S) -> tuple[int, int]:
        """Returns the first and the last sequence; of an empty stream the last is below the first.

        Who leads the stream may be cut off for a moment: `mark` is certain.
        Raises ClusterUnavailableError if nobody who knows all that is stored says so in time.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            info = self._connection.patient_api(f"STREAM.INFO.{self.name}", {}, timeout_s, min(_ATTEMPT_S, timeout_s))
            if _knows_all(info.get("cluster") or {}):
                return int(info["state"]["first_seq"]), int(info["state"]["last_seq"])
            if time.monotonic() > deadline:
                raise ClusterUnavailableError(f"who leads the stream {self.name} has no majority of its servers")
            time.sleep(_PAUSE_S)

    def read(self, sequence: int, timeout_s: float = _WAIT_S) -> StoredMessage | None:
        """Returns a message, None if it is not there. Raises ClusterUnavailableError."""
        return self._message({"seq": sequence}, timeout_s)

    def next_after(self, sequence: int) -> StoredMessage | None:
        """Returns the next message that is there after a sequence, None if there is none. Of streams with keys."""
        return self._message({"seq": sequence + 1, "next_by_subj": f"{self._keys}.>"}, _WAIT_S)

    def _message(self, wanted: dict[str, Any], timeout_s: float) -> StoredMessage | None:
        try:
            answer = self._connection.patient_api(f"STREAM.MSG.GET.{self.name}", wanted, timeout_s, _ATTEMPT_S)
        except JetStreamError as error:
            if error.is_missing:
                return None
            raise ClusterUnavailableError(f"stream {self.name} cannot be read: {error}") from error
        return _stored(answer["message"])

    def read_row(self, first: int, last: int) -> list[StoredMessage]:
        """Returns messages from one up to another, some at once: those that come in time, perhaps none."""
        action, numbers = f"STREAM.MSG.GET.{self.name}", range(first, min(last, first + self._row - 1) + 1)
        begun = [self._connection.begin_api(action, {"seq": number}, _ATTEMPT_S) for number in numbers]
        found: list[StoredMessage] = []
        for future in begun:
            try:
                found.append(_stored(future.result(_ATTEMPT_S + 1)["message"]))
            except (JetStreamError, NatsError, TimeoutError, CancelledError):
                break
        if found:  # the next ones are about as large
            bytes_each = sum(len(message.payload) for message in found) // len(found) + 1
            self._row = min(max(_AT_ONCE_BYTES // bytes_each, 1), _AT_ONCE)
        return found

    def purge(self, below: int) -> None:
        """Forgets the messages below a sequence."""
        self._connection.api(f"STREAM.PURGE.{self.name}", {"seq": below})

    def delete(self) -> None:
        """Removes the stream, if it is there."""
        deadline = time.monotonic() + _WAIT_S
        while time.monotonic() < deadline:
            try:
                self._connection.api(f"STREAM.DELETE.{self.name}", {})
                return
            except JetStreamError as error:
                if error.is_missing:
                    return
            except (NatsError, TimeoutError):
                pass
            time.sleep(0.2)


def _stored(message: Mapping[str, Any]) -> StoredMessage:
    headers = parse_headers(base64.b64decode(message.get("hdrs", "")))
    return StoredMessage(int(message["seq"]), headers, base64.b64decode(message.get("data", "")))


def _knows_all(cluster: Mapping[str, Any]) -> bool:
    """Whether what a stream's servers say of it is the newest.

    A leader that is cut off goes on to answer for ten seconds and more. The others elect another one four seconds
    after they have heard it last at the earliest, so one that has heard most of them later than that is the only one.
    """
    return majority_silence_s(cluster) < _HEARD_S


def parse_headers(raw: bytes) -> dict[str, str]:
    """Returns the headers of a message as they come over the wire."""
    lines = raw.decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}
