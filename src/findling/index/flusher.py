"""Flush: a commit point on stable storage, after which the log before it is not needed any more."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from findling.codec.durable_files import sync_file
from findling.index.adoption import adopt_commit
from findling.index.commits import CommitPoint, Commits
from findling.index.refresher import Refresher
from findling.index.searcher import Searcher
from findling.index.segment_entry import SegmentRemover
from findling.index.shard_state import ShardState
from findling.index.translog.operation_log import OperationLog


class Flusher:
    """Writes commit points, one at a time; operations, searches and merges go on."""

    def __init__(self, state: ShardState, refresher: Refresher, log: OperationLog, commits: Commits) -> None:
        self._state = state
        self._refresher = refresher
        self._log = log
        self._commits = commits
        self._lock = threading.Lock()
        self._committed_generation = -1

    @property
    def uncommitted_operations(self) -> int:
        """Operations that a restart would have to replay."""
        return self._state.seq_nos.max_seq_no - self._commits.last.max_seq_no

    def flush(self, force: bool = False) -> bool:
        """Commits everything applied so far. Returns whether a commit point was written.

        force: write one even if nothing was applied and no segment changed since the last
        If it fails (full disk), the last commit point and the log after it still hold everything.
        """
        with self._lock:
            if not force and not self.is_needed():
                return False
            with self._state.stats.timed(self._state.stats.counters.flush):
                self._flush()
            return True

    @contextmanager
    def hold(self) -> Iterator[CommitPoint]:
        """Flushes, then keeps the commit point and its files from being replaced."""
        with self._lock:
            if self.is_needed():
                self._flush()
            yield self._commits.last

    def adopt(self, point: CommitPoint, remover: SegmentRemover) -> bool:
        """Goes on to a commit point that was made elsewhere; returns whether it says anything new. See Shard.adopt."""
        with self._lock:
            if point.segments == self._commits.last.segments:
                return False
            adopt_commit(self._state, self._commits, point, remover)
            self._committed_generation = self._state.searcher.generation
            return True

    def is_needed(self) -> bool:
        """Returns whether a commit point would differ from the last."""
        return self.uncommitted_operations > 0 or self._state.searcher.generation != self._committed_generation

    def _flush(self) -> None:
        point = self._refresher.refresh_and_roll(self._log)
        with point.searcher as searcher:
            self._sync_segments(searcher)
            merged_bytes = self._state.uncommitted_merge_bytes
            self._commits.write(
                self._commit_point(searcher, point.log_generation), searcher, self._state.settings.fsync
            )
            self._committed_generation = searcher.generation
            self._state.uncommitted_merge_bytes -= merged_bytes
        self._log.trim(point.log_generation)

    def _sync_segments(self, searcher: Searcher) -> None:
        for view in searcher.segments:
            if not view.entry.synced and self._state.settings.fsync:
                sync_file(view.entry.path)
                view.entry.synced = True

    def _commit_point(self, searcher: Searcher, log_generation: int) -> CommitPoint:
        state = self._state
        return CommitPoint(
            generation=self._commits.next_generation,
            max_seq_no=searcher.max_seq_no,
            log_generation=log_generation,
            next_segment=state.next_segment,
            primary_term=state.seq_nos.primary_term,
        )
