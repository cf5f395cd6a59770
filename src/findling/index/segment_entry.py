"""One segment of a shard as the writer sees it: its reader, its live docs, who still needs it."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from findling.codec.bitmap import Bitmap
from findling.codec.ids import HashedIds
from findling.codec.segment_reader import SegmentReader
from findling.index.operations.versioning import DocumentVersion


class SegmentRemover:
    """Closes segments that nobody uses any more, and removes their files while the shard is open.

    Once it is closed its names may be used again by whoever opens the directory next, so a late searcher must not
    remove anything; the next opening removes what no commit point names.
    """

    def __init__(self) -> None:
        self.enabled = True

    def __call__(self, entry: "SegmentEntry") -> None:
        entry.reader.close()
        if self.enabled:
            entry.path.unlink(missing_ok=True)


class SegmentEntry:
    """A segment with the writer's live docs and a count of its users.

    Live docs are copied before they change if a searcher or commit may look at them. Deletes are guarded by the shard's
    write lock, the count by a lock of its own. When the last user lets go, `on_unused` closes and removes the segment.

    synced: the file is on stable storage
    """

    def __init__(self, reader: SegmentReader, live: Bitmap | None, on_unused: Callable[["SegmentEntry"], None]) -> None:
        self.reader = reader
        self.name = reader.name
        self.max_doc = reader.max_doc
        self.path = Path(reader.path)
        self.size_bytes = reader.size_bytes
        self.deleted_count = 0 if live is None else self.max_doc - live.count()
        self.synced = False
        self._live = live
        self._shared = True
        self._users = 1
        self._users_lock = threading.Lock()
        self._on_unused = on_unused
        self._roots: npt.NDArray[np.int32] | None = None

    def __repr__(self) -> str:
        return f"SegmentEntry({self.name}, max_doc={self.max_doc}, deleted={self.deleted_count})"

    @property
    def live(self) -> Bitmap | None:
        """The docs that are alive for the writer; None: all. Not to be kept: it may change."""
        return self._live

    def share_live(self) -> Bitmap | None:
        """Returns the live docs as they are now, never to change again."""
        self._shared = True
        return self._live

    def replace_live(self, live: Bitmap | None) -> None:
        """Takes over live docs that were made elsewhere; they are never to change again."""
        self._live = live
        self._shared = True
        self.deleted_count = 0 if live is None else self.max_doc - live.count()

    def delete(self, numbers: Sequence[int]) -> None:
        """Marks root docs, and the nested docs that belong to them, as dead."""
        self.delete_docs(self._with_nested(np.asarray(numbers, dtype=np.int32)))

    def delete_docs(self, docs: npt.NDArray[np.int32]) -> None:
        """Marks exactly these docs as dead."""
        if not len(docs):
            return
        if self._live is None:
            self._live = Bitmap.full(self.max_doc)
        elif self._shared:
            self._live = self._live.copy()
        self._shared = False
        self._live.clear(docs)
        self.deleted_count = self.max_doc - self._live.count()

    def find(self, ids: HashedIds) -> npt.NDArray[np.int32]:
        """Returns the live doc of each id, (n,) int32, -1 where there is none."""
        docs = self.reader.ids.lookup(ids)
        if self._live is None:
            return docs
        present = docs >= 0
        alive = self._live.test(np.where(present, docs, np.int32(0)))
        return np.where(present & alive, docs, np.int32(-1))

    def versions_of(self, docs: npt.NDArray[np.int32]) -> list[DocumentVersion]:
        """Returns version, sequence number and place of some docs."""
        reader = self.reader
        columns = (reader.versions[docs], reader.seq_nos[docs], reader.primary_terms[docs])
        rows = zip(*(column.tolist() for column in columns), docs.tolist(), strict=True)
        return [DocumentVersion(version, seq_no, term, self, doc) for version, seq_no, term, doc in rows]

    def acquire(self) -> None:
        """Counts one more user."""
        with self._users_lock:
            self._users += 1

    def release(self) -> None:
        """Counts one user less; the last one's leaving removes the segment."""
        with self._users_lock:
            self._users -= 1
            unused = self._users == 0
        if unused:
            self._on_unused(self)

    def _with_nested(self, roots: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Returns the docs of whole blocks: the children stand between the previous root and their own."""
        if self.reader.roots is None:
            return roots
        if self._roots is None:
            self._roots = self.reader.roots.to_docs()
        before = np.searchsorted(self._roots, roots) - 1
        starts = np.where(before >= 0, self._roots[np.maximum(before, 0)] + 1, 0)
        return np.concatenate(
            [np.arange(low, high + 1, dtype=np.int32) for low, high in zip(starts, roots, strict=True)]
        )
