"""Selecting documents from parsed batches, joining batches, and the buffer on top of both."""

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.index.buffer import AcceptedDocuments, DocumentBuffer
from findling.index.operations.batch_selection import concatenate, estimate_bytes, select_inputs
from findling.mapping.parsed_batch import FieldColumn, FieldStructures, ParsedBatch

TERM = FieldStructures("term", index="docs", doc_values="ordinals")
LONG = FieldStructures("long", doc_values="numeric")


def flat(*values: int) -> ParsedBatch:
    """A batch of one document per value; the negative ones failed."""
    docs = [i for i, value in enumerate(v for v in values if v >= 0)]
    roots, failed = [], {}
    for number, value in enumerate(values):
        roots.append(-1 if value < 0 else len(roots) - len(failed))
        if value < 0:
            failed[number] = IllegalArgumentError("no")
    column = FieldColumn("n", LONG, np.array(docs, dtype=np.int32), np.array([v for v in values if v >= 0]))
    return ParsedBatch(len(docs), np.array(roots, dtype=np.int32), columns={"n": column}, errors=failed)


def nested() -> ParsedBatch:
    """Three documents with 2, 0 and 1 nested ones: docs 0 1 R 3=R 4 R."""
    mask = np.array([False, False, True, True, False, True])
    tags = FieldColumn("tag", TERM, np.array([0, 2, 2, 4, 5], dtype=np.int32), [b"a", b"b", b"c", b"d", b"e"])
    return ParsedBatch(6, np.array([2, 3, 5], dtype=np.int32), root_mask=mask, columns={"tag": tags})


def test_everything_chosen_is_the_batch_itself() -> None:
    batch = flat(1, 2)
    assert select_inputs(batch, [0, 1]) is batch


def test_failed_and_refused_inputs_are_left_out() -> None:
    chosen = select_inputs(flat(5, -1, 6, 7), [0, 3])
    assert chosen.columns["n"].values.tolist() == [5, 7]
    assert chosen.roots.tolist() == [0, 1]
    assert chosen.errors == {}


def test_nested_documents_go_with_their_root() -> None:
    chosen = select_inputs(nested(), [0, 2])
    assert chosen.n_docs == 5
    assert chosen.roots.tolist() == [2, 4]
    assert chosen.root_mask is not None
    assert chosen.root_mask.tolist() == [False, False, True, False, True]
    assert chosen.columns["tag"].docs.tolist() == [0, 2, 2, 3, 4]
    assert chosen.columns["tag"].values == [b"a", b"b", b"c", b"d", b"e"]
    only = select_inputs(nested(), [1])
    assert (only.n_docs, only.roots.tolist(), only.columns) == (1, [0], {})


def test_nothing_chosen() -> None:
    chosen = select_inputs(flat(5, -1), [])
    assert (chosen.n_docs, chosen.roots.tolist(), chosen.columns) == (0, [], {})


def test_joined_batches_are_renumbered() -> None:
    joined = concatenate([flat(1, 2), nested(), flat(3)])
    assert joined.n_docs == 9
    assert joined.roots.tolist() == [0, 1, 4, 5, 7, 8]
    assert joined.root_mask is not None
    assert joined.root_mask.tolist() == [True, True, False, False, True, True, False, True, True]
    assert joined.columns["n"].docs.tolist() == [0, 1, 8]
    assert joined.columns["n"].values.tolist() == [1, 2, 3]
    assert joined.columns["tag"].docs.tolist() == [2, 4, 4, 6, 7]


def test_estimates_grow_with_the_values() -> None:
    assert estimate_bytes(flat(1, 2)) == 2 * (4 + 8)
    assert estimate_bytes(nested()) > 5 * 64


def accepted(batch: ParsedBatch, *ids: str, first: int = 0) -> AcceptedDocuments:
    seq_nos = np.arange(first, first + len(ids), dtype=np.int64)
    sources = [doc_id.encode() for doc_id in ids]
    return AcceptedDocuments(batch, list(ids), sources, [None] * len(ids), seq_nos, seq_nos + 1, 1)


def test_the_latest_document_of_an_id_counts() -> None:
    buffer = DocumentBuffer()
    buffer.add(accepted(flat(1, 2), "a", "b"))
    buffer.add(accepted(flat(3), "a", first=2))
    buffer.delete([0])
    found = buffer.find("a")
    assert found is not None
    assert (found.number, found.seq_no, found.version, found.holder) == (2, 2, 3, buffer)
    assert (len(buffer), buffer.live_count, buffer.n_docs) == (3, 2, 3)
    documents = buffer.documents_without(buffer.dead)
    assert documents.ids == ["b", "a"]
    assert documents.batch.columns["n"].values.tolist() == [2, 3]
    assert documents.slots.tolist() == [1, 2]
    assert documents.seq_nos.tolist() == [1, 2]


def test_a_deleted_document_is_gone() -> None:
    buffer = DocumentBuffer()
    buffer.add(accepted(nested(), "a", "b", "c"))
    buffer.delete([0, 2])
    assert buffer.find("a") is None
    assert buffer.get("a") is None
    found = buffer.get("b")
    assert found is not None
    assert found.source == b"b"
    documents = buffer.documents_without(buffer.dead)
    assert (documents.ids, documents.batch.n_docs, documents.batch.roots.tolist()) == (["b"], 1, [0])


def test_a_later_buffer_is_taken_over() -> None:
    first, second = DocumentBuffer(), DocumentBuffer()
    first.add(accepted(flat(1, 2), "a", "b"))
    second.add(accepted(flat(3, 4), "a", "c", first=2))
    first.delete([0])
    second.delete([1])
    first.extend(second)
    assert first.documents_without(first.dead).ids == ["b", "a"]
    assert first.documents_without(first.dead).batch.columns["n"].values.tolist() == [2, 3]
    assert first.find("c") is None
    found = first.find("a")
    assert found is not None
    assert (found.number, found.holder) == (2, first)


@pytest.mark.parametrize("dead", [[], [0], [0, 1]])
def test_documents_without_leaves_the_buffer_as_it_is(dead: list[int]) -> None:
    buffer = DocumentBuffer()
    buffer.add(accepted(flat(1, 2), "a", "b"))
    buffer.delete(dead)
    assert (
        len(buffer.documents_without(buffer.dead).ids)
        == len(buffer.documents_without(buffer.dead).ids)
        == 2 - len(dead)
    )


def test_inputs_must_increase() -> None:
    for wrong in ([1, 0], [0, 0]):
        with pytest.raises(ValueError, match="increase"):
            select_inputs(flat(1, 2), wrong)
