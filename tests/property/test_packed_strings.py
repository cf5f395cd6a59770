"""Packed strings behave as the lists they stand for, and what reads them reads the same from either."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.analysis.interning import intern_bytes
from findling.analysis.packed_strings import PackedBytes, PackedTexts
from findling.analysis.text_batch import TextBatch
from findling.codec.stored.source_writer import pack_frames
from findling.index.operations.source_chunks import SourceChunks
from findling.mapping.documents.column_chunks import chosen_values, joined_values
from tests.reference import token_kernels as reference

STRINGS = st.lists(st.binary(max_size=12) | st.sampled_from([b"", b"a", b"abcdefghi"]), max_size=12)
TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=8)
CHUNKS = st.lists(
    st.tuples(st.booleans(), st.lists(st.sampled_from([0, 1, 900, 5_000, 17_000]), max_size=40)), max_size=5
)


@given(STRINGS, STRINGS, st.data())
def test_bytes(left: list[bytes], right: list[bytes], data: st.DataObject) -> None:
    """Elements, slices, selections and concatenations."""
    packed = PackedBytes.of(left)
    assert list(packed) == left
    assert packed[1:-1] == left[1:-1]
    assert [packed[i - len(left)] for i in range(len(left))] == left
    places = data.draw(st.lists(st.integers(0, len(left) - 1), max_size=5)) if left else []
    assert list(chosen_values(packed, np.array(places, np.int64))) == [left[place] for place in places]
    assert list(joined_values([packed, right])) == left + right
    distinct, numbers = intern_bytes(packed)
    assert (list(distinct), numbers.tolist()) == reference.intern(left)


@given(TEXTS, TEXTS)
def test_texts(left: list[str], right: list[str]) -> None:
    """The same texts, and the same batch for the tokenizers."""
    packed = PackedTexts.of(left)
    assert [packed.to_list(), packed[:], [packed[i] for i in range(len(left))]] == [left] * 3
    assert list(joined_values([packed, right])) == left + right
    batch, expected = TextBatch.of(packed), TextBatch.of(left)
    assert (batch.text.tobytes(), batch.starts.tolist()) == (expected.text.tobytes(), expected.starts.tolist())
    assert batch.ascii == expected.ascii


def test_surrogates_that_stand_alone() -> None:
    """They are stored as U+FFFD, as in texts that are not packed."""
    assert PackedTexts.of(["a\ud800", "\ud83d\udc69"]).to_list() == ["a\ufffd", "👩"]


@given(CHUNKS, st.data())
def test_chunks_and_frames(sizes: list[tuple[bool, list[int]]], data: st.DataObject) -> None:
    """Sources by number, some of them, and the frames they are stored in, however they came."""
    chunks, expected = SourceChunks(), list[bytes]()
    for packed, lengths in sizes:
        strings = [bytes([1 + len(expected) % 255, 1 + i % 255]) * length for i, length in enumerate(lengths)]
        chunks.append(PackedBytes.of(strings) if packed else strings)
        expected += strings
    assert [chunks[i] for i in range(len(chunks))] == expected
    dead = data.draw(st.sets(st.integers(0, len(expected) - 1), max_size=5)) if expected else set()
    alive = np.array([i for i in range(len(expected)) if i not in dead], np.int64)
    chosen = list(chunks.chosen(alive))
    assert [source for chunk in chosen for source in chunk] == [expected[i] for i in alive.tolist()]
    sources = [part for chunk in chosen for part in ((chunk,) if isinstance(chunk, PackedBytes) else chunk)]
    assert list(pack_frames(sources)) == list(pack_frames([expected[i] for i in alive.tolist()]))
