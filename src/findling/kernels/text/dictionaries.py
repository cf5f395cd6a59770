"""Sorted term dictionaries of several segments: merging them into one order, and hashing their terms."""

import cython

if cython.compiled:
    from cython.cimports.libc.string import memcmp
else:

    def memcmp(left, right, size):
        """Compares two byte runs as C does."""
        a, b = bytes(left[:size]), bytes(right[:size])
        return (a > b) - (a < b)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _compare(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    ends: cython.const[cython.longlong][::1],
    left: cython.Py_ssize_t,
    right: cython.Py_ssize_t,
) -> cython.int:
    left_size: cython.Py_ssize_t = ends[left] - starts[left]
    right_size: cython.Py_ssize_t = ends[right] - starts[right]
    size: cython.Py_ssize_t = left_size if left_size < right_size else right_size
    order: cython.int = 0
    if size > 0:
        if cython.compiled:
            order = memcmp(cython.address(blob[starts[left]]), cython.address(blob[starts[right]]), size)
        else:
            order = memcmp(blob[starts[left] :], blob[starts[right] :], size)
    if order == 0 and left_size != right_size:
        order = 1 if left_size > right_size else -1
    return order


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _sift_down(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    ends: cython.const[cython.longlong][::1],
    heap: cython.longlong[::1],
    heads: cython.longlong[::1],
    size: cython.Py_ssize_t,
    at: cython.Py_ssize_t,
) -> cython.void:
    child: cython.Py_ssize_t
    moved: cython.longlong = heap[at]
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _compare(blob, starts, ends, heads[heap[child + 1]], heads[heap[child]]) < 0:
            child += 1
        if _compare(blob, starts, ends, heads[moved], heads[heap[child]]) <= 0:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = moved


def merge_dictionaries(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    ends: cython.const[cython.longlong][::1],
    bounds: cython.const[cython.longlong][::1],
    heap: cython.longlong[::1],
    heads: cython.longlong[::1],
    out_global: cython.int[::1],
    out_first: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Numbers the distinct terms of k sorted dictionaries in one sorted order and returns how many there are.

    blob:         the terms' bytes
    starts, ends: (n,) int64: where each term stands in blob, dictionary after dictionary
    bounds:       (k + 1,) int64: dictionary d has the terms bounds[d] up to bounds[d + 1], sorted and distinct
    heap, heads:  (k,) int64, scratch
    out_global:   (n,) int32, overwritten: each term's number in the merged order
    out_first:    (n,) int64, overwritten up to the returned count: one term of each number
    """
    d: cython.Py_ssize_t
    head: cython.Py_ssize_t
    live: cython.Py_ssize_t = 0
    found: cython.Py_ssize_t = 0
    with cython.nogil:
        for d in range(bounds.shape[0] - 1):
            heads[d] = bounds[d]
            if bounds[d] < bounds[d + 1]:
                heap[live] = d
                live += 1
        for d in range(live // 2 - 1, -1, -1):
            _sift_down(blob, starts, ends, heap, heads, live, d)
        while live > 0:
            d = heap[0]
            head = heads[d]
            if found == 0 or _compare(blob, starts, ends, out_first[found - 1], head) != 0:
                out_first[found] = head
                found += 1
            out_global[head] = cython.cast(cython.int, found - 1)
            heads[d] = head + 1
            if heads[d] == bounds[d + 1]:
                live -= 1
                heap[0] = heap[live]
            _sift_down(blob, starts, ends, heap, heads, live, 0)
    return found
