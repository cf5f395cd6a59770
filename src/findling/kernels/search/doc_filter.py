"""Filters that are asked about single documents: by a bitmap, by a column's values, or along a term's postings.

A `DocFilter` is one filter in all segments of a snapshot; the struct `DocCheck` (doc_filter.pxd)
is what it says about one segment. A `ColumnTable` has the columns of one field, from which filters are made by one
call. Documents are asked about in increasing order within a segment.
"""

import copy
import math

import cython
import numpy as np
from cython.cimports.findling.kernels.search.cursor import Cursors, cursor_at, seek
from cython.cimports.findling.kernels.search.field_table import TermStates

if cython.compiled:
    from cython.cimports.libc.stdlib import calloc, free
else:

    class CheckState:
        """The struct of doc_filter.pxd."""

        kind = 0
        excludes = has_bits = False
        bits = starts = bytes = shorts = ints = longs = floats = doubles = cursor = None

    CheckPointer = CheckState

_NONE = cython.declare(cython.int, 0)
_ALL = cython.declare(cython.int, 1)
_BITS = cython.declare(cython.int, 2)
_POSTINGS = cython.declare(cython.int, 3)
_BYTES = cython.declare(cython.int, 4)
_SHORTS = cython.declare(cython.int, 5)
_INTS = cython.declare(cython.int, 6)
_LONGS = cython.declare(cython.int, 7)
_FLOATS = cython.declare(cython.int, 8)
_DOUBLES = cython.declare(cython.int, 9)
_NO_NORMS = np.ones(256, np.float32)
_KINDS = {
    "uint8": (4, "bytes"),
    "uint16": (5, "shorts"),
    "uint32": (6, "ints"),
    "uint64": (7, "longs"),
    "float32": (8, "floats"),
    "float64": (9, "doubles"),
}


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def check_at(checks: CheckPointer, i: cython.Py_ssize_t) -> CheckPointer:
    """Returns the i-th check of a C array (uncompiled, of a list)."""
    if cython.compiled:
        return checks + i
    else:
        return checks[i]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def lets_all(check: CheckPointer, excludes: cython.bint) -> cython.bint:
    """Returns whether every document of the segment passes."""
    return check.kind == (_NONE if excludes else _ALL)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def lets_none(check: CheckPointer, excludes: cython.bint) -> cython.bint:
    """Returns whether no document of the segment passes."""
    return check.kind == (_ALL if excludes else _NONE)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def within(check: CheckPointer, i: cython.Py_ssize_t) -> cython.bint:
    """Returns whether the i-th value of a column is within the limits."""
    if check.kind == _BYTES:
        return check.low <= check.bytes[i] and check.bytes[i] <= check.high
    if check.kind == _SHORTS:
        return check.low <= check.shorts[i] and check.shorts[i] <= check.high
    if check.kind == _INTS:
        return check.low <= check.ints[i] and check.ints[i] <= check.high
    if check.kind == _LONGS:
        return check.low <= check.longs[i] and check.longs[i] <= check.high
    if check.kind == _FLOATS:
        return check.first <= check.floats[i] and check.floats[i] <= check.last
    return check.first <= check.doubles[i] and check.doubles[i] <= check.last


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def whole_at(check: CheckPointer, i: cython.Py_ssize_t) -> cython.ulonglong:
    """Returns the i-th value of a column of unsigned numbers, as it is stored."""
    if check.kind == _BYTES:
        return check.bytes[i]
    if check.kind == _SHORTS:
        return check.shorts[i]
    if check.kind == _INTS:
        return check.ints[i]
    return check.longs[i]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def double_at(check: CheckPointer, i: cython.Py_ssize_t) -> cython.double:
    """Returns the i-th value of a column of floating point numbers."""
    return check.floats[i] if check.kind == _FLOATS else check.doubles[i]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def has_several(check: CheckPointer) -> cython.bint:
    """Returns whether documents may have several values."""
    if cython.compiled:
        return check.starts != cython.NULL
    else:
        return check.starts is not None


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def has_value_within(check: CheckPointer, doc: cython.int) -> cython.bint:
    """Returns whether any value of a document is within the limits."""
    i: cython.Py_ssize_t
    if check.has_bits and (check.bits[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 == 0:
        return False
    if not has_several(check):
        return within(check, doc)
    for i in range(check.starts[doc], check.starts[doc + 1]):
        if within(check, i):
            return True
    return False


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def passes(check: CheckPointer, doc: cython.int) -> cython.bint:
    """Returns whether a document may be a hit."""
    found: cython.bint
    if check.kind >= _BYTES:
        found = has_value_within(check, doc)
    elif check.kind == _BITS:
        found = (check.bits[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 != 0
    elif check.kind == _POSTINGS:
        found = seek(check.cursor, doc) and check.cursor.docs[check.cursor.at] == doc
    else:
        found = check.kind == _ALL
    return found != check.excludes


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mark_within(check: CheckPointer, docs: cython.p_int, n: cython.Py_ssize_t, found: cython.p_uchar) -> cython.void:
    """Writes for each of n documents, which have one whole number at most, whether that is within the limits.

    Without a branch on the outcome: that would be mispredicted.
    """
    i: cython.Py_ssize_t
    low: cython.ulonglong = check.low
    high: cython.ulonglong = check.high
    if check.kind == _BYTES:
        for i in range(n):
            found[i] = (low <= check.bytes[docs[i]]) & (check.bytes[docs[i]] <= high)
    elif check.kind == _SHORTS:
        for i in range(n):
            found[i] = (low <= check.shorts[docs[i]]) & (check.shorts[docs[i]] <= high)
    elif check.kind == _INTS:
        for i in range(n):
            found[i] = (low <= check.ints[docs[i]]) & (check.ints[docs[i]] <= high)
    else:
        for i in range(n):
            found[i] = (low <= check.longs[docs[i]]) & (check.longs[docs[i]] <= high)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mark_bits(
    bits: cython.pointer[cython.const[cython.ulonglong]],
    docs: cython.p_int,
    n: cython.Py_ssize_t,
    excludes: cython.bint,
    marks: cython.p_uchar,
) -> cython.void:
    """Takes the mark of each of n documents away that is not in a bitmap, or that is if it excludes."""
    i: cython.Py_ssize_t
    flip: cython.ulonglong = 1 if excludes else 0
    for i in range(n):
        marks[i] &= cython.cast(
            cython.uchar, ((bits[docs[i] >> 6] >> cython.cast(cython.ulonglong, docs[i] & 63)) & 1) ^ flip
        )


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mark_passing(check: CheckPointer, docs: cython.p_int, n: cython.Py_ssize_t, marks: cython.p_uchar) -> cython.void:
    """Takes the mark of each of n documents away, at most 128 and increasing, that is no hit; what `passes` says."""
    i: cython.Py_ssize_t
    found = cython.declare(cython.uchar[128])
    flip: cython.uchar = 1 if check.excludes else 0
    if check.kind == _BITS:
        mark_bits(check.bits, docs, n, check.excludes, marks)
    elif _BYTES <= check.kind <= _LONGS and not has_several(check):
        mark_within(check, docs, n, found)
        if check.has_bits:
            mark_bits(check.bits, docs, n, False, found)
        for i in range(n):
            marks[i] &= found[i] ^ flip
    else:
        for i in range(n):
            if marks[i]:
                marks[i] = passes(check, docs[i])


@cython.cclass
class DocFilter:
    """One filter in all segments of a snapshot; for one search if it goes along postings.

    n: number of segments; states: the term that documents must have, if it is that; else what is set by segment
    """

    def __init__(self, n: cython.Py_ssize_t, states: TermStates = None) -> None:
        self.n = n
        self.arrays = []
        self.states = states
        if cython.compiled:
            self.checks = cython.cast(CheckPointer, calloc(max(n, 1), cython.sizeof(DocCheck)))
            if self.checks == cython.NULL:
                raise MemoryError
        else:
            self.checks = [CheckState() for _ in range(n)]
        if states is not None:
            self.cursors = Cursors([], 1)

    def __dealloc__(self) -> None:
        free(self.checks)

    def set_bits(self, segment: cython.Py_ssize_t, words) -> None:
        """Lets those documents of a segment pass that are in a bitmap, (n_words,) uint64."""
        check: CheckPointer = check_at(self.checks, segment)
        self.arrays.append(words)
        check.kind = _BITS
        check.bits = pointer_to_longs(words)

    @cython.cfunc
    def open(self, segment: cython.Py_ssize_t) -> CheckPointer:
        """Returns the check of a segment, at its start."""
        check: CheckPointer = check_at(self.checks, segment)
        states: TermStates = self.states
        first: cython.Py_ssize_t
        if states is None:
            return check
        check.kind = _NONE
        if states.doc_freqs[segment] > 0:
            first = states.first_blocks[segment]
            self.cursors.n = 0
            self.cursors.place(
                states.table.postings[segment],
                first,
                first + ((states.doc_freqs[segment] + 127) >> 7),
                states.doc_freqs[segment],
                0,
                _NO_NORMS,
                0,
            )
            check.kind = _POSTINGS
            check.cursor = cursor_at(self.cursors.cursors, 0)
        return check


@cython.cclass
class ColumnTable:
    """The columns of one field in the segments of a snapshot. Thread-safe.

    columns: for each segment None, or (values, starts, presence, is_double, base, step, least, greatest, limits)
        values: unsigned or floating point numbers, see codec/columns; starts: (max_doc + 1,) int32 if documents have
        several; presence: uint64 words of the documents with a value, None: all
        a value stands for base + step * value; least and greatest are of what they stand for
        limits: (low, high) -> the same as they compare with that, None: as they are
    """

    def __init__(self, columns: list) -> None:
        i: cython.Py_ssize_t
        self.n = len(columns)
        self.columns = columns
        if cython.compiled:
            self.checks = cython.cast(CheckPointer, calloc(max(self.n, 1), cython.sizeof(DocCheck)))
            if self.checks == cython.NULL:
                raise MemoryError
        else:
            self.checks = [CheckState() for _ in columns]
        for i in range(self.n):
            if columns[i] is not None and len(columns[i][0]):
                self._point(check_at(self.checks, i), columns[i])

    def __dealloc__(self) -> None:
        free(self.checks)

    @cython.cfunc
    def _point(self, check: CheckPointer, column) -> cython.void:
        """Makes a check point at the arrays of a column."""
        values, starts, presence = column[:3]
        if presence is not None:
            check.bits = pointer_to_longs(presence)
            check.has_bits = True
        if starts is not None:
            check.starts = pointer_to_starts(starts)
        point_at_values(check, values)

    def is_sortable(self, is_double: bool) -> bool:
        """Returns whether documents have one number at most, all of the kind asked for and none NaN."""
        for column in self.columns:
            if column is None:
                continue
            if column[1] is not None or bool(column[3]) != is_double:
                return False
            if column[6] != column[6] or column[7] != column[7]:
                return False
        return True

    def between(self, low, high) -> DocFilter:
        """Returns the filter of documents with any value in [low, high], numbers that the values stand for."""
        i: cython.Py_ssize_t
        made = cython.declare(DocFilter, DocFilter(self.n))
        made.arrays = self
        for i in range(self.n):
            if self.columns[i] is not None and len(self.columns[i][0]):
                self._limit(copied(made.checks, i, check_at(self.checks, i)), self.columns[i], low, high)
        return made

    @cython.cfunc
    def _limit(self, check: CheckPointer, column, low, high):
        """Sets the limits of a check, by the values that are stored."""
        _, _, presence, is_double, base, step, least, greatest, limits = column
        if limits is not None:
            low, high = limits(low, high)
        if low > greatest or high < least:
            check.kind = _NONE
        elif low <= least and greatest <= high and not has_several(check):
            check.kind = _ALL if presence is None else _BITS
        elif is_double:
            check.first = low
            check.last = high
        else:
            first, last = math.ceil(max(low, least)), math.floor(min(high, greatest))
            if first > last:
                check.kind = _NONE
            else:
                check.low = -((base - first) // step)
                check.high = (last - base) // step
        return

    def equal(self, states: TermStates) -> DocFilter:
        """Returns the filter of documents with a term, if the columns hold ordinals: those of the term's segments.

        Ordinals are counted from 1 in a segment whose column has no starts.
        """
        i: cython.Py_ssize_t
        check: CheckPointer
        made = cython.declare(DocFilter, DocFilter(self.n))
        made.arrays = self
        for i in range(self.n):
            if self.columns[i] is None or states.ords[i] < 0:
                continue
            check = copied(made.checks, i, check_at(self.checks, i))
            # a document without a term has the ordinal 0, so presence says nothing more
            check.low = states.ords[i] if has_several(check) else states.ords[i] + 1
            check.high = check.low
        return made


@cython.cfunc
def copied(checks: CheckPointer, i: cython.Py_ssize_t, check: CheckPointer) -> CheckPointer:
    """Copies a check to the i-th place, and returns the copy."""
    if cython.compiled:
        checks[i] = check[0]
        return checks + i
    else:
        checks[i] = copy.copy(check)
        return checks[i]


@cython.cfunc
def pointer_to_longs(values) -> cython.pointer[cython.const[cython.ulonglong]]:
    """Returns where the numbers of an array of uint64 stand."""
    if cython.compiled:
        view: cython.const[cython.ulonglong][::1] = values
        return cython.address(view[0])
    else:
        return memoryview(values)


@cython.cfunc
def pointer_to_starts(values) -> cython.pointer[cython.const[cython.int]]:
    """Returns where the numbers of an array of int32 stand."""
    if cython.compiled:
        view: cython.const[cython.int][::1] = values
        return cython.address(view[0])
    else:
        return memoryview(values)


@cython.cfunc
def point_at_values(check: CheckPointer, values):
    """Makes a check point at the values of a column, by their dtype."""
    bytes: cython.const[cython.uchar][::1]
    shorts: cython.const[cython.ushort][::1]
    ints: cython.const[cython.uint][::1]
    floats: cython.const[cython.float][::1]
    doubles: cython.const[cython.double][::1]
    name = values.dtype.name
    check.kind = _KINDS[name][0]
    if not cython.compiled:
        setattr(check, _KINDS[name][1], memoryview(values))
    elif name == "uint8":
        bytes = values
        check.bytes = cython.address(bytes[0])
    elif name == "uint16":
        shorts = values
        check.shorts = cython.address(shorts[0])
    elif name == "uint32":
        ints = values
        check.ints = cython.address(ints[0])
    elif name == "uint64":
        check.longs = pointer_to_longs(values)
    elif name == "float32":
        floats = values
        check.floats = cython.address(floats[0])
    else:
        doubles = values
        check.doubles = cython.address(doubles[0])
    return
