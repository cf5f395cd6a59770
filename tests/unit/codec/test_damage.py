"""A flipped bit anywhere in a segment, live docs file or commit point is found, named, and never served as data."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import CorruptIndexError
from findling.codec.bitmap import Bitmap
from findling.codec.commit import commit_generations, commit_path, read_commit, write_commit
from findling.codec.live_docs import read_live_docs, write_live_docs
from findling.codec.merge import merge_segments
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from tests.reference.segment_model import Doc, segment_data


def flip_each(path: Path, offsets: range, check: Callable[[], object]) -> None:
    """Flips one bit of each byte in turn and expects `check` to raise an error that names the file."""
    good = path.read_bytes()
    for offset in offsets:
        damaged = bytearray(good)
        damaged[offset] ^= 1 << offset % 8
        path.write_bytes(damaged)
        with pytest.raises(CorruptIndexError) as caught:
            check()
        assert caught.value.metadata["file"] == str(path)
        assert str(path) in caught.value.reason
        assert 0 <= caught.value.metadata["offset"] <= len(good)


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    docs = [Doc(f"id{n}", b'{"n": %d}' % n, n, body=[("a", 0), (f"t{n}", 1)], tags=[b"x"], size=[n]) for n in range(20)]
    write_segment(tmp_path / "s.seg", segment_data(docs), sync=False)
    return tmp_path / "s.seg"


def test_verify_finds_every_flip_of_a_segment(segment: Path) -> None:
    flip_each(segment, range(0, segment.stat().st_size, 7), lambda: SegmentReader.open(segment).verify())


def test_a_damaged_source_is_not_served(segment: Path) -> None:
    reader = SegmentReader.open(segment)
    start, size = reader.segment.offset("_source/frames"), reader.source.nbytes
    expected = reader.source.get_many(range(20))
    good = segment.read_bytes()
    for offset in range(start, start + size):
        damaged = bytearray(good)
        damaged[offset] ^= 1 << offset % 8
        segment.write_bytes(damaged)
        try:
            assert SegmentReader.open(segment).source.get_many(range(20)) == expected
        except CorruptIndexError as error:
            assert error.metadata["offset"] == start  # noqa: PT017


def test_merging_a_damaged_segment_leaves_no_file(segment: Path, tmp_path: Path) -> None:
    reader = SegmentReader.open(segment)
    data = bytearray(segment.read_bytes())
    data[reader.segment.offset("body/words")] ^= 1
    segment.write_bytes(data)
    with pytest.raises(CorruptIndexError):
        merge_segments(tmp_path / "merged.seg", [SegmentReader.open(segment)], [None])
    assert not (tmp_path / "merged.seg").exists()


def test_live_docs_round_trip_and_flips(tmp_path: Path) -> None:
    path = tmp_path / "s.live"
    live = Bitmap.from_docs(np.array([0, 5, 64, 99], np.int32), 100)
    write_live_docs(path, live)
    assert read_live_docs(path, 100).to_docs().tolist() == [0, 5, 64, 99]
    flip_each(path, range(path.stat().st_size), lambda: read_live_docs(path, 100))


@pytest.mark.parametrize("max_doc", [99, 128, 200])
def test_live_docs_of_another_segment(tmp_path: Path, max_doc: int) -> None:
    write_live_docs(tmp_path / "s.live", Bitmap.full(100), sync=False)
    with pytest.raises(CorruptIndexError, match="live docs"):
        read_live_docs(tmp_path / "s.live", max_doc)


def test_commit_round_trip_and_flips(tmp_path: Path) -> None:
    path = write_commit(tmp_path, 3, {"segments": ["a", "b"], "ü": None})
    assert path == commit_path(tmp_path, 3)
    assert read_commit(path) == {"segments": ["a", "b"], "ü": None}
    flip_each(path, range(path.stat().st_size), lambda: read_commit(path))


def test_commit_generations(tmp_path: Path) -> None:
    assert commit_generations(tmp_path) == []
    for generation in (2, 10, 9):
        write_commit(tmp_path, generation, {}, sync=False)
    (tmp_path / "commit-x").write_text("")
    (tmp_path / "commit-11.tmp").write_text("torn")
    assert commit_generations(tmp_path) == [2, 9, 10]
