"""Phrases: exact ones against their definition, sloppy ones against a walk written with a queue."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.search.phrase_search import find_phrase
from findling.kernels.search.phrase_topk import search_phrase
from findling.kernels.search.top_docs import TopDocs
from tests.reference import sloppy_phrase
from tests.reference.packed_segments import PackedSegments
from tests.reference.postings_field import PackedField, phrase, random_field

N_TERMS = 6
FIELDS = [random_field(seed, n_docs, N_TERMS, with_positions=True) for seed, n_docs in ((1, 1), (2, 40), (3, 700))]

fields = st.sampled_from(FIELDS)
terms = st.integers(0, N_TERMS - 1)
steps = st.lists(st.integers(1, 3), min_size=1, max_size=4)
phrases = steps.flatmap(
    lambda gaps: st.tuples(
        st.just(np.cumsum([0, *gaps]).tolist()),
        st.lists(st.lists(terms, min_size=1, max_size=2, unique=True), min_size=len(gaps) + 1, max_size=len(gaps) + 1),
    )
)


def find(packed: PackedField, parts: list[list[int]], offsets: list[int], slop: int = 0) -> dict[int, float]:
    docs, freqs = find_phrase([[packed.term(term) for term in part] for part in parts], offsets, slop)
    assert docs.dtype == np.int32
    assert freqs.dtype == np.float32
    return dict(zip(docs.tolist(), freqs.tolist(), strict=True))


@given(fields, phrases)
@settings(max_examples=300, deadline=None)
def test_exact_phrase_is_the_definition(packed, query):
    """Terms in sequence, with gaps, repeated terms and alternatives."""
    offsets, parts = query
    assert find(packed, parts, offsets) == phrase(packed, parts, offsets)


@given(fields, phrases, st.integers(1, 8))
@settings(max_examples=300, deadline=None)
def test_sloppy_phrase_is_the_reference(packed, query, slop):
    """Widths and frequencies of sloppy matches, repeated terms at different places included."""
    offsets, parts = query
    if len(parts) > 2 and any(len(part) > 1 for part in parts):
        parts = [part[:1] for part in parts]
    expected = {}
    for doc in range(len(packed.docs)):
        places = [sorted({p for term in part for p in packed.postings[term].get(doc, [])}) for part in parts]
        freq = sloppy_phrase.freq(places, offsets, parts, slop) if all(places) else 0
        if freq:
            expected[doc] = freq
    assert find(packed, parts, offsets, slop) == expected


@given(
    st.lists(fields, min_size=1, max_size=3),
    phrases,
    st.sampled_from([1, 3, 1_000]),
    st.sampled_from([-1, 0, 3, 1 << 40]),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_top_phrases_are_the_definition(segments, query, k, limit, filtered):
    """Pruning and lazy reading of positions leave out nothing in any segment; counts hold up to the limit."""
    offsets, parts = query
    single = [part[0] for part in parts]
    weight, one = np.float32(2.5), np.float32(1)
    masks = [np.random.default_rng(1).random(len(packed.docs)) < 0.5 if filtered else None for packed in segments]
    snapshot = PackedSegments(segments, masks)
    scores = {}
    for packed, mask, base in zip(segments, masks, snapshot.doc_bases.tolist(), strict=True):
        inverse = packed.norm_inverse[packed.norms]
        for doc, freq in phrase(packed, [[term] for term in single], offsets).items():
            if mask is None or mask[doc]:
                scores[base + doc] = float(weight - weight / (one + np.float32(freq) * inverse[doc]))
    top = TopDocs(k)
    terms = [snapshot.term(term, weight) for term in single]
    search_phrase(snapshot.segments, (terms, offsets), top, total_limit=limit)
    docs, found = top.ranked()
    expected = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))[:k]
    assert list(zip(docs.tolist(), found.tolist(), strict=True)) == expected
    if limit >= 0:
        assert top.total == len(scores) if top.total_is_exact else limit < top.total <= len(scores)


def test_moved_words():
    """A swap of neighbours is two moves, a word between one."""
    packed = PackedField([[(0, 1), (1, 0)], [(0, 0), (1, 2), (2, 1)], [(0, 0), (1, 1)]], 3, with_positions=True)
    third, half = np.float32(1) / np.float32(3), 0.5
    assert find(packed, [[0], [1]], [0, 1], 1) == {1: half, 2: 1.0}
    assert find(packed, [[0], [1]], [0, 1], 2) == {0: float(third), 1: half, 2: 1.0}


def test_no_document_has_all_terms():
    """Nothing is found, and nothing is read."""
    packed = PackedField([[(0, 0)], [(0, 1)]], 2, with_positions=True)
    assert find(packed, [[0], [1]], [0, 1]) == {}
    assert find(packed, [[0], [1]], [0, 1], 3) == {}
