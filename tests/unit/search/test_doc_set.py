"""Doc sets are sets, in whichever form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.search.doc_set import DocSet, intersection, union

SIZE = 200
members = st.sets(st.integers(0, SIZE - 1), max_size=60)


def doc_set(docs: set[int], listed: bool) -> DocSet:
    array = np.array(sorted(docs), np.int32)
    return DocSet.from_docs(array, SIZE) if listed else DocSet.from_bitmap(Bitmap.from_docs(array, SIZE))


def content(found: DocSet) -> set[int]:
    docs = found.docs()
    assert docs.dtype == np.int32
    assert (np.diff(docs) > 0).all()
    assert found.count() == len(docs) == found.bitmap().count()
    assert np.array_equal(found.bitmap().to_docs(), docs)
    return set(docs.tolist())


@given(members, members, st.booleans(), st.booleans())
def test_set_operations(left: set[int], right: set[int], left_listed: bool, right_listed: bool) -> None:
    a, b = doc_set(left, left_listed), doc_set(right, right_listed)
    assert content(a & b) == left & right
    assert content(a | b) == left | right
    assert content(a.and_not(b)) == left - right
    assert content(a.complement()) == set(range(SIZE)) - left
    assert content(a.restrict(b.bitmap())) == left & right
    assert content(a.restrict(None)) == left
    assert content(a.compact()) == left


@given(st.lists(st.tuples(members, st.booleans()), max_size=5))
def test_unions_and_intersections(parts: list[tuple[set[int], bool]]) -> None:
    sets = [doc_set(docs, listed) for docs, listed in parts]
    assert content(union(sets, SIZE)) == set().union(*(docs for docs, _ in parts))
    if parts:
        assert content(intersection(sets)) == set.intersection(*(docs for docs, _ in parts))


@given(members, st.booleans(), st.lists(st.integers(0, SIZE - 1)))
def test_contains(docs: set[int], listed: bool, asked: list[int]) -> None:
    found = doc_set(docs, listed).contains(np.array(asked, np.int32))
    assert found.tolist() == [doc in docs for doc in asked]


def test_sparse_unions_stay_lists() -> None:
    size = 100_000
    parts = [DocSet.from_docs(np.array([i, i + 5], np.int32), size) for i in range(3)]
    joined = union(parts, size)
    assert joined.is_listed
    assert joined.docs().tolist() == [0, 1, 2, 5, 6, 7]
    assert (parts[0] | parts[1]).is_listed
    assert joined.contains(np.array([1, 3], np.int32)).tolist() == [True, False]
    assert DocSet.empty(size).contains(np.array([1], np.int32)).tolist() == [False]


def test_the_smaller_form_is_kept() -> None:
    few = DocSet.from_bitmap(Bitmap.from_docs(np.array([1], np.int32), 10_000)).compact()
    assert few.is_listed
    assert few.nbytes == 4
    many = DocSet.from_docs(np.arange(5_000, dtype=np.int32), 10_000).compact()
    assert not many.is_listed
    assert DocSet.full(70).count() == 70
    assert repr(DocSet.empty(3)) == "DocSet(count=0, size=3)"
    assert content(DocSet.from_mask(np.array([True] + [False] * (SIZE - 1)))) == {0}


def test_a_doc_set_needs_docs() -> None:
    with pytest.raises(ValueError, match="needs docs or a bitmap"):
        DocSet(5)
