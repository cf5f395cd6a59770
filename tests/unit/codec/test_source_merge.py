"""Merged sources: packed again with a dictionary, or copied where that was done before."""

from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import CorruptIndexError
from findling.codec.bitmap import Bitmap
from findling.codec.merge import merge_segments
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from findling.codec.stored import source_merge, source_writer
from tests.reference.segment_model import Doc, segment_data


@pytest.fixture(autouse=True)
def _small_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a few thousand documents worth a dictionary."""
    monkeypatch.setattr(source_merge, "_WORTH_A_DICTIONARY", 1 << 14)


def sources(first: int, end: int) -> list[bytes]:
    random = np.random.default_rng(first)
    words = [b"%x" % number for number in random.integers(0, 1 << 20, 300)]
    return [b'{"number": %d, "words": "%s"}' % (n, b" ".join(random.choice(words, 12))) for n in range(first, end)]


def segment(tmp_path: Path, name: str, stored: list[bytes]) -> SegmentReader:
    docs = [Doc(f"{name}{number}", source) for number, source in enumerate(stored)]
    write_segment(tmp_path / f"{name}.seg", segment_data(docs), sync=False)
    return SegmentReader.open(tmp_path / f"{name}.seg")


def merged(tmp_path: Path, name: str, readers: list[SegmentReader], lives: list[Bitmap | None]) -> SegmentReader:
    merge_segments(tmp_path / f"{name}.seg", readers, lives, sync=False)
    return SegmentReader.open(tmp_path / f"{name}.seg")


def test_frames_are_packed_again_once(tmp_path: Path) -> None:
    stored = [sources(0, 1500), sources(1500, 3000), sources(3000, 3400), sources(3400, 5400)]
    parts = [segment(tmp_path, f"s{number}", part) for number, part in enumerate(stored)]
    first = merged(tmp_path, "a", parts[:2], [None, None])
    second = merged(tmp_path, "b", parts[3:], [None])
    dictionaries = [reader.source.parts[0][0] for reader in (first, second)]
    assert all(dictionaries)
    both = merged(tmp_path, "c", [parts[2], first, second, segment(tmp_path, "t", [b"{}"])], [None] * 4)
    assert list(both.source.all()) == [*stored[2], *stored[0], *stored[1], *stored[3], b"{}"]
    docs = np.array([0, 5400, 399, 400, 3399, 3400])
    assert both.source.get_many(docs) == [list(both.source.all())[doc] for doc in docs.tolist()]
    frames = {both.source.raw(number).tobytes() for number in range(both.source.n_frames)}
    assert {
        reader.source.raw(number).tobytes() for reader in (first, second) for number in range(reader.source.n_frames)
    } <= frames
    assert [dictionary for dictionary, _ in both.source.parts] == [*dictionaries, dictionaries[0]]
    both.verify()


def test_of_many_dictionaries_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_merge, "_MOST_PARTS", 1)
    stored = [sources(0, 1500), sources(1500, 3000)]
    parts = [
        merged(tmp_path, f"m{number}", [segment(tmp_path, f"s{number}", part)], [None])
        for number, part in enumerate(stored)
    ]
    whole = merged(tmp_path, "a", parts, [None, None])
    assert len(whole.source.parts) == 1
    assert list(whole.source.all()) == stored[0] + stored[1]


def test_deleted_documents_are_left_out(tmp_path: Path) -> None:
    stored = sources(0, 2000)
    whole = merged(tmp_path, "a", [segment(tmp_path, "x", stored)], [None])
    mask = np.arange(2000) % 3 == 0
    mask[:700] = False
    rest = merged(tmp_path, "b", [whole], [Bitmap.from_mask(mask)])
    assert list(rest.source.all()) == [source for source, stays in zip(stored, mask.tolist(), strict=True) if stays]


def test_small_segments_have_none(tmp_path: Path) -> None:
    parts = [segment(tmp_path, f"s{number}", [b"{}", b""]) for number in range(5)]
    found = merged(tmp_path, "a", parts, [None] * 5)
    assert [dictionary for dictionary, _ in found.source.parts] == [b""]
    assert found.source.n_frames == 1
    assert list(found.source.all()) == [b"{}", b""] * 5


def test_a_damaged_frame_is_not_copied(tmp_path: Path) -> None:
    whole = merged(tmp_path, "a", [segment(tmp_path, "x", sources(0, 2000))], [None])
    data = bytearray(whole.path.read_bytes())
    data[whole.segment.offset("_source/frames") + whole.source.nbytes - 1] ^= 4
    whole.path.write_bytes(data)
    with pytest.raises(CorruptIndexError, match="_source/frames"):
        merged(tmp_path, "b", [SegmentReader.open(whole.path)], [None])


def test_what_was_packed_in_haste_is_packed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_writer, "_SAMPLE_BYTES", 1 << 14)
    monkeypatch.setattr(source_writer, "_WORTH_A_DICTIONARY", 1 << 16)
    stored = sources(0, 2000)
    hasty = segment(tmp_path, "x", stored)
    assert hasty.source.is_hasty
    assert all(dictionary for dictionary, _ in hasty.source.parts)
    assert (
        list(hasty.source.all())
        == stored
        == hasty.source.get_many(range(2000))
        == [*map(hasty.source.get, range(2000))]
    )
    again = merged(tmp_path, "a", [hasty], [None])
    assert not again.source.is_hasty
    assert again.source.parts[0][0] != hasty.source.parts[0][0]
    assert list(again.source.all()) == stored
    assert list(merged(tmp_path, "b", [again], [None]).source.parts) == again.source.parts
