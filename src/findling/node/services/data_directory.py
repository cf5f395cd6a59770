"""The directory in which a node keeps its data, locked against a second process."""

import fcntl
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.codec.checksums import crc32c
from findling.codec.durable_files import write_durably
from findling.node.services.index_directories import INDICES, STATE, DataDirectoryError, IndexDirectories

logger = logging.getLogger("findling.data")

NODE_ID: Final = "node.id"
CONFIG: Final = "config"
SYSTEM: Final = "system"
_LOCK: Final = "node.lock"
_CLUSTER: Final = "cluster.name"
_NODE_ID = re.compile(r"[A-Za-z0-9_-]{20,24}")


class DirectoryInUseError(FindlingError):
    """Another process works in the data directory."""


class DataDirectory(IndexDirectories):
    """Layout: `node.lock`, `node.id`, `state.json`, `indices/<uuid>/<shard>/`, `config/` for files of synonyms.

    `system/` has a state and indices of its own, those of system indices, once there are any.
    """

    def __init__(self, path: Path, sync: bool = True, cluster: str | None = None) -> None:
        """Creates the directory if needed and locks it. Raises DirectoryInUseError, DataDirectoryError.

        cluster: name of the cluster that keeps the state; None: it is here
        sync: whether names of directories must survive a power cut (tests switch it off)
        """
        self.path = path
        super().__init__(path / INDICES, sync)
        with suppress(PermissionError):  # a volume that belongs to somebody else has that one's rights
            path.chmod(0o700)  # what is in the documents is for nobody else on this machine
        self._lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._lock, path)
            self._check_cluster(cluster)
            if cluster is None:
                self.check_state(self.state_file)
            self.node_id = self._read_node_id()
        except BaseException:
            os.close(self._lock)
            raise

    def _check_cluster(self, cluster: str | None) -> None:
        """Raises DataDirectoryError for a directory of another cluster, or of a node that was alone."""
        file = self.path / _CLUSTER
        known = file.read_text(encoding="utf-8").strip() if file.exists() else None
        if known != cluster and (known is not None or self.state_file.exists()):
            whose = "a node without a cluster" if known is None else f"the cluster [{known}]"
            wanted = "a node without a cluster" if cluster is None else f"the cluster [{cluster}]"
            raise DataDirectoryError(f"{self.path} belongs to {whose}, and cannot be used by {wanted}")
        if cluster is not None and known is None:
            write_durably(file, cluster.encode(), self.sync)

    @property
    def state_file(self) -> Path:
        return self.path / STATE

    @property
    def config(self) -> Path:
        """Directory of the files that analysis settings name; whoever runs the node makes it."""
        return self.path / CONFIG

    def close(self) -> None:
        os.close(self._lock)

    def _read_node_id(self) -> str:
        file = self.path / NODE_ID
        if not file.exists():
            if self.state_file.exists():
                logger.warning("node.id is missing, the node gets a new one path=%s", file)
            write_durably(file, _with_checksum(random_uuid()), self.sync)
        return read_node_id(file)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keeps nodes from starting in a directory that is only looked at, which may be read-only.

    Raises DirectoryInUseError if one works there. A directory without a lock has never had a node.
    """
    file = path / _LOCK
    if not file.exists():
        yield
        return
    descriptor = os.open(file, os.O_RDONLY)
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DirectoryInUseError(f"the data directory {path} is in use by another process") from error


def read_node_id(file: Path) -> str:
    """Returns the id of the node. Raises DataDirectoryError if it is damaged, FileNotFoundError."""
    found = file.read_bytes()
    node_id = found.partition(b" ")[0].decode("ascii", "replace")
    # without a checksum: as it was written by the first versions
    if not _NODE_ID.fullmatch(node_id) or found not in (_with_checksum(node_id), node_id.encode()):
        raise DataDirectoryError(
            f"{file} is damaged: what it holds is no node id with its checksum. Bring it back from a copy, or "
            "remove it and the node gets a new one."
        )
    return node_id


def _with_checksum(node_id: str) -> bytes:
    return b"%s %08x\n" % (node_id.encode(), crc32c(node_id.encode()))
