"""The sorted term dictionary of a field: sort keys, binary search, gathering of byte strings.

A list of byte strings is a blob (uint8) and the start of each string in it. Order is that of the bytes, a prefix
before its
extensions: what Python's `bytes` compare.
"""

import cython


def prefix_keys(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    which: cython.const[cython.longlong][::1],
    depth: cython.Py_ssize_t,
    out: cython.ulonglong[::1],
) -> None:
    """Writes the 8 bytes from `depth` on of some strings as big-endian numbers, short ones filled up with zeros.

    blob: (n_bytes,) uint8; starts: (n + 1,) int64; which: (n_out,) int64, numbers of strings; out: (n_out,) uint64
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    k: cython.Py_ssize_t
    end: cython.Py_ssize_t
    key: cython.ulonglong
    with cython.nogil:
        for i in range(which.shape[0]):
            at = starts[which[i]] + depth
            end = starts[which[i] + 1]
            key = 0
            for k in range(8):
                key = key << 8
                if at + k < end:
                    key |= cython.cast(cython.ulonglong, blob[at + k])
            out[i] = key


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def compare(
    left: cython.const[cython.uchar][::1],
    left_start: cython.Py_ssize_t,
    left_end: cython.Py_ssize_t,
    right: cython.const[cython.uchar][::1],
    right_start: cython.Py_ssize_t,
    right_end: cython.Py_ssize_t,
) -> cython.int:
    """Returns -1, 0 or 1 as the left string sorts before, with or after the right one."""
    left_size: cython.Py_ssize_t = left_end - left_start
    right_size: cython.Py_ssize_t = right_end - right_start
    i: cython.Py_ssize_t
    for i in range(min(left_size, right_size)):
        if left[left_start + i] != right[right_start + i]:
            return -1 if left[left_start + i] < right[right_start + i] else 1
    if left_size == right_size:
        return 0
    return -1 if left_size < right_size else 1


def seek_ceil(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.uint][::1],
    wanted: cython.const[cython.uchar][::1],
    wanted_starts: cython.const[cython.longlong][::1],
    ords: cython.int[::1],
    exact: cython.uchar[::1],
) -> None:
    """Finds, for each wanted string, the first term that is not before it.

    blob: (n_bytes,) uint8, starts: (n_terms + 1,) uint32: the sorted distinct terms
    wanted: (n_wanted_bytes,) uint8, wanted_starts: (n + 1,) int64: the strings to find
    ords: (n,) int32, overwritten with the term's number, n_terms if all terms are before
    exact: (n,) uint8, overwritten with 1 where that term is the wanted string itself
    """
    i: cython.Py_ssize_t
    low: cython.Py_ssize_t
    high: cython.Py_ssize_t
    middle: cython.Py_ssize_t
    order: cython.int
    with cython.nogil:
        for i in range(ords.shape[0]):
            exact[i] = 0
            low = 0
            high = starts.shape[0] - 1
            while low < high:
                middle = (low + high) >> 1
                order = compare(
                    blob, starts[middle], starts[middle + 1], wanted, wanted_starts[i], wanted_starts[i + 1]
                )
                if order < 0:
                    low = middle + 1
                else:
                    high = middle
                    if order == 0:
                        exact[i] = 1
            ords[i] = cython.cast(cython.int, low)


@cython.cclass
class SortedTerms:
    """Looks single strings up among the sorted distinct terms; holds on to the arrays so that a call is cheap.

    blob: (n_bytes,) uint8, starts: (n_terms + 1,) uint32
    """

    blob: cython.const[cython.uchar][::1]
    starts: cython.const[cython.uint][::1]

    def __init__(self, blob, starts) -> None:
        self.blob = blob
        self.starts = starts

    @cython.cfunc
    def _seek(self, wanted: cython.const[cython.uchar][::1]) -> cython.Py_ssize_t:
        """Returns the number of the first term that is not before `wanted`; -1 - number if it is `wanted` itself."""
        low: cython.Py_ssize_t = 0
        high: cython.Py_ssize_t = self.starts.shape[0] - 1
        middle: cython.Py_ssize_t
        order: cython.int
        if not cython.compiled:
            wanted = memoryview(wanted)
        with cython.nogil:
            while low < high:
                middle = (low + high) >> 1
                order = compare(self.blob, self.starts[middle], self.starts[middle + 1], wanted, 0, wanted.shape[0])
                if order == 0:
                    return -1 - middle
                if order < 0:
                    low = middle + 1
                else:
                    high = middle
        return low

    def find(self, wanted: bytes) -> cython.Py_ssize_t:
        """Returns the number of a term, -1 if there is no such term."""
        at: cython.Py_ssize_t = self._seek(wanted)
        return -1 - at if at < 0 else -1

    def seek_ceil(self, wanted: bytes) -> cython.Py_ssize_t:
        """Returns the number of the first term that is not before `wanted`, n_terms if all are."""
        at: cython.Py_ssize_t = self._seek(wanted)
        return -1 - at if at < 0 else at


def mark_changes(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    order: cython.const[cython.longlong][::1],
    out: cython.uchar[::1],
) -> None:
    """Marks with 1 each string, in sorted order, that differs from the one before it; the first one always does.

    order: (n,) int64, numbers of strings in sorted order; out: (n,) uint8, overwritten
    """
    i: cython.Py_ssize_t
    left: cython.Py_ssize_t
    right: cython.Py_ssize_t
    with cython.nogil:
        for i in range(order.shape[0]):
            out[i] = 1
            if i > 0:
                left = order[i - 1]
                right = order[i]
                if compare(blob, starts[left], starts[left + 1], blob, starts[right], starts[right + 1]) == 0:
                    out[i] = 0


def gather_strings(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    which: cython.const[cython.longlong][::1],
    out: cython.uchar[::1],
) -> None:
    """Copies some strings one after the other.

    blob, starts: the strings; which: (n_out,) int64, numbers of strings; out: (sum of their lengths,) uint8
    """
    i: cython.Py_ssize_t
    k: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(which.shape[0]):
            for k in range(starts[which[i]], starts[which[i] + 1]):
                out[at] = blob[k]
                at += 1
