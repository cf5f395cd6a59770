"""Segments give back what was written, and merging them equals writing what remains."""

import tempfile
from itertools import compress
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.codec.columns.norms import encode_lengths
from findling.codec.merge import merge_segments
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from tests.property.codec_strategies import documents
from tests.reference.segment_model import Doc, postings, segment_data


def reader_of(directory: str, name: str, docs: list[Doc]) -> SegmentReader:
    path = Path(directory) / f"{name}.seg"
    assert write_segment(path, segment_data(docs), sync=False) == path.stat().st_size
    return SegmentReader.open(path)


@settings(max_examples=60, deadline=None)
@given(documents())
def test_text_fields_give_back_their_tokens(docs: list[Doc]) -> None:
    """Docs, frequencies, positions, offsets and statistics of every term are those of the tokens."""
    with tempfile.TemporaryDirectory() as directory:
        reader = reader_of(directory, "s", docs)
        for name in ("body", "notes"):
            expected = postings(docs, name)
            terms = reader.terms(name)
            if terms is None:
                assert not expected
                continue
            assert terms.terms(range(terms.n_terms)) == sorted(term.encode() for term in expected)
            assert terms.sum_total_term_freq == sum(len(p) for by_doc in expected.values() for p in by_doc.values())
            assert terms.sum_doc_freq == sum(map(len, expected.values()))
            assert terms.doc_count == sum(bool(getattr(doc, name)) for doc in docs)
            for term, by_doc in expected.items():
                ord = terms.lookup(term.encode())
                found, freqs, positions = terms.postings(ord).docs_freqs_positions()
                assert found.tolist() == list(by_doc) == terms.docs(ord).tolist()
                assert freqs.tolist() == [len(p) for p in by_doc.values()]
                assert positions.tolist() == [p for ps in by_doc.values() for p in ps]
                assert terms.total_term_freq(ord) == len(positions)
                if name == "notes":
                    start, end = terms.postings(ord).offsets(freqs)
                    assert (start == positions * 7).all()
                    assert (end == start + len(term)).all()
        reader.verify()


@settings(max_examples=60, deadline=None)
@given(documents())
def test_doc_values_give_back_their_values(docs: list[Doc]) -> None:
    """Ordinals, numbers, presence, norms, ids, sources and numbers of documents are those written."""
    with tempfile.TemporaryDirectory() as directory:
        reader = reader_of(directory, "s", docs)
        everyone = np.arange(len(docs), dtype=np.int32)
        for name in ("tags", "label"):
            column = reader.ordinals(name)
            rows: list[list[bytes]] = [[] for _ in docs]
            if column is not None:
                ords, owners = column.values(everyone)
                for ord, owner in zip(ords.tolist(), owners.tolist(), strict=True):
                    rows[owner].append(column.dictionary.term(ord))
            assert rows == [sorted(set(getattr(doc, name))) for doc in docs]
        for name in ("size", "price"):
            numbers = reader.numeric(name)
            found: list[list[float]] = [[] for _ in docs]
            if numbers is not None:
                values, owners = numbers.values(everyone)
                for value, owner in zip(values.tolist(), owners.tolist(), strict=True):
                    found[owner].append(value)
                singles = numbers.single(everyone, -7).tolist()
                assert singles == [min(getattr(doc, name), default=-7) for doc in docs]
            assert found == [sorted(getattr(doc, name)) for doc in docs]
        for name in ("body", "tags", "size"):
            presence = reader.presence(name)
            mask = [False] * len(docs) if presence is None else presence.to_mask().tolist()
            assert mask == [bool(getattr(doc, name)) for doc in docs]
        norms = reader.norms("body")
        if norms is not None:
            lengths = np.array([len({position for _, position in doc.body}) for doc in docs])
            assert (norms == encode_lengths(lengths)).all()
        assert reader.ids.lookup([doc.id.encode() for doc in docs]).tolist() == everyone.tolist()
        assert reader.ids.get_many(everyone) == [doc.id.encode() for doc in docs]
        assert reader.source.get_many(everyone[::-1]) == [doc.source for doc in docs[::-1]]
        assert reader.routing_of(everyone) == [doc.routing for doc in docs]
        assert reader.seq_nos[everyone].tolist() == [doc.seq_no for doc in docs]
        assert [reader.versions[doc] for doc in range(len(docs))] == [doc.version for doc in docs]


@settings(max_examples=80, deadline=None)
@given(st.lists(documents(12), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_merging_equals_writing_what_remains(parts: list[list[Doc]], random: object) -> None:
    """The merged file has the same arrays as one written from the live documents."""
    with tempfile.TemporaryDirectory() as directory:
        readers = [reader_of(directory, f"s{number}", docs) for number, docs in enumerate(parts)]
        masks = [np.array([random.random() < 0.7 for _ in docs], bool) for docs in parts]  # type: ignore[attr-defined]
        lives = [None if mask.all() else Bitmap.from_mask(mask) for mask in masks]
        doc_maps = merge_segments(Path(directory) / "merged.seg", readers, lives, sync=False)
        remaining = [doc for docs, mask in zip(parts, masks, strict=True) for doc in compress(docs, mask)]
        assert [number for doc_map in doc_maps for number in doc_map.tolist() if number >= 0] == list(
            range(len(remaining))
        )
        merged = SegmentReader.open(Path(directory) / "merged.seg")
        assert_same_content(merged, reader_of(directory, "fresh", remaining), len(remaining))


def assert_same_content(left: SegmentReader, right: SegmentReader, max_doc: int) -> None:
    """Compares all arrays but the compressed sources, which are compared decompressed."""
    left.verify()
    fields = left.segment.meta.pop("fields"), right.segment.meta.pop("fields")
    assert dict(sorted(fields[0].items())) == dict(sorted(fields[1].items()))
    assert left.segment.meta == right.segment.meta
    assert set(left.segment.names()) ^ set(right.segment.names()) == set()
    for name in left.segment.names():
        if not name.startswith("_source/"):
            one, other = left.segment.array(name), right.segment.array(name)
            assert one.dtype == other.dtype, name
            np.testing.assert_array_equal(one, other, name)
    docs = np.arange(max_doc, dtype=np.int32)
    assert left.source.get_many(docs) == right.source.get_many(docs)
