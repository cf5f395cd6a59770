"""Snapshots that are being made."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from findling.snapshots.errors import ConcurrentSnapshotError, SnapshotNameInUseError
from findling.snapshots.root import IN_PROGRESS, Root
from findling.snapshots.shard_files import Progress


@dataclass(frozen=True, slots=True)
class RunningSnapshot:
    """A snapshot under way.

    indices: its indices, with the progress of each shard; policy: the lifecycle policy that makes it
    data_streams: names of the data streams in it
    aborted: somebody has deleted it, or the node closes; done: it has ended
    """

    repository: str
    name: str
    uuid: str
    start_ms: int
    include_global_state: bool
    indices: Mapping[str, tuple[Progress, ...]]
    policy: str | None = None
    data_streams: Sequence[str] = ()
    aborted: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    state: str = IN_PROGRESS

    def check(self) -> None:
        """Raises ConcurrentSnapshotError if it was aborted."""
        if self.aborted.is_set():
            raise ConcurrentSnapshotError(f"[{self.repository}:{self.name}] the snapshot was aborted")


class RunningSnapshots:
    """All of this node, in the order of their start. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[RunningSnapshot] = []

    def all(self, repository: str | None = None) -> list[RunningSnapshot]:
        """Returns those of a repository, or all."""
        with self._lock:
            return [one for one in self._running if repository in (None, one.repository)]

    def begin(self, snapshot: RunningSnapshot, root: Root) -> None:
        """Adds one. Raises SnapshotNameInUseError if another one has its name, in the repository or on the way."""
        if root.named(snapshot.name) is not None:
            raise SnapshotNameInUseError.of(snapshot.repository, snapshot.name)
        with self._lock:
            if any((one.repository, one.name) == (snapshot.repository, snapshot.name) for one in self._running):
                raise SnapshotNameInUseError.of(snapshot.repository, snapshot.name, "is already in-progress")
            self._running.append(snapshot)

    def end(self, snapshot: RunningSnapshot) -> None:
        """Takes one away that has come to its end, however it ended."""
        with self._lock:
            self._running.remove(snapshot)
        snapshot.done.set()
