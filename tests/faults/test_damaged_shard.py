"""Flipped bits in any file of a shard are found and named, never served; a full disk refuses cleanly."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from findling.base.errors import CorruptIndexError, FindlingError, StorageError, TranslogCorruptedError
from findling.index.shard_settings import ShardSettings
from tests.reference.shard_case import ShardCase


def filled(path: Path) -> ShardCase:
    """A shard with segment, live docs, commit point and a log behind it."""
    case = ShardCase(path)
    for i in range(20):
        case.index(f"id-{i}", {"title": f"red fox number{i}", "tag": f"t{i % 3}", "n": i, "parts": [{"name": "x"}]})
    case.shard.refresh()
    case.delete("id-3")
    case.shard.flush()
    case.index("late", {"n": 99})
    return case


def flip(file: Path, position: int) -> None:
    content = bytearray(file.read_bytes())
    content[position] ^= 1 << (position % 8)
    file.unlink()  # an open mapping of the old file stays as it was
    file.write_bytes(content)


def copies(case: ShardCase, tmp_path: Path, pattern: str, step: int) -> Iterator[tuple[ShardCase, Path, int]]:
    """Copies of the shard, each with one bit flipped in the file that matches."""
    file = next(case.path.glob(pattern))
    for position in range(0, file.stat().st_size, step):
        target = tmp_path / "damaged"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(case.path, target)
        damaged = target / file.relative_to(case.path)
        flip(damaged, position)
        yield case, damaged, position


@pytest.mark.parametrize("pattern", ["commit-*", "*.liv"])
def test_flipped_bits_in_commit_and_live_docs_are_found_at_opening(tmp_path: Path, pattern: str) -> None:
    for case, file, _ in copies(filled(tmp_path / "shard"), tmp_path, pattern, step=1):
        with pytest.raises(CorruptIndexError) as caught:
            case.open(file.parent)
        assert caught.value.metadata["file"] == str(file)


def test_flipped_bits_in_the_log_are_found_at_opening(tmp_path: Path) -> None:
    case = filled(tmp_path / "shard")
    case.shard.close()
    for _, file, position in copies(case, tmp_path, "translog/*.tlog", step=3):
        if 28 <= position < 32:
            continue  # spare bytes
        with pytest.raises(TranslogCorruptedError) as caught:
            case.open(file.parent.parent)
        assert caught.value.metadata["file"] == str(file)


def test_flipped_bits_in_segments_are_never_served(tmp_path: Path) -> None:
    """Each is found at opening, when read or, in padding, by verifying; what is read without error is right."""
    case = filled(tmp_path / "shard")
    expected = case.searchable()
    found = 0
    for _, file, _ in copies(case, tmp_path, "_0.seg", step=97):
        try:
            damaged = case.open(file.parent)
        except CorruptIndexError as error:
            found += str(file) in error.reason
            continue
        original, case.shard = case.shard, damaged
        try:
            with damaged.searcher() as searcher:
                for view in searcher.segments:
                    view.reader.verify()
                    assert view.reader.source.get_many(range(view.max_doc))
            assert {k: v for k, v in case.searchable().items() if k != "late"} == expected
        except CorruptIndexError as error:
            found += str(file) in error.reason
        finally:
            case.shard = original
            damaged.close()
    assert found > 20


def test_a_damaged_segment_does_not_take_part_in_merges(tmp_path: Path) -> None:
    case = filled(tmp_path / "shard")
    file = case.path / "_0.seg"
    names = {
        name: case.shard._state.entries[0].reader.segment.offset(name) for name in ("_source/frames", "title/norms")
    }
    case.shard.close()
    flip(file, names["title/norms"])
    case.shard = case.open()
    with pytest.raises(CorruptIndexError, match=r"_0\.seg"):
        case.shard.force_merge(1)
    case.shard.refresh()
    assert len(case.searchable()) == 20
    assert sorted(path.name for path in case.path.glob("*.seg")) == ["_0.seg", "_1.seg"]


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Files cannot grow beyond `size` bytes, which fails a write as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_writes_and_loses_nothing(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings())
    case.index("a", {"n": 1})
    size = case.shard.stats().translog_bytes
    with disk_of(size + 300):
        with pytest.raises(StorageError, match="File too large: translog") as caught:
            case.index("b", {"title": "x" * 5000})
        assert (caught.value.type, caught.value.metadata["index"]) == ("i_o_exception", "test")
        assert case.shard.stats().translog_bytes == size
        assert (case.path / "translog" / "translog-1.tlog").stat().st_size == size
        assert case.get("b") is None
        small = case.index("c", {"n": 3})
        assert (small.seq_no, small.version) == (1, 1)
    case.index("b", {"n": 2})
    case.crash()
    assert case.searchable() == {"a": {"n": 1}, "b": {"n": 2}, "c": {"n": 3}}


def test_a_full_disk_fails_refresh_flush_and_merge_and_loses_nothing(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings())
    documents = {str(i): {"title": f"word{i} other{i}", "n": i} for i in range(50)}
    for doc_id, document in documents.items():
        case.index(doc_id, document)
        if doc_id == "24":
            case.shard.flush()
    with disk_of(1000):
        for call in (case.shard.refresh, case.shard.flush):
            with pytest.raises(StorageError, match="File too large"):
                call()
        assert case.searchable().keys() == {str(i) for i in range(25)}
        assert case.get("49") == documents["49"]
    case.crash()
    assert case.searchable() == documents
    case.shard.refresh()
    with disk_of(1000), pytest.raises(StorageError, match="File too large: merge"):
        case.shard.force_merge(1)
    assert case.searchable() == documents
    case.shard.force_merge(1)
    case.shard.flush()
    case.crash()
    assert case.searchable() == documents
    assert not [path for path in case.path.iterdir() if "pending" in path.name or path.suffix == ".tmp"]


def test_a_due_refresh_that_fails_refuses_the_batch_before_it_is_logged(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, buffer_bytes=1))
    case.index("a", {"title": "x"})
    operations = case.shard.stats().translog_operations
    with disk_of(300), pytest.raises(FindlingError, match="File too large: refresh"):
        case.index("b")
    assert case.shard.stats().translog_operations == operations
    assert case.index("b").created
