"""Background merges: the policy's merges are done one after another, in the thread that asks for them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from findling.base.errors import CorruptIndexError
from findling.codec.bitmap import Bitmap
from findling.index.merge_policy import SegmentSize, find_expunge_merges, find_forced_merges, find_merges
from findling.index.searcher import SegmentView
from findling.index.segment_entry import SegmentEntry
from findling.index.segment_files import SegmentFiles
from findling.index.shard_state import ShardState

_T = TypeVar("_T")
ChooseMerges = Callable[[list[SegmentSize]], list[list[str]]]


@dataclass(slots=True)
class _Merge:
    """A merge under way: its segments, each with the live docs that go into the result. A user of each is counted."""

    entries: list[SegmentEntry]
    lives: list[Bitmap | None]

    @property
    def docs(self) -> int:
        return sum(
            e.max_doc if live is None else live.count() for e, live in zip(self.entries, self.lives, strict=True)
        )

    def release(self) -> None:
        for entry in self.entries:
            entry.release()


class MergeAbandonedError(Exception):
    """A merge whose result nobody wants any more."""


class MergeScheduler:
    """Merges segments while writers and searches go on.

    A merge takes what the current searcher sees, so that a document that was replaced, but whose replacement is not
    searchable yet, does not vanish. What dies while it runs is deleted from its result before that is published.
    """

    def __init__(self, state: ShardState, files: SegmentFiles) -> None:
        self._state = state
        self._files = files
        self._lock = threading.Lock()
        self._unreadable: set[str] = set()
        self._last_seq_no: int | None = None
        self._rests_since_ms = 0

    def maybe_merge(self) -> bool:
        """Does the merges that the policy wants, or wants at rest; at once returns False if another thread is merging.

        Raises CorruptIndexError if a segment is damaged; that one is left alone from then on.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            policy = self._state.settings.merge_policy
            if self._is_at_rest():
                policy = policy.at_rest()
            return self._merge_while(lambda sizes: find_merges(sizes, policy, self._unreadable))
        finally:
            self._lock.release()

    def _is_at_rest(self) -> bool:
        """Whether this was called with the same last operation for as long as the settings say."""
        last, now = self._state.seq_nos.max_seq_no, self._state.clock.now_ms()
        if last != self._last_seq_no:
            self._last_seq_no, self._rests_since_ms = last, now
        return 0 <= self._state.settings.merge_idle_after_ms <= now - self._rests_since_ms

    def force_merge(self, max_num_segments: int | None, only_expunge_deletes: bool) -> bool:
        """Merges down to a number of segments, or only those with many deletes; waits for a running merge.

        Neither given: does what the policy wants. Returns whether anything was merged.
        """
        with self._lock:
            if only_expunge_deletes:
                return self._merge_once(find_expunge_merges)
            if max_num_segments is not None:
                return self._merge_once(lambda sizes: find_forced_merges(sizes, max_num_segments))
            policy = self._state.settings.merge_policy
            return self._merge_while(lambda sizes: find_merges(sizes, policy, self._unreadable))

    def _merge_while(self, choose: ChooseMerges) -> bool:
        merged = False
        while not self._state.closed and self._merge_once(choose):
            merged = True
        return merged

    def _merge_once(self, choose: ChooseMerges) -> bool:
        merges = choose(self._sizes())
        for names in merges:
            merge = self._start(names)
            try:
                self._run(merge)
            except CorruptIndexError:
                self._unreadable.update(names)
                raise
            finally:
                merge.release()
        return bool(merges)

    def _sizes(self) -> list[SegmentSize]:
        with self._state.write_lock:
            views = self._state.searcher.segments
        return [
            SegmentSize(
                view.name,
                view.entry.size_bytes,
                view.max_doc,
                view.max_doc - view.num_live,
                view.entry.reader.lacks_graphs,
            )
            for view in views
        ]

    def _start(self, names: Sequence[str]) -> _Merge:
        """Notes the segments, which nobody else removes from the shard while the lock is held, and their live docs."""
        with self._state.write_lock:
            self._state.check_open()
            views = [view for view in self._state.searcher.segments if view.name in set(names)]
            for view in views:
                view.entry.acquire()
            return _Merge([view.entry for view in views], [view.live for view in views])

    def _run(self, merge: _Merge) -> None:
        stats = self._state.stats
        with stats.timed(stats.counters.merge):
            if merge.docs == 0:
                self._replace(merge, None, [])
                return
            try:
                merged, doc_maps = self._files.merge(merge.entries, merge.lives, self._check_wanted)
            except MergeAbandonedError:
                return
            self._replace(merge, merged, doc_maps)
        stats.counters.merge.docs += merge.docs
        stats.counters.merge.size_bytes += sum(entry.size_bytes for entry in merge.entries)

    def _check_wanted(self) -> None:
        """Raises MergeAbandonedError if the shard is closed: nobody waits for what takes long."""
        if self._state.closed:
            raise MergeAbandonedError

    def _replace(self, merge: _Merge, merged: SegmentEntry | None, doc_maps: list[npt.NDArray[np.int32]]) -> None:
        """Publishes the result in place of its sources."""
        state = self._state
        with state.refresh_lock, state.write_lock:
            if state.closed:
                if merged is not None:
                    merged.release()
                return
            sources = set(merge.entries)
            view = None if merged is None else self._carry_over_deletes(merge, merged, doc_maps)
            state.entries = _substitute(state.entries, sources, merged, lambda entry: entry)
            views = _substitute(list(state.searcher.segments), sources, view, lambda segment: segment.entry)
            state.publish(views, state.searcher.max_seq_no)
            state.uncommitted_merge_bytes += 0 if merged is None else merged.size_bytes
        for entry in merge.entries:
            entry.release()

    def _carry_over_deletes(
        self, merge: _Merge, merged: SegmentEntry, doc_maps: list[npt.NDArray[np.int32]]
    ) -> SegmentView:
        """Deletes from the result what died in its sources since the start: first what searchers see, then the rest."""
        searcher = self._state.searcher
        published, pending = [], []
        for entry, live, doc_map in zip(merge.entries, merge.lives, doc_maps, strict=True):
            view = searcher.view_of(entry)
            seen = entry.live if view is None else view.live
            published.append(doc_map[_died(live, seen, entry.max_doc)])
            pending.append(doc_map[_died(seen, entry.live, entry.max_doc)])
        merged.delete_docs(np.concatenate(published))
        result = SegmentView(merged, merged.share_live(), 0)
        merged.delete_docs(np.concatenate(pending))
        return result


def _died(before: Bitmap | None, after: Bitmap | None, max_doc: int) -> npt.NDArray[np.int32]:
    """Returns the docs that were live before and are not now."""
    if after is None or after is before:
        return np.empty(0, dtype=np.int32)
    return (Bitmap.full(max_doc) if before is None else before).and_not(after).to_docs()


def _substitute(
    items: list[_T], sources: set[SegmentEntry], result: _T | None, entry_of: Callable[[_T], object]
) -> list[_T]:
    """Returns the items with the result in place of the first source and no other source."""
    first = next((i for i, item in enumerate(items) if entry_of(item) in sources), len(items))
    replaced = [item for item in items if entry_of(item) not in sources]
    if result is not None:
        replaced.insert(first, result)
    return replaced
