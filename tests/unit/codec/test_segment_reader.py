"""What a segment reader answers for fields that are there, partly there, or not."""

from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.codec.bitmap import Bitmap
from findling.codec.field_values import FieldValues, SegmentData, TermValues, TextTokens
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from findling.mapping.parsed_batch import FieldStructures
from tests.reference.segment_model import Doc, segment_data


def bare(max_doc: int, *fields: FieldValues) -> SegmentData:
    numbers = np.arange(max_doc, dtype=np.int64)
    ids = [str(number).encode() for number in range(max_doc)]
    return SegmentData(max_doc, ids, [b"{}"] * max_doc, numbers, np.ones_like(numbers), np.ones_like(numbers), fields)


def text(terms: list[str], docs: list[int], positions: list[int]) -> TextTokens:
    return TextTokens(
        terms, np.arange(len(docs), dtype=np.int32), np.array(docs, np.int32), np.array(positions, np.int32)
    )


@pytest.fixture
def reader(tmp_path: Path) -> SegmentReader:
    docs = [
        Doc("a", b"A", body=[("x", 0), ("y", 1), ("x", 2)], tags=[b"t", b"u"], label=[b"l"], size=[5]),
        Doc("b", b"B", routing="r", body=[("x", 0)], size=[6]),
        Doc("c", b"C", size=[7]),
    ]
    write_segment(tmp_path / "_1.seg", segment_data(docs))
    return SegmentReader.open(tmp_path / "_1.seg")


def test_facts_about_the_segment(reader: SegmentReader) -> None:
    assert (reader.name, reader.max_doc, reader.roots) == ("_1", 3, None)
    assert set(reader.fields) == {"body", "tags", "label", "size"}
    assert reader.size_bytes == Path(reader.path).stat().st_size
    body = reader.fields["body"]
    assert (body.doc_count, body.value_count, body.sum_doc_freq, body.sum_total_term_freq) == (2, 2, 3, 4)
    assert body.structures == FieldStructures("text", "positions", norms=True)


def test_fields_that_are_not_there(reader: SegmentReader) -> None:
    for answer in (reader.terms, reader.norms, reader.numeric, reader.ordinals, reader.presence):
        assert answer("nothing") is None
    assert reader.terms("size") is None
    assert reader.terms("label") is None
    assert reader.numeric("body") is None


def test_ordinals_of_text_are_made_from_its_postings(reader: SegmentReader) -> None:
    column, terms = reader.ordinals("body"), reader.terms("body")
    assert column is not None
    assert terms is not None
    assert reader.ordinals("body") is column
    ords, owners = column.values(np.arange(reader.max_doc, dtype=np.int32))
    pairs = {(doc, ord_) for ord_ in range(terms.n_terms) for doc in terms.docs(ord_).tolist()}
    assert set(zip(owners.tolist(), ords.tolist(), strict=True)) == pairs
    assert (np.diff(owners) >= 0).all()


def test_structures_are_opened_once(reader: SegmentReader) -> None:
    assert reader.terms("body") is reader.terms("body")
    assert reader.numeric("size") is reader.numeric("size")
    assert reader.presence("size") is reader.presence("size")


def test_presence(reader: SegmentReader) -> None:
    assert reader.presence("size").to_docs().tolist() == [0, 1, 2]  # type: ignore[union-attr]
    assert reader.presence("body").to_docs().tolist() == [0, 1]  # type: ignore[union-attr]


def test_terms_and_postings(reader: SegmentReader) -> None:
    terms = reader.terms("body")
    assert terms is not None
    assert terms.terms([0, 1]) == [b"x", b"y"]
    assert terms.docs_freqs(0)[1].tolist() == [2, 1]
    assert (terms.doc_freq(0), terms.total_term_freq(0), terms.has_offsets) == (2, 3, False)
    assert terms.union_docs(np.array([0, 1])).tolist() == [0, 1, 0]
    assert terms.union_docs(np.array([], int)).tolist() == []
    bitmap = Bitmap.empty(3)
    assert terms.mark_docs(range(1, 2), bitmap) == 1
    assert bitmap.to_docs().tolist() == [0]
    posting = terms.postings(0)
    assert posting.docs().tolist() == [0, 1]
    assert posting.docs_freqs()[0].tolist() == [0, 1]
    with pytest.raises(ValueError, match="not indexed"):
        posting.offsets(posting.docs_freqs()[1])


