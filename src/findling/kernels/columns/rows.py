"""Writes many rows of text that differ in an id and some numbers only: the items of a bulk answer."""

import cython

if cython.compiled:
    from cython.cimports.libc.string import memcpy
else:

    def memcpy(target, source, size):
        """Copies bytes as C does."""
        target[:size] = source[:size]


ID_SLOT = cython.declare(cython.int, -1)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def put_number(out: cython.p_uchar, at: cython.Py_ssize_t, number: cython.longlong) -> cython.Py_ssize_t:
    """Writes a number that is not negative in decimal digits at out[at]; returns where it ends."""
    digits: cython.Py_ssize_t = 1
    left: cython.longlong = number
    place: cython.Py_ssize_t
    while left > 9:
        left = left // 10
        digits += 1
    for place in range(at + digits - 1, at - 1, -1):
        out[place] = cython.cast(cython.uchar, 48 + number % 10)
        number = number // 10
    return at + digits


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def put_bytes(
    out: cython.p_uchar,
    at: cython.Py_ssize_t,
    text: cython.const[cython.uchar][::1],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Writes text[start:end] at out[at]; returns where it ends."""
    if end > start:
        if cython.compiled:
            memcpy(out + at, cython.address(text[start]), end - start)
        else:
            memcpy(out[at:], text[start:], end - start)
    return at + end - start


def write_rows(
    pieces: tuple,
    slots: cython.const[cython.int][::1],
    ids: tuple,
    numbers: cython.const[cython.longlong][:, ::1],
    out: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Writes for every id piece 0, slot 0, piece 1, slot 1... and the last piece; returns the number of bytes.

    pieces: (uint8, int64 (n_slots + 2,)): the bytes of the n_slots + 1 pieces, and where each starts
    slots: (n_slots,) int32: -1 for the id, else which of the numbers
    ids: (uint8, int64 (n_rows + 1,)): the bytes of all ids, and where each starts
    numbers: (n_columns, n_rows) int64, none negative
    out: uint8, room for everything, 19 bytes for each number; overwritten
    """
    piece_text: cython.const[cython.uchar][::1] = pieces[0]
    piece_starts: cython.const[cython.longlong][::1] = pieces[1]
    id_text: cython.const[cython.uchar][::1] = ids[0]
    id_starts: cython.const[cython.longlong][::1] = ids[1]
    row: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    last: cython.Py_ssize_t = slots.shape[0]
    at: cython.Py_ssize_t = 0
    if not cython.compiled:
        piece_text, id_text, out = map(memoryview, (piece_text, id_text, out))
    target: cython.p_uchar = cython.address(out[0]) if cython.compiled else out
    with cython.nogil:
        for row in range(id_starts.shape[0] - 1):
            for slot in range(last):
                at = put_bytes(target, at, piece_text, piece_starts[slot], piece_starts[slot + 1])
                if slots[slot] == ID_SLOT:
                    at = put_bytes(target, at, id_text, id_starts[row], id_starts[row + 1])
                else:
                    at = put_number(target, at, numbers[slots[slot], row])
            at = put_bytes(target, at, piece_text, piece_starts[last], piece_starts[last + 1])
    return at
