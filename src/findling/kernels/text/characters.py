"""Decodes UTF-8 and looks up the classes of characters.

The class of a code point c is `blocks[index[c >> 7] << 7 | c & 127]`, a uint32 whose bits
findling.analysis.unicode_classes names. Text is valid UTF-8. Uncompiled, memoryviews stand for the pointers.
"""

import cython


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def code_point_at(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.uint:
    """Returns the code point that starts at text[at]."""
    byte: cython.uint = text[at]
    if byte < 0x80:
        return byte
    if byte < 0xE0:
        return (byte & 31) << 6 | (text[at + 1] & 63)
    if byte < 0xF0:
        return (byte & 15) << 12 | (text[at + 1] & 63) << 6 | (text[at + 2] & 63)
    return (byte & 7) << 18 | (text[at + 1] & 63) << 12 | (text[at + 2] & 63) << 6 | (text[at + 3] & 63)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def char_at(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    index: cython.pointer[cython.const[cython.ushort]],
    blocks: cython.pointer[cython.const[cython.uint]],
) -> cython.uint:
    """Returns the class of the character that starts at text[at], with its length in bytes in bits 24 to 26."""
    char: cython.uint = code_point_at(text, at)
    n_bytes: cython.uint = 1
    if char > 0xFFFF:
        n_bytes = 4
    elif char > 0x7FF:
        n_bytes = 3
    elif char > 0x7F:
        n_bytes = 2
    return blocks[(cython.cast(cython.Py_ssize_t, index[char >> 7]) << 7) | (char & 127)] | n_bytes << 24


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def utf16_end(
    text: cython.pointer[cython.const[cython.uchar]],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    n_units: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns how far whole characters of text[start:end] fit into `n_units` UTF-16 units; at least one does."""
    i: cython.Py_ssize_t
    units: cython.Py_ssize_t = 0
    for i in range(start, end):
        if text[i] & 0xC0 != 0x80:
            units += 2 if text[i] >= 0xF0 else 1
            if units > n_units and i > start:
                return i
    return end
