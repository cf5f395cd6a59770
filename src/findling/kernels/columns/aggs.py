"""Aggregations: counting and summing rows by bucket, and giving buckets their ordinals.

A row is one (document, bucket) pair; `buckets` are dense ordinals, int32. Tables that many rows of few buckets update
are kept in four lanes, row i in lane i & 3, because an addition that waits for the previous one to the same address
costs ten times as much; the caller adds the lanes up.
"""

import cython

Ord = cython.fused_type(cython.uchar, cython.ushort, cython.uint, cython.int)
Number = cython.fused_type(cython.longlong, cython.double)
Count = cython.fused_type(cython.uchar, cython.ushort, cython.uint, cython.longlong)


def count_ords(ords: cython.const[Ord][::1], lane_size: cython.Py_ssize_t, counts: cython.longlong[::1]):
    """Adds 1 to the count of each row's ordinal.

    ords:   (n,) any narrow integer, each in [0, lane_size)
    counts: (lane_size,) or (4 * lane_size,) int64, modified; with four lanes the count is the sum over them
    """
    i: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = ords.shape[0]
    lane: cython.Py_ssize_t = lane_size
    with cython.nogil:
        if counts.shape[0] >= 4 * lane_size and lane_size > 0:
            while i + 4 <= n:
                counts[ords[i]] += 1
                counts[lane + ords[i + 1]] += 1
                counts[2 * lane + ords[i + 2]] += 1
                counts[3 * lane + ords[i + 3]] += 1
                i += 4
        while i < n:
            counts[ords[i]] += 1
            i += 1


def count_ords_of(
    ords: cython.const[Ord][::1],
    docs: cython.const[cython.int][::1],
    lane_size: cython.Py_ssize_t,
    counts: cython.longlong[::1],
):
    """Adds 1 to the count of the ordinal of each of `docs`; like `count_ords`, under a list of docs.

    ords: (max_doc,) one per doc
    docs: (n,) int32, within ords
    """
    i: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = docs.shape[0]
    lane: cython.Py_ssize_t = lane_size
    with cython.nogil:
        if counts.shape[0] >= 4 * lane_size and lane_size > 0:
            while i + 4 <= n:
                counts[ords[docs[i]]] += 1
                counts[lane + ords[docs[i + 1]]] += 1
                counts[2 * lane + ords[docs[i + 2]]] += 1
                counts[3 * lane + ords[docs[i + 3]]] += 1
                i += 4
        while i < n:
            counts[ords[docs[i]]] += 1
            i += 1


def mark_ords(ords: cython.const[Ord][::1], seen: cython.uchar[::1]):
    """Sets `seen` to 1 at each row's ordinal; seen: (n_ords,) uint8, modified."""
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(ords.shape[0]):
            seen[ords[i]] = 1


def present_ords(
    ords: cython.const[Ord][::1], out_rows: cython.int[::1], out_ords: cython.int[::1]
) -> cython.Py_ssize_t:
    """Drops the rows without a value and returns how many are left.

    ords:     (n,) ordinal + 1 per row, 0 where there is no value
    out_rows: (n,) int32, overwritten: the numbers of the rows kept
    out_ords: (n,) int32, overwritten: their ordinals
    """
    i: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(ords.shape[0]):
            out_rows[kept] = cython.cast(cython.int, i)
            out_ords[kept] = cython.cast(cython.int, ords[i]) - 1
            kept += ords[i] != 0
    return kept


def gather_present(
    ords: cython.const[Ord][::1],
    docs: cython.const[cython.int][::1],
    out_rows: cython.int[::1],
    out_ords: cython.int[::1],
) -> cython.Py_ssize_t:
    """Looks some docs up in a column and drops those without a value; like `present_ords`, under a list of docs.

    ords: (max_doc,) ordinal + 1 per doc, 0 where there is no value
    docs: (n,) int32, within ords
    out_rows, out_ords: (n,) int32, overwritten
    """
    i: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    found: cython.int
    with cython.nogil:
        for i in range(docs.shape[0]):
            found = cython.cast(cython.int, ords[docs[i]])
            out_rows[kept] = cython.cast(cython.int, i)
            out_ords[kept] = found - 1
            kept += found != 0
    return kept


def translate(ords: cython.const[Ord][::1], table: cython.const[cython.int][::1], out: cython.int[::1]):
    """Looks each row's ordinal up in a table.

    ords:  (n,) any narrow integer, each below len(table)
    table: (n_ords,) int32
    out:   (n,) int32, overwritten
    """
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(ords.shape[0]):
            out[i] = table[ords[i]]


