"""Lists of byte strings in memory: sort keys, comparing, gathering.

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


def join_strings(
    blob: cython.const[cython.uchar][::1], starts: cython.const[cython.longlong][::1], out: cython.uchar[::1]
) -> None:
    """Copies strings that stand one after the other, a zero byte between each and the next.

    blob: uint8; starts: (n + 1,) int64 into blob; out: (their bytes + n - 1,) uint8, zeros
    """
    i: cython.Py_ssize_t
    k: cython.Py_ssize_t
    moved: cython.Py_ssize_t
    with cython.nogil:
        for i in range(starts.shape[0] - 1):
            moved = i - starts[0]
            for k in range(starts[i], starts[i + 1]):
                out[k + moved] = blob[k]
