"""Merging: nested documents, chunks, fields that come and go, raw source frames."""

from pathlib import Path

import numpy as np
import pytest

from findling.codec.bitmap import Bitmap
from findling.codec.field_values import FieldValues, TextTokens
from findling.codec.merge import merge_segments
from findling.codec.postings import postings_merge
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from tests.property.test_codec_segments import assert_same_content
from tests.reference.segment_model import STRUCTURES, Doc, segment_data


def write(path: Path, docs: list[Doc]) -> SegmentReader:
    write_segment(path, segment_data(docs), sync=False)
    return SegmentReader.open(path)


def random_docs(seed: int, n: int, words: int = 40) -> list[Doc]:
    random = np.random.default_rng(seed)
    docs = []
    for number in range(n):
        tokens = [
            (f"w{int(word)}", place) for place, word in enumerate(random.zipf(1.4, random.integers(0, 9)) % words)
        ]
        docs.append(Doc(f"{seed}-{number}", b'{"n":%d}' % number, number, body=tokens, notes=tokens, size=[number * 3]))
    return docs


def test_large_terms_and_several_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms of several blocks, decoded in chunks of a few postings, equal a segment written afresh."""
    monkeypatch.setattr(postings_merge, "CHUNK_POSTINGS", 300)
    parts = [random_docs(seed, 700) for seed in range(3)]
    readers = [write(tmp_path / f"{number}.seg", docs) for number, docs in enumerate(parts)]
    live = Bitmap.full(700)
    live.clear(np.arange(100, 400, 3, dtype=np.int32))
    merge_segments(tmp_path / "m.seg", readers, [None, live, None])
    remaining = parts[0] + [doc for doc, alive in zip(parts[1], live.to_mask(), strict=True) if alive] + parts[2]
    fresh = write(tmp_path / "fresh.seg", remaining)
    assert_same_content(SegmentReader.open(tmp_path / "m.seg"), fresh, len(remaining))


def test_children_go_with_their_root(tmp_path: Path) -> None:
    docs = [
        Doc("", root=False, body=[("child", 0)], tags=[b"x"]),
        Doc("a", b"A", tags=[b"a"]),
        Doc("", root=False, body=[("child", 0)]),
        Doc("", root=False, body=[("child", 0)]),
        Doc("b", b"B"),
        Doc("c", b"C"),
    ]
    reader = write(tmp_path / "n.seg", docs)
    assert reader.roots is not None
    assert reader.roots.to_docs().tolist() == [1, 4, 5]
    live = Bitmap.full(6)
    live.clear(np.array([1], np.int32))
    (doc_map,) = merge_segments(tmp_path / "m.seg", [reader], [live])
    assert doc_map.tolist() == [-1, -1, 0, 1, 2, 3]
    merged = SegmentReader.open(tmp_path / "m.seg")
    assert merged.roots is not None
    assert merged.roots.to_docs().tolist() == [2, 3]
    assert merged.source.get_many([0, 2, 3]) == [b"", b"B", b"C"]
    assert merged.ids.lookup([b"a", b"b", b"c", b""]).tolist() == [-1, 2, 3, -1]
    assert "tags" not in merged.fields


def test_nothing_remains(tmp_path: Path) -> None:
    reader = write(tmp_path / "a.seg", random_docs(1, 10))
    (doc_map,) = merge_segments(tmp_path / "m.seg", [reader], [Bitmap.empty(10)])
    assert (doc_map == -1).all()
    merged = SegmentReader.open(tmp_path / "m.seg")
    assert merged.max_doc == 0
    assert dict(merged.fields) == {}
    assert merged.ids.lookup([b"1-0"]).tolist() == [-1]
    assert merge_segments(tmp_path / "none.seg", [], []) == []


def test_the_same_merge_gives_the_same_bytes(tmp_path: Path) -> None:
    readers = [write(tmp_path / f"{seed}.seg", random_docs(seed, 50)) for seed in (1, 2)]
    for name in ("m1.seg", "m2.seg"):
        merge_segments(tmp_path / name, readers, [None, Bitmap.full(50)])
    assert (tmp_path / "m1.seg").read_bytes() == (tmp_path / "m2.seg").read_bytes()


def test_structures_of_the_last_segment_count(tmp_path: Path) -> None:
    """A field that lost its positions, and later its norms, keeps what all its segments have."""
    first = write(tmp_path / "a.seg", random_docs(1, 20))
    data = segment_data(random_docs(2, 20))
    tokens = next(field.values for field in data.fields if field.name == "body")
    assert isinstance(tokens, TextTokens)
    plain = STRUCTURES["body"].__class__("text", "freqs")
    data.fields = [FieldValues("body", plain, tokens)]
    write_segment(tmp_path / "b.seg", data, sync=False)
    merge_segments(tmp_path / "m.seg", [first, SegmentReader.open(tmp_path / "b.seg")], [None, None])
    merged = SegmentReader.open(tmp_path / "m.seg")
    terms = merged.terms("body")
    assert terms is not None
    assert (terms.has_freqs, terms.has_positions) == (True, False)
    assert merged.norms("body") is None
    merged.verify()
