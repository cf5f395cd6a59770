"""The latest state of the ids that changed recently, which the segments do not know yet."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from findling.base.clock import Clock
from findling.index.operations.versioning import DocumentVersion

DEFAULT_GC_DELETES_MS = 60_000


class VersionMap:
    """Remembers deletes for a while, so that versions go on counting when a deleted id comes back.

    Live documents need no entry here: the buffers know their own ids. Not thread-safe: the shard's write lock guards
    it.
    Source: Elasticsearch's LiveVersionMap.
    """

    def __init__(self, clock: Clock, gc_deletes_ms: int = DEFAULT_GC_DELETES_MS) -> None:
        self._clock = clock
        self.gc_deletes_ms = gc_deletes_ms
        self._tombstones: dict[str, tuple[DocumentVersion, int]] = {}

    def __len__(self) -> int:
        return len(self._tombstones)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tombstones)

    def add_tombstone(self, doc_id: str, version: DocumentVersion) -> None:
        """Records that the id was deleted now."""
        self._tombstones.pop(doc_id, None)
        self._tombstones[doc_id] = (version, self._clock.now_ms())

    def discard(self, doc_id: str) -> None:
        """Forgets the delete of an id that exists again."""
        self._tombstones.pop(doc_id, None)

    def clear(self) -> None:
        """Forgets all deletes."""
        self._tombstones.clear()

    def find(self, doc_id: str) -> DocumentVersion | None:
        """Returns the delete of the id if it is still remembered."""
        entry = self._tombstones.get(doc_id)
        if entry is None or self._expired(entry[1]):
            return None
        return entry[0]

    def find_many(self, ids: AbstractSet[str]) -> dict[str, DocumentVersion]:
        """Returns the deletes of some ids that are still remembered."""
        found = ((doc_id, self.find(doc_id)) for doc_id in self._tombstones.keys() & ids)
        return {doc_id: version for doc_id, version in found if version is not None}

    def prune(self) -> None:
        """Forgets the deletes that are too old; called at every refresh."""
        expired = []
        for doc_id, (_, deleted_ms) in self._tombstones.items():  # oldest first: stops at the first to keep
            if not self._expired(deleted_ms):
                break
            expired.append(doc_id)
        for doc_id in expired:
            del self._tombstones[doc_id]

    def _expired(self, deleted_ms: int) -> bool:
        return self._clock.now_ms() - deleted_ms > self.gc_deletes_ms