def test_keywords(reader: SegmentReader) -> None:
    tags = reader.terms("tags")
    column = reader.ordinals("tags")
    assert tags is not None
    assert column is not None
    assert column.dictionary is tags
    assert (tags.has_freqs, tags.total_term_freq(0), tags.postings(0).impact_start) == (False, 1, None)
    docs = np.arange(3, dtype=np.int32)
    assert column.single(docs).tolist() == [0, -1, -1]
    assert column.single(docs, last=True).tolist() == [1, -1, -1]
    label = reader.ordinals("label")
    assert label is not None
    assert label.dictionary.term(0) == b"l"
    assert label.single(docs).tolist() == [0, -1, -1]


def test_routing_and_numbers(reader: SegmentReader) -> None:
    assert reader.routing_of([0, 1, 2]) == [None, "r", None]
    assert reader.primary_terms[2] == 1
    reader.close()


def test_no_document_has_routing(tmp_path: Path) -> None:
    write_segment(tmp_path / "x.seg", bare(2))
    found = SegmentReader.open(tmp_path / "x.seg")
    assert found.routing is None
    assert found.routing_of([1, 0]) == [None, None]


def test_values_without_tokens_count_as_present(tmp_path: Path) -> None:
    tokens = text(["a", "b"], [1, 1], [0, 0])
    tokens.value_docs = np.array([0, 1], np.int32)
    write_segment(tmp_path / "x.seg", bare(3, FieldValues("f", FieldStructures("text", "freqs", norms=True), tokens)))
    found = SegmentReader.open(tmp_path / "x.seg")
    assert found.presence("f").to_docs().tolist() == [0, 1]  # type: ignore[union-attr]
    assert (found.fields["f"].doc_count, found.fields["f"].value_count) == (1, 2)
    assert found.norms("f").tolist() == [0, 1, 0]  # type: ignore[union-attr]


def test_a_text_without_any_token(tmp_path: Path) -> None:
    tokens = text([], [], [])
    tokens.value_docs = np.array([1], np.int32)
    structures = FieldStructures("text", "positions", norms=True)
    write_segment(tmp_path / "x.seg", bare(2, FieldValues("f", structures, tokens)))
    terms = SegmentReader.open(tmp_path / "x.seg").terms("f")
    assert terms is not None
    assert (terms.n_terms, terms.doc_count, terms.lookup(b"a")) == (0, 0, -1)


def test_equal_terms_become_one(tmp_path: Path) -> None:
    structures = FieldStructures("text", "positions")
    write_segment(
        tmp_path / "x.seg", bare(2, FieldValues("f", structures, text(["a", "a", "a"], [0, 0, 1], [0, 3, 1])))
    )
    terms = SegmentReader.open(tmp_path / "x.seg").terms("f")
    assert terms is not None
    docs, freqs, positions = terms.postings(0).docs_freqs_positions()
    assert (docs.tolist(), freqs.tolist(), positions.tolist()) == ([0, 1], [2, 1], [0, 3, 1])
    assert terms.postings(0).impact_norm is not None


def test_positions_must_not_go_backwards(tmp_path: Path) -> None:
    structures = FieldStructures("text", "positions")
    with pytest.raises(IllegalArgumentError, match="backwards"):
        write_segment(tmp_path / "x.seg", bare(1, FieldValues("f", structures, text(["a", "a"], [0, 0], [3, 1]))))
    assert not (tmp_path / "x.seg").exists()


def test_keyword_norms_and_given_value_ids(tmp_path: Path) -> None:
    values = TermValues(np.array([0, 0, 1], np.int32), [b"z", b"unused", b"a"], np.array([2, 0, 0], np.int32))
    structures = FieldStructures("term", "docs", norms=True, doc_values="ordinals")
    write_segment(tmp_path / "x.seg", bare(2, FieldValues("f", structures, values)))
    found = SegmentReader.open(tmp_path / "x.seg")
    terms, norms = found.terms("f"), found.norms("f")
    assert terms is not None
    assert norms is not None
    assert terms.terms(range(terms.n_terms)) == [b"a", b"z"]
    assert norms.tolist() == [2, 1]
    assert terms.postings(1).impact_norm is not None
    assert terms.docs(1).tolist() == [0, 1]
