"""The segment container: named arrays, checksums, damage."""

from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import CorruptIndexError
from findling.codec.segment import Segment, SegmentWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "a.seg"
    with SegmentWriter(target) as writer:
        writer.add("numbers", np.arange(1000, dtype=np.int32))
        writer.add("table", np.arange(6, dtype=np.float32).reshape(2, 3))
        writer.add("empty", np.empty(0, np.uint64))
        writer.add_chunks("chunks", [b"abc", b"", b"def"])
        writer.meta["hello"] = {"of": ["any", 1]}
    return target


def test_arrays_come_back(path: Path) -> None:
    segment = Segment.open(path)
    assert segment.meta == {"hello": {"of": ["any", 1]}}
    assert segment.names() == ["numbers", "table", "empty", "chunks"]
    np.testing.assert_array_equal(segment.array("numbers"), np.arange(1000))
    assert segment.array("table").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert segment.array("empty").dtype == np.uint64
    assert segment.array("chunks").tobytes() == b"abcdef"
    assert segment.nbytes("numbers") == 4000
    assert segment.size_bytes == path.stat().st_size
    segment.verify()


def test_arrays_are_aligned_and_read_only(path: Path) -> None:
    segment = Segment.open(path)
    assert all(segment.offset(name) % 64 == 0 for name in segment.names())
    with pytest.raises(ValueError, match="read-only"):
        segment.array("numbers")[0] = 1


def test_missing_arrays(path: Path) -> None:
    segment = Segment.open(path)
    assert not segment.has("none")
    assert segment.get("none") is None
    with pytest.raises(KeyError):
        segment.array("none")


def test_a_name_is_given_once(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path / "b.seg")
    writer.add("x", np.zeros(1))
    with pytest.raises(ValueError, match="already"):
        writer.add("x", np.zeros(1))
    writer.abort()
    assert not (tmp_path / "b.seg").exists()


def test_an_exception_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), SegmentWriter(tmp_path / "b.seg") as writer:
        writer.add("x", np.zeros(1))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_arrays_outlive_the_segment(path: Path) -> None:
    segment = Segment.open(path)
    numbers = segment.array("numbers")
    segment.close()
    segment.close()
    assert int(numbers.sum()) == 499500
    with pytest.raises(ValueError, match="closed"):
        segment.array("table")


def test_every_flipped_bit_is_found_and_named(path: Path) -> None:
    """No byte of the file can change unnoticed, and the error names the file and an offset at or before the byte."""
    good = path.read_bytes()
    for offset in range(len(good)):
        damaged = bytearray(good)
        damaged[offset] ^= 1 << offset % 8
        path.write_bytes(damaged)
        with pytest.raises(CorruptIndexError) as caught:
            Segment.open(path).verify()
        assert caught.value.metadata["file"] == str(path)
        assert caught.value.metadata["offset"] <= offset


def test_damage_is_found_when_the_array_is_asked_for(path: Path) -> None:
    data = bytearray(path.read_bytes())
    offset = Segment.open(path).offset("table")
    data[offset + 5] ^= 16
    path.write_bytes(data)
    segment = Segment.open(path)
    segment.array("numbers")
    for _ in range(2):
        with pytest.raises(CorruptIndexError, match=r"checksum of \[table\].*a\.seg.*offset") as caught:
            segment.array("table")
        assert caught.value.metadata["offset"] == offset


@pytest.mark.parametrize("size", [0, 10, 63, 64, 500, -1])
def test_a_file_cut_short_is_damaged(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(CorruptIndexError):
        Segment.open(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"something else entirely, not a segment" * 10)
    with pytest.raises(CorruptIndexError):
        Segment.open(tmp_path / "x")
    with pytest.raises(FileNotFoundError):
        Segment.open(tmp_path / "y")
