"""Pruned searches, exhaustive searches and the definition give the same documents and scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.search.conjunction import search_conjunction
from findling.kernels.search.intersection import intersect_terms
from findling.kernels.search.matching_docs import find_docs
from findling.kernels.search.scores import score_docs, score_term, score_union
from findling.kernels.search.top_docs import TopDocs
from findling.kernels.search.topk import search_disjunction
from tests.reference.doc_filters import filters, filters_of
from tests.reference.packed_segments import PackedSegments
from tests.reference.postings_field import PackedField, random_field, search

N_TERMS = 12
FIELDS = {
    (n_docs, norms): random_field(n_docs, n_docs, N_TERMS, norms)
    for n_docs in (1, 3, 130, 1_500)
    for norms in (True, False)
}
# some segments do not have all terms
SOME = [random_field(seed, n_docs, N_TERMS) for seed, n_docs in enumerate((40, 700, 0, 5, 300))]
for _packed in SOME[1::2]:
    _packed.docs = [[token for token in tokens if token[1] % 3] for tokens in _packed.docs]
    _packed.__post_init__()

fields = st.sampled_from(sorted(FIELDS)).map(FIELDS.__getitem__)
weights = st.sampled_from([0.0, 0.25, 1.0, 1.0, 3.5])
queries = st.lists(st.integers(0, N_TERMS - 1), min_size=1, max_size=6).flatmap(
    lambda numbers: st.tuples(*(st.tuples(st.just(number), weights) for number in numbers))
)
limits = st.sampled_from([-1, 0, 5, 100, 1 << 40])
shares = st.sampled_from([None, 0.0, 0.02, 0.5, 0.99])


def mask_of(packed: PackedField, share: float | None) -> np.ndarray | None:
    return None if share is None else np.random.default_rng(1).random(len(packed.docs)) < share


def segments_of(fields: list[PackedField], share: float | None) -> PackedSegments:
    """Every second segment has hidden documents."""
    return PackedSegments(fields, [mask_of(packed, share if i % 2 == 0 else None) for i, packed in enumerate(fields)])


snapshots = st.one_of(
    st.builds(lambda packed, share: segments_of([packed], share), fields, shares),
    st.builds(lambda n, share: segments_of(SOME[:n], share), st.integers(2, len(SOME)), shares),
)


def run(kernel, snapshot, query, top, minimum, *args, **kwargs) -> None:
    terms = [snapshot.term(*part) for part in query]
    if kernel is search_disjunction:
        kwargs["minimum_should_match"] = minimum
    kernel(snapshot.segments, terms, top, *args, **kwargs)


def check_top(top: TopDocs, found, limit: int) -> None:
    docs, scores = top.ranked()
    assert docs.tolist() == found.docs
    assert scores.tolist() == found.scores
    if limit >= 0:
        assert top.total == found.total if top.total_is_exact else limit < top.total <= found.total
    if found.total <= limit:
        assert top.total_is_exact


@given(snapshots, queries, st.sampled_from([1, 2, 10, 2_000]), limits, st.integers(1, 3))
@settings(max_examples=400, deadline=None)
def test_disjunction_is_the_definition(snapshot, query, k, limit, minimum):
    """Top-k, order of ties and counts hold for any segments, limit, hidden documents and minimum_should_match."""
    top = TopDocs(k)
    run(search_disjunction, snapshot, query, top, minimum, total_limit=limit)
    check_top(top, snapshot.search(query, k, minimum), limit)


@given(snapshots, queries, st.sampled_from([1, 2, 10, 2_000]), limits)
@settings(max_examples=400, deadline=None)
def test_conjunction_is_the_definition(snapshot, query, k, limit):
    """The same for documents that have all of the terms."""
    top = TopDocs(k)
    run(search_conjunction, snapshot, query, top, len(query), total_limit=limit)
    check_top(top, snapshot.search(query, k, len(query)), limit)


@given(
    snapshots,
    queries,
    queries,
    st.sampled_from([1, 2, 10, 2_000]),
    limits,
    st.lists(st.tuples(filters, st.booleans()), max_size=2),
    st.none() | st.floats(0, 5, width=32),
)
@settings(max_examples=400, deadline=None)
def test_optional_terms_add_to_what_the_required_ones_find(snapshot, query, optional, k, limit, drawn, min_score):
    """The documents are those of the required terms, filters and all; both kinds are summed and rounded, then added."""
    given_filters, masks = filters_of(snapshot, drawn)
    top = TopDocs(k, min_score=min_score)
    terms, n_optional = (*query, *optional), len(optional)
    run(search_conjunction, snapshot, terms, top, 0, given_filters, total_limit=limit, n_optional=n_optional)
    expected = snapshot.search(query, k, len(query), masks, min_score=min_score, optional=optional)
    if min_score is None:
        check_top(top, expected, limit)
    else:
        assert top.ranked()[0].tolist() == expected.docs


@pytest.mark.parametrize("kernel", [search_disjunction, search_conjunction])
@given(
    snapshot=snapshots,
    query=queries,
    k=st.sampled_from([1, 10]),
    limit=limits,
    drawn=st.lists(st.tuples(filters, st.booleans()), min_size=1, max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_filters_are_asked_of_documents(kernel, snapshot, query, k, limit, drawn):
    """Only what all filters let through is found and counted."""
    minimum = 1 if kernel is search_disjunction else len(query)
    given_filters, masks = filters_of(snapshot, drawn)
    top = TopDocs(k)
    run(kernel, snapshot, query, top, minimum, given_filters, total_limit=limit)
    check_top(top, snapshot.search(query, k, minimum, masks), limit)


@given(snapshots, queries, st.integers(1, 6), st.lists(st.tuples(filters, st.booleans()), max_size=2))
@settings(max_examples=400, deadline=None)
def test_all_documents_are_found_unscored(snapshot, query, required, drawn):
    """What matches enough of the terms and passes the filters, by segment; and the same counted alone."""
    required = min(required, len(query))
    given_filters, masks = filters_of(snapshot, drawn)
    expected = sorted(snapshot.search(query, 1 << 40, required, masks).docs)
    size = sum(len(packed.docs) for packed in snapshot.fields)
    docs, ends = np.empty(max(size, 1), np.int32), np.empty(len(snapshot.fields), np.int64)
    terms = [snapshot.term(*part) for part in query]
    n = find_docs(snapshot.segments, terms, required, given_filters, ends, docs)
    starts = np.concatenate([[0], ends[:-1]])
    found = [
        base + doc
        for base, start, end in zip(snapshot.doc_bases.tolist(), starts.tolist(), ends.tolist(), strict=True)
        for doc in docs[start:end].tolist()
    ]
    assert (n, found) == (len(expected), expected)
    assert find_docs(snapshot.segments, terms, required, given_filters, ends) == n


@given(snapshots, st.integers(0, N_TERMS - 1))
@settings(max_examples=50, deadline=None)
def test_the_check_may_give_a_search_up(snapshot, number):
    """It is called in any search of many segments, and what it raises comes through."""

    def refuse() -> None:
        raise TimeoutError

    many = PackedSegments(snapshot.fields * 20, snapshot.masks * 20)
    if many.states(number).doc_freq:
        with pytest.raises(TimeoutError):
            search_disjunction(many.segments, [many.term(number)], TopDocs(3), check=refuse)


@given(fields, queries)
@settings(max_examples=100, deadline=None)
def test_intersection_is_the_definition(packed, query):
    """All documents with all terms, in order."""
    terms = [packed.term(*part) for part in query]
    out = np.empty(min(term.doc_freq for term in terms), np.int32)
    expected = set.intersection(*(set(packed.postings[number]) for number, _ in query))
    assert out[: intersect_terms(terms, out)].tolist() == sorted(expected)


@pytest.mark.parametrize("kernel", [search_disjunction, search_conjunction])
@given(snapshot=snapshots, query=queries, k=st.sampled_from([1, 5]), limit=limits, page=st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_pages_follow_each_other(kernel, snapshot, query, k, limit, page):
    """A search after the last hit of a page gives the next page."""
    minimum = 1 if kernel is search_disjunction else len(query)
    before = snapshot.search(query, page, minimum)
    after = (before.scores[-1], before.docs[-1]) if before.docs else None
    top = TopDocs(k, after=after)
    run(kernel, snapshot, query, top, minimum, total_limit=limit)
    expected = snapshot.search(query, k, minimum, after=after)
    assert top.ranked()[0].tolist() == expected.docs


@pytest.mark.parametrize("kernel", [search_disjunction, search_conjunction])
@given(snapshot=snapshots, query=queries, k=st.sampled_from([1, 10]), min_score=st.floats(0, 5, width=32))
@settings(max_examples=100, deadline=None)
def test_min_score_is_inclusive(kernel, snapshot, query, k, min_score):
    """Hits score at least min_score."""
    minimum = 1 if kernel is search_disjunction else len(query)
    top = TopDocs(k, min_score=min_score)
    run(kernel, snapshot, query, top, minimum)
    assert top.ranked()[0].tolist() == snapshot.search(query, k, minimum, min_score=min_score).docs


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
