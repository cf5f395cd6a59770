"""The pruned search of dis_max gives the documents, scores and counts of the definition."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.search.best_part import MAX_PARTS, search_parts
from findling.kernels.search.top_docs import TopDocs
from tests.property.kernels.test_kernel_search import check_top, limits, queries, segments_of, snapshots
from tests.reference.doc_filters import filters, filters_of
from tests.reference.packed_segments import PackedSegments
from tests.reference.postings_field import Found, random_field

EVERYTHING = 1 << 30
parts = st.lists(queries, min_size=1, max_size=4)
shares = st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0])


def defined(snapshot: PackedSegments, parts, share: float, k: int, masks, min_score, after) -> Found:
    """Each part summed and rounded; the best of a document, plus a share of the sum of its others, rounded."""
    by_doc: dict[int, list[np.float32]] = {}
    for part in parts:
        found = snapshot.search(part, EVERYTHING, 1, masks)
        for doc, score in zip(found.docs, found.scores, strict=True):
            by_doc.setdefault(doc, []).append(score)
    hits = []
    for doc, scores in by_doc.items():
        best, total = float(max(scores)), sum(float(score) for score in scores)
        hits.append((-np.float32(best + (total - best) * float(np.float32(share))), doc))
    n = len(hits)
    if min_score is not None:
        hits = [hit for hit in hits if -hit[0] >= np.float32(min_score)]
    if after is not None:
        hits = [hit for hit in hits if hit > (-np.float32(after[0]), after[1])]
    hits = sorted(hits)[:k]
    return Found([doc for _, doc in hits], [-score for score, _ in hits], n)


def run(snapshot: PackedSegments, parts, share: float, top: TopDocs, filters, limit: int) -> None:
    terms = [snapshot.term(*term) for part in parts for term in part]
    of_term = [number for number, part in enumerate(parts) for _ in part]
    search_parts(snapshot.segments, terms, of_term, share, top, filters, limit)


@given(
    snapshots,
    parts,
    shares,
    st.sampled_from([1, 2, 10, 2_000]),
    limits,
    st.lists(st.tuples(filters, st.booleans()), max_size=2),
    st.none() | st.floats(0, 5, width=32),
)
@settings(max_examples=500, deadline=None)
def test_the_best_documents_are_those_of_the_definition(snapshot, parts, share, k, limit, drawn, min_score):
    """Top-k, order of ties and counts hold for any segments, limit, hidden documents, filters and least score."""
    given_filters, masks = filters_of(snapshot, drawn)
    top = TopDocs(k, min_score=min_score)
    run(snapshot, parts, share, top, given_filters, limit)
    expected = defined(snapshot, parts, share, k, masks, min_score, None)
    if min_score is None:
        check_top(top, expected, limit)
    else:
        assert top.ranked()[0].tolist() == expected.docs


@given(snapshots, parts, shares, st.sampled_from([1, 5]), limits, st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_pages_follow_each_other(snapshot, parts, share, k, limit, page):
    """A search after the last hit of a page gives the next page."""
    before = defined(snapshot, parts, share, page, None, None, None)
    after = (before.scores[-1], before.docs[-1]) if before.docs else None
    top = TopDocs(k, after=after)
    run(snapshot, parts, share, top, (), limit)
    assert top.ranked()[0].tolist() == defined(snapshot, parts, share, k, None, None, after).docs


def test_as_many_parts_as_there_is_room_for():
    """The sums of the last part stand beside those of the others, over several windows."""
    snapshot = segments_of([random_field(5, 10_000, MAX_PARTS)], None)
    many = [((number, 1.0), (0, 0.5)) for number in range(MAX_PARTS)]
    top = TopDocs(50)
    run(snapshot, many, 0.25, top, (), -1)
    check_top(top, defined(snapshot, many, 0.25, 50, None, None, None), -1)
    counted = TopDocs(50)
    run(snapshot, many, 0.25, counted, (), EVERYTHING)
    check_top(counted, defined(snapshot, many, 0.25, 50, None, None, None), EVERYTHING)
