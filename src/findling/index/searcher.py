"""A searcher: what a search sees of a shard, unchanged for as long as it is held."""

import threading
from collections.abc import Hashable, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from findling.codec.bitmap import Bitmap
from findling.codec.segment_reader import SegmentReader
from findling.index.segment_entry import SegmentEntry


class SegmentView:
    """One segment of a searcher.

    reader: the segment's structures
    live: docs that are not deleted; None if all are live
    doc_base: number of docs in the segments before it
    """

    def __init__(self, entry: SegmentEntry, live: Bitmap | None, doc_base: int) -> None:
        self.entry = entry
        self.reader: SegmentReader = entry.reader
        self.live = live
        self.doc_base = doc_base

    @property
    def name(self) -> str:
        """Name of the segment, never used for another segment of the shard."""
        return self.entry.name

    @property
    def max_doc(self) -> int:
        """Number of docs, deleted and nested ones included."""
        return self.entry.max_doc

    @cached_property
    def visible(self) -> Bitmap | None:
        """Live root docs; None if every doc is one."""
        roots = self.reader.roots
        if self.live is None or roots is None:
            return self.live if roots is None else roots
        return self.live & roots

    @cached_property
    def num_docs(self) -> int:
        """Number of live root docs."""
        return self.max_doc if self.visible is None else self.visible.count()

    @cached_property
    def num_live(self) -> int:
        """Number of live docs, nested ones included."""
        return self.max_doc if self.live is None else self.live.count()

    def moved_to(self, doc_base: int) -> "SegmentView":
        """Returns the same view behind another number of docs; what was computed is kept."""
        if doc_base == self.doc_base:
            return self
        moved = SegmentView(self.entry, self.live, doc_base)
        moved.__dict__.update({name: value for name, value in self.__dict__.items() if name != "doc_base"})
        return moved


class Searcher:
    """An immutable snapshot of a shard's segments.

    generation: increases with every snapshot that differs from the one before
    memo: what searches found out about the snapshot that holds for all searches of it (statistics of its fields)
    kept: what they found out of the shard's segments that later snapshots can go on from; one dict for all snapshots
    reads_by_segment: whether documents have to be read segment by segment, also where columns of all would do
    Whoever gets a searcher from a shard releases it once, best with `with`; the files stay until then.
    """

    reads_by_segment = False

    def __init__(
        self,
        segments: Sequence[SegmentView],
        generation: int,
        max_seq_no: int,
        kept: dict[Hashable, Any] | None = None,
    ) -> None:
        self.segments = tuple(segments)
        self.generation = generation
        self.max_seq_no = max_seq_no
        self.memo: dict[str, Any] = {}
        self.kept = {} if kept is None else kept
        self._users = 1
        self._lock = threading.Lock()
        for view in self.segments:
            view.entry.acquire()

    @cached_property
    def num_docs(self) -> int:
        """Number of live root docs."""
        return sum(view.num_docs for view in self.segments)

    @cached_property
    def max_doc(self) -> int:
        """Number of docs, deleted and nested ones included."""
        return sum(view.max_doc for view in self.segments)

    def view_of(self, entry: SegmentEntry) -> SegmentView | None:
        """Returns the view of a segment, None if the searcher does not have it."""
        return next((view for view in self.segments if view.entry is entry), None)

    def acquire(self) -> bool:
        """Counts one more user. Returns False if the last one has left already."""
        with self._lock:
            if self._users == 0:
                return False
            self._users += 1
            return True

    def release(self) -> None:
        """Counts one user less; after the last one's leaving the segments may go."""
        with self._lock:
            self._users -= 1
            if self._users:
                return
        for view in self.segments:
            view.entry.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()
