"""The values of documents of a whole snapshot, looked up in the columns of all segments by one call."""

import cython
from cython.cimports.findling.kernels.search.doc_filter import (
    CheckPointer,
    ColumnTable,
    check_at,
    double_at,
    has_several,
    whole_at,
)
from cython.cimports.findling.kernels.search.snapshot_search import SegmentTable

Number = cython.fused_type(cython.longlong, cython.double)

# the kind of a check on a segment that has no column
_NONE = cython.declare(cython.int, 0)
# kinds of checks from which on values are floating point numbers
_FLOATING = cython.declare(cython.int, 8)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def segment_of(segments: SegmentTable, doc: cython.longlong, near: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the segment of a document of the snapshot, looked for from another one on."""
    while doc < segments.doc_bases[near]:
        near -= 1
    while doc >= segments.doc_bases[near] + segments.max_docs[near]:
        near += 1
    return near


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def is_present(column: CheckPointer, doc: cython.Py_ssize_t) -> cython.bint:
    """Returns whether a document may have a value."""
    if column.kind == _NONE:
        return False
    return not column.has_bits or (column.bits[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 != 0


def count_values(segments: SegmentTable, table: ColumnTable, docs: cython.const[cython.int][::1]) -> cython.Py_ssize_t:
    """Returns how many values some documents have at most; docs: (n,) int32, of the snapshot, in any order."""
    i: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    column: CheckPointer
    with cython.nogil:
        for i in range(docs.shape[0]):
            at = segment_of(segments, docs[i], at)
            column = check_at(table.checks, at)
            doc = docs[i] - segments.doc_bases[at]
            if column.kind != _NONE and has_several(column):
                n += column.starts[doc + 1] - column.starts[doc]
            else:
                n += 1
    return n


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def number_at(
    column: CheckPointer, i: cython.Py_ssize_t, base: cython.longlong, step: cython.ulonglong, zero: Number
) -> Number:
    """Returns the number that the i-th value of a column stands for; zero: of the type that is wanted."""
    if cython.compiled:
        if Number is cython.double:
            return double_at(column, i)
        else:
            return cython.cast(cython.longlong, cython.cast(cython.ulonglong, base) + step * whole_at(column, i))
    elif column.kind >= _FLOATING:
        return double_at(column, i)
    else:
        return base + step * whole_at(column, i)


def gather_numbers(
    segments: SegmentTable,
    table: ColumnTable,
    bases: cython.const[cython.longlong][::1],
    steps: cython.const[cython.ulonglong][::1],
    docs: cython.const[cython.int][::1],
    values: Number[::1],
    owners: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the numbers of some documents, and for each the index of its document; returns how many they are.

    docs: (n,) int32, of the snapshot, in any order; values of a document stay together
    bases, steps: (n_segments,) int64 and uint64, what stored whole numbers stand for
    values, owners: as long as count_values says, (n,) int64 or float64, and int32, overwritten
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    first: cython.longlong = 0
    stop: cython.longlong = 0
    base: cython.longlong = 0
    step: cython.ulonglong = 1
    zero: Number = 0
    column: CheckPointer = check_at(table.checks, 0)
    with cython.nogil:
        for i in range(docs.shape[0]):
            if docs[i] < first or docs[i] >= stop:
                at = segment_of(segments, docs[i], at)
                first = segments.doc_bases[at]
                stop = first + segments.max_docs[at]
                base = bases[at]
                step = steps[at]
                column = check_at(table.checks, at)
            doc = docs[i] - first
            if not is_present(column, doc):
                continue
            if not has_several(column):
                values[n] = number_at(column, doc, base, step, zero)
                owners[n] = cython.cast(cython.int, i)
                n += 1
                continue
            for j in range(column.starts[doc], column.starts[doc + 1]):
                values[n] = number_at(column, j, base, step, zero)
                owners[n] = cython.cast(cython.int, i)
                n += 1
    return n


def gather_ordinals(
    segments: SegmentTable,
    table: ColumnTable,
    numbers: ColumnTable,
    docs: cython.const[cython.int][::1],
    ords: cython.int[::1],
    owners: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the ordinals of the terms of some documents, see gather_numbers.

    table: ordinals by segment, counted from 1 in a column without starts
    numbers: for each segment (n_terms,) uint32, what its ordinals are in the snapshot; None: the same
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    end: cython.Py_ssize_t
    ord_: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    first: cython.longlong = 0
    stop: cython.longlong = 0
    column: CheckPointer = check_at(table.checks, 0)
    mapping: CheckPointer = check_at(numbers.checks, 0)
    several: cython.bint = False
    with cython.nogil:
        for i in range(docs.shape[0]):
            if docs[i] < first or docs[i] >= stop:
                at = segment_of(segments, docs[i], at)
                first = segments.doc_bases[at]
                stop = first + segments.max_docs[at]
                column = check_at(table.checks, at)
                mapping = check_at(numbers.checks, at)
                several = has_several(column)
            if column.kind == _NONE:
                continue
            doc = docs[i] - first
            end = column.starts[doc + 1] if several else doc + 1
            for j in range(column.starts[doc] if several else doc, end):
                ord_ = cython.cast(cython.Py_ssize_t, whole_at(column, j))
                if not several:
                    ord_ -= 1
                if ord_ < 0:
                    continue
                if mapping.kind != _NONE:
                    ord_ = cython.cast(cython.Py_ssize_t, whole_at(mapping, ord_))
                ords[n] = cython.cast(cython.int, ord_)
                owners[n] = cython.cast(cython.int, i)
                n += 1
    return n
