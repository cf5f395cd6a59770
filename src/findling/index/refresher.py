"""Refresh: the buffer becomes a segment, and a new searcher sees it together with all deletes so far."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from findling.codec.bitmap import Bitmap
from findling.index.buffer import BufferedDocuments, DocumentBuffer
from findling.index.searcher import Searcher, SegmentView
from findling.index.segment_entry import SegmentEntry
from findling.index.segment_files import SegmentFiles
from findling.index.shard_state import ShardState
from findling.index.sorted_documents import in_index_order
from findling.index.translog.operation_log import OperationLog


@dataclass(slots=True)
class _Cut:
    """The state of the shard at one moment between two operations.

    lives: live docs of every segment, never to change again
    frozen: the documents that are not in a segment yet; None if there are none
    dead: slots of `frozen` that were dead at that moment. Those that die later belong to the snapshot: what replaces
        them does not, so that without them a document that is only rewritten would be missing.
    """

    max_seq_no: int
    lives: list[tuple[SegmentEntry, Bitmap | None]]
    frozen: DocumentBuffer | None
    dead: frozenset[int]


@dataclass(slots=True)
class RefreshPoint:
    """What a flush commits: a searcher that holds exactly the operations up to its max_seq_no, already acquired.

    log_generation: the first part of the log that holds later operations
    """

    searcher: Searcher
    log_generation: int


class Refresher:
    """Makes new searchers. One at a time; writers go on while a segment is written."""

    def __init__(self, state: ShardState, files: SegmentFiles) -> None:
        self._state = state
        self._files = files

    def refresh(self) -> bool:
        """Publishes everything applied so far. Returns whether there was anything new.

        If the segment cannot be written (OSError), its documents go back into the buffer and nothing has changed.
        """
        with self._state.refresh_lock:
            if not self.is_needed():
                return False
            with self._state.stats.timed(self._state.stats.counters.refresh):
                return self._publish(self._cut())

    def refresh_and_roll(self, log: OperationLog) -> RefreshPoint:
        """Refreshes, and starts a new part of the log at exactly that point."""
        with self._state.refresh_lock:
            cut = self._cut(log.roll)
            self._publish(cut)
            searcher = self._state.searcher
            searcher.acquire()
            return RefreshPoint(searcher, log.generation)

    def is_needed(self) -> bool:
        """Returns whether a refresh would show anything new."""
        state = self._state
        return len(state.buffer) > 0 or state.deletes_pending or state.searcher.max_seq_no < state.seq_nos.max_seq_no

    def _cut(self, at_cut: Callable[[], object] | None = None) -> _Cut:
        """Takes the buffer away and notes all live docs, with no operation in between.

        at_cut: called at that moment, under the write lock; if it fails nothing has changed
        """
        state = self._state
        with state.write_lock:
            state.check_open()
            if at_cut is not None:
                at_cut()
            if len(state.buffer):
                state.frozen, state.buffer = state.buffer, DocumentBuffer()
            state.deletes_pending = False
            lives = [(entry, entry.share_live()) for entry in state.entries]
            dead = frozenset() if state.frozen is None else frozenset(state.frozen.dead)
            return _Cut(state.seq_nos.max_seq_no, lives, state.frozen, dead)

    def _publish(self, cut: _Cut) -> bool:
        state = self._state
        entry, documents = self._write(cut)
        with state.write_lock:
            old = state.searcher
            views = [_view(old, segment, live) for segment, live in cut.lives]
            if entry is not None and documents is not None and cut.frozen is not None:
                views.append(SegmentView(entry, entry.share_live(), 0))
                self._apply_late_deletes(entry, documents, cut.frozen.dead - cut.dead)
                state.entries.append(entry)
            state.frozen = None
            changed = state.publish(views, cut.max_seq_no)
            state.versions.prune()
        state.listeners.refreshed(cut.max_seq_no)
        return changed

    def _write(self, cut: _Cut) -> tuple[SegmentEntry | None, BufferedDocuments | None]:
        """Writes the frozen documents as a segment, outside the write lock."""
        if cut.frozen is None:
            return None, None
        try:
            documents = cut.frozen.documents_without(cut.dead)
            if not documents.ids:
                return None, None
            documents = in_index_order(documents, self._state.settings.index_sort)
            return self._files.write(documents), documents
        except BaseException:
            self._put_back(cut.frozen)
            raise

    def _put_back(self, frozen: DocumentBuffer) -> None:
        """Undoes the taking away of the buffer."""
        state = self._state
        with state.write_lock:
            frozen.extend(state.buffer)
            state.buffer, state.frozen = frozen, None
            state.deletes_pending = True

    def _apply_late_deletes(self, entry: SegmentEntry, documents: BufferedDocuments, late: AbstractSet[int]) -> None:
        """Deletes from the new segment what died after the cut; searchers see that at the next refresh."""
        if late:
            places = np.flatnonzero(np.isin(documents.slots, np.fromiter(late, np.int64, len(late))))
            entry.delete(np.sort(documents.batch.roots[places]).tolist())
            self._state.deletes_pending = True


def _view(searcher: Searcher, entry: SegmentEntry, live: Bitmap | None) -> SegmentView:
    """Returns the searcher's own view of a segment if its live docs are still the same."""
    view = searcher.view_of(entry)
    return view if view is not None and view.live is live else SegmentView(entry, live, 0)
