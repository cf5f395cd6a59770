"""One repository: its root, its snapshots, and the content that they share."""

import logging
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from findling.base.ids import random_uuid
from findling.codec.blobs.store import BlobExistsError, BlobMissingError, BlobStore, BlobStoreError
from findling.snapshots.details import SnapshotDetails
from findling.snapshots.errors import RepositoryError, RepositoryVerificationError, SnapshotNameInUseError
from findling.snapshots.root import Root, SnapshotEntry
from findling.snapshots.sealed import DamagedBlobError, seal, unseal

LATEST: Final = "index.latest"
DATA: Final = "data/"
DETAILS: Final = "snapshots/"
_ROOT: Final = "index-"
_NUMBERED: Final = re.compile(r"index-(\d+)")
_KEPT: Final = 64
_TRIES: Final = 20
logger = logging.getLogger("findling.snapshots")


class Repository:
    """Thread-safe. What a snapshot that runs needs is `held`, so that no deletion takes it away.

    readonly: nothing is written, ever; uuid: of the root that was last read, None before
    """

    def __init__(self, name: str, blobs: BlobStore, readonly: bool = False) -> None:
        self.name = name
        self.blobs = blobs
        self.readonly = readonly
        self._lock = threading.RLock()
        self._held: Counter[str] = Counter()
        self.uuid: str | None = None
        self._known: OrderedDict[str, SnapshotDetails] = OrderedDict()

    @contextmanager
    def told(self, doing: str) -> Iterator[None]:
        """Turns what the blob store says into an error of the repository. doing: "could not read repository data" """
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise RepositoryError.of(self.name, f"{doing}: {reason}") from error

    def root(self) -> Root:
        """Returns the newest root. Raises RepositoryError."""
        with self.told("could not read repository data"):
            root = self._newest_root()
            self.uuid = root.uuid
            return root

    def _newest_root(self) -> Root:
        generation = self._generation()
        while generation >= 0:
            try:
                return Root.from_json(self._unsealed(f"{_ROOT}{generation}"))
            except RepositoryError:
                # writers that were quick may have taken away what was the newest one when it was looked for
                newest = self._generation()
                if newest <= generation:
                    raise
                generation = newest
        return Root(-1)

    def details(self, entry: SnapshotEntry) -> SnapshotDetails:
        """Returns a snapshot whole. Raises RepositoryError."""
        found = self._known.get(entry.uuid)
        if found is None:
            with self.told(f"could not read snapshot [{entry.name}/{entry.uuid}]"):
                found = SnapshotDetails.from_json(self._unsealed(f"{DETAILS}{entry.uuid}"))
            with self._lock:
                self._known[entry.uuid] = found
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
        return found

    def add(self, details: SnapshotDetails) -> None:
        """Makes a finished snapshot part of the repository; its content is there already.

        Raises RepositoryError, SnapshotNameInUseError if another one got its name meanwhile.
        """
        self._check_writable("create snapshot in")
        with self.told(f"could not write snapshot [{details.entry.name}]"):
            self.blobs.put(f"{DETAILS}{details.entry.uuid}", seal(details.to_json()))
        self._change(lambda root: self._with(root, details.entry))

    def _with(self, root: Root, entry: SnapshotEntry) -> Root:
        if root.named(entry.name) is not None:
            raise SnapshotNameInUseError.of(self.name, entry.name)
        return root.with_snapshot(entry)

    def remove(self, uuids: frozenset[str]) -> None:
        """Removes snapshots, and the content that nothing else needs. Raises RepositoryError."""
        self._check_writable("delete snapshot from")
        with self._lock:
            before = self.root()
            gone = [entry for entry in before.snapshots if entry.uuid in uuids]
            after = self._change(lambda root: root.without(uuids))
            needed = frozenset[str]().union(*(self.details(entry).hashes() for entry in after.snapshots))
            free = frozenset[str]().union(*(self._hashes_of(entry) for entry in gone)) - needed - self._held.keys()
            with self.told("could not remove data"):
                self.blobs.delete([f"{DETAILS}{entry.uuid}" for entry in gone])
                self.blobs.delete([f"{DATA}{one}" for one in sorted(free)])

    def remove_unnamed(self) -> tuple[int, int]:
        """Removes blobs that nothing names: what a crash has left. Returns their number and bytes."""
        self._check_writable("cleanup")
        with self._lock, self.told("could not clean up"):
            root = self.root()
            names = {f"{_ROOT}{root.generation}", LATEST}
            names |= {f"{DETAILS}{entry.uuid}" for entry in root.snapshots}
            for entry in root.snapshots:
                names |= {f"{DATA}{one}" for one in self.details(entry).hashes()}
            names |= {f"{DATA}{one}" for one in self._held}
            found = [blob for blob in self.blobs.list("") if blob.name not in names and _is_ours(blob.name)]
            self.blobs.delete([blob.name for blob in found])
            return len(found), sum(blob.size for blob in found)

    @contextmanager
    def holding(self) -> Iterator[Callable[[str], None]]:
        """Gives a function that keeps content, by its hash, from being removed while the with block lasts."""
        held: list[str] = []

        def hold(content: str) -> None:
            with self._lock:
                self._held[content] += 1
                held.append(content)

        try:
            yield hold
        finally:
            with self._lock:
                self._held.subtract(held)
                self._held += Counter()  # forgets what has none

    def check_works(self) -> None:
        """Writes and reads a blob. Raises RepositoryVerificationError."""
        name, content = f"tests-{random_uuid()}", random_uuid().encode()
        try:
            if self.readonly:
                self.root()
                return
            self.blobs.create(name, content)
            read = self.blobs.get(name)
            self.blobs.delete([name])
        except OSError as error:
            raise self._unverified(f"store location is not accessible on the node: {error}") from error
        if read != content:
            raise self._unverified("the blob that was read is not the one that was written")

    def _unverified(self, reason: str) -> RepositoryVerificationError:
        return RepositoryVerificationError(f"[{self.name}] {reason}")

    def _check_writable(self, doing: str) -> None:
        if self.readonly:
            shown = "repository is readonly" if doing == "cleanup" else f"cannot {doing} a readonly repository"
            raise RepositoryError.of(self.name, shown)

    def _generation(self) -> int:
        try:
            numbers = [_NUMBERED.fullmatch(blob.name) for blob in self.blobs.list("") if "/" not in blob.name]
        except BlobStoreError:
            return int(self.blobs.get(LATEST))
        return max((int(number[1]) for number in numbers if number is not None), default=-1)

    def _change(self, change: Callable[[Root], Root]) -> Root:
        """Makes the next root of the newest one. Raises RepositoryError."""
        with self._lock, self.told("could not write repository data"):
            for _ in range(_TRIES):
                before = self.root()
                after = change(before)
                try:
                    self.blobs.create(f"{_ROOT}{after.generation}", seal(after.to_json()))
                except BlobExistsError:
                    continue  # somebody else was faster
                self.blobs.put(LATEST, str(after.generation).encode())
                self._forget_roots_before(after.generation)
                return after
        raise RepositoryError.of(self.name, "concurrent modification: other writers were faster each time")

    def _forget_roots_before(self, generation: int) -> None:
        """Removes old roots; the last one stays for whoever reads it at this moment."""
        old = (_NUMBERED.fullmatch(blob.name) for blob in self.blobs.list("") if "/" not in blob.name)
        numbers = [int(found[1]) for found in old if found is not None]
        self.blobs.delete([f"{_ROOT}{number}" for number in numbers if number < generation - 1])

    def _unsealed(self, name: str) -> Any:
        try:
            return unseal(self.blobs.get(name))
        except DamagedBlobError as error:
            raise RepositoryError.of(self.name, f"[{name}] is damaged: {error}") from error
        except BlobMissingError as error:
            raise RepositoryError.of(self.name, f"[{name}] is missing") from error

    def _hashes_of(self, entry: SnapshotEntry) -> Iterable[str]:
        """Returns the content of a snapshot that is gone; of one that cannot be read, none: cleaning up finds it."""
        try:
            return self.details(entry).hashes()
        except RepositoryError as error:
            logger.warning("content of a deleted snapshot is left: %s", error.reason)
            return frozenset()


def _is_ours(name: str) -> bool:
    """Tells whether a blob is one of those that repositories write, and not something that lies beside them."""
    return name.startswith((DATA, DETAILS, "tests-")) or _NUMBERED.fullmatch(name) is not None or ".unfinished-" in name
