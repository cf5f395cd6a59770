"""Document sets against Python's sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.kernels.columns import sets

sizes = st.sampled_from([0, 1, 63, 64, 65, 200, 1_000])
doc_sets = st.sets(st.integers(0, 999), max_size=300)


def docs_of(members) -> np.ndarray:
    return np.array(sorted(members), np.int32)


@given(doc_sets, doc_sets)
def test_lists_are_sets(left, right):
    """Intersection, union and difference of sorted lists."""
    out = np.empty(len(left) + len(right), np.int32)
    for kernel, expected in (
        (sets.intersect_sorted, left & right),
        (sets.union_sorted, left | right),
        (sets.difference_sorted, left - right),
    ):
        assert out[: kernel(docs_of(left), docs_of(right), out)].tolist() == sorted(expected)


@given(doc_sets, st.integers(0, 40))
def test_galloping_over_a_long_list(few, start):
    """A short list against one many times as long."""
    many = np.arange(start, 5_000, 3, dtype=np.int32)
    out = np.empty(len(few), np.int32)
    expected = sorted(few & set(many.tolist()))
    assert out[: sets.intersect_sorted(docs_of(few), many, out)].tolist() == expected


@given(sizes, st.data())
def test_bitmaps_are_sets(size, data):
    """Every way in and out of a bitmap, and its operators."""
    everything = set(range(size))
    members = st.sets(st.integers(0, size - 1)) if size else st.just(set())
    left, right = data.draw(members), data.draw(members)
    a, b = Bitmap.from_docs(docs_of(left), size), Bitmap.from_docs(docs_of(right), size)
    assert a.to_docs().tolist() == sorted(left)
    assert (a.count(), len(a)) == (len(left), size)
    assert np.flatnonzero(a.to_mask()).tolist() == sorted(left)
    assert Bitmap.from_mask(a.to_mask()) == a
    for result, expected in (
        (a & b, left & right),
        (a | b, left | right),
        (a.and_not(b), left - right),
        (~a, everything - left),
        (Bitmap.full(size), everything),
        (Bitmap.empty(size), set()),
    ):
        assert set(result.to_docs().tolist()) == expected
    assert a.test(docs_of(right)).tolist() == [doc in left for doc in sorted(right)]
    assert a.filter(docs_of(right)).tolist() == sorted(left & right)
    assert [a.get(doc) for doc in sorted(right)] == [doc in left for doc in sorted(right)]
    changed = a.copy()
    changed.clear(docs_of(right))
    assert changed == a.and_not(b)
    changed.set(docs_of(right))
    assert changed == a | b


@given(doc_sets, st.integers(0, 400))
def test_first_docs(members, n):
    """The first documents of a bitmap, none if none are asked for."""
    bitmap = Bitmap.from_docs(docs_of(members), 1_000)
    out = np.empty(n, np.int32)
    assert out[: sets.first_docs(bitmap.words, out)].tolist() == sorted(members)[:n]
    assert bitmap.first(n).tolist() == sorted(members)[:n]
