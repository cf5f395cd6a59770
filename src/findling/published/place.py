"""A place: its manifest, read and changed by compare-and-swap."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from findling.base.ids import random_uuid
from findling.codec.blobs.store import BlobChangedError, BlobMissingError, BlobStore
from findling.published.errors import DamagedObjectError, PlaceError
from findling.published.location import blobs_at
from findling.published.manifest import Manifest
from findling.snapshots.sealed import DamagedBlobError

MANIFEST: Final = "manifest"
SEGMENTS: Final = "segments/"
_TRIES: Final = 200
_PAUSE_S: Final = 0.005
_LONGEST_PAUSE_S: Final = 1.0

Change = Callable[[Manifest], Manifest]


@dataclass(frozen=True, slots=True)
class ReadManifest:
    """A manifest as it was read. version: of the blob, None where there is none yet"""

    manifest: Manifest
    version: str | None


class Place:
    """Thread-safe; keeps nothing, so that any number of processes may work on one place."""

    def __init__(self, url: str, blobs: BlobStore | None = None) -> None:
        """blobs: those of the URL, unless given. Raises InvalidPlaceError, PlaceError."""
        self.url = url
        self.blobs = blobs if blobs is not None else blobs_at(url)

    @contextmanager
    def told(self, doing: str) -> Iterator[None]:
        """Turns what the blob store says into an error of the place. doing: "could not read the manifest" """
        try:
            yield
        except OSError as error:
            raise PlaceError.of(self.url, f"{doing}: {error.strerror or error}") from error

    def read(self) -> ReadManifest:
        """Returns the manifest; an empty one where nothing has been published. Raises PlaceError."""
        found = self.read_newer(None)
        assert found is not None
        return found

    def read_newer(self, known: str | None) -> ReadManifest | None:
        """Returns the manifest, None if it is still the version that is known. Raises PlaceError."""
        with self.told("could not read the manifest"):
            try:
                found = self.blobs.get_version(MANIFEST, known)
            except BlobMissingError:
                return ReadManifest(Manifest(), None)
        if found is None:
            return None
        try:
            return ReadManifest(Manifest.from_bytes(found.data), found.version)
        except DamagedBlobError as error:
            raise DamagedObjectError.of(self.url, f"object [{MANIFEST}] is damaged: {error}") from error

    def change(self, change: Change) -> Manifest:
        """Makes the next manifest of the newest one, and returns it; begins again when somebody else was faster.

        change: gives back what it got to leave it so; may run any number of times; what it raises passes through
        Raises PlaceError.
        """
        change_id = random_uuid()
        for tried in range(_TRIES):
            read = self.read()
            if change_id in read.manifest.changes:
                return read.manifest  # it was written, though the answer got lost
            changed = change(read.manifest)
            if changed is read.manifest:
                return changed
            after = changed.changed(change_id)
            with self.told("could not write the manifest"):
                try:
                    self.blobs.replace(MANIFEST, after.to_bytes(), read.version)
                except BlobChangedError:
                    _pause(tried)
                    continue
            return after
        raise PlaceError.of(self.url, "concurrent modification: other writers were faster each time")


def _pause(tried: int) -> None:
    """Lets others go first, for a random time: of two who try again at once, one fails each time."""
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE_S, _PAUSE_S * 2 ** min(tried, 10))))