def sum_longs(
    values: cython.const[cython.longlong][::1],
    buckets: cython.const[cython.int][::1],
    lane_size: cython.Py_ssize_t,
    sums: cython.longlong[::1],
):
    """Adds each row's value to its bucket's sum; the caller makes sure that nothing overflows.

    values:  (n,) int64
    buckets: (n,) int32, each in [0, lane_size)
    sums:    (lane_size,) or (4 * lane_size,) int64, modified
    """
    i: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = values.shape[0]
    lane: cython.Py_ssize_t = lane_size
    with cython.nogil:
        if sums.shape[0] >= 4 * lane_size and lane_size > 0:
            while i + 4 <= n:
                sums[buckets[i]] += values[i]
                sums[lane + buckets[i + 1]] += values[i + 1]
                sums[2 * lane + buckets[i + 2]] += values[i + 2]
                sums[3 * lane + buckets[i + 3]] += values[i + 3]
                i += 4
        while i < n:
            sums[buckets[i]] += values[i]
            i += 1


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _add_compensated(
    sums: cython.double[::1], errors: cython.double[::1], at: cython.Py_ssize_t, value: cython.double
) -> cython.void:
    total: cython.double = sums[at]
    corrected: cython.double = value + errors[at]
    updated: cython.double = total + corrected
    # beyond the finite range the correction would turn an infinity into NaN
    if -1.7976931348623157e308 <= updated <= 1.7976931348623157e308:
        errors[at] = corrected - (updated - total)
    sums[at] = updated


def sum_doubles(
    values: cython.const[cython.double][::1],
    buckets: cython.const[cython.int][::1],
    lane_size: cython.Py_ssize_t,
    sums: cython.double[::1],
    errors: cython.double[::1],
):
    """Adds each row's value to its bucket's sum with Kahan's compensation.

    values:  (n,) float64
    buckets: (n,) int32, each in [0, lane_size)
    sums:    (lane_size,) or (4 * lane_size,) float64, modified
    errors:  same shape, modified: what is still to be added to each sum
    Source: Kahan 1965, with Elasticsearch's guard for infinities (CompensatedSum).
    """
    i: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = values.shape[0]
    lane: cython.Py_ssize_t = lane_size
    with cython.nogil:
        if sums.shape[0] >= 4 * lane_size and lane_size > 0:
            while i + 4 <= n:
                _add_compensated(sums, errors, buckets[i], values[i])
                _add_compensated(sums, errors, lane + buckets[i + 1], values[i + 1])
                _add_compensated(sums, errors, 2 * lane + buckets[i + 2], values[i + 2])
                _add_compensated(sums, errors, 3 * lane + buckets[i + 3], values[i + 3])
                i += 4
        while i < n:
            _add_compensated(sums, errors, buckets[i], values[i])
            i += 1


def bound_rows(
    values: cython.const[Number][::1],
    buckets: cython.const[cython.int][::1],
    lows: Number[::1],
    highs: Number[::1],
):
    """Widens each bucket's minimum and maximum to its rows' values.

    values:  (n,) int64 or float64, no NaN
    buckets: (n,) int32
    lows, highs: (n_buckets,) of the same type, modified; start them at the type's extremes
    """
    i: cython.Py_ssize_t
    bucket: cython.Py_ssize_t
    with cython.nogil:
        for i in range(values.shape[0]):
            bucket = buckets[i]
            if values[i] < lows[bucket]:
                lows[bucket] = values[i]
            if values[i] > highs[bucket]:
                highs[bucket] = values[i]


def bucket_by_edges(
    values: cython.const[Number][::1],
    edges: cython.const[Number][::1],
    slots: cython.const[cython.int][::1],
    scale: cython.double,
    out: cython.int[::1],
):
    """Finds the interval [edges[b], edges[b + 1]) of each value, in constant time per value.

    values: (n,) int64 or float64
    edges:  (n_intervals + 1,) strictly increasing, same type
    slots:  (n_slots,) int32: the range of the edges cut into equal slots; an interval near each slot's start
    scale:  slots per unit of value
    out:    (n,) int32, overwritten: the interval, -1 outside of all
    """
    i: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    at: cython.Py_ssize_t
    last: cython.Py_ssize_t = edges.shape[0] - 1
    n_slots: cython.Py_ssize_t = slots.shape[0]
    with cython.nogil:
        for i in range(values.shape[0]):
            if not (edges[0] <= values[i] < edges[last]):
                out[i] = -1
                continue
            slot = cython.cast(cython.Py_ssize_t, cython.cast(cython.double, values[i] - edges[0]) * scale)
            if slot >= n_slots:
                slot = n_slots - 1
            at = slots[slot]
            # rounding may have led one slot too far
            while edges[at] > values[i]:
                at -= 1
            while edges[at + 1] <= values[i]:
                at += 1
            out[i] = cython.cast(cython.int, at)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _insert_top(
    out_ords: cython.longlong[::1],
    out_counts: cython.longlong[::1],
    found: cython.Py_ssize_t,
    ord: cython.longlong,
    count: cython.longlong,
) -> cython.Py_ssize_t:
    """Enters an ordinal after those of the same count and returns how many there are; the last one may drop out."""
    at: cython.Py_ssize_t
    if found < out_ords.shape[0]:
        found += 1
    at = found - 1
    while at > 0 and out_counts[at - 1] < count:
        out_counts[at] = out_counts[at - 1]
        out_ords[at] = out_ords[at - 1]
        at -= 1
    out_counts[at] = count
    out_ords[at] = ord
    return found


