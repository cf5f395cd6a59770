"""The directory in which a node keeps its data, locked against a second process."""

import fcntl
import logging
import os
import re
from contextlib import suppress
from pathlib import Path

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.codec.checksums import crc32c
from findling.codec.durable_files import write_durably
from findling.node.services.index_directories import DataDirectoryError, IndexDirectories

logger = logging.getLogger("findling.data")

_NODE_ID = re.compile(r"[A-Za-z0-9_-]{20,24}")


class DirectoryInUseError(FindlingError):
    """Another process works in the data directory."""


class DataDirectory(IndexDirectories):
    """Layout: `node.lock`, `node.id`, `state.json`, `indices/<uuid>/<shard>/`, `config/` for files of synonyms.

    `system/` has a state and indices of its own, those of system indices, once there are any.
    """

    def __init__(self, path: Path, sync: bool = True) -> None:
        """Creates the directory if needed and locks it. Raises DirectoryInUseError, DataDirectoryError.

        sync: whether names of directories must survive a power cut (tests switch it off)
        """
        self.path = path
        super().__init__(path / "indices", sync)
        with suppress(PermissionError):  # a volume that belongs to somebody else has that one's rights
            path.chmod(0o700)  # what is in the documents is for nobody else on this machine
        self._lock = os.open(path / "node.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.check_state(self.state_file)
            self.node_id = self._read_node_id()
        except BlockingIOError as error:
            os.close(self._lock)
            raise DirectoryInUseError(f"the data directory {path} is in use by another process") from error
        except BaseException:
            os.close(self._lock)
            raise

    @property
    def state_file(self) -> Path:
        return self.path / "state.json"

    @property
    def config(self) -> Path:
        """Directory of the files that analysis settings name; whoever runs the node makes it."""
        return self.path / "config"

    def close(self) -> None:
        os.close(self._lock)

    def _read_node_id(self) -> str:
        file = self.path / "node.id"
        if not file.exists():
            if self.state_file.exists():
                logger.warning("node.id is missing, the node gets a new one path=%s", file)
            write_durably(file, _with_checksum(random_uuid()), self.sync)
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
