"""Making a copy from another node's: its commit point's files are fetched, the log gives the rest.

The other node links the files into a directory of their own, so that its flushes and merges go on meanwhile, and its
log keeps what comes after the commit point until the new copy has begun to follow.
"""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from findling.base.errors import CorruptIndexError, NoShardAvailableError
from findling.base.ids import random_uuid
from findling.cluster.nats.remote_calls import RemoteCalls
from findling.codec.checksums import crc32c
from findling.codec.commit import commit_path
from findling.codec.durable_files import sync_directory, sync_file
from findling.index.shard import Shard

logger = logging.getLogger("findling.replication")

_CHUNK: Final = 1 << 20
_WINDOW: Final = 4
_KEPT_S: Final = 600.0


@dataclass(slots=True)
class _Offer:
    """Files that another node fetches. sequence: of the last message that is in them"""

    key: tuple[str, int]
    directory: Path
    sequence: int
    used: float = field(default_factory=time.monotonic)


class RecoverySource:
    """Offers copies of this node to others. lookup: returns the copy of a shard that can be read, or None"""

    def __init__(self, directory: Path, lookup: Callable[[str, int], Shard | None]) -> None:
        self._directory = directory
        self._lookup = lookup
        self._offers: dict[str, _Offer] = {}
        self._lock = threading.Lock()
        shutil.rmtree(directory, ignore_errors=True)

    def begin(self, request: dict[str, Any]) -> dict[str, Any]:
        """Returns the files of a shard's commit point: name, size and checksum of each, the commit point last."""
        key = request["uuid"], request["number"]
        shard = self._lookup(*key)
        if shard is None:
            raise NoShardAvailableError(f"no copy of [{key[0]}][{key[1]}] here")
        token = random_uuid()
        directory = self._directory / token
        directory.mkdir(parents=True)
        with shard.held_commit() as commit:
            point = commit.point
            names = [name for segment in point.segments for name in segment.files]
            names.append(commit_path(commit.directory, point.generation).name)
            for name in names:
                os.link(commit.directory / name, directory / name)
        with self._lock:
            self._offers[token] = _Offer(key, directory, point.log_generation - 1)
        files = [(name, (directory / name).stat().st_size) for name in names]
        return {"token": token, "files": files, "sequence": point.log_generation - 1}

    def read(self, request: dict[str, Any]) -> tuple[bytes, int]:
        """Returns a part of a file and its checksum."""
        offer = self._offers[request["token"]]
        offer.used = time.monotonic()
        with (offer.directory / Path(request["name"]).name).open("rb") as file:
            file.seek(request["offset"])
            data = file.read(_CHUNK)
        return data, crc32c(data)

    def end(self, request: dict[str, Any]) -> None:
        """Forgets an offer."""
        with self._lock:
            offer = self._offers.pop(request["token"], None)
        if offer is not None:
            shutil.rmtree(offer.directory, ignore_errors=True)

    def pinned(self, key: tuple[str, int]) -> list[int]:
        """Returns the sequences after which the log of a shard is still needed by those that fetch it."""
        now = time.monotonic()
        with self._lock:
            late = [token for token, offer in self._offers.items() if now - offer.used > _KEPT_S]
            found = [offer.sequence for offer in self._offers.values() if offer.key == key]
        for token in late:
            self.end({"token": token})
        return found


@dataclass(slots=True)
class Progress:
    """How far a recovery is, for `_recovery`."""

    source: str
    started_ms: int
    files: int = 0
    files_done: int = 0
    bytes: int = 0
    bytes_done: int = 0
    stage: str = "INDEX"


def fetch(calls: RemoteCalls, node: str, uuid: str, number: int, path: Path, progress: Progress) -> str:
    """Fetches a shard's files into a new directory. Returns the token, for `recovery_end` once the log is followed.

    Raises NodeUnreachableError, CorruptIndexError; the directory is no shard then.
    """
    offer = calls.call(node, "recovery_begin", {"uuid": uuid, "number": number}, 120)
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    progress.files, progress.bytes = len(offer["files"]), sum(size for _, size in offer["files"])
    for place, (name, size) in enumerate(offer["files"], 1):
        if place == len(offer["files"]):
            sync_directory(path)  # a commit point must not be there before the files that it names
        _fetch_file(calls, node, offer["token"], name, size, path, progress)
        progress.files_done += 1
    sync_directory(path)
    return str(offer["token"])


def _fetch_file(
    calls: RemoteCalls, node: str, token: str, name: str, size: int, path: Path, progress: Progress
) -> None:
    offsets = list(range(0, size, _CHUNK)) or [0]
    with (path / name).open("wb") as file:
        for start in range(0, len(offsets), _WINDOW):
            window = offsets[start : start + _WINDOW]
            asked = [{"token": token, "name": name, "offset": offset} for offset in window]
            begun = [calls.begin(node, "recovery_read", request) for request in asked]
            for future in begun:
                data, checksum = calls.result(future, node, 60)
                if crc32c(data) != checksum:
                    raise CorruptIndexError(f"{name} came damaged from [{node}]", file=name, offset=file.tell())
                file.write(data)
                progress.bytes_done += len(data)
    if (path / name).stat().st_size != size:
        raise CorruptIndexError(f"{name} came in parts from [{node}]", file=name, offset=size)
    sync_file(path / name)
