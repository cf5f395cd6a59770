"""The kernels for postings, positions, inversion, ids and hashes do what their definitions say."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.codec.byte_strings import ByteStrings, starts_of
from findling.codec.string_lists import pack_strings
from findling.kernels.columns import ids, murmur3
from findling.kernels.postings import positions, postings, postings_writer
from findling.kernels.terms.string_blocks import StringBlocks
from findling.kernels.text import invert
from tests.reference import postings_kernels as twin

GAPS = st.sampled_from([1, 2, 30, 1000, 1 << 20])
FREQS = st.sampled_from([1, 1, 2, 7, 300, 70000, 2**31 - 1])


@st.composite
def fields(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]]]:
    """Docs and frequencies of a few terms; lengths around the block size are frequent."""
    docs, freqs = [], []
    for _ in range(draw(st.integers(0, 4))):
        size = draw(st.sampled_from([1, 2, 5, 127, 128, 129, 256, 300]))
        random = np.random.default_rng(draw(st.integers(0, 2**32)))
        top = draw(GAPS)
        docs.append((np.cumsum(random.integers(1, top + 1, size)) - 1).tolist())
        high = draw(FREQS)
        freqs.append(random.integers(1, high, size, endpoint=True).tolist())
    return docs, freqs


def flat(rows: list[list[int]]) -> np.ndarray:
    return np.array([value for row in rows for value in row], np.int32)


def encode(docs: list[list[int]], freqs: list[list[int]]) -> tuple[np.ndarray, ...]:
    term_start = starts_of(np.array([len(row) for row in docs], np.int64))
    n_blocks = sum(-(-len(row) // 128) for row in docs)
    last_doc, block_freq = np.empty(n_blocks, np.int32), np.empty(n_blocks, np.int64)
    word_start = np.empty(n_blocks + 1, np.uint32)
    words = np.empty(2 * len(flat(docs)) + 3 * n_blocks, np.uint32)
    n_words = postings_writer.encode_postings(
        flat(docs), flat(freqs), term_start, last_doc, block_freq, word_start, words
    )
    return words[:n_words], word_start, last_doc, block_freq


@settings(max_examples=40, deadline=None)
@given(fields())
def test_blocks_are_packed_as_described(field: tuple[list[list[int]], list[list[int]]]) -> None:
    """Words, block ends and frequency sums are those of the reference."""
    words, word_start, last_doc, block_freq = encode(*field)
    expected, ends, sums = [], [], []
    for docs, freqs in zip(*field, strict=True):
        for start in range(0, len(docs), 128):
            part = slice(start, start + 128)
            expected.append(twin.block_words(docs[part], freqs[part], docs[start - 1] if start else -1))
            ends.append(docs[part][-1])
            sums.append(sum(freqs[part]))
    assert [words[start:end].tolist() for start, end in pairwise(word_start.tolist())] == expected
    assert last_doc.tolist() == ends
    assert block_freq.tolist() == sums


@settings(max_examples=40, deadline=None)
@given(fields())
def test_blocks_are_read_back(field: tuple[list[list[int]], list[list[int]]]) -> None:
    """One term, all terms, and the bitmap of some terms give the postings that were packed."""
    docs, freqs = field
    words, word_start, last_doc, _ = encode(docs, freqs)
    words = np.append(words, np.uint32(0))
    block_start = starts_of(np.array([-(-len(row) // 128) for row in docs], np.int64))
    for term, row in enumerate(docs):
        found, counts = np.empty(len(row), np.int32), np.empty(len(row), np.int32)
        blocks = int(block_start[term]), int(block_start[term + 1])
        assert postings.decode_term(words, word_start, last_doc, *blocks, found, counts) == len(row)
        assert found.tolist() == row
        assert counts.tolist() == freqs[term]
    found, counts = np.empty(len(flat(docs)), np.int32), np.empty(len(flat(docs)), np.int32)
    block_start32 = block_start.astype(np.uint32)
    assert postings.decode_terms(words, word_start, last_doc, block_start32, found, counts) == len(found)
    assert (found == flat(docs)).all()
    assert (counts == flat(freqs)).all()


@settings(max_examples=40, deadline=None)
@given(fields(), st.integers(0, 2**32))
def test_impacts_are_the_best_pairs(field: tuple[list[list[int]], list[list[int]]], seed: int) -> None:
    """The impacts of each block are its Pareto front."""
    docs, freqs = [[doc % 5000 for doc in row] for row in field[0]], field[1]
    norms = np.random.default_rng(seed).integers(0, 256, 5000).astype(np.uint8)
    sizes = [len(row) for row in docs]
    start = np.empty(sum(-(-size // 128) for size in sizes) + 1, np.uint32)
    freq, norm = np.empty(sum(sizes), np.uint16), np.empty(sum(sizes), np.uint8)
    term_start = starts_of(np.array(sizes, np.int64))
    count = postings_writer.encode_impacts(flat(docs), flat(freqs), term_start, norms, start, freq, norm)
    assert count == start[-1]
    found = [
        list(zip(freq[first:end].tolist(), norm[first:end].tolist(), strict=True))
        for first, end in pairwise(start.tolist())
    ]
    assert found == [
        twin.impacts(row[first : first + 128], counts[first : first + 128], norms.tolist())
        for row, counts in zip(docs, freqs, strict=True)
        for first in range(0, len(row), 128)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2**31 - 1) | st.integers(0, 3), max_size=400), st.data())
def test_streams_are_read_back(values: list[int], data: st.DataObject) -> None:
    """Any part of a stream is what was packed; its blocks are vertical blocks filled up with zeros."""
    n_blocks = -(-len(values) // 128)
    word_start, words = np.empty(n_blocks + 1, np.uint32), np.empty(n_blocks * 128, np.uint32)
    n_words = positions.encode_stream(np.array(values, np.int32), word_start, words)
    padded = values + [0] * (n_blocks * 128 - len(values))
    blocks = [padded[start : start + 128] for start in range(0, len(padded), 128)]
    assert words[:n_words].tolist() == [word for block in blocks for word in twin.pack(block, twin.width_of(block))]
    first = data.draw(st.integers(0, len(values)))
    end = data.draw(st.integers(first, len(values)))
    out = np.empty(end - first, np.int32)
    positions.decode_stream(words[:n_words].copy(), word_start, first, out)
    assert out.tolist() == values[first:end]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 3)), max_size=60))
def test_inversion_groups_tokens_by_term(tokens: list[tuple[int, int, int]]) -> None:
    """Counts, postings, position differences and lengths are those of the tokens."""
    tokens.sort(key=lambda token: (token[1], token[2]))
    columns = np.array(tokens, np.int32).reshape(-1, 3).T
    terms, docs, places = (np.ascontiguousarray(column) for column in columns)
    expected = twin.invert(terms, docs, places, 6)
    counts, doc_freq = np.zeros(6, np.int64), np.zeros(6, np.int64)
    invert.count_tokens(terms, docs, counts, doc_freq, np.full(6, -1, np.int32))
    assert doc_freq.tolist() == [len(by_doc) for by_doc in expected]
    assert counts.tolist() == [sum(map(len, by_doc.values())) for by_doc in expected]
    posting_docs, freqs = np.empty(int(doc_freq.sum()), np.int32), np.empty(int(doc_freq.sum()), np.int32)
    last_doc = np.full(6, -1, np.int32)
    invert.fill_postings(terms, docs, starts_of(doc_freq)[:-1].copy(), last_doc, posting_docs, freqs)
    assert posting_docs.tolist() == [doc for by_doc in expected for doc in by_doc]
    assert freqs.tolist() == [len(found) for by_doc in expected for found in by_doc.values()]
    deltas, last = np.empty(len(tokens), np.int32), np.full((6, 2), -1, np.int32)
    assert invert.scatter_deltas(terms, docs, places, starts_of(counts)[:-1].copy(), last, deltas) == 0
    positions.sum_by_freq(freqs, deltas)
    assert deltas.tolist() == [p for by_doc in expected for found in by_doc.values() for p in found]
    lengths = np.zeros(10, np.int32)
    invert.field_lengths(docs, places, lengths)
    assert (lengths == twin.field_lengths(docs, places, 10)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=9), max_size=8))
def test_murmur3_hashes_utf16(texts: list[str]) -> None:
    """Hashes are those of the little-endian UTF-16 bytes."""
    expected = [twin.murmur3(text.encode("utf-16-le", "surrogatepass")) for text in texts]
    assert (murmur3.hash_texts(texts).view(np.uint32) == np.array(expected, np.uint32)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=9), max_size=8), st.integers(0, 2**32 - 1))
def test_murmur3_hashes_bytes(strings: list[bytes], seed: int) -> None:
    expected = [twin.murmur3(string, seed) for string in strings]
    assert murmur3.hash_strings(strings, seed).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=20), max_size=40), st.lists(st.binary(max_size=20), max_size=10))
def test_id_table_finds_the_last_document_of_an_id(stored: list[bytes], others: list[bytes]) -> None:
    """Look-ups agree with a dict; empty ids are nowhere."""
    expected = {id: doc for doc, id in enumerate(stored) if id}
    wanted = stored + others

    def arrays(strings: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        plain = ByteStrings.from_list(strings)
        hashes = np.empty(len(strings), np.uint64)
        ids.hash_ids(plain.blob, plain.starts, hashes)
        return plain.blob, plain.starts, hashes

    blob, starts, hashes = arrays(stored)
    bits = len(stored).bit_length()
    slots, buckets = np.empty(len(stored), np.uint32), np.zeros(len(stored) // 4 + 2, np.uint32)
    n_slots = ids.build_table(starts, hashes, bits, buckets, slots)
    assert n_slots == sum(1 for id in stored if id)
    packed = pack_strings(ByteStrings(blob, starts))
    blocks = StringBlocks(packed.data, packed.starts.astype(np.uint32), packed.count)
    docs = np.empty(len(wanted), np.int32)
    ids.lookup(arrays(wanted), (np.empty(0, np.uint8), blocks), 0, bits, buckets, slots[:n_slots], docs)
    assert docs.tolist() == [expected.get(id, -1) for id in wanted]
