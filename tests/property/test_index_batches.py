"""Log records, batch selection and text positions against their definitions, for random input."""

import contextlib
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.index.buffer import AcceptedDocuments, DocumentBuffer
from findling.index.merge_policy import MergePolicy, SegmentSize, find_forced_merges, find_merges
from findling.index.operations.batch_selection import concatenate, select_inputs
from findling.index.text_analysis import analyse
from findling.index.translog.log_record import decode_batch, encode_batch
from findling.index.translog.operation_log import LoggedBatch
from findling.mapping.parsed_batch import FieldColumn, FieldStructures, ParsedBatch
from tests.reference.shard_case import BLANK_ANALYSIS

TEXT = st.text(max_size=12)
OPERATIONS = st.lists(
    st.tuples(
        st.integers(0, 2**62), st.integers(-1, 2**62), st.integers(0, 1), TEXT, st.none() | TEXT, st.binary(max_size=40)
    ),
    max_size=20,
)


def logged(rows: list[tuple[Any, ...]], term: int = 1) -> LoggedBatch:
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(6)]
    return LoggedBatch(
        term,
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.uint8),
        *columns[3:],
    )


def rows_of(batch: LoggedBatch) -> list[tuple[Any, ...]]:
    numbers = (batch.seq_nos.tolist(), batch.versions.tolist(), batch.kinds.tolist())
    return list(zip(*numbers, batch.ids, batch.routings, batch.sources, strict=True))


@given(OPERATIONS, st.integers(0, 2**63))
def test_log_records_give_back_their_operations(rows: list[tuple[Any, ...]], term: int) -> None:
    decoded = decode_batch(encode_batch(logged(rows, term)))
    assert rows_of(decoded) == rows
    assert decoded.primary_term == term


@given(OPERATIONS, st.binary(max_size=200))
def test_any_payload_is_a_batch_or_refused(rows: list[tuple[Any, ...]], noise: bytes) -> None:
    """Decoding wrong bytes raises ValueError (also UnicodeDecodeError is one), nothing else."""
    payload = bytearray(encode_batch(logged(rows)))
    payload[: len(noise)] = noise
    with contextlib.suppress(ValueError):
        decode_batch(bytes(payload))


Documents = list[tuple[int, list[int]]]
DOCUMENTS = st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 9), max_size=3)), min_size=1, max_size=8)


def parsed(documents: Documents, nested: bool = True) -> ParsedBatch:
    """A batch of documents, each with some nested ones and some values, all at the root."""
    mask: list[bool] = []
    roots, docs, values = [], [], []
    for children, numbers in documents:
        mask += [False] * (children if nested else 0) + [True]
        roots.append(len(mask) - 1)
        docs += [roots[-1]] * len(numbers)
        values += numbers
    structures = FieldStructures("long", doc_values="numeric")
    column = FieldColumn("n", structures, np.array(docs, dtype=np.int32), np.array(values, dtype=np.int64))
    root_mask = np.array(mask) if nested else None
    return ParsedBatch(len(mask), np.array(roots, dtype=np.int32), root_mask, {"n": column} if values else {})


def documents_of(batch: ParsedBatch) -> Documents:
    """What `parsed` was made from."""
    column = batch.columns.get("n")
    owners = [] if column is None else column.docs.tolist()
    values = [] if column is None else column.values.tolist()
    found, before = [], -1
    for root in batch.roots.tolist():
        numbers = [value for doc, value in zip(owners, values, strict=True) if doc == root]
        found.append((0 if batch.root_mask is None else root - before - 1, numbers))
        before = root
    return found


@given(DOCUMENTS, st.data())
def test_selected_inputs_are_just_these_documents(documents: Documents, data: st.DataObject) -> None:
    inputs = sorted(data.draw(st.sets(st.integers(0, len(documents) - 1))))
    selected = select_inputs(parsed(documents), inputs)
    assert documents_of(selected) == [documents[i] for i in inputs]
    assert selected.n_docs == sum(children + 1 for children, _ in (documents[i] for i in inputs))


@given(st.lists(DOCUMENTS, min_size=1, max_size=4), st.data())
def test_joined_batches_hold_all_documents_in_order(parts: list[Documents], data: st.DataObject) -> None:
    """Also when only some of the batches have nested documents."""
    nested = [data.draw(st.booleans()) for _ in parts]
    joined = concatenate([parsed(part, flag) for part, flag in zip(parts, nested, strict=True)])
    expected = [
        (children if flag else 0, numbers)
        for part, flag in zip(parts, nested, strict=True)
        for children, numbers in part
    ]
    assert documents_of(joined) == expected


