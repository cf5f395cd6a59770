"""The first documents in the order of a field's numbers, in all segments of a snapshot by one heap.

A segment whose least and greatest number say that none of its documents gets in is left out.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.search.doc_filter import CheckPointer, ColumnTable, check_at, double_at, whole_at
from cython.cimports.findling.kernels.search.snapshot_search import SegmentTable

Key = cython.fused_type(cython.longlong, cython.double)

# documents that are looked at before the check is called
_UNCHECKED = cython.declare(cython.Py_ssize_t, 1 << 18)
# kinds of checks from which on values are floating point numbers
_FLOATING = cython.declare(cython.int, 8)
_NO_DOCS = np.empty(0, np.int32)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def comes_before(a: Key, b: Key, descending: cython.bint) -> cython.bint:
    """Returns whether a number comes before another one."""
    return (a > b) if descending else (a < b)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def comes_after(
    keys: Key[::1], docs: cython.longlong[::1], a: cython.Py_ssize_t, b: cython.Py_ssize_t, descending: cython.bint
) -> cython.bint:
    """Returns whether entry a comes after entry b: by number, then by document."""
    if keys[a] == keys[b]:
        return docs[a] > docs[b]
    return comes_before(keys[b], keys[a], descending)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def exchange(keys: Key[::1], docs: cython.longlong[::1], a: cython.Py_ssize_t, b: cython.Py_ssize_t) -> cython.void:
    """Exchanges two entries."""
    key: Key = keys[a]
    doc: cython.longlong = docs[a]
    keys[a] = keys[b]
    docs[a] = docs[b]
    keys[b] = key
    docs[b] = doc


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift_up(keys: Key[::1], docs: cython.longlong[::1], n: cython.Py_ssize_t, descending: cython.bint) -> cython.void:
    """Restores a heap, the last entry in order on top, of which only the end may be out of place."""
    child: cython.Py_ssize_t = n - 1
    while child > 0 and comes_after(keys, docs, child, (child - 1) >> 1, descending):
        exchange(keys, docs, child, (child - 1) >> 1)
        child = (child - 1) >> 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift_down(keys: Key[::1], docs: cython.longlong[::1], n: cython.Py_ssize_t, descending: cython.bint) -> cython.void:
    """Restores a heap of which only the top may be out of place."""
    parent: cython.Py_ssize_t = 0
    child: cython.Py_ssize_t
    while 2 * parent + 1 < n:
        child = 2 * parent + 1
        if child + 1 < n and comes_after(keys, docs, child + 1, child, descending):
            child += 1
        if not comes_after(keys, docs, child, parent, descending):
            break
        exchange(keys, docs, child, parent)
        parent = child


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def decoded(stored: cython.ulonglong, base: cython.longlong, step: cython.ulonglong) -> cython.longlong:
    """Returns the whole number that a stored one stands for; differences of such may need all 64 bits."""
    return cython.cast(cython.longlong, cython.cast(cython.ulonglong, base) + step * stored)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def number_of(check: CheckPointer, doc: cython.int, base: cython.longlong, step: cython.ulonglong, missing: Key) -> Key:
    """Returns the number of a document in a segment that has the column."""
    if check.has_bits and (check.bits[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 == 0:
        return missing
    if cython.compiled:
        if Key is cython.double:
            return double_at(check, doc)
        else:
            return decoded(whole_at(check, doc), base, step)
    elif check.kind >= _FLOATING:
        return double_at(check, doc)
    else:
        return decoded(whole_at(check, doc), base, step)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def offer(
    keys: Key[::1],
    docs: cython.longlong[::1],
    n: cython.Py_ssize_t,
    key: Key,
    doc: cython.longlong,
    descending: cython.bint,
) -> cython.Py_ssize_t:
    """Takes a document that gets in, and returns how many there are then."""
    if n < keys.shape[0]:
        keys[n] = key
        docs[n] = doc
        sift_up(keys, docs, n + 1, descending)
        return n + 1
    keys[0] = key
    docs[0] = doc
    sift_down(keys, docs, n, descending)
    return n


@cython.cfunc
@cython.inline
def has_better(column, key: Key, missing: Key, descending: cython.bint) -> cython.bint:
    """Returns whether a document of a segment may come before a number."""
    best: Key
    if column is None or len(column[0]) == 0:
        return comes_before(missing, key, descending)
    best = column[7] if descending else column[6]
    return comes_before(best, key, descending) or (column[2] is not None and comes_before(missing, key, descending))


def first_by_number(
    segments: SegmentTable,
    table: ColumnTable,
    ends: cython.const[cython.longlong][::1],
    found,
    descending: cython.bint,
    missing,
    keys: Key[::1],
    docs: cython.longlong[::1],
    check=None,
) -> cython.Py_ssize_t:
    """Writes the first documents in the order of their numbers, equal ones by document; returns how many.

    table: one number per document at most, without NaN; of whole numbers if keys are such, else of others
    found: int32, the documents that take part, segment after segment, increasing in each; None: all visible ones
    ends: (n_segments,) int64, where those of each segment end; not looked at for None
    missing: the number of documents without one
    keys, docs: (k,) int64 or float64, and int64, overwritten; docs are counted over the snapshot
    check: called from time to time, raises if the search is to be given up
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    start: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    unchecked: cython.Py_ssize_t = 0
    doc: cython.int
    base: cython.longlong
    step: cython.ulonglong
    key: Key
    stand_in: Key = missing
    has_column: cython.bint
    is_all: cython.bint = found is None
    is_listed: cython.bint
    column: CheckPointer
    listed: cython.const[cython.int][::1] = _NO_DOCS if is_all else found
    for i in range(segments.n if keys.shape[0] > 0 else 0):
        if not is_all:
            start = ends[i - 1] if i > 0 else 0
        stop = segments.max_docs[i] if is_all else ends[i]
        if start == stop or (n == keys.shape[0] and not has_better(table.columns[i], keys[0], stand_in, descending)):
            continue
        has_column = table.columns[i] is not None and len(table.columns[i][0]) > 0
        base = table.columns[i][4] if has_column else 0
        step = table.columns[i][5] if has_column else 1
        column = check_at(table.checks, i)
        is_listed = is_all and segments.visible[i] is not None
        with cython.nogil:
            for j in range(start, stop):
                doc = cython.cast(cython.int, j) if is_all else listed[j]
                if is_listed and (segments.words[i][doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 == 0:
                    continue
                key = number_of(column, doc, base, step, stand_in) if has_column else stand_in
                if n < keys.shape[0] or comes_before(key, keys[0], descending):
                    n = offer(keys, docs, n, key, segments.doc_bases[i] + doc, descending)
        unchecked += stop - start
        if check is not None and unchecked >= _UNCHECKED:
            unchecked = 0
            check()
    for j in range(n - 1, 0, -1):  # the last one of what is left goes to the end
        exchange(keys, docs, 0, j)
        sift_down(keys, docs, j, descending)
    return n
