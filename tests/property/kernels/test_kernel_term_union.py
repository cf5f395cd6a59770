"""The first documents of many terms are the first of all their documents."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.kernels.search.term_union import first_docs, mark_docs
from tests.reference.postings_field import random_field

N_TERMS = 40
FIELDS = [random_field(n_docs, n_docs, N_TERMS) for n_docs in (1, 3, 130, 2_000)]
choices = st.lists(st.integers(0, N_TERMS - 1), max_size=8, unique=True).map(sorted)
ranges = st.tuples(st.integers(0, N_TERMS), st.integers(0, N_TERMS)).map(lambda ends: range(*ends))


def part(field, ords):
    which = (ords.start, ords.stop, None) if isinstance(ords, range) else (0, len(ords), np.array(ords, np.int64))
    return field.block_start.astype(np.uint32), *which


@given(st.sampled_from(FIELDS), choices | ranges, st.sampled_from([1, 2, 10, 300]), st.sampled_from([None, 0.05, 0.5]))
@settings(max_examples=400, deadline=None)
def test_first_docs(field, ords, k, share) -> None:
    visible = None if share is None else np.random.default_rng(5).random(len(field.docs)) < share
    terms = part(field, ords)
    out = np.empty(k, np.int32)
    words = None if visible is None else Bitmap.from_mask(visible).words
    n = first_docs(field.packed, terms, words, out)
    docs = sorted({doc for ord_ in ords for doc in field.postings[ord_] if visible is None or visible[doc]})
    assert out[:n].tolist() == docs[:k]


@given(st.sampled_from(FIELDS), choices | ranges, st.sampled_from([0.0, 0.3]))
@settings(max_examples=300, deadline=None)
def test_mark_docs(field, ords, share) -> None:
    before = np.random.default_rng(5).random(len(field.docs)) < share
    bitmap = Bitmap.from_mask(before)
    added = mark_docs(field.packed, part(field, ords), bitmap.words)
    docs = {doc for ord_ in ords for doc in field.postings[ord_]}
    assert added == len(docs - set(np.flatnonzero(before).tolist()))
    assert bitmap.to_docs().tolist() == sorted(docs | set(np.flatnonzero(before).tolist()))
