"""Pruned searches, exhaustive searches and the definition give the same documents and scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.kernels.search.conjunction import intersect_terms, search_conjunction
from findling.kernels.search.scores import score_docs, score_term, score_union
from findling.kernels.search.top_docs import TopDocs
from findling.kernels.search.topk import search_disjunction
from tests.reference.postings_field import PackedField, random_field, search

N_TERMS = 12
FIELDS = {
    (n_docs, norms): random_field(n_docs, n_docs, N_TERMS, norms)
    for n_docs in (1, 3, 130, 1_500)
    for norms in (True, False)
}

fields = st.sampled_from(sorted(FIELDS)).map(FIELDS.__getitem__)
weights = st.sampled_from([0.0, 0.25, 1.0, 1.0, 3.5])
queries = st.lists(st.integers(0, N_TERMS - 1), min_size=1, max_size=6).flatmap(
    lambda numbers: st.tuples(*(st.tuples(st.just(number), weights) for number in numbers))
)
limits = st.sampled_from([-1, 0, 5, 100, 1 << 40])
filters = st.sampled_from([None, 0.0, 0.02, 0.5, 0.99])


def mask_of(packed: PackedField, share: float | None) -> np.ndarray | None:
    return None if share is None else np.random.default_rng(1).random(len(packed.docs)) < share


def words_of(mask: np.ndarray | None) -> np.ndarray | None:
    return None if mask is None else Bitmap.from_mask(mask).words


def check_top(top: TopDocs, found, limit: int) -> None:
    docs, scores = top.ranked()
    assert docs.tolist() == found.docs
    assert scores.tolist() == found.scores
    if limit >= 0:
        assert top.total == found.total if top.total_is_exact else limit < top.total <= found.total
    if found.total <= limit:
        assert top.total_is_exact


@given(fields, queries, st.sampled_from([1, 2, 10, 2_000]), limits, filters, st.integers(1, 3))
@settings(max_examples=400, deadline=None)
def test_disjunction_is_the_definition(packed, query, k, limit, share, minimum):
    """Top-k, order of ties and counts hold for any limit, filter and minimum_should_match."""
    mask = mask_of(packed, share)
    top = TopDocs(k)
    terms = [packed.term(*part) for part in query]
    search_disjunction(terms, top, 0, len(packed.docs), words_of(mask), minimum, limit)
    check_top(top, search(packed, query, k, minimum, mask), limit)


@given(fields, queries, st.sampled_from([1, 2, 10, 2_000]), limits, filters)
@settings(max_examples=400, deadline=None)
def test_conjunction_is_the_definition(packed, query, k, limit, share):
    """The same for documents that have all of the terms."""
    mask = mask_of(packed, share)
    top = TopDocs(k)
    search_conjunction([packed.term(*part) for part in query], top, 0, len(packed.docs), words_of(mask), limit)
    check_top(top, search(packed, query, k, len(query), mask), limit)


@given(fields, queries)
@settings(max_examples=100, deadline=None)
def test_intersection_is_the_definition(packed, query):
    """All documents with all terms, in order."""
    terms = [packed.term(*part) for part in query]
    out = np.empty(min(term.doc_freq for term in terms), np.int32)
    expected = set.intersection(*(set(packed.postings[number]) for number, _ in query))
    assert out[: intersect_terms(terms, out)].tolist() == sorted(expected)


@pytest.mark.parametrize("search_kernel", [search_disjunction, search_conjunction])
@given(query=queries, k=st.sampled_from([1, 5]), limit=limits, page=st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_pages_follow_each_other(search_kernel, query, k, limit, page):
    """A search after the last hit of a page gives the next page."""
    packed = FIELDS[1_500, True]
    minimum = 1 if search_kernel is search_disjunction else len(query)
    before = search(packed, query, page, minimum)
    after = (before.scores[-1], before.docs[-1]) if before.docs else None
    top = TopDocs(k, after=after)
    search_kernel([packed.term(*part) for part in query], top, 0, len(packed.docs), total_limit=limit)
    expected = search(packed, query, k, minimum, after=after)
    assert top.ranked()[0].tolist() == expected.docs


@pytest.mark.parametrize("search_kernel", [search_disjunction, search_conjunction])
@given(query=queries, k=st.sampled_from([1, 10]), min_score=st.floats(0, 5, width=32))
@settings(max_examples=100, deadline=None)
def test_min_score_is_inclusive(search_kernel, query, k, min_score):
    """Hits score at least min_score."""
    packed = FIELDS[1_500, True]
    minimum = 1 if search_kernel is search_disjunction else len(query)
    top = TopDocs(k, min_score=min_score)
    search_kernel([packed.term(*part) for part in query], top, 0, len(packed.docs))
    assert top.ranked()[0].tolist() == search(packed, query, k, minimum, min_score=min_score).docs


@pytest.mark.parametrize("search_kernel", [search_disjunction, search_conjunction])
@given(query=queries, k=st.sampled_from([1, 10, 300]), limit=limits)
@settings(max_examples=100, deadline=None)
def test_segments_share_the_heap(search_kernel, query, k, limit):
    """Three copies of a segment give each document three times, lower doc bases first among equals."""
    packed = FIELDS[130, True]
    minimum = 1 if search_kernel is search_disjunction else len(query)
    once = search(packed, query, len(packed.docs), minimum)
    expected = sorted((-s, d + b) for b in (0, 130, 260) for d, s in zip(once.docs, once.scores, strict=True))[:k]
    top = TopDocs(k)
    for base in (0, 130, 260):
        search_kernel([packed.term(*part) for part in query], top, base, 130, total_limit=limit)
    docs, scores = top.ranked()
    assert list(zip((-scores).tolist(), docs.tolist(), strict=True)) == expected
    if limit >= 0:
        assert top.total == 3 * once.total if top.total_is_exact else limit < top.total <= 3 * once.total


@given(fields, queries, st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_all_scores_are_the_definition(packed, query, minimum):
    """Every document with enough terms and its score; and the same scores asked for by document."""
    terms = [packed.term(*part) for part in query]
    found = search(packed, query, len(packed.docs), minimum)
    size = min(len(packed.docs), sum(term.doc_freq for term in terms))
    docs, scores = np.empty(size, np.int32), np.empty(size, np.float32)
    n = score_union(terms, len(packed.docs), minimum, docs, scores)
    expected = sorted(zip(found.docs, found.scores, strict=True))
    assert list(zip(docs[:n].tolist(), scores[:n].tolist(), strict=True)) == expected
    every = np.arange(len(packed.docs), dtype=np.int32)
    sums, matched = np.zeros(len(every)), np.zeros(len(every), np.uint8)
    score_docs(terms, every, sums, matched)
    assert np.flatnonzero(matched >= minimum).tolist() == [doc for doc, _ in expected]
    assert sums.astype(np.float32)[matched >= minimum].tolist() == [score for _, score in expected]


@given(fields, queries)
@settings(max_examples=50, deadline=None)
def test_scores_of_one_term_are_the_definition(packed, query):
    """Every document of a term and its score."""
    term = packed.term(*query[0])
    found = search(packed, query[:1], len(packed.docs), 1)
    docs, scores = np.empty(term.doc_freq, np.int32), np.empty(term.doc_freq, np.float32)
    score_term(term, docs, scores)
    expected = sorted(zip(found.docs, found.scores, strict=True))
    assert list(zip(docs.tolist(), scores.tolist(), strict=True)) == expected
