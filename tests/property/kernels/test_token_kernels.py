"""The kernels of tokenizing against their definitions."""

import unicodedata
from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from findling.analysis.character_set import CharacterSet
from findling.analysis.interning import intern
from findling.analysis.registry import AnalysisRegistry
from findling.analysis.text_batch import TextBatch, utf16_length
from findling.analysis.tokenizers.grams import GramTokenizer
from findling.analysis.tokenizers.standard import StandardTokenizer
from findling.kernels.text import tokens
from tests.reference import token_kernels as reference

characters = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\n")
texts = st.text(st.one_of(st.sampled_from("ab1_ .'’日ア👩\u200d😀é"), characters), max_size=40)
values = st.lists(texts, max_size=8)


@given(st.lists(st.sampled_from([b"a", b"", b"abcdefgh", b"abcdefghi", b"x" * 40, b"y\nz"]) | st.binary(max_size=20)))
@example([bytes([i, j]) for i in range(1, 60) for j in range(1, 20)])
def test_intern(spans):
    """Each distinct term once, however many there are."""
    spans = [span.decode("latin-1").encode() for span in spans]
    ends = np.cumsum([len(span) for span in spans], dtype=np.int32)
    starts = ends - np.array([len(span) for span in spans], np.int32)
    text = np.frombuffer(b"".join(spans) + bytes(8), np.uint8)
    terms, ids = intern(text, starts.astype(np.int32), ends.astype(np.int32))
    assert ([term.encode() for term in terms], ids.tolist()) == reference.intern(spans)


@given(st.binary(max_size=40))
@example(bytes(range(256)))
def test_lower_ascii(text):
    """As Python lowers bytes."""
    out = np.empty(len(text), np.uint8)
    tokens.lower_ascii(np.frombuffer(text, np.uint8), out)
    assert out.tobytes() == text.lower()


@given(values)
def test_terms_lowered_early(values):
    """An analyzer that lowers letters first gives the terms, in their order, that lowering afterwards gives."""
    analyzer = AnalysisRegistry.from_settings({}).analyzer("standard")
    batch = analyzer.tokenize(values, offsets=True)
    late = analyzer.filters[0].apply(analyzer.tokenizer.tokenize(values, True)).to_batch()
    assert (batch.terms, batch.term_ids.tolist()) == (late.terms, late.term_ids.tolist())
    assert batch.start_offsets.tolist() == late.start_offsets.tolist()


@given(st.lists(st.integers(0, 5), max_size=20))
def test_number_tokens(counts):
    """Values and positions from counts."""
    value_ids, positions = np.empty(sum(counts), np.int32), np.empty(sum(counts), np.int32)
    tokens.number_tokens(np.array(counts, np.int32), value_ids, positions)
    assert (value_ids.tolist(), positions.tolist()) == reference.number_tokens(counts)


@settings(deadline=None)  # kernels with checks are slow
@given(values)
def test_batch_of_texts(batch):
    """Each value stands where the batch says."""
    encoded = TextBatch.of(batch)
    edges = encoded.starts.tolist()
    blob = encoded.text.tobytes()
    assert [blob[a : b - 1].decode() for a, b in pairwise(edges)] == batch
    assert encoded.ascii == all(text.isascii() for text in batch)
    assert blob[encoded.n_bytes :] == bytes(8)


@given(values)
def test_utf16_offsets(batch):
    """Byte offsets become UTF-16 offsets."""
    encoded = TextBatch.of(batch)
    spans = StandardTokenizer().spans(encoded, False)
    starts, ends = spans.starts.copy(), spans.ends.copy()
    tokens.utf16_offsets(encoded.text, encoded.starts, spans.counts, starts, ends)
    value_ids = np.repeat(np.arange(len(batch)), spans.counts)
    for found, given_ in ((starts, spans.starts), (ends, spans.ends)):
        expected = [
            reference.utf16_offset(batch[value], byte - encoded.starts[value])
            for value, byte in zip(value_ids.tolist(), given_.tolist(), strict=True)
        ]
        assert found.tolist() == expected


@given(values, st.integers(1, 5))
def test_runs(batch, max_length):
    """Runs of letters; Python's tables and ours agree on all characters that both know."""
    letters = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo"))
    batch = [text for text in batch if all(unicodedata.category(char) != "Cn" for char in text)]
    encoded = TextBatch.of(batch)
    counts, starts, ends = CharacterSet.of(["letter"]).runs(encoded, max_length)
    bases = np.repeat(encoded.starts[:-1], counts)
    found = list(zip((starts - bases).tolist(), (ends - bases).tolist(), strict=True))
    expected = [reference.runs(text, letters, max_length) for text in batch]
    assert counts.tolist() == [len(runs) for runs in expected]
    assert found == [span for runs in expected for span in runs]


@given(values, st.integers(1, 3), st.integers(0, 3), st.booleans())
def test_grams(batch, shortest, more, edge):
    """Grams of whole values."""
    tokenizer = GramTokenizer(shortest, shortest + more, CharacterSet((1 << 30) - 1), edge)
    stream = tokenizer.tokenize(batch)
    found = [stream.terms[term] for term in stream.term_ids.tolist()]
    assert found == [gram for text in batch for gram in reference.grams(text, shortest, shortest + more, edge)]


@given(texts, st.integers(1, 12))
def test_words_are_cut(text, max_length):
    """No token is longer than the limit."""
    stream = StandardTokenizer(max_length).tokenize([text])
    assert all(utf16_length(term) <= max_length for term in stream.terms)
