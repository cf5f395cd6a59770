"""A shard: documents in, searchers out, nothing acknowledged ever lost."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

from findling.base.clock import Clock, SystemClock
from findling.base.errors import FindlingError, StorageError
from findling.codec.durable_files import SyncFailedError
from findling.index.commits import CommitPoint, Commits
from findling.index.flusher import Flusher
from findling.index.getter import DocumentGetter
from findling.index.merge_scheduler import MergeScheduler
from findling.index.operations.batch_selection import select_inputs
from findling.index.operations.operation import GetResult, Operation, OperationResult, ShardId
from findling.index.operations.operation_plan import OperationPlan
from findling.index.operations.operation_run import OperationRun, RunResult
from findling.index.operations.seq_no import SequenceNumbers
from findling.index.recovery import AddFields, create_storage, open_storage, parse_or_set_aside, recover
from findling.index.refresh_listeners import RefreshListeners
from findling.index.refresher import Refresher
from findling.index.searcher import Searcher
from findling.index.segment_entry import SegmentRemover
from findling.index.segment_files import SegmentFiles
from findling.index.shard_copy import HeldCommit
from findling.index.shard_settings import ShardSettings
from findling.index.shard_state import ShardState
from findling.index.shard_stats import SegmentStats, ShardStats
from findling.index.storage_errors import shard_failed, storage_error
from findling.index.translog.operation_log import LoggedBatch, OperationLog
from findling.index.writer import NOTHING_PARSED, OperationWriter
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import ParsedBatch

logger = logging.getLogger("findling.index")


class Shard:
    """One shard of an index. All methods may be called from any thread.

    Get one from `open`. Nothing happens by itself: the owner calls refresh, sync, flush, maybe_merge when they are due.
    """

    def __init__(
        self,
        state: ShardState,
        commits: Commits,
        log: OperationLog,
        mapping: Callable[[], Mapping],
        remover: SegmentRemover,
    ) -> None:
        self.shard_id = state.shard_id
        self._state = state
        self._commits = commits
        self._log = log
        self._mapping = mapping
        self._remover = remover
        files = SegmentFiles(mapping, state.new_segment_path, remover)
        self._refresher = Refresher(state, files)
        self._merges = MergeScheduler(state, files)
        self._flusher = Flusher(state, self._refresher, log, commits)
        self._writer = OperationWriter(state, log)
        self._getter = DocumentGetter(state)
        self._deleted: set[str] | None = None

    @staticmethod
    def create(path: Path, primary_term: int = 1, sync: bool = True) -> None:
        """Makes an empty shard, for `open`. The caller syncs the directory above."""
        create_storage(path, primary_term, sync)

    @classmethod
    def open(
        cls,
        path: Path,
        shard_id: ShardId,
        mapping: Callable[[], Mapping],
        settings: ShardSettings | None = None,
        primary_term: int = 1,
        clock: Clock | None = None,
        add_fields: AddFields | None = None,
        log: OperationLog | None = None,
    ) -> Self:
        """Opens the shard in a directory; replays what the last commit does not hold.

        mapping: returns the index's mapping as it is now
        add_fields: merges fields that replayed documents bring; None if the mapping is always stored before the log
        log: where its operations are, None: in files of its directory
        Raises CorruptIndexError or TranslogCorruptedError, naming file and offset.
        """
        settings = settings if settings is not None else ShardSettings()
        remover = SegmentRemover()
        commits, opened, entries = open_storage(path, settings, remover, log)
        seq_nos = SequenceNumbers(commits.last.max_seq_no, max(primary_term, commits.last.primary_term))
        state = ShardState(path, shard_id, settings, seq_nos, clock if clock is not None else SystemClock())
        shard = cls(state, commits, opened, mapping, remover)
        try:
            recover(state, opened, commits, entries, mapping, shard.refresh, add_fields)
            shard.refresh()
        except BaseException:
            shard._let_go()
            raise
        return shard

    # writing

    def apply(
        self, operations: Sequence[Operation], parsed: ParsedBatch | None = None, sync: bool = True
    ) -> list[OperationResult]:
        """Applies operations in order and returns one result for each; those that fail carry their error.

        parsed: the documents, operation.input numbers them (increasing); None if there are only deletes
        sync: false leaves the sync to a later call of `acknowledge`, which must come before anything is acknowledged
        Raises StorageError if the log or a due refresh cannot be written; then none of them was applied.
        """
        self._make_room()
        stats = self._state.stats
        started = stats.now()
        with self._disk("translog"):
            results, position = self._writer.apply(operations, parsed)
        deletes = sum(operation.kind == "delete" for operation in operations)
        failed = sum(result.error is not None for result in results)
        if len(operations) > deletes:
            stats.add(stats.counters.index, len(operations) - deletes - failed, started, failed)
        if failed:
            stats.note_conflicts(result.error for result in results)
        if deletes:
            stats.add(stats.counters.delete, deletes, started)
            if self._deleted is not None:
                self._deleted.update(operation.id for operation in operations if operation.kind == "delete")
        if sync and position is not None:
            self.acknowledge()
        return results

    def apply_run(self, run: OperationRun, parsed: ParsedBatch, sync: bool = True) -> RunResult:
        """Does what `apply` does with the same operations one by one, for less."""
        self._make_room()
        stats = self._state.stats
        started = stats.now()
        with self._disk("translog"):
            result, position = self._writer.apply_run(run, parsed)
        stats.add(stats.counters.index, len(run) - len(result.errors), started, len(result.errors))
        stats.note_conflicts(result.errors.values())
        if sync and position is not None:
            self.acknowledge()
        return result

    # writing where several copies follow one log

    def decide(self, operations: Sequence[Operation], parsed: ParsedBatch | None) -> OperationPlan:
        """Returns what a batch would do to the documents as they are now, for a log outside; nothing has changed."""
        self._make_room()
        return self._writer.decide(operations, NOTHING_PARSED if parsed is None else parsed)

    def carry_out(self, plan: OperationPlan, parsed: ParsedBatch | None, applied: Callable[[], None]) -> None:
        """Applies what was decided last, once a log outside has it; nothing else was applied in between.

        applied: called while nobody else can see the shard between two operations
        """
        chosen = [operation.input for operation in plan.accepted if operation.kind == "index"]
        documents = NOTHING_PARSED if parsed is None else select_inputs(parsed, chosen)
        self._replicate(plan.logged(), documents, applied)

    def replicate(self, batch: LoggedBatch, applied: Callable[[], None]) -> None:
        """Applies operations that were decided elsewhere, with the numbers they have. applied: as in `carry_out`"""
        self._make_room()
        self._replicate(batch, parse_or_set_aside(self._state, batch, self._mapping, None), applied)

    def _replicate(self, batch: LoggedBatch, parsed: ParsedBatch, applied: Callable[[], None]) -> None:
        stats = self._state.stats
        started = stats.now()
        with self._disk("replication"), self._state.write_lock:
            self._state.check_open()
            self._writer.replay(batch, parsed)
            applied()
        deletes = int(batch.kinds.sum())
        if len(batch) > deletes:
            stats.add(stats.counters.index, len(batch) - deletes, started, 0)
        if deletes:
            stats.add(stats.counters.delete, deletes, started)

    def begin_term(self, primary_term: int) -> None:
        """Numbers operations in the name of a primary from now on."""
        with self._state.write_lock:
            self._state.seq_nos.primary_term = max(primary_term, self._state.seq_nos.primary_term)

    def acknowledge(self) -> None:
        """Returns once everything applied so far may be acknowledged: synced, unless durability is async."""
        if self._state.settings.durability == "request":
            self.sync()

    def sync(self) -> None:
        """Returns once everything applied so far is on stable storage.

        Raises UnavailableShardsError; nobody knows then what is on disk, and the shard takes no more operations until
        it is opened again.
        """
        with self._disk("translog"):
            self._log.sync()

    def _make_room(self) -> None:
        """Turns the buffer into a segment if it is over its budget, before the batch that would make it larger."""
        if self._state.buffer.estimated_bytes > self._state.settings.buffer_bytes:
            self.refresh()

    # reading

    def get_many(self, ids: Sequence[str], realtime: bool = True) -> list[GetResult | None]:
        """Returns the document of each id, None where there is none.

        realtime: true sees every applied operation, false only what has been refreshed
        """
        return self._getter.get_many(ids, realtime)

    def searcher(self, refresh: bool = False) -> Searcher:
        """Returns the current snapshot; release it once, best with `with`.

        refresh: make everything applied so far visible first; costs nothing if there is nothing new
        """
        if refresh:
            self.refresh()
        while True:
            self._state.check_not_closed()
            searcher = self._state.searcher
            if searcher.acquire():
                return searcher

    # making visible, durable, compact

    def refresh(self) -> bool:
        """Makes everything applied so far visible to new searchers. Returns whether there was anything new.

        Raises StorageError if the segment cannot be written; nothing is lost then, the next refresh tries again.
        """
        with self._disk("refresh"):
            return self._refresher.refresh()

    def needs_refresh(self) -> bool:
        """Returns whether a refresh would show anything new."""
        return self._refresher.is_needed()

    @property
    def has_refresh_listeners(self) -> bool:
        """Whether anybody waits for the next refresh, or watches all of them."""
        return self._state.listeners.wanted

    @property
    def listeners(self) -> RefreshListeners:
        """Who waits for refreshes; how far the shard's operations are searchable."""
        return self._state.listeners

    @property
    def max_seq_no(self) -> int:
        """Sequence number of the last operation, -1 if there was none."""
        return self._state.seq_nos.max_seq_no

    def wait_for_refresh(self, seq_no: int, timeout_s: float | None = None) -> bool:
        """Blocks until the operation of this sequence number is searchable; returns False if the time ran out.

        When too many wait already it refreshes instead, as Elasticsearch does.
        """
        if self._state.listeners.full:
            self.refresh()
        return self._state.listeners.wait(seq_no, timeout_s)

    def add_refresh_listener(self, seq_no: int, callback: Callable[[], None]) -> bool:
        """Calls back, from the thread that refreshes, once the operation is searchable.

        Returns True if it is already; then the callback has been called.
        """
        if self._state.listeners.full:
            self.refresh()
        return self._state.listeners.add(seq_no, callback)

    def flush(self, force: bool = False) -> bool:
        """Writes a commit point and trims the log. Returns whether one was written.

        force: write one even if it says the same as the last
        Raises StorageError; the last commit point and the log then still hold everything.
        """
        with self._disk("flush"):
            return self._flusher.flush(force)

    def needs_flush(self) -> bool:
        """Returns whether the log, or what merges have replaced since the last commit, has grown large."""
        threshold = self._state.settings.flush_threshold_bytes
        return self._log.uncommitted_bytes >= threshold or self._state.uncommitted_merge_bytes >= threshold

    def maybe_merge(self) -> bool:
        """Does the merges that are due, in this thread. Returns whether there were any."""
        with self._disk("merge"):
            return self._merges.maybe_merge()

    def force_merge(self, max_num_segments: int | None = None, only_expunge_deletes: bool = False) -> bool:
        """Refreshes, then merges down to a number of segments, or only those with many deletes; returns when done."""
        self.refresh()
        with self._disk("merge"):
            return self._merges.force_merge(max_num_segments, only_expunge_deletes)

    # the rest

    @property
    def failure(self) -> FindlingError | None:
        """Why the shard takes no more operations until it is opened again; None if it does."""
        return self._state.failure

    @contextmanager
    def _disk(self, what: str) -> Iterator[None]:
        """Raises what the disk does as errors of the API. After a sync that failed nothing is taken any more."""
        try:
            yield
        except SyncFailedError as error:
            self._state.failure = StorageError(f"{error.strerror}: {what}", **self.shard_id.error_metadata())
            logger.exception(
                "shard failed, it takes no more operations until it is opened again shard=%s", self.shard_id
            )
            raise shard_failed(self.shard_id, self._state.failure)  # noqa: B904  it has a cause of its own
        except OSError as error:
            self._state.check_not_closed()  # of an index that is being deleted the files go away
            raise storage_error(error, what, self.shard_id)  # noqa: B904  it has a cause of its own

    def update_settings(self, settings: ShardSettings) -> None:
        """Takes over changed index settings."""
        with self._state.write_lock:
            self._state.settings = settings
            self._state.versions.gc_deletes_ms = settings.gc_deletes_ms
            self._state.listeners.max_listeners = settings.max_refresh_listeners

    def rename(self, index: str) -> None:
        """Takes over the name that its index has got, for errors."""
        self.shard_id = self._state.shard_id = replace(self.shard_id, index=index)

    def watch_deletes(self, watched: bool) -> None:
        """Keeps the ids of documents that are deleted from now on, until `take_deletes`; or no longer."""
        with self._state.write_lock:
            self._deleted = set() if watched else None

    def take_deletes(self) -> set[str]:
        """Returns the ids deleted since this was asked last; what is applied later is in the next ones."""
        with self._state.write_lock:
            taken = self._deleted or set()
            self._deleted = None if self._deleted is None else set()
        return taken

    def count_noop_update(self) -> None:
        """Counts an update that changed nothing."""
        self._state.stats.counters.noop_update += 1

    def stats(self) -> ShardStats:
        """Returns the shard's statistics at this moment."""
        state = self._state
        with self.searcher() as searcher, state.write_lock:
            frozen = state.frozen
            buffered = state.buffer.live_count + (frozen.live_count if frozen is not None else 0)
            return ShardStats(
                docs=sum(view.num_live for view in searcher.segments),
                deleted=sum(view.max_doc - view.num_live for view in searcher.segments),
                store_bytes=sum(view.entry.size_bytes for view in searcher.segments),
                buffered_docs=buffered,
                buffer_bytes=state.buffer.estimated_bytes + (frozen.estimated_bytes if frozen is not None else 0),
                translog_operations=self._log.operations,
                translog_bytes=self._log.size_bytes,
                uncommitted_bytes=self._log.uncommitted_bytes,
                generation=searcher.generation,
                seq_no=state.seq_nos.stats(),
                segments=self._segment_stats(searcher),
                counters=state.stats.snapshot(),
            )

    @contextmanager
    def held_commit(self) -> Iterator[HeldCommit]:
        """Flushes, and keeps the commit point and its files as they are while the with block lasts."""
        with self._flusher.hold() as commit:
            yield HeldCommit(self._state.directory, commit)

    def adopt(self, point: CommitPoint) -> bool:
        """Goes on to a later commit point of the same shard, made elsewhere, whose files are in the directory.

        Only of a shard that nothing is written to here. Segments that it keeps stay open, with what is cached for them;
        searchers that are held stay as they are. Returns whether it says anything new. Raises CorruptIndexError.
        """
        with self._disk("adopt"):
            return self._flusher.adopt(point, self._remover)

    def close(self, flush: bool = False) -> None:
        """Syncs and closes. Searchers that are held stay usable. Harmless if called twice.

        flush: write a commit point first, so that the next opening has nothing to replay
        """
        if self._state.closed:
            return
        if flush and self._state.failure is None:
            self.flush()
        with self._state.refresh_lock, self._state.write_lock:
            if not self._state.closed:
                self._let_go()

    def _let_go(self) -> None:
        """Closes files and releases segments, without another word to the disk than the log's sync."""
        state = self._state
        state.closed = True
        self._remover.enabled = False
        state.listeners.close()
        try:
            self._log.close()
        finally:
            self._commits.close()
            entries, state.entries = state.entries, []
            for entry in entries:
                entry.release()
            last = state.searcher
            last.release()
            # what searches kept of the last snapshot would keep its files mapped, and their space taken
            state.searcher = Searcher((), last.generation, last.max_seq_no)
            state.searcher.release()

    def _segment_stats(self, searcher: Searcher) -> tuple[SegmentStats, ...]:
        return tuple(
            SegmentStats(
                name=view.name,
                generation=int(view.name[1:], 36),
                num_docs=view.num_live,
                deleted_docs=view.max_doc - view.num_live,
                size_bytes=view.entry.size_bytes,
                committed=self._commits.holds(view.name),
                searchable=True,
                sort=view.entry.reader.index_sort,
            )
            for view in searcher.segments
        )
