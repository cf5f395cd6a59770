"""The node's door to its repositories."""

import shutil
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from findling.base.errors import RepositoryMissingError, TaskCancelledError
from findling.base.wildcards import matches
from findling.cluster.service import ClusterService
from findling.snapshots.definitions import repositories, with_repository, without_repositories
from findling.snapshots.errors import RepositoryInUseError
from findling.snapshots.kinds import Surroundings, repository_of
from findling.snapshots.repository import Repository
from findling.snapshots.running import RunningSnapshots

_REMEMBERED: Final = 1000


@dataclass(frozen=True, slots=True)
class RestoredFrom:
    """Of what an index has been made.

    uuid: of the restore; index: its name in the snapshot; files, sizes: of its shards, by number
    """

    uuid: str
    repository: str
    snapshot: str
    index: str
    started_ms: int
    ended_ms: int
    files: tuple[int, ...]
    sizes: tuple[int, ...]


class SnapshotService:
    """Repositories by name, as the cluster state defines them, and what goes on in them.

    staging: folder of files on their way into a repository; what a crash left there is removed
    running: snapshots that are being made
    restored: by uuid, of what the indices have been made that were restored since the start
    """

    def __init__(self, cluster: ClusterService, surroundings: Surroundings, staging: Path) -> None:
        self.staging = staging
        shutil.rmtree(staging, ignore_errors=True)
        self._cluster = cluster
        self._surroundings = surroundings
        self._lock = threading.Lock()
        self._opened: dict[str, tuple[Mapping[str, Any], Repository]] = {}
        self._threads: set[threading.Thread] = set()
        self.running = RunningSnapshots()
        self.restored: OrderedDict[str, RestoredFrom] = OrderedDict()
        self._closing = False

    def names(self, expressions: list[str]) -> list[str]:
        """Returns the repositories that names and patterns mean; all for none. Raises RepositoryMissingError."""
        known = list(repositories(self._cluster.state))
        if not expressions or expressions in (["_all"], ["*"]):
            return known
        found: dict[str, None] = {}
        for expression in expressions:
            if "*" in expression:
                found |= dict.fromkeys(name for name in known if matches(expression, name))
            elif expression in known:
                found[expression] = None
            else:
                raise missing(expression)
        return list(found)

    def definition(self, name: str) -> Mapping[str, Any]:
        """Returns type and settings of a repository. Raises RepositoryMissingError."""
        found = repositories(self._cluster.state).get(name)
        if found is None:
            raise missing(name)
        return found

    def repository(self, name: str) -> Repository:
        """Returns a repository. Raises RepositoryMissingError, RepositoryError."""
        definition = self.definition(name)
        with self._lock:
            opened = self._opened.get(name)
            if opened is None or opened[0] != definition:
                opened = self._opened[name] = (definition, repository_of(name, definition, self._surroundings))
            return opened[1]

    def uuid(self, name: str) -> str | None:
        """Returns the uuid of a repository that has been read from, None before."""
        opened = self._opened.get(name)
        return None if opened is None else opened[1].uuid

    def put(self, name: str, definition: Mapping[str, Any], verify: bool) -> None:
        """Registers a repository. Raises RepositoryError, also if it does not keep what it is given."""
        made = repository_of(name, definition, self._surroundings)
        self._check_idle(name)
        if verify:
            made.check_works()
        self._cluster.change(lambda state: with_repository(state, name, definition))

    def remove(self, names: list[str]) -> None:
        """Forgets repositories; what is in them stays. Raises RepositoryInUseError."""
        for name in names:
            self._check_idle(name)
        self._cluster.change(lambda state: without_repositories(state, frozenset(names)))

    def start(self, thread: threading.Thread) -> None:
        """Starts a thread that the service's end waits for."""
        with self._lock:
            self._threads = {one for one in self._threads if one.is_alive()} | {thread}
        thread.start()

    def note_restored(self, uuid: str, source: RestoredFrom) -> None:
        """Remembers of what an index has been made, for as long as it is shown."""
        with self._lock:
            self.restored[uuid] = source
            while len(self.restored) > _REMEMBERED:
                self.restored.popitem(last=False)

    def staging_folder(self) -> Path:
        """Returns the folder for files on their way; makes it."""
        self.staging.mkdir(parents=True, exist_ok=True)
        return self.staging

    def check_open(self) -> None:
        """Raises TaskCancelledError if the node closes."""
        if self._closing:
            raise TaskCancelledError("the node is closing")

    def close(self) -> None:
        """Aborts what runs, and waits for it."""
        self._closing = True
        for one in self.running.all():
            one.aborted.set()
        self.settle()

    def settle(self) -> None:
        """Waits until what was started has ended."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join()

    def _check_idle(self, name: str) -> None:
        if self.running.all(name):
            raise RepositoryInUseError(
                f"trying to modify or unregister repository [{name}] that is currently used (snapshot is in progress)"
            )


def missing(name: str) -> RepositoryMissingError:
    """Returns the error of a name that no repository has."""
    return RepositoryMissingError(f"[{name}] missing")
