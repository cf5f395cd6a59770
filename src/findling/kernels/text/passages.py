"""Passages: the pieces of a text around what is marked, each scored as a document of its own.

Scores are rounded as Lucene's are, step by step, for passages are compared by them.
Source: Lucene's FieldHighlighter and PassageScorer.
"""

import cython
from cython.cimports.findling.kernels.text.breaks import Breaks
from cython.cimports.libc.math import log

# BM25 for passages; the pivot is a typical length of passages, in characters
K1 = cython.declare(cython.float, 1.2)
B = cython.declare(cython.float, 0.75)
PIVOT = cython.declare(cython.float, 87.0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def score(
    terms: cython.const[cython.int][::1],
    first: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    weights: cython.const[cython.float][::1],
    counts: cython.int[::1],
    length: cython.Py_ssize_t,
) -> cython.float:
    """Returns what the matches [first, end) weigh in a passage of a length; counts: zeros, before and after."""
    i: cython.Py_ssize_t
    norm: cython.float = K1 * ((1 - B) + B * (cython.cast(cython.float, length) / PIVOT))
    count: cython.float
    found: cython.float = 0.0
    for i in range(first, end):
        counts[terms[i]] += 1
    for i in range(first, end):
        if counts[terms[i]]:
            count = cython.cast(cython.float, counts[terms[i]])
            found += count / (count + norm) * weights[terms[i]]
            counts[terms[i]] = 0
    return found


def find_passages(
    breaks: Breaks,
    n: cython.Py_ssize_t,
    starts: cython.const[cython.int][::1],
    ends: cython.const[cython.int][::1],
    terms: cython.const[cython.int][::1],
    frequencies: cython.const[cython.int][::1],
    weights: cython.float[::1],
    counts: cython.int[::1],
    passages: cython.int[:, ::1],
    scores: cython.float[::1],
) -> cython.Py_ssize_t:
    """Finds all passages of a text, in their order, and returns how many there are.

    n: length of the text
    starts, ends, terms: (n_matches,) int32, of what is marked, increasing; the term is the number of one
    frequencies: (n_terms,) int32, how often each term is in the text
    weights: (n_terms,) float32, overwritten; counts: (n_terms,) int32, zeros
    passages: (n_matches, 3) int32, overwritten as far as needed: start, end, and where its matches end, which begin
        where those of the passage before end
    scores: (n_matches,) float32, overwritten as far as needed
    """
    i: cython.Py_ssize_t
    first: cython.Py_ssize_t = 0
    found: cython.Py_ssize_t = 0
    center: cython.Py_ssize_t
    start: cython.Py_ssize_t = 0
    end: cython.Py_ssize_t = 0
    n_documents: cython.float = 1 + cython.cast(cython.float, n) / PIVOT
    for i in range(frequencies.shape[0]):
        weights[i] = (K1 + 1) * cython.cast(cython.float, log(1 + (n_documents + 0.5) / (frequencies[i] + 0.5)))
    while first < starts.shape[0] and starts[first] < n:
        # from the middle of the match, so that the length of the passage is nearer to what is wanted
        center = starts[first] + ((ends[first] - starts[first]) >> 1)
        start = min(
            cython.cast(cython.Py_ssize_t, starts[first]), max(breaks.preceding(max(starts[first] + 1, center)), end)
        )
        end = max(cython.cast(cython.Py_ssize_t, ends[first]), min(breaks.following(min(ends[first] - 1, center)), n))
        i = first + 1
        while i < starts.shape[0] and starts[i] < end:
            i += 1
        scores[found] = score(terms, first, i, weights, counts, end - start) * (
            1 + 1 / cython.cast(cython.float, log(PIVOT + cython.cast(cython.float, start)))
        )
        passages[found, 0], passages[found, 1], passages[found, 2] = start, end, i
        found += 1
        first = i
    return found
