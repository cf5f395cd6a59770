"""Aggregation straight over numeric columns as they are stored: unsigned, narrow, one value per doc, not decoded.

`docs` is (n,) int32, or (0,) for all docs in order; `present` are the bitmap words of the docs that have a value, (0,)
if all have. What stands for a row i of several lanes goes to lane i & 3, see kernels/columns/aggs.py; the caller
adds them up.
"""

import cython

Narrow = cython.fused_type(cython.uchar, cython.ushort, cython.uint)
Ordinal = cython.fused_type(cython.uchar, cython.ushort, cython.uint)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _has(present: cython.const[cython.ulonglong][::1], doc: cython.Py_ssize_t) -> cython.bint:
    return (present[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 != 0


def sum_stored(
    stored: cython.const[Narrow][::1],
    docs: cython.const[cython.int][::1],
    present: cython.const[cython.ulonglong][::1],
    buckets: cython.const[cython.int][::1],
    lane_size: cython.Py_ssize_t,
    counts: cython.longlong[::1],
    sums: cython.longlong[::1],
) -> None:
    """Counts the values of each bucket and adds them up.

    stored:  (max_doc,) unsigned
    docs, present: see above
    buckets: (n,) int32, each in [0, lane_size), of each row; or (0,): all are in bucket 0
    counts, sums: (lane_size,) or (4 * lane_size,) int64, modified; the caller makes sure that nothing overflows
    """
    i: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    at: cython.Py_ssize_t
    listed: cython.bint = docs.shape[0] > 0
    partial: cython.bint = present.shape[0] > 0
    grouped: cython.bint = buckets.shape[0] > 0
    n: cython.Py_ssize_t = docs.shape[0] if docs.shape[0] > 0 else stored.shape[0]
    lanes: cython.Py_ssize_t = 3 if counts.shape[0] >= 4 * lane_size else 0
    with cython.nogil:
        for i in range(n):
            doc = docs[i] if listed else i
            if partial and not _has(present, doc):
                continue
            at = (i & lanes) * lane_size
            if grouped:
                at += buckets[i]
            counts[at] += 1
            sums[at] += stored[doc]


def sum_by_ords(
    stored: cython.const[Narrow][::1],
    ords: cython.const[Ordinal][::1],
    docs: cython.const[cython.int][::1],
    present: cython.const[cython.ulonglong][::1],
    lane_size: cython.Py_ssize_t,
    counts: cython.longlong[::1],
    sums: cython.longlong[::1],
) -> None:
    """Counts the values of each bucket and adds them up; the buckets are another column's ordinals.

    ords: (max_doc,) unsigned, each below lane_size
    The rest as in sum_stored.
    """
    i: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    at: cython.Py_ssize_t
    listed: cython.bint = docs.shape[0] > 0
    partial: cython.bint = present.shape[0] > 0
    n: cython.Py_ssize_t = docs.shape[0] if docs.shape[0] > 0 else stored.shape[0]
    lanes: cython.Py_ssize_t = 3 if counts.shape[0] >= 4 * lane_size else 0
    with cython.nogil:
        for i in range(n):
            doc = docs[i] if listed else i
            if partial and not _has(present, doc):
                continue
            at = (i & lanes) * lane_size + cython.cast(cython.Py_ssize_t, ords[doc])
            counts[at] += 1
            sums[at] += stored[doc]


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _interval(
    value: cython.longlong,
    edges: cython.const[cython.longlong][::1],
    slots: cython.const[cython.int][::1],
    shift: cython.int,
) -> cython.Py_ssize_t:
    at: cython.Py_ssize_t = slots[value >> shift]
    last: cython.Py_ssize_t = edges.shape[0] - 2
    while at < last and edges[at + 1] <= value:
        at += 1
    return at


def interval_of_stored(
    stored: cython.const[Narrow][::1],
    docs: cython.const[cython.int][::1],
    present: cython.const[cython.ulonglong][::1],
    edges: cython.const[cython.longlong][::1],
    slots: cython.const[cython.int][::1],
    shift: cython.int,
    out_rows: cython.int[::1],
    out: cython.int[::1],
) -> cython.Py_ssize_t:
    """Finds the interval [edges[b], edges[b + 1]) of the value of each row that has one; returns how many have.

    stored:   (max_doc,) unsigned, each within [edges[0], edges[-1])
    docs, present: see above
    edges:    (n_intervals + 1,) int64, non-decreasing; of intervals that begin at the same value the last one counts
    slots:    (n_slots,) int32: the interval of value (s << shift), for every s = value >> shift
    out_rows: (n,) int32, overwritten: the numbers of the rows that have a value
    out:      (n,) int32, overwritten: their intervals
    """
    i: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    listed: cython.bint = docs.shape[0] > 0
    partial: cython.bint = present.shape[0] > 0
    n: cython.Py_ssize_t = docs.shape[0] if docs.shape[0] > 0 else stored.shape[0]
    with cython.nogil:
        for i in range(n):
            doc = docs[i] if listed else i
            if partial and not _has(present, doc):
                continue
            out_rows[kept] = cython.cast(cython.int, i)
            out[kept] = cython.cast(cython.int, _interval(stored[doc], edges, slots, shift))
            kept += 1
    return kept


def count_intervals(
    stored: cython.const[Narrow][::1],
    docs: cython.const[cython.int][::1],
    present: cython.const[cython.ulonglong][::1],
    edges: cython.const[cython.longlong][::1],
    slots: cython.const[cython.int][::1],
    shift: cython.int,
    lane_size: cython.Py_ssize_t,
    counts: cython.longlong[::1],
) -> None:
    """Adds 1 to the count of the interval of each row that has a value; see interval_of_stored.

    counts: (lane_size,) or (4 * lane_size,) int64, modified; lane_size: number of intervals
    """
    i: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    listed: cython.bint = docs.shape[0] > 0
    partial: cython.bint = present.shape[0] > 0
    n: cython.Py_ssize_t = docs.shape[0] if docs.shape[0] > 0 else stored.shape[0]
    lanes: cython.Py_ssize_t = 3 if counts.shape[0] >= 4 * lane_size else 0
    with cython.nogil:
        for i in range(n):
            doc = docs[i] if listed else i
            if partial and not _has(present, doc):
                continue
            counts[(i & lanes) * lane_size + _interval(stored[doc], edges, slots, shift)] += 1


def gather_stored(
    stored: cython.const[Narrow][::1],
    docs: cython.const[cython.int][::1],
    present: cython.const[cython.ulonglong][::1],
    out: Narrow[::1],
) -> cython.Py_ssize_t:
    """Writes the values of the rows that have one, in order, and returns how many; out: (n,), overwritten."""
    i: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    listed: cython.bint = docs.shape[0] > 0
    partial: cython.bint = present.shape[0] > 0
    n: cython.Py_ssize_t = docs.shape[0] if docs.shape[0] > 0 else stored.shape[0]
    with cython.nogil:
        for i in range(n):
            doc = docs[i] if listed else i
            if partial and not _has(present, doc):
                continue
            out[kept] = stored[doc]
            kept += 1
    return kept


def count_low(values: cython.const[Narrow][::1], counts: cython.uint[::1], high: Narrow[::1]) -> cython.Py_ssize_t:
    """Counts the values that are low and sets the others aside; returns how many others there are.

    values: (n,) unsigned
    counts: (4 * n_low,) uint32, modified: how often each value below n_low came up, in four lanes
    high:   (n,) same type, overwritten: the values from n_low on, in order
    """
    i: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    n_low: cython.uint = cython.cast(cython.uint, counts.shape[0] >> 2)
    value: cython.uint
    with cython.nogil:
        for i in range(values.shape[0]):
            value = cython.cast(cython.uint, values[i])
            if value < n_low:
                counts[(i & 3) * n_low + value] += 1
            else:
                high[kept] = values[i]
                kept += 1
    return kept
