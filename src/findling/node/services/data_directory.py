"""The directory in which a node keeps its data, locked against a second process."""

import fcntl
import logging
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.codec.checksums import crc32c
from findling.codec.durable_files import make_directory, sync_directory, write_durably

logger = logging.getLogger("findling.data")

_UNFINISHED = "unfinished"
_NODE_ID = re.compile(r"[A-Za-z0-9_-]{20,24}")


class DirectoryInUseError(FindlingError):
    """Another process works in the data directory."""


class DataDirectoryError(FindlingError):
    """A start needs what is missing or damaged in the data directory; the reason names it and says what to do."""


class DataDirectory:
    """Layout: `node.lock`, `node.id`, `state.json`, `indices/<uuid>/<shard>/`, `config/` for files of synonyms.

    The directory of an index holds a file `unfinished` until the cluster state names it.
    """

    def __init__(self, path: Path, sync: bool = True) -> None:
        """Creates the directory if needed and locks it. Raises DirectoryInUseError, DataDirectoryError.

        sync: whether names of directories must survive a power cut (tests switch it off)
        """
        self.path = path
        self.indices = path / "indices"
        self._sync = sync
        make_directory(self.indices, sync)
        with suppress(PermissionError):  # a volume that belongs to somebody else has that one's rights
            path.chmod(0o700)  # what is in the documents is for nobody else on this machine
        self._lock = os.open(path / "node.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._check_state()
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

    def index(self, uuid: str) -> Path:
        """Returns the directory of one index."""
        return self.indices / uuid

    def make_index(self, uuid: str) -> Path:
        """Makes the directory of a new index and returns it; its name and its mark are on stable storage."""
        path = self.index(uuid)
        make_directory(path, self._sync)
        (path / _UNFINISHED).touch()
        self.sync_index(uuid)
        return path

    def sync_index(self, uuid: str) -> None:
        """Syncs the names of an index's shards."""
        if self._sync:
            sync_directory(self.index(uuid))

    def finish_index(self, uuid: str) -> None:
        """Notes that the cluster state names the index: its directory is not to be removed any more."""
        (self.index(uuid) / _UNFINISHED).unlink(missing_ok=True)

    def remove_index(self, uuid: str) -> None:
        """Removes the directory of an index that is gone."""
        _remove(self.index(uuid))

    def sweep(self, known: set[str], deleted: set[str]) -> list[str]:
        """Removes the directories of indices that are no more, or never were, and returns the others of no index.

        known: uuids of the indices in the cluster state; deleted: of those whose deletion it remembers
        What goes: a deleted index, one that was never finished, one without any commit point. Whatever else is of no
        index stays: it holds documents, and the state that named them may be elsewhere.
        """
        strangers = []
        for path in sorted(self.indices.iterdir()):
            if path.name in known:
                self.finish_index(path.name)
            elif not path.is_dir():
                continue
            elif path.name in deleted or (path / _UNFINISHED).exists() or not any(path.glob("*/commit-*")):
                logger.warning("removing directory of no index path=%s", path)
                _remove(path)
            else:
                logger.warning("directory of no index is left alone, remove it if its data is not needed path=%s", path)
                strangers.append(path.name)
        return strangers

    def close(self) -> None:
        os.close(self._lock)

    def _check_state(self) -> None:
        """Raises DataDirectoryError if there are indices but not the state that names them."""
        if self.state_file.exists():
            return
        found = [path.name for path in self.indices.iterdir() if path.is_dir()]
        if found:
            raise DataDirectoryError(
                f"{self.state_file} is missing, but {self.indices} holds {len(found)} indices: without it their names, "
                f"mappings and settings are not known. Bring state.json back from a copy; to give the indices up, move "
                f"{self.indices} away."
            )

    def _read_node_id(self) -> str:
        file = self.path / "node.id"
        if not file.exists():
            if self.state_file.exists():
                logger.warning("node.id is missing, the node gets a new one path=%s", file)
            write_durably(file, _with_checksum(random_uuid()), self._sync)
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


def _remove(path: Path) -> None:
    """Removes the directory of an index, the mark that it is unfinished last: a crash may come half-way."""
    for shard in path.glob("[0-9]*"):
        shutil.rmtree(shard, ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)
