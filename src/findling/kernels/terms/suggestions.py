"""Weights of suggestions: read out of their terms, and the heaviest within a range of the dictionary."""

import cython


def read_weights(
    blob: cython.const[cython.uchar][::1], starts: cython.const[cython.longlong][::1], out: cython.float[::1]
) -> None:
    """Writes the weight of each term: what the four bytes after its first zero byte, highest first, lack to 2^31 - 1.

    blob: (n_bytes,) uint8, starts: (n + 1,) int64: the terms
    out: (n,) float32, overwritten; 0 for what is no suggestion
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    end: cython.Py_ssize_t
    value: cython.longlong
    with cython.nogil:
        for i in range(out.shape[0]):
            at = starts[i]
            end = starts[i + 1]
            while at < end and blob[at] != 0:
                at += 1
            out[i] = 0
            if at + 4 < end:
                value = blob[at + 1]
                value = (value << 8) | blob[at + 2]
                value = (value << 8) | blob[at + 3]
                value = (value << 8) | blob[at + 4]
                out[i] = cython.cast(cython.float, 0x7FFFFFFF - value)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def is_lighter(weights: cython.const[cython.float][::1], one: cython.longlong, other: cython.longlong) -> cython.bint:
    """Returns whether a suggestion weighs less than another, or the same and stands behind it."""
    if weights[one] != weights[other]:
        return weights[one] < weights[other]
    return one > other


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift(heap: cython.longlong[::1], size: cython.Py_ssize_t, weights: cython.const[cython.float][::1]) -> cython.void:
    """Lets the first of a heap, whose lightest comes first, sink to its place."""
    at: cython.Py_ssize_t = 0
    child: cython.Py_ssize_t
    sinking: cython.longlong = heap[0]
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and is_lighter(weights, heap[child + 1], heap[child]):
            child += 1
        if not is_lighter(weights, heap[child], sinking):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = sinking


def heaviest(
    weights: cython.const[cython.float][::1],
    low: cython.Py_ssize_t,
    high: cython.Py_ssize_t,
    out: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Writes the terms [low, high) that weigh most, the heaviest first and of equal ones the first; returns how many.

    weights: (n_terms,) float32; out: (size,) int64, overwritten: at most `size` terms
    """
    n: cython.Py_ssize_t = min(out.shape[0], high - low)
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    above: cython.Py_ssize_t
    least: cython.float
    if n <= 0:
        return 0
    with cython.nogil:
        for i in range(n):  # of equal ones a later one is the lighter one, so that it rises
            at = i
            while at > 0:
                above = (at - 1) >> 1
                if not is_lighter(weights, low + i, out[above]):
                    break
                out[at] = out[above]
                at = above
            out[at] = low + i
        least = weights[out[0]]
        for i in range(low + n, high):
            if weights[i] > least:
                out[0] = i
                sift(out, n, weights)
                least = weights[out[0]]
        for i in range(n - 1, 0, -1):  # the lightest goes to the end
            at = out[0]
            out[0] = out[i]
            out[i] = at
            sift(out, i, weights)
    return n
