"""The state that a shard's writing, refreshing, flushing and merging share, and the locks that guard it.

Two locks, always taken in this order:
  refresh_lock  held while a new searcher is made (refresh, end of a merge, start of a flush); may last long
  write_lock    held while documents, deletes or the list of segments change; short, never while segments are written
"""

import math
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from findling.base.clock import Clock
from findling.base.errors import FindlingError, IndexShardClosedError
from findling.codec.ids import HashedIds
from findling.index.buffer import DocumentBuffer
from findling.index.id_table import hashed_ids
from findling.index.operations.operation import GetResult, ShardId
from findling.index.operations.seq_no import SequenceNumbers
from findling.index.operations.versioning import DocumentVersion
from findling.index.refresh_listeners import RefreshListeners
from findling.index.searcher import Searcher, SegmentView
from findling.index.segment_entry import SegmentEntry
from findling.index.segment_names import segment_name
from findling.index.shard_settings import ShardSettings
from findling.index.shard_stats import StatsRecorder
from findling.index.storage_errors import shard_failed
from findling.index.version_map import VersionMap


class ShardState:
    """What a shard consists of while it is open.

    buffer: takes new documents; frozen: the buffer that a refresh is writing, None if none runs
    entries: segments in the order they were made; an id is live in at most one of them
    searcher: the published snapshot
    deletes_pending: whether some delete in a segment is not in the published snapshot
    failure: why the shard takes no more operations until it is opened again, None if it does
    """

    def __init__(
        self, directory: Path, shard_id: ShardId, settings: ShardSettings, seq_nos: SequenceNumbers, clock: Clock
    ) -> None:
        self.directory = directory
        self.shard_id = shard_id
        self.settings = settings
        self.seq_nos = seq_nos
        self.clock = clock
        self.write_lock = threading.RLock()
        self.refresh_lock = threading.RLock()
        self.buffer = DocumentBuffer()
        self.frozen: DocumentBuffer | None = None
        self.entries: list[SegmentEntry] = []
        self.versions = VersionMap(clock, settings.gc_deletes_ms)
        self.listeners = RefreshListeners(seq_nos.max_seq_no, settings.max_refresh_listeners)
        self.stats = StatsRecorder(clock)
        self.next_segment = 0
        self.deletes_pending = False
        self.uncommitted_merge_bytes = 0
        self.closed = False
        self.failure: FindlingError | None = None
        self.searcher = Searcher((), 0, seq_nos.max_seq_no)

    def check_open(self) -> None:
        """Raises UnavailableShardsError if the shard failed, IndexShardClosedError if it is closed."""
        if self.failure is not None:
            raise shard_failed(self.shard_id, self.failure)
        self.check_not_closed()

    def check_not_closed(self) -> None:
        """Raises IndexShardClosedError if the shard is closed; one that failed may still be read."""
        if self.closed:
            raise IndexShardClosedError(self.shard_id.index)

    def new_segment_path(self) -> Path:
        """Returns where the next segment goes; names are never used twice."""
        with self.write_lock:
            name = segment_name(self.next_segment)
            self.next_segment += 1
        return self.directory / f"{name}.seg"

    def max_doc(self) -> int:
        """Docs in segments and buffers, dead and nested ones included."""
        frozen = self.frozen.n_docs if self.frozen is not None else 0
        return sum(entry.max_doc for entry in self.entries) + self.buffer.n_docs + frozen

    def resolve(self, ids: Iterable[str], hashed: HashedIds | None = None) -> dict[str, DocumentVersion]:
        """Returns the latest state of each id that has one: buffers, then recent deletes, then segments.

        hashed: the ids, if somebody has hashed them already
        """
        ids = list(ids)
        hashed = hashed_ids(ids) if hashed is None else hashed
        known = self.buffer.find_many(ids, hashed)
        if self.frozen is not None:
            known = self.frozen.find_many(ids, hashed) | known
        if len(self.versions):
            known |= self.versions.find_many(set(ids) - known.keys())
        if known:
            ids = [doc_id for doc_id in ids if doc_id not in known]
            hashed = hashed_ids(ids)
        for entry, places, docs in self.find_in_segments(ids, hashed):
            known.update(zip((ids[place] for place in places), entry.versions_of(docs), strict=True))
        return known

    def get_recent(self, doc_id: str) -> GetResult | None:
        """Returns the document from a buffer."""
        found = self.buffer.get(doc_id)
        if found is None and self.frozen is not None:
            found = self.frozen.get(doc_id)
        return found

    def publish(self, views: Sequence[SegmentView], max_seq_no: int) -> bool:
        """Makes a new searcher the current one; the caller holds both locks. Returns whether it sees anything new."""
        old, views = self.searcher, self._in_order(views)
        changed = [id(view) for view in views] != [id(view) for view in old.segments]
        self.searcher = Searcher(_rebase(views), old.generation + changed, max_seq_no, old.kept)
        old.release()
        return changed

    def _in_order(self, views: Sequence[SegmentView]) -> Sequence[SegmentView]:
        """Returns the views in the order in which they are read."""
        field = self.settings.newest_first
        if field is None or len(views) < 2:
            return views
        return sorted(views, key=lambda view: _greatest(view, field), reverse=True)

    def find_in_segments(
        self, ids: Sequence[str], hashed: HashedIds | None = None
    ) -> Iterator[tuple[SegmentEntry, list[int], npt.NDArray[np.int32]]]:
        """Yields (segment, places in `ids`, docs) for the ids that are live in a segment, newest segment first.

        hashed: the ids, if somebody has hashed them already
        """
        if not ids or not self.entries:
            return
        hashed = hashed_ids(ids) if hashed is None else hashed
        missing = len(ids)
        for entry in reversed(self.entries):
            docs = entry.find(hashed)
            places = np.flatnonzero(docs >= 0)
            if len(places):
                yield entry, places.tolist(), docs[places]
                missing -= len(places)
                if not missing:
                    return


def _greatest(view: SegmentView, field: str) -> float:
    """Returns the greatest value of a field in a segment; that of a segment without values is below all others."""
    column = view.reader.numeric(field)
    return -math.inf if column is None or not column.count else column.max


def _rebase(views: Sequence[SegmentView]) -> list[SegmentView]:
    """Returns the views with the doc_base that their place gives them."""
    rebased: list[SegmentView] = []
    base = 0
    for view in views:
        rebased.append(view.moved_to(base))
        base += view.max_doc
    return rebased
