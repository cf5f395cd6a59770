"""The ClusterStateStore seam: where metadata lives. Here: one local file, replaced as a whole."""

import logging
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import google_crc32c
import orjson

from findling.base.errors import CorruptIndexError, IllegalArgumentError, StateNotStoredError
from findling.cluster.state import ClusterState
from findling.codec.durable_files import NameNotSyncedError, write_durably

logger = logging.getLogger("findling.cluster")

FORMAT: Final = 1
"""Of the file; grows when an earlier version would misread it. Files without one are of the first."""


class ClusterStateStore(Protocol):
    """Versioned metadata with compare-and-set."""

    def load(self) -> ClusterState:
        """Returns the newest state; an empty one of version 0 if there is none yet."""

    def compare_and_set(self, expected_version: int, state: ClusterState) -> bool:
        """Stores `state` and returns True, unless the stored version is not the expected one.

        Raises StateNotStoredError.
        """

    def settle(self) -> None:
        """Returns once it is certain that the state everybody goes on with is the one that the next start finds.

        Raises StateNotStoredError while it is not: an index that would be written to may be deleted there.
        """


class LocalStateStore:
    """The state in one file: a line with the CRC32C of the rest, then JSON.

    sync: whether a stored state must survive a power cut (tests switch it off)
    """

    def __init__(self, path: Path, sync: bool = True) -> None:
        self._path = path
        self._sync = sync
        self._lock = threading.Lock()
        self._before: bytes | None = None
        if not path.exists():
            self._write(ClusterState())  # from now on a missing file is a loss
        self._version = self.load().version

    def load(self) -> ClusterState:
        """Raises CorruptIndexError if the file's checksum does not match."""
        return read_state(self._path)

    def compare_and_set(self, expected_version: int, state: ClusterState) -> bool:
        with self._lock:
            if self._version != expected_version:
                return False
            self._put_back()
            try:
                before = self._path.read_bytes()
                self._write(state)
            except NameNotSyncedError as error:
                self._before = before
                with suppress(StateNotStoredError):
                    self._put_back()
                raise _not_stored(error) from error
            except OSError as error:
                raise _not_stored(error) from error
            self._version = state.version
            return True

    def settle(self) -> None:
        if self._before is not None:
            with self._lock:
                self._put_back()

    def _put_back(self) -> None:
        """Writes the state again that everybody goes on with, if one was refused that is on disk already, perhaps."""
        if self._before is None:
            return
        try:
            write_durably(self._path, self._before, self._sync)
        except OSError as error:
            logger.exception("it is not known which cluster state is on disk path=%s", self._path)
            raise _not_stored(error) from error
        self._before = None

    def _write(self, state: ClusterState) -> None:
        try:
            body = orjson.dumps({"format": FORMAT, **state.to_json()})
        except TypeError as error:  # of JSON only what is nested too deeply, or too large a number
            raise IllegalArgumentError(f"cluster state could not be stored: {error}") from None
        write_durably(self._path, _checksum(body) + b"\n" + body, self._sync)


def read_state(path: Path) -> ClusterState:
    """Returns the state in a file. Raises CorruptIndexError if it is damaged, or of a later format."""
    checksum, _, body = path.read_bytes().partition(b"\n")
    if checksum != _checksum(body):
        raise _corrupt("checksum of the cluster state does not match", path)
    members = orjson.loads(body)
    number = members.pop("format", 1)
    if number > FORMAT:
        raise _corrupt(f"cluster state of format {number}, this Findling reads {FORMAT}", path)
    return ClusterState.from_json(members)


def _corrupt(reason: str, path: Path) -> CorruptIndexError:
    return CorruptIndexError(f"{reason} (file [{path}], offset [0])", file=str(path), offset=0)


def _not_stored(error: OSError) -> StateNotStoredError:
    return StateNotStoredError(f"cluster state could not be stored: {error.strerror}")


def _checksum(body: bytes) -> bytes:
    return f"{google_crc32c.value(body):08x}".encode()