@given(st.lists(DOCUMENTS, min_size=1, max_size=3), st.data())
def test_a_buffer_gives_back_what_is_not_dead(parts: list[Documents], data: st.DataObject) -> None:
    buffer = DocumentBuffer()
    count = 0
    for part in parts:
        numbers = np.arange(count, count + len(part), dtype=np.int64)
        ids = [f"id-{number}" for number in numbers.tolist()]
        sources = [doc_id.encode() for doc_id in ids]
        buffer.add(AcceptedDocuments(parsed(part), ids, sources, [None] * len(ids), numbers, numbers + 1, 1))
        count += len(part)
    dead = data.draw(st.sets(st.integers(0, count - 1)))
    buffer.delete(sorted(dead))
    alive = [slot for slot in range(count) if slot not in dead]
    live = buffer.documents_without(buffer.dead)
    everything = [document for part in parts for document in part]
    assert documents_of(live.batch) == [everything[slot] for slot in alive]
    assert live.ids == [f"id-{slot}" for slot in alive]
    assert live.seq_nos.tolist() == alive
    assert buffer.live_count == len(alive)
    assert all((buffer.get(f"id-{slot}") is None) == (slot in dead) for slot in range(count))


WORDS = st.lists(st.sampled_from(["a", "bb", "\U0001f600", "ccc"]), max_size=4)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=5), st.integers(0, 100))
def test_positions_and_offsets_are_those_of_lucene(documents: list[list[list[str]]], gap: int) -> None:
    """Each value goes on `gap` positions and one UTF-16 unit behind the end of the last."""
    expected = []
    for doc, values in enumerate(documents):
        position, offset = 0, 0
        for words in values:
            for word in words:
                length = len(word.encode("utf-16-le")) // 2
                expected.append((word, doc, position, offset, offset + length))
                position, offset = position + 1, offset + length + 1
            if not words:
                offset += 1
            position, offset = position + gap, offset
    docs = np.array([doc for doc, values in enumerate(documents) for _ in values], dtype=np.int32)
    texts = [" ".join(words) for values in documents for words in values]
    structures = FieldStructures("text", index="offsets", analyzer="default", position_gap=gap)
    tokens = analyse(FieldColumn("t", structures, docs, texts), BLANK_ANALYSIS)
    terms = [tokens.terms[i] for i in tokens.term_ids.tolist()]
    assert tokens.start_offsets is not None
    assert tokens.end_offsets is not None
    numbers = (
        tokens.docs.tolist(),
        tokens.positions.tolist(),
        tokens.start_offsets.tolist(),
        tokens.end_offsets.tolist(),
    )
    assert list(zip(terms, *numbers, strict=True)) == expected


SEGMENTS = st.lists(st.tuples(st.integers(0, 1 << 33), st.integers(1, 10_000), st.integers(0, 100)), max_size=40)


def segments_of(rows: list[tuple[int, int, int]]) -> list[SegmentSize]:
    return [SegmentSize(f"_{i}", size, docs, docs * pct // 100) for i, (size, docs, pct) in enumerate(rows)]


@given(SEGMENTS, st.sets(st.integers(0, 39)))
def test_merges_are_disjoint_bounded_and_leave_the_busy_alone(rows: list[tuple[int, int, int]], busy: set[int]) -> None:
    segments, policy = segments_of(rows), MergePolicy()
    by_name = {segment.name: segment for segment in segments}
    merging = {f"_{i}" for i in busy}
    taken: list[str] = []
    for names in find_merges(segments, policy, merging):
        assert len(names) <= policy.max_merge_at_once
        assert len(names) > 1 or by_name[names[0]].deleted
        if len(names) > 1:
            assert sum(by_name[name].live_bytes for name in names) <= policy.max_merged_segment_bytes
        taken += names
    assert len(taken) == len(set(taken))
    assert not merging & set(taken)


@given(SEGMENTS, st.integers(1, 5))
def test_forced_merges_leave_the_number_asked_for_and_no_deletes(rows: list[tuple[int, int, int]], count: int) -> None:
    segments = segments_of(rows)
    merges = find_forced_merges(segments, count)
    merged = {name for names in merges for name in names}
    kept = [segment for segment in segments if segment.name not in merged]
    assert len(kept) + len(merges) <= count
    assert not any(segment.deleted for segment in kept)
