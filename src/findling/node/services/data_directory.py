"""The directory in which a node keeps its data, locked against a second process."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid


class DirectoryInUseError(FindlingError):
    """Another process works in the data directory."""


class DataDirectory:
    """Layout: `node.lock`, `node.id`, `state.json`, `indices/<uuid>/<shard>/`, `config/` for files of synonyms."""

    def __init__(self, path: Path) -> None:
        """Creates the directory if needed and locks it. Raises DirectoryInUseError."""
        self.path = path
        self.indices = path / "indices"
        self.indices.mkdir(parents=True, exist_ok=True)
        with suppress(PermissionError):  # a volume that belongs to somebody else has that one's rights
            path.chmod(0o700)  # what is in the documents is for nobody else on this machine
        self._lock = os.open(path / "node.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise DirectoryInUseError(f"the data directory {path} is in use by another process") from error
        self.node_id = self._read_node_id()

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

    def remove_index(self, uuid: str) -> None:
        """Removes the directory of an index that is gone."""
        shutil.rmtree(self.index(uuid), ignore_errors=True)

    def close(self) -> None:
        os.close(self._lock)

    def _read_node_id(self) -> str:
        file = self.path / "node.id"
        if not file.exists():
            file.write_text(random_uuid())
        return file.read_text()
