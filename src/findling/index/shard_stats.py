"""Counters of one shard, as `_stats` and `_cat` show them."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

from findling.base.clock import Clock
from findling.base.errors import FindlingError, VersionConflictError
from findling.codec.index_sort import IndexSort
from findling.index.operations.seq_no import SeqNoStats


@dataclass(slots=True)
class OperationCounter:
    """How often something was done and how long it took in all."""

    total: int = 0
    time_ms: float = 0.0
    failed: int = 0
    current: int = 0


@dataclass(slots=True)
class MergeCounter(OperationCounter):
    """Merges, with the docs and bytes that went into them."""

    docs: int = 0
    size_bytes: int = 0


@dataclass(slots=True)
class ShardCounters:
    """Everything a shard counts while it is open. `noop_update` is the caller's to count.

    conflicts: writes that failed because of the version they wanted; open_ms: how long the shard has been open
    """

    index: OperationCounter = field(default_factory=OperationCounter)
    delete: OperationCounter = field(default_factory=OperationCounter)
    get_exists: OperationCounter = field(default_factory=OperationCounter)
    get_missing: OperationCounter = field(default_factory=OperationCounter)
    refresh: OperationCounter = field(default_factory=OperationCounter)
    flush: OperationCounter = field(default_factory=OperationCounter)
    merge: MergeCounter = field(default_factory=MergeCounter)
    noop_update: int = 0
    conflicts: int = 0
    open_ms: float = 0.0


class StatsRecorder:
    """Adds to the counters from any thread."""

    def __init__(self, clock: Clock) -> None:
        self.counters = ShardCounters()
        self._clock = clock
        self._opened = clock.monotonic()
        self._lock = threading.Lock()

    @contextmanager
    def timed(self, counter: OperationCounter) -> Iterator[None]:
        """Counts what happens inside as one operation; as failed if it raises."""
        started = self._clock.monotonic()
        with self._lock:
            counter.current += 1
        failed = 1
        try:
            yield
            failed = 0
        finally:
            self.add(counter, 1 - failed, started, failed)
            with self._lock:
                counter.current -= 1

    def add(self, counter: OperationCounter, total: int, started: float, failed: int = 0) -> None:
        """Counts operations that began at `started` on the monotonic clock and end now."""
        elapsed_ms = (self._clock.monotonic() - started) * 1000
        with self._lock:
            counter.total += total
            counter.failed += failed
            counter.time_ms += elapsed_ms

    def note_conflicts(self, errors: Iterable[FindlingError | None]) -> None:
        """Counts those of the errors that are of versions."""
        count = sum(isinstance(error, VersionConflictError) for error in errors)
        if count:
            with self._lock:
                self.counters.conflicts += count

    def now(self) -> float:
        """Seconds on the monotonic clock."""
        return self._clock.monotonic()

    def snapshot(self) -> ShardCounters:
        """Returns a copy that does not change."""
        with self._lock:
            open_ms = (self._clock.monotonic() - self._opened) * 1000
            copied = ShardCounters(
                noop_update=self.counters.noop_update, conflicts=self.counters.conflicts, open_ms=open_ms
            )
            for item in fields(ShardCounters):
                counter = getattr(self.counters, item.name)
                if isinstance(counter, OperationCounter):
                    values = {part.name: getattr(counter, part.name) for part in fields(counter)}
                    setattr(copied, item.name, type(counter)(**values))
            return copied


@dataclass(frozen=True, slots=True)
class SegmentStats:
    """One segment, as `_cat/segments` lists it.

    sort: what its documents are in the order of
    searchable: the current searcher has it; committed: the last commit point has it
    """

    name: str
    generation: int
    num_docs: int
    deleted_docs: int
    size_bytes: int
    committed: bool
    searchable: bool
    sort: IndexSort = ()


@dataclass(frozen=True, slots=True)
class ShardStats:
    """A shard at one moment. docs counts live docs that are searchable, nested ones included, deleted the dead ones."""

    docs: int
    deleted: int
    store_bytes: int
    buffered_docs: int
    buffer_bytes: int
    translog_operations: int
    translog_bytes: int
    uncommitted_bytes: int
    generation: int
    seq_no: SeqNoStats
    segments: tuple[SegmentStats, ...]
    counters: ShardCounters