def sort_ords(
    ords: cython.int[::1], scratch: cython.int[::1], starts: cython.Py_ssize_t[::1], n_digits: cython.Py_ssize_t
) -> None:
    """Sorts ordinals: a counting sort by each digit, the lowest first.

    ords:     (n,) int32 below n_buckets ** n_digits, not negative, sorted in place
    scratch:  (n,) int32, overwritten
    starts:   (n_buckets,) intp, overwritten; n_buckets is a power of two: what a digit may be is below it
    n_digits: even, so that the last pass writes to `ords`
    """
    digit: cython.Py_ssize_t
    shift: cython.int = 0
    bits: cython.int = 0
    with cython.nogil:
        while (1 << bits) < starts.shape[0]:
            bits += 1
        for digit in range(0, n_digits, 2):
            _sort_by_digit(ords, scratch, starts, shift)
            _sort_by_digit(scratch, ords, starts, shift + bits)
            shift += 2 * bits


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _sort_by_digit(
    source: cython.int[::1], target: cython.int[::1], starts: cython.Py_ssize_t[::1], shift: cython.int
) -> cython.void:
    i: cython.Py_ssize_t
    digit: cython.Py_ssize_t
    total: cython.Py_ssize_t = 0
    count: cython.Py_ssize_t
    mask: cython.Py_ssize_t = starts.shape[0] - 1
    for i in range(starts.shape[0]):
        starts[i] = 0
    for i in range(source.shape[0]):
        starts[(source[i] >> shift) & mask] += 1
    for i in range(starts.shape[0]):
        count = starts[i]
        starts[i] = total
        total += count
    for i in range(source.shape[0]):
        digit = (source[i] >> shift) & mask
        target[starts[digit]] = source[i]
        starts[digit] += 1


def top_counts(
    counts: cython.const[Count][::1],
    min_count: cython.longlong,
    out_ords: cython.longlong[::1],
    out_counts: cython.longlong[::1],
):
    """Writes the ordinals of the highest counts, highest first and lower ordinals first among equals.

    counts:     (n,) narrow unsigned or int64
    min_count:  ordinals of lower counts are left out
    out_ords:   (k,) int64, overwritten
    out_counts: (k,) int64, overwritten: their counts
    Returns how many were written, and the sum of all counts.
    Insertion into a short sorted list: made for k in the hundreds at most.
    """
    i: cython.Py_ssize_t
    found: cython.Py_ssize_t = 0
    size: cython.Py_ssize_t = out_ords.shape[0]
    total: cython.longlong = 0
    count: cython.longlong
    least: cython.longlong = min_count
    with cython.nogil:
        for i in range(counts.shape[0]):
            count = cython.cast(cython.longlong, counts[i])
            total += count
            if count < least or size == 0:
                continue
            found = _insert_top(out_ords, out_counts, found, i, count)
            if found == size and out_counts[size - 1] >= least:
                least = out_counts[size - 1] + 1
    return found, total


def top_runs(
    ords: cython.const[cython.int][::1],
    min_count: cython.longlong,
    out_ords: cython.longlong[::1],
    out_counts: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Writes the ordinals that come up most often in a sorted list, in the order of `top_counts`; returns how many.

    ords:       (n,) int32, non-decreasing
    min_count, out_ords, out_counts: see top_counts
    """
    start: cython.Py_ssize_t = 0
    end: cython.Py_ssize_t
    n: cython.Py_ssize_t = ords.shape[0]
    found: cython.Py_ssize_t = 0
    size: cython.Py_ssize_t = out_ords.shape[0]
    least: cython.longlong = min_count
    with cython.nogil:
        while start < n and size > 0:
            end = start + 1
            while end < n and ords[end] == ords[start]:
                end += 1
            if end - start >= least:
                found = _insert_top(out_ords, out_counts, found, cython.cast(cython.longlong, ords[start]), end - start)
                if found == size and out_counts[size - 1] >= least:
                    least = out_counts[size - 1] + 1
            start = end
    return found
