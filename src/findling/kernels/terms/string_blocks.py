"""Lists of byte strings in blocks of 16, each string without the bytes that it shares with the one before it.

A string is a header byte, shared << 4 | rest, then its last `rest` bytes: the first `shared` bytes are those of the
string before. 15 in either half of the header stands for 15 and what the variable-length number (7 bits a byte, lowest
first, the top bit says that more follow) after the header adds to it, first for `shared`, then for `rest`. The first
string of a block shares nothing. `shared` is as great as it can be, so a sorted list is searched without restoring any
string.
Source: front coding, as in Witten, Moffat, Bell, "Managing Gigabytes", 1999.
"""

import cython
import numpy as np

_NOTHING = np.zeros(1, np.uint8)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def write_number(value: cython.Py_ssize_t, out: cython.uchar[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Writes a variable-length number at out[at] and returns the index after it."""
    while value > 127:
        out[at] = cython.cast(cython.uchar, (value & 127) | 128)
        value >>= 7
        at += 1
    out[at] = cython.cast(cython.uchar, value)
    return at + 1


def encode(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    out: cython.uchar[::1],
    block_start: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Writes strings and returns the number of bytes written.

    blob: (n_bytes,) uint8, starts: (n + 1,) int64: the strings
    out: (at least n_bytes + 11 n,) uint8, overwritten up to the number returned
    block_start: (ceil(n / 16),) int64, overwritten with where each block starts in `out`
    """
    i: cython.Py_ssize_t
    k: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    shared: cython.Py_ssize_t
    rest: cython.Py_ssize_t
    before: cython.Py_ssize_t
    first: cython.Py_ssize_t
    limit: cython.Py_ssize_t
    with cython.nogil:
        for i in range(starts.shape[0] - 1):
            first = starts[i]
            shared = 0
            if i & 15 == 0:
                block_start[i >> 4] = at
            else:
                before = starts[i - 1]
                limit = min(first - before, starts[i + 1] - first)
                while shared < limit and blob[before + shared] == blob[first + shared]:
                    shared += 1
            rest = starts[i + 1] - first - shared
            out[at] = cython.cast(cython.uchar, min(shared, 15) << 4 | min(rest, 15))
            at += 1
            if shared >= 15:
                at = write_number(shared - 15, out, at)
            if rest >= 15:
                at = write_number(rest - 15, out, at)
            for k in range(rest):
                out[at + k] = blob[first + shared + k]
            at += rest
    return at


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def header(
    data: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    parts: cython.pointer[cython.Py_ssize_t],
) -> cython.Py_ssize_t:
    """Reads the header at data[at] into parts (shared, rest); returns where the string's own bytes start."""
    part: cython.Py_ssize_t
    shift: cython.Py_ssize_t
    parts[0] = data[at] >> 4
    parts[1] = data[at] & 15
    at += 1
    for part in range(2):
        if parts[part] == 15:
            shift = 0
            while data[at] > 127:
                parts[part] += cython.cast(cython.Py_ssize_t, data[at] & 127) << shift
                shift += 7
                at += 1
            parts[part] += cython.cast(cython.Py_ssize_t, data[at]) << shift
            at += 1
    return at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def compare_head(
    data: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    wanted: cython.pointer[cython.const[cython.uchar]],
    size: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns less than, exactly or more than 0 as the first string of a block sorts before, with or after another.

    at: where the block starts in data; wanted: the other, `size` bytes
    """
    parts = cython.declare(cython.Py_ssize_t[2])
    k: cython.Py_ssize_t
    at = header(data, at, parts)
    for k in range(min(parts[1], size)):
        if data[at + k] != wanted[k]:
            return -1 if data[at + k] < wanted[k] else 1
    return parts[1] - size


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def seek_in_block(
    data: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    wanted: cython.pointer[cython.const[cython.uchar]],
    size: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns the place of the first of n sorted strings that is not before `wanted`, n if all are.

    -1 - place if it is that string itself; the block starts at data[at]; wanted: `size` bytes
    """
    parts = cython.declare(cython.Py_ssize_t[2])
    place: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    match: cython.Py_ssize_t = 0  # bytes that the string before has in common with the wanted one
    for place in range(n):
        at = header(data, at, parts)
        if parts[0] < match:  # has a greater byte where the string before is like the wanted one
            return place
        stop = at + parts[1]
        if parts[0] == match:
            while at < stop and match < size and data[at] == wanted[match]:
                at += 1
                match += 1
            if match == size:
                return -1 - place if at == stop else place
            if at < stop and data[at] > wanted[match]:
                return place
        at = stop
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def equals(
    data: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    place: cython.Py_ssize_t,
    wanted: cython.pointer[cython.const[cython.uchar]],
    size: cython.Py_ssize_t,
) -> cython.bint:
    """Returns whether the string at `place` in the block that starts at data[at] is `wanted`; sorted or not."""
    parts = cython.declare(cython.Py_ssize_t[2])
    i: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    match: cython.Py_ssize_t = 0
    for i in range(place + 1):
        at = header(data, at, parts)
        stop = at + parts[1]
        if parts[0] <= match:
            match = parts[0]
            while at < stop and match < size and data[at] == wanted[match]:
                at += 1
                match += 1
        at = stop
    return match == size and parts[0] + parts[1] == size


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def restore(
    data: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    place: cython.Py_ssize_t,
    out: cython.p_uchar,
    size: cython.Py_ssize_t,
) -> cython.void:
    """Writes the first `size` bytes of the string at `place` in the block that starts at data[at]."""
    parts = cython.declare(cython.Py_ssize_t[2])
    i: cython.Py_ssize_t
    k: cython.Py_ssize_t
    for i in range(place + 1):  # strings before it leave their bytes where it shares them
        at = header(data, at, parts)
        for k in range(parts[0], min(parts[0] + parts[1], size)):
            out[k] = data[at + k - parts[0]]
        at += parts[1]


@cython.cclass
class StringBlocks:
    """Reads a list of n strings. Thread-safe.

    data: (n_bytes,) uint8; block_start: (ceil(n / 16),) uint32, where each block starts in data
    """

    def __init__(self, data, block_start, n: cython.Py_ssize_t) -> None:
        self.array = data if n else _NOTHING
        self.block_start = block_start
        self.n = n
        if cython.compiled:
            self.data = cython.address(self.array[0])
        else:
            self.data, self.block_start = memoryview(data), memoryview(block_start)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def seek(self, wanted: cython.pointer[cython.const[cython.uchar]], size: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns the number of the first string of a sorted list that is not before `wanted`.

        -1 - number if it is that string itself; wanted: `size` bytes
        """
        low: cython.Py_ssize_t = 0
        high: cython.Py_ssize_t = self.block_start.shape[0]
        middle: cython.Py_ssize_t
        order: cython.Py_ssize_t
        first: cython.Py_ssize_t
        while low < high:  # the last block that does not start after the wanted string
            middle = (low + high) >> 1
            order = compare_head(self.data, self.block_start[middle], wanted, size)
            if order == 0:
                return -1 - (middle << 4)
            if order < 0:
                low = middle + 1
            else:
                high = middle
        if low == 0:
            return 0
        first = (low - 1) << 4
        order = seek_in_block(self.data, self.block_start[low - 1], min(16, self.n - first), wanted, size)
        return first + order if order >= 0 else order - first

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def same(
        self,
        number: cython.Py_ssize_t,
        wanted: cython.pointer[cython.const[cython.uchar]],
        size: cython.Py_ssize_t,
    ) -> cython.bint:
        """Returns whether a string is `wanted`, `size` bytes; the list need not be sorted."""
        return equals(self.data, self.block_start[number >> 4], number & 15, wanted, size)

    def find(self, wanted: bytes) -> cython.Py_ssize_t:
        """Returns the number of a string in a sorted list, -1 if there is no such string."""
        at: cython.Py_ssize_t = self.seek(wanted, len(wanted))
        return -1 - at if at < 0 else -1

    def seek_ceil(self, wanted: bytes) -> cython.Py_ssize_t:
        """Returns the number of the first string of a sorted list that is not before `wanted`, n if all are."""
        at: cython.Py_ssize_t = self.seek(wanted, len(wanted))
        return -1 - at if at < 0 else at

    def find_many(self, wanted: list, out: cython.int[::1]) -> None:
        """Finds several strings in a sorted list.

        wanted: of bytes; out: (n_wanted,) int32, overwritten with the number of each, -1 where there is no such string
        """
        i: cython.Py_ssize_t
        for i in range(out.shape[0]):
            out[i] = cython.cast(cython.int, self.find(wanted[i]))

    def get(self, number: cython.Py_ssize_t) -> bytes:
        """Returns a string; number: in [0, n)."""
        parts = cython.declare(cython.Py_ssize_t[2])
        short = cython.declare(cython.uchar[256])
        start: cython.Py_ssize_t = self.block_start[number >> 4]
        at: cython.Py_ssize_t = start
        i: cython.Py_ssize_t
        for i in range((number & 15) + 1):
            at = header(self.data, at, parts) + parts[1]
        size: cython.Py_ssize_t = parts[0] + parts[1]
        if cython.compiled and size <= 256:
            restore(self.data, start, number & 15, short, size)
            return cython.cast(cython.p_char, short)[:size]
        string = bytearray(size)
        restore(self.data, start, number & 15, string, size)
        return bytes(string)

    def all_lengths(self, out: cython.longlong[::1]) -> None:
        """Writes the lengths of all strings, (n,) int64."""
        parts = cython.declare(cython.Py_ssize_t[2])
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t = 0
        with cython.nogil:
            for i in range(self.n):
                at = header(self.data, at, parts) + parts[1]
                out[i] = parts[0] + parts[1]

    def all_bytes(self, starts: cython.const[cython.longlong][::1], out: cython.uchar[::1]) -> None:
        """Copies all strings one after the other; starts: (n + 1,) int64; out: (starts[-1],) uint8, overwritten."""
        parts = cython.declare(cython.Py_ssize_t[2])
        i: cython.Py_ssize_t
        k: cython.Py_ssize_t
        at: cython.Py_ssize_t = 0
        place: cython.Py_ssize_t
        before: cython.Py_ssize_t = 0
        with cython.nogil:
            for i in range(self.n):
                at = header(self.data, at, parts)
                place = starts[i]
                for k in range(parts[0]):
                    out[place + k] = out[before + k]
                for k in range(parts[1]):
                    out[place + parts[0] + k] = self.data[at + k]
                at += parts[1]
                before = place
