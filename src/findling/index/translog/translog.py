"""The translog: the operation log of one shard as checksummed files in its directory, one per generation."""

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from findling.base.errors import TranslogCorruptedError
from findling.codec.durable_files import SyncFailedError, sync_descriptor, write_durably
from findling.index.storage_errors import FULL_DISK
from findling.index.translog.log_record import decode_batch, encode_batch
from findling.index.translog.operation_log import LoggedBatch
from findling.index.translog.translog_generation import (
    FIRST_RECORD,
    encode_header,
    encode_record,
    read_records,
    write_all,
    write_synced_to,
)

_FILE_NAME = re.compile(r"translog-(\d+)\.tlog")


@dataclass(slots=True)
class _Generation:
    """What is known of one file: its size in bytes and the operations in it."""

    number: int
    size: int
    operations: int = 0


class Translog:
    """Implements OperationLog with local files.

    Every request is one record and one fdatasync; requests that wait at the same time share one. Positions count bytes
    over all generations since the log was opened. An append that fails (full disk) leaves the file as it was. A sync
    that fails leaves it unknown what is on disk, so from then on the log refuses everything.
    """

    def __init__(self, directory: Path, generations: list[_Generation], durable: bool = True) -> None:
        self._directory = directory
        self._durable = durable
        self._kept = generations
        self._fd = os.open(self._path(generations[-1].number), os.O_RDWR)
        self._appended = 0
        self._synced = 0
        self._sync_lock = threading.Lock()
        self._failure: OSError | None = None

    @classmethod
    def create(cls, directory: Path, generation: int = 1, durable: bool = True) -> Self:
        """Makes an empty log whose first generation has the given number; `durable` false leaves out all syncs."""
        directory.mkdir(parents=True, exist_ok=True)
        write_durably(generation_path(directory, generation), encode_header(), sync=durable)
        return cls(directory, [_Generation(generation, FIRST_RECORD)], durable)

    @classmethod
    def open(cls, directory: Path, generation: int, durable: bool = True) -> Self:
        """Opens the log for recovery from `generation` on; older files are deleted. Next, `replay` must run to its end.

        Raises TranslogCorruptedError if a generation is missing.
        """
        numbers = sorted(list_generations(directory)) if directory.exists() else []
        for number in [number for number in numbers if number < generation]:
            generation_path(directory, number).unlink()
        kept = [number for number in numbers if number >= generation]
        _check_complete(directory, kept, generation)
        sizes = [generation_path(directory, number).stat().st_size for number in kept]
        return cls(directory, [_Generation(*item) for item in zip(kept, sizes, strict=True)], durable)

    @property
    def generation(self) -> int:
        """Number of the file that is being appended to."""
        return self._kept[-1].number

    @property
    def size_bytes(self) -> int:
        """Bytes of all files that are still kept."""
        return sum(generation.size for generation in self._kept)

    @property
    def operations(self) -> int:
        """Operations in all files that are still kept."""
        return sum(generation.operations for generation in self._kept)

    @property
    def uncommitted_bytes(self) -> int:
        """Bytes of records that are kept; 0 right after a flush."""
        return sum(generation.size - FIRST_RECORD for generation in self._kept)

    def append(self, batch: LoggedBatch) -> int:
        """Appends one batch as one record and returns the position to sync up to; OSError leaves the file unchanged."""
        self._check_usable()
        record = encode_record(encode_batch(batch))
        current = self._kept[-1]
        try:
            write_all(self._fd, record, current.size)
        except OSError:
            os.ftruncate(self._fd, current.size)
            raise
        current.size += len(record)
        current.operations += len(batch)
        self._appended += len(record)
        return self._appended

    def sync(self, position: int | None = None) -> None:
        """Returns once everything before `position` (None: all that was appended) is on stable storage."""
        if position is not None and self._synced >= position:
            return
        with self._sync_lock:
            if self._synced < (self._appended if position is None else position):
                self._sync_file()

    def roll(self) -> int:
        """Syncs, starts a new file and returns its generation. Not concurrent with append."""
        self._check_usable()
        with self._sync_lock:
            if self._synced < self._appended:
                self._sync_file()
            number = self.generation + 1
            fd = self._new_file(self._path(number))
            os.close(self._fd)
            self._fd = fd
            self._kept = [*self._kept, _Generation(number, FIRST_RECORD)]
        return number

    def _new_file(self, path: Path) -> int:
        """Makes the file of a new generation and returns it open.

        If that fails it must not stay: what is appended to a generation that is not the last may not be torn.
        """
        try:
            write_durably(path, encode_header(), sync=self._durable)
            return os.open(path, os.O_RDWR)
        except OSError as error:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                self._failure = error
            if isinstance(error, SyncFailedError):
                self._failure = error
            raise

    def trim(self, generation: int) -> None:
        """Deletes the files before `generation`; the current one always stays."""
        with self._sync_lock:
            old = [kept for kept in self._kept if kept.number < min(generation, self.generation)]
            self._kept = self._kept[len(old) :]
        for kept in old:
            self._path(kept.number).unlink()

    def replay(self, generation: int) -> Iterator[LoggedBatch]:
        """Yields the batches from `generation` on; then cuts a torn tail off the newest file and syncs it.

        Raises TranslogCorruptedError for damage, naming file and offset.
        """
        for kept in self._kept:
            if kept.number >= generation:
                yield from self._replay_file(kept)
        current = self._kept[-1]
        os.ftruncate(self._fd, current.size)
        if self._durable:
            sync_descriptor(self._fd)
        self._note_synced(current.size)

    def close(self) -> None:
        """Syncs and closes. Harmless if called twice."""
        if self._fd < 0:
            return
        try:
            if self._failure is None:
                self.sync()
        finally:
            os.close(self._fd)
            self._fd = -1

    def _replay_file(self, kept: _Generation) -> Iterator[LoggedBatch]:
        path = self._path(kept.number)
        end = FIRST_RECORD
        kept.operations = 0
        for record_end, payload in read_records(path, last=kept is self._kept[-1]):
            try:
                batch = decode_batch(payload)
            except ValueError as error:
                reason = f"translog from source [{path}] is corrupted, {error} at offset [{end}]"
                raise TranslogCorruptedError(reason, file=str(path), offset=end) from error
            end = record_end
            kept.operations += len(batch)
            yield batch
        kept.size = end

    def _sync_file(self) -> None:
        """Syncs what has been appended; the caller holds the sync lock."""
        self._check_usable()
        position, size = self._appended, self._kept[-1].size
        try:
            if self._durable:
                sync_descriptor(self._fd, data_only=True)
            self._note_synced(size)
        except OSError as error:
            self._failure = error
            raise SyncFailedError(error.errno, error.strerror) from error
        self._synced = position

    def _note_synced(self, size: int) -> None:
        try:
            write_synced_to(self._fd, size)
        except OSError as error:
            if error.errno not in FULL_DISK:
                raise
            # nothing was written: what stands there is of the sync before, which is true as well

    def _check_usable(self) -> None:
        if self._failure is not None:
            raise SyncFailedError(self._failure.errno, f"translog failed before: {self._failure.strerror}")
        if self._fd < 0:
            raise ValueError("translog is closed")

    def _path(self, number: int) -> Path:
        return generation_path(self._directory, number)


def generation_path(directory: Path, number: int) -> Path:
    """Returns the path of a generation's file."""
    return directory / f"translog-{number}.tlog"


def _check_complete(directory: Path, numbers: list[int], first: int) -> None:
    """Raises TranslogCorruptedError unless the numbers are `first` and those that follow without a gap."""
    expected = range(first, first + max(len(numbers), 1))
    missing = next((number for number in expected if number not in numbers), None)
    if missing is not None:
        path = generation_path(directory, missing)
        reason = f"translog from source [{path}] is corrupted, generation [{missing}] is missing at offset [0]"
        raise TranslogCorruptedError(reason, file=str(path), offset=0)


def list_generations(directory: Path) -> list[int]:
    """Returns the numbers of all generations in a directory."""
    matches = (_FILE_NAME.fullmatch(path.name) for path in directory.iterdir())
    return [int(match.group(1)) for match in matches if match]
