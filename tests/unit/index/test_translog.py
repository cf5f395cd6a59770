"""The translog gives back what was appended, cuts torn tails, and names damage."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import TranslogCorruptedError
from findling.codec.durable_files import SyncFailedError
from findling.index.translog.log_record import decode_batch, encode_batch
from findling.index.translog.operation_log import LoggedBatch
from findling.index.translog.translog import Translog
from findling.index.translog.translog_generation import FIRST_RECORD


def batch_of(first: int, ids: list[str], routings: list[str | None] | None = None) -> LoggedBatch:
    count = len(ids)
    return LoggedBatch(
        primary_term=3,
        seq_nos=np.arange(first, first + count, dtype=np.int64),
        versions=np.arange(count, dtype=np.int64) + 7,
        kinds=np.array([i % 2 for i in range(count)], dtype=np.uint8),
        ids=ids,
        routings=routings or [None] * count,
        sources=[b"" if i % 2 else b'{"n":%d}' % i for i in range(count)],
    )


def rows(batch: LoggedBatch) -> list[tuple[object, ...]]:
    numbers = (batch.seq_nos.tolist(), batch.versions.tolist(), batch.kinds.tolist())
    return [(batch.primary_term, *row) for row in zip(*numbers, batch.ids, batch.routings, batch.sources, strict=True)]


def replayed(log: Translog, generation: int = 1) -> list[tuple[object, ...]]:
    return [row for batch in log.replay(generation) for row in rows(batch)]


@pytest.mark.parametrize(
    ("ids", "routings"),
    [
        ([], None),
        (["a", "bc"], None),
        (["ä", "", "日本\U0001f600", "\ud800"], None),
        (["a", "b"], [None, "rö"]),
        (["a"], [""]),
    ],
)
def test_encoding_gives_back_the_batch(ids: list[str], routings: list[str | None] | None) -> None:
    batch = batch_of(5, ids, routings)
    assert rows(decode_batch(encode_batch(batch))) == rows(batch)


def test_a_payload_of_wrong_size_is_refused() -> None:
    payload = encode_batch(batch_of(0, ["a", "b"]))
    for wrong in (b"", payload[:10], payload[:-1], payload + b"x"):
        with pytest.raises(ValueError, match="operation batch"):
            decode_batch(wrong)


def test_replay_gives_back_all_generations_in_order(tmp_path: Path) -> None:
    log = Translog.create(tmp_path)
    log.append(batch_of(0, ["a", "b"]))
    assert log.roll() == 2
    log.sync(log.append(batch_of(2, ["c"])))
    log.close()
    log.close()
    opened = Translog.open(tmp_path, 1)
    assert [row[1] for row in replayed(opened)] == [0, 1, 2]
    assert (opened.generation, opened.operations) == (2, 3)
    opened.append(batch_of(3, ["d"]))
    opened.close()
    assert [row[1] for row in replayed(Translog.open(tmp_path, 1))] == [0, 1, 2, 3]


def test_trim_deletes_what_is_before_a_generation(tmp_path: Path) -> None:
    log = Translog.create(tmp_path)
    log.append(batch_of(0, ["a"]))
    log.roll()
    log.trim(2)
    assert [path.name for path in tmp_path.iterdir()] == ["translog-2.tlog"]
    assert (log.operations, log.uncommitted_bytes, log.size_bytes) == (0, 0, FIRST_RECORD)
    log.trim(99)
    assert log.generation == 2


def test_old_files_are_deleted_at_opening_and_missing_ones_reported(tmp_path: Path) -> None:
    log = Translog.create(tmp_path)
    log.roll()
    log.roll()
    log.close()
    assert Translog.open(tmp_path, 2).generation == 3
    assert not (tmp_path / "translog-1.tlog").exists()
    (tmp_path / "translog-2.tlog").unlink()
    with pytest.raises(TranslogCorruptedError, match=r"translog-2\.tlog.*generation \[2\] is missing at offset \[0\]"):
        Translog.open(tmp_path, 2)
    with pytest.raises(TranslogCorruptedError, match="generation \\[9\\] is missing"):
        Translog.open(tmp_path, 9)


def unsynced_tail(path: Path) -> tuple[Path, int]:
    """A log whose second record was never synced; its file and where that record starts."""
    log = Translog.create(path)
    log.sync(log.append(batch_of(0, ["a"])))
    start = log.size_bytes
    log.append(batch_of(1, ["b", "c"]))
    return path / "translog-1.tlog", start


def test_a_torn_tail_is_cut_wherever_it_was_torn(tmp_path: Path) -> None:
    file, start = unsynced_tail(tmp_path / "whole")
    content = file.read_bytes()
    for end in range(start, len(content)):
        directory = tmp_path / str(end)
        directory.mkdir()
        (directory / file.name).write_bytes(content[:end])
        log = Translog.open(directory, 1, durable=False)
        assert [row[1] for row in replayed(log)] == [0]
        assert log.size_bytes == start
        log.append(batch_of(1, ["new"]))
        log.close()
        assert [row[4] for row in replayed(Translog.open(directory, 1, durable=False))] == ["a", "new"]


def test_a_whole_record_counts_though_nobody_synced_it(tmp_path: Path) -> None:
    unsynced_tail(tmp_path)
    assert [row[1] for row in replayed(Translog.open(tmp_path, 1))] == [0, 1, 2]


def test_every_flipped_bit_in_what_was_synced_is_found_and_named(tmp_path: Path) -> None:
    log = Translog.create(tmp_path)
    log.append(batch_of(0, ["a", "b"]))
    log.append(batch_of(2, ["c"]))
    log.close()
    file = tmp_path / "translog-1.tlog"
    content = file.read_bytes()
    for position in range(len(content)):
        if 28 <= position < 32:
            continue  # spare bytes of the slot
        damaged = bytearray(content)
        damaged[position] ^= 1 << (position % 8)
        file.write_bytes(damaged)
        with pytest.raises(TranslogCorruptedError, match=r"translog-1\.tlog.*at offset \[\d+\]") as caught:
            replayed(Translog.open(tmp_path, 1))
        assert caught.value.metadata["file"] == str(file)
        assert caught.value.metadata["offset"] <= position


def test_a_cut_file_is_damage_if_the_rest_was_synced(tmp_path: Path) -> None:
    log = Translog.create(tmp_path)
    log.append(batch_of(0, ["a", "b"]))
    log.close()
    file = tmp_path / "translog-1.tlog"
    os.truncate(file, file.stat().st_size - 1)
    with pytest.raises(TranslogCorruptedError, match="had been synced"):
        replayed(Translog.open(tmp_path, 1))
    os.truncate(file, 10)
    with pytest.raises(TranslogCorruptedError, match="shorter than its header"):
        replayed(Translog.open(tmp_path, 1))


def test_an_older_generation_has_no_torn_tail(tmp_path: Path) -> None:
    log = Translog.create(tmp_path)
    log.append(batch_of(0, ["a"]))
    log.roll()
    log.close()
    file = tmp_path / "translog-1.tlog"
    os.truncate(file, file.stat().st_size - 1)
    with pytest.raises(TranslogCorruptedError, match=r"translog-1\.tlog"):
        replayed(Translog.open(tmp_path, 1))


def test_a_failed_sync_ends_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Translog.create(tmp_path)
    position = log.append(batch_of(0, ["a"]))

    def fail(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(OSError, match="Input/output"):
        log.sync(position)
    monkeypatch.undo()
    with pytest.raises(OSError, match="failed before"):
        log.append(batch_of(1, ["b"]))
    with pytest.raises(OSError, match="failed before"):
        log.sync()
    log.close()


def failing_notes(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Lets the writes fail that note how much is synced, before anything is written."""
    pwrite = os.pwrite

    def fail(fd: int, data: bytes, offset: int) -> int:
        if offset < FIRST_RECORD:
            raise OSError(number, os.strerror(number))
        return pwrite(fd, data, offset)

    monkeypatch.setattr(os, "pwrite", fail)


