"""The directories of indices, and what a start keeps and removes of them."""

import logging
import shutil
from pathlib import Path
from typing import Final

from findling.base.errors import FindlingError
from findling.codec.durable_files import make_directory, sync_directory

logger = logging.getLogger("findling.data")

STATE: Final = "state.json"
INDICES: Final = "indices"
"""What lies in a directory of indices: their state, and their directories by uuid."""
_UNFINISHED: Final = "unfinished"


class DataDirectoryError(FindlingError):
    """A start needs what is missing or damaged in the data directory; the reason names it and says what to do."""


class IndexDirectories:
    """Layout: `<uuid>/<shard>/`. The directory of an index holds a file `unfinished` until a state names it.

    sync: whether names of directories must survive a power cut (tests switch it off)
    """

    def __init__(self, path: Path, sync: bool = True) -> None:
        """Creates the directory if needed."""
        self.indices = path
        self.sync = sync
        make_directory(path, sync)

    def check_state(self, state_file: Path) -> None:
        """Raises DataDirectoryError if there are indices but not the state that names them."""
        if state_file.exists():
            return
        found = [path.name for path in self.indices.iterdir() if path.is_dir()]
        if found:
            raise DataDirectoryError(
                f"{state_file} is missing, but {self.indices} holds {len(found)} indices: without it their names, "
                f"mappings and settings are not known. Bring {state_file.name} back from a copy; to give the indices "
                f"up, move {self.indices} away."
            )

    def index(self, uuid: str) -> Path:
        """Returns the directory of one index."""
        return self.indices / uuid

    def make_index(self, uuid: str) -> Path:
        """Makes the directory of a new index and returns it; its name and its mark are on stable storage."""
        path = self.index(uuid)
        make_directory(path, self.sync)
        (path / _UNFINISHED).touch()
        self.sync_index(uuid)
        return path

    def sync_index(self, uuid: str) -> None:
        """Syncs the names of an index's shards."""
        if self.sync:
            sync_directory(self.index(uuid))

    def finish_index(self, uuid: str) -> None:
        """Notes that the state names the index: its directory is not to be removed any more."""
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


def _remove(path: Path) -> None:
    """Removes the directory of an index, the mark that it is unfinished last: a crash may come half-way."""
    for shard in path.glob("[0-9]*"):
        shutil.rmtree(shard, ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)
