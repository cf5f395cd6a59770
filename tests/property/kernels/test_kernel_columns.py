"""Column kernels against NumPy expressions that say what they mean."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap, word_count
from findling.kernels.columns import columns

DTYPES = ["u1", "u2", "u4", "u8", "i4", "i8", "f4", "f8"]
ORDINALS = ["u1", "u2", "u4"]
lengths = st.sampled_from([0, 1, 63, 64, 65, 130, 500])
seeds = st.integers(0, 1_000)


def column(dtype: str, n: int, seed: int) -> np.ndarray:
    values = np.random.default_rng(seed).integers(0, 50, n).astype(dtype)
    if dtype == "f8" and n:
        values[0] = np.nan
    values.flags.writeable = False
    return values


def starts_of(n_values: int, seed: int) -> np.ndarray:
    """Returns the starts of documents with zero, one or several values."""
    inner = np.random.default_rng(seed).integers(0, n_values + 1, n_values // 2 + 1)
    return np.concatenate([[0], np.sort(inner), [n_values]]).astype(np.int32)


def words_for(n_docs: int) -> np.ndarray:
    return np.zeros(word_count(n_docs), np.uint64)


def any_per_doc(hits: np.ndarray, starts: np.ndarray) -> list[bool]:
    return [bool(hits[a:b].any()) for a, b in itertools.pairwise(starts)]


@pytest.mark.parametrize("dtype", DTYPES)
@given(n=lengths, seed=seeds, low=st.integers(0, 50), high=st.integers(0, 50))
def test_range(dtype, n, seed, low, high):
    """One value per doc, several, and for given docs; an empty range has no docs, NaN is in none."""
    values = column(dtype, n, seed)
    ends = values.dtype.type(low), values.dtype.type(high)
    hits = (values >= ends[0]) & (values <= ends[1])
    words = np.full(word_count(n), np.uint64(7))
    columns.range_to_words(values, *ends, words)
    assert Bitmap(words, n).to_mask().tolist() == hits.tolist()
    starts = starts_of(n, seed)
    words = words_for(len(starts) - 1)
    columns.range_any_to_words(values, starts, *ends, words)
    assert Bitmap(words, len(starts) - 1).to_mask().tolist() == any_per_doc(hits, starts)
    docs = np.arange(0, n, 3, dtype=np.int32)
    out = np.empty(len(docs), np.int32)
    assert out[: columns.range_docs(values, docs, *ends, out)].tolist() == docs[hits[docs]].tolist()


@pytest.mark.parametrize("dtype", DTYPES)
@given(n=lengths, seed=seeds, wanted=st.sets(st.integers(0, 60), max_size=9))
def test_membership(dtype, n, seed, wanted):
    """By sorted members, and by a table where values are small."""
    values = column(dtype, n, seed)
    members = np.array(sorted(wanted), values.dtype)
    hits = np.isin(values, members)
    starts = starts_of(n, seed)
    words, any_words = words_for(n), words_for(len(starts) - 1)
    columns.members_to_words(values, members, words)
    columns.members_any_to_words(values, starts, members, any_words)
    assert Bitmap(words, n).to_mask().tolist() == hits.tolist()
    assert Bitmap(any_words, len(starts) - 1).to_mask().tolist() == any_per_doc(hits, starts)
    if dtype in ORDINALS:
        table = np.isin(np.arange(61), members).astype(np.uint8)
        words, any_words = np.full(word_count(n), np.uint64(7)), words_for(len(starts) - 1)
        columns.table_to_words(values, table, words)
        columns.table_any_to_words(values, starts, table, any_words)
        assert Bitmap(words, n).to_mask().tolist() == hits.tolist()
        assert Bitmap(any_words, len(starts) - 1).to_mask().tolist() == any_per_doc(hits, starts)


@pytest.mark.parametrize("dtype", ["u1", "i8", "f4"])
@given(n=lengths, seed=seeds)
def test_gather_many(dtype, n, seed):
    """All values of some docs, each with the index of its doc."""
    values, starts = column(dtype, n, seed), starts_of(n, seed)
    docs = np.random.default_rng(seed).permutation(len(starts) - 1)[:20].astype(np.int32)
    expected = [(values[j], i) for i, doc in enumerate(docs) for j in range(starts[doc], starts[doc + 1])]
    out, owners = np.empty(len(expected), values.dtype), np.empty(len(expected), np.int32)
    assert columns.gather_many(values, starts, docs, out, owners) == len(expected)
    assert list(zip(out, owners, strict=True)) == expected


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("dtype", ["u1", "u4", "i8", "f4"])
@given(n=lengths, seed=seeds, k=st.sampled_from([0, 1, 7, 1_000]))
def test_top_by_value(dtype, descending, n, seed, k):
    """The first k docs of a set in the order of a column; equal values by doc."""
    values = column(dtype, n, seed)
    chosen = np.random.default_rng(seed + 1).random(n) < 0.6
    docs = np.flatnonzero(chosen)
    keys = values[docs].astype(np.float64) * (-1 if descending else 1)
    out = np.empty(k, np.int32)
    found = out[: columns.top_by_value(values, Bitmap.from_mask(chosen).words, descending, out)]
    assert found.tolist() == docs[np.lexsort((docs, keys))][:k].tolist()
