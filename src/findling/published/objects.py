"""Under which names the objects of a publication lie.

An object that the newest manifest names is used again. One that lies there and is not named is what an earlier
publication left, and may be removed at any moment: the same content then gets another name, so that no removal, however
late, takes away what has just been published.
"""

import threading

from findling.base.ids import random_uuid
from findling.published.manifest import Manifest
from findling.published.place import SEGMENTS, Place


class ObjectNames:
    """Names of objects for one publication. Thread-safe."""

    def __init__(self, place: Place, manifest: Manifest) -> None:
        """manifest: the newest that is known"""
        self._place = place
        self._lock = threading.Lock()
        self._there: set[str] | None = None
        named = (file for index in manifest.indices.values() for file in index.files())
        self._named = {file.hash: file.object for file in named}

    def named(self, content: str) -> str | None:
        """Returns the object that the manifest names for a content, None if it names none. content: its SHA-256"""
        return self._named.get(content)

    def free(self, content: str) -> str:
        """Returns a name for a content that the manifest does not name. Raises PlaceError."""
        plain = f"{SEGMENTS}{content}"
        return plain if plain not in self._listed() else f"{plain}.{random_uuid()[:8]}"

    def _listed(self) -> set[str]:
        """Returns the objects that lie there, named or not; listed once, when it is first wanted."""
        with self._lock:
            if self._there is None:
                with self._place.told("could not list objects"):
                    self._there = {blob.name for blob in self._place.blobs.list(SEGMENTS)}
            return self._there