def test_what_is_synced_need_not_be_noted_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Translog.create(tmp_path)
    failing_notes(monkeypatch, errno.ENOSPC)
    log.sync(log.append(batch_of(0, ["a"])))
    log.sync(log.append(batch_of(1, ["b"])))
    log.close()
    again = Translog.open(tmp_path, 1)
    assert [row[4] for row in replayed(again)] == ["a", "b"]
    again.close()


def test_a_note_that_a_broken_disk_refuses_ends_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Translog.create(tmp_path)
    failing_notes(monkeypatch, errno.EIO)
    with pytest.raises(SyncFailedError):
        log.sync(log.append(batch_of(0, ["a"])))
    monkeypatch.undo()
    with pytest.raises(SyncFailedError, match="failed before"):
        log.append(batch_of(1, ["b"]))
    log.close()


def test_a_generation_that_cannot_be_opened_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or what is appended to the one before it could not be torn any more without being called damaged."""
    log = Translog.create(tmp_path)
    log.sync(log.append(batch_of(0, ["a"])))
    opened = os.open

    def fail(path: Path, flags: int, *rest: int) -> int:
        if flags == os.O_RDWR:
            raise OSError(errno.EMFILE, "Too many open files")
        return opened(path, flags, *rest)

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(OSError, match="Too many open files"):
        log.roll()
    monkeypatch.undo()
    log.append(batch_of(1, ["b"]))
    path = tmp_path / "translog-1.tlog"
    torn = path.read_bytes()[:-1]  # not synced: a crash may tear it
    log.close()
    path.write_bytes(torn)
    again = Translog.open(tmp_path, 1)
    assert [row[4] for row in replayed(again)] == ["a"]
    again.close()


def test_a_closed_log_refuses(tmp_path: Path) -> None:
    log = Translog.create(tmp_path, durable=False)
    log.close()
    with pytest.raises(ValueError, match="closed"):
        log.append(batch_of(0, ["a"]))


def test_one_sync_serves_positions_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Translog.create(tmp_path)
    calls: list[int] = []
    fdatasync = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda fd: (calls.append(fd), fdatasync(fd))[1])
    first, second = log.append(batch_of(0, ["a"])), log.append(batch_of(1, ["b"]))
    log.sync(second)
    log.sync(first)
    log.sync()
    assert len(calls) == 1


def test_selecting_and_joining_batches() -> None:
    first, second = batch_of(0, ["a", "b"]), batch_of(2, ["c"], ["r"])
    joined = LoggedBatch.concatenate([first, second])
    assert rows(joined) == rows(first) + rows(second)
    assert rows(joined.select(np.array([2, 0]))) == [rows(second)[0], rows(first)[0]]
    assert LoggedBatch.concatenate([first]) is first
