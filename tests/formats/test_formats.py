"""A segment of each format is kept: the current one is read, and written, as it was; older ones are refused by name.

When a layout changes: raise FORMAT, and write the new file with `python -m tests.reference.format_documents`.
"""

from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import CorruptIndexError
from findling.codec.segment import FORMAT, Segment, crc32c
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from tests.reference.format_documents import documents, format_path
from tests.reference.segment_model import postings, segment_data


@pytest.fixture
def stored() -> SegmentReader:
    return SegmentReader.open(format_path(FORMAT))


def test_the_kept_segment_is_written_the_same_today(stored: SegmentReader, tmp_path: Path) -> None:
    """A layout has changed if this fails: its format needs a new number."""
    write_segment(tmp_path / "today.seg", segment_data(documents()))
    today = Segment.open(tmp_path / "today.seg")
    assert today.meta == stored.segment.meta
    assert today.names() == stored.segment.names()
    for name in today.names():
        # as the version of zstd pleases, and the size of new frames: readers take any
        if name not in ("_source/frames", "_source/frame_start", "_source/first_doc"):
            assert today.array(name).dtype == stored.segment.array(name).dtype, name
            np.testing.assert_array_equal(today.array(name), stored.segment.array(name), name)


def test_the_kept_segment_gives_back_its_documents(stored: SegmentReader) -> None:
    docs = documents()
    stored.verify()
    everyone = np.arange(len(docs), dtype=np.int32)
    assert stored.source.get_many(everyone) == [doc.source if doc.root else b"" for doc in docs]
    assert stored.ids.get_many(everyone) == [doc.id.encode() for doc in docs]
    assert stored.ids.lookup([b"doc-0007", b"parent", b"none"]).tolist() == [7, 302, -1]
    assert stored.seq_nos[everyone].tolist() == [doc.seq_no for doc in docs]
    assert stored.versions[everyone].tolist() == [doc.version for doc in docs]
    assert stored.routing_of(everyone) == [doc.routing for doc in docs]
    assert stored.roots is not None
    assert stored.roots.to_mask().tolist() == [doc.root for doc in docs]
    size = stored.numeric("size")
    assert size is not None
    assert size.single(everyone, -1).tolist() == [doc.size[0] if doc.size else -1 for doc in docs]
    for name in ("tags", "label"):
        column = stored.ordinals(name)
        assert column is not None
        ords, owners = column.values(everyone)
        found: list[list[bytes]] = [[] for _ in docs]
        for term, owner in zip(column.dictionary.terms(ords), owners.tolist(), strict=True):
            found[owner].append(term)
        assert found == [sorted(set(getattr(doc, name))) for doc in docs]


@pytest.mark.parametrize("name", ["body", "notes"])
def test_the_kept_segment_gives_back_its_postings(stored: SegmentReader, name: str) -> None:
    expected = postings(documents(), name)
    terms = stored.terms(name)
    assert terms is not None
    assert terms.terms(range(terms.n_terms)) == sorted(term.encode() for term in expected)
    for term, by_doc in expected.items():
        docs, freqs, positions = terms.postings(terms.lookup(term.encode())).docs_freqs_positions()
        assert docs.tolist() == list(by_doc)
        assert freqs.tolist() == list(map(len, by_doc.values()))
        assert positions.tolist() == [position for each in by_doc.values() for position in each]


@pytest.mark.parametrize("number", range(1, FORMAT))
def test_older_formats_are_refused_by_name(number: int) -> None:
    with pytest.raises(CorruptIndexError) as caught:
        SegmentReader.open(format_path(number))
    assert f"segment format {number}, this Findling reads {FORMAT}" in caught.value.reason
    assert caught.value.metadata["file"] == str(format_path(number))


def test_newer_formats_and_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "_1.seg"
    for magic, reason in ((b"FNDLSEG9", "segment format 9, this"), (b"LUCENE99", "not a segment")):
        head = magic + format_path(FORMAT).read_bytes()[8:28]
        path.write_bytes(head + crc32c(head).to_bytes(4, "little") + format_path(FORMAT).read_bytes()[32:])
        with pytest.raises(CorruptIndexError, match=reason):
            SegmentReader.open(path)
