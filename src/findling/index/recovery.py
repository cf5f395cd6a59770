"""Making a shard, and opening it: the last commit point, then the log after it."""

import errno
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from findling.base.errors import CorruptIndexError, IllegalStateError
from findling.base.matching import patience
from findling.base.work.json_decoding import decode
from findling.index.commits import Commits
from findling.index.searcher import SegmentView
from findling.index.segment_entry import SegmentEntry, SegmentRemover
from findling.index.set_aside import set_aside
from findling.index.shard_settings import ShardSettings
from findling.index.shard_state import ShardState
from findling.index.translog.operation_log import DELETE_OPERATION, INDEX_OPERATION, LoggedBatch, OperationLog
from findling.index.translog.translog import Translog
from findling.index.writer import OperationWriter
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import ParsedBatch

LOG = "translog"
AddFields = Callable[[dict[str, Any]], object]

_REPLAY_OPERATIONS = 2000
_REPLAY_BYTES = 8 << 20


def create_storage(directory: Path, primary_term: int = 1, sync: bool = True) -> None:
    """Makes an empty shard in a directory that is new or empty. Raises FileExistsError.

    The commit point comes last: a directory without one is no shard. The caller syncs the directory above.
    """
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise FileExistsError(errno.EEXIST, "shard directory is not empty", str(directory))
    Translog.create(directory / LOG, durable=sync).close()
    Commits.create(directory, primary_term, sync).close()


def open_storage(
    directory: Path, settings: ShardSettings, remover: SegmentRemover, log: OperationLog | None = None
) -> tuple[Commits, OperationLog, list[SegmentEntry]]:
    """Returns the last commit point, the log and the committed segments.

    log: where the operations are, None: beside the segments

    Raises CorruptIndexError or TranslogCorruptedError, naming file and offset. A shard that is not there is an error:
    it was made with its index, and whatever was in it has been acknowledged.
    """
    if not directory.is_dir():
        raise CorruptIndexError(
            f"shard directory is missing (file=[{directory}], offset=[0])", file=str(directory), offset=0
        )
    opened = Commits.open(directory, remover)
    if opened is None:
        raise CorruptIndexError(f"no commit point (file=[{directory}], offset=[0])", file=str(directory), offset=0)
    commits, entries = opened
    try:
        if log is not None:
            return commits, log, entries
        return commits, Translog.open(directory / LOG, commits.last.log_generation, settings.fsync), entries
    except BaseException:
        remover.enabled = False
        commits.close()
        for entry in entries:
            entry.release()
        raise


def recover(
    state: ShardState,
    log: OperationLog,
    commits: Commits,
    entries: list[SegmentEntry],
    mapping: Callable[[], Mapping],
    refresh: Callable[[], object],
    add_fields: AddFields | None,
) -> int:
    """Brings the state to where the log ends; returns how many operations were applied again.

    refresh: called when the buffer holds more than its budget
    add_fields: merges a mapping update into the index's mapping; None if the mapping must know all fields already
    """
    _publish_commit(state, commits, entries)
    writer = OperationWriter(state, log)
    replayed = 0
    for batch in _coalesce(_after(log.replay(commits.last.log_generation), commits.last.max_seq_no)):
        with patience():
            parsed = parse_or_set_aside(state, batch, mapping, add_fields)
        writer.replay(batch, parsed)
        replayed += len(batch)
        if state.buffer.estimated_bytes > state.settings.buffer_bytes:
            refresh()
    return replayed


def parse_or_set_aside(
    state: ShardState, batch: LoggedBatch, mapping: Callable[[], Mapping], add_fields: AddFields | None
) -> ParsedBatch:
    """Returns the columns of a logged batch; an operation whose document fails becomes a delete, and is set aside.

    So no document can keep the shard from opening, none is lost, and none is there as it was before the operation.
    """
    while True:
        parsed = parse_logged(batch, mapping, add_fields)
        if not parsed.errors:
            return parsed
        indexed = np.flatnonzero(batch.kinds == INDEX_OPERATION).tolist()
        for number, error in parsed.errors.items():
            set_aside(state.directory, str(state.shard_id), batch, indexed[number], error)
            batch.kinds[indexed[number]] = DELETE_OPERATION


def parse_logged(batch: LoggedBatch, mapping: Callable[[], Mapping], add_fields: AddFields | None) -> ParsedBatch:
    """Returns the columns of the documents of a logged batch, from their sources, and what is wrong with some of them.

    Raises IllegalStateError if the mapping lacks fields and nobody adds them.
    """
    indexed = np.flatnonzero(batch.kinds == INDEX_OPERATION).tolist()
    ids = [batch.ids[i] for i in indexed]
    sources = [decode(batch.sources[i]) for i in indexed]
    routings = [batch.routings[i] for i in indexed]
    while True:
        parsed = mapping().parse_batch(ids, sources, routings)
        if parsed.mapping_update is None:
            break
        if add_fields is None:
            raise IllegalStateError(f"logged documents have fields that the mapping lacks: {parsed.mapping_update}")
        add_fields(parsed.mapping_update)
    return parsed


def _publish_commit(state: ShardState, commits: Commits, entries: list[SegmentEntry]) -> None:
    """Makes the committed segments the shard's segments."""
    with state.refresh_lock, state.write_lock:
        state.entries = list(entries)
        state.next_segment = commits.last.next_segment
        views = [SegmentView(entry, entry.share_live(), 0) for entry in entries]
        state.publish(views, commits.last.max_seq_no)


def _after(batches: Iterable[LoggedBatch], max_seq_no: int) -> Iterator[LoggedBatch]:
    """Yields the operations above a sequence number."""
    for batch in batches:
        later = batch.seq_nos > max_seq_no
        if later.all():
            yield batch
        elif later.any():
            yield batch.select(np.flatnonzero(later))


def _coalesce(batches: Iterable[LoggedBatch]) -> Iterator[LoggedBatch]:
    """Yields the same operations in larger batches, because columns are only fast with many documents."""
    pending: list[LoggedBatch] = []
    operations = size = 0
    for batch in batches:
        if pending and (operations >= _REPLAY_OPERATIONS or size >= _REPLAY_BYTES or not _follows(batch, pending[-1])):
            yield LoggedBatch.concatenate(pending)
            pending, operations, size = [], 0, 0
        pending.append(batch)
        operations += len(batch)
        size += sum(map(len, batch.sources))
    if pending:
        yield LoggedBatch.concatenate(pending)


def _follows(batch: LoggedBatch, earlier: LoggedBatch) -> bool:
    """Returns whether two batches may be one: numbered without a gap, as all are but in a log that was mended."""
    return batch.primary_term == earlier.primary_term and bool(batch.seq_nos[0] == earlier.seq_nos[-1] + 1)
