"""Matches terms with a pattern of `?` (one character) and `*` (any number of characters), without an automaton.

The pattern is an array of numbers: a byte of a literal, ANY_CHARACTER or ANYTHING. Terms are UTF-8; a literal's bytes
are compared as they are, and what `?` and `*` take are whole characters.
Source: the usual greedy matching, which goes back to the last `*` only.
"""

import cython

ANY_CHARACTER = -1
ANYTHING = -2


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def after_character(blob: cython.const[cython.uchar][::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns where the character at `at` ends."""
    byte: cython.uchar = blob[at]
    return at + (1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def fits(
    blob: cython.const[cython.uchar][::1],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    pattern: cython.const[cython.short][::1],
) -> cython.bint:
    """Returns whether the term blob[start:end] fits the pattern."""
    at: cython.Py_ssize_t = start
    p: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = pattern.shape[0]
    retry_at: cython.Py_ssize_t = -1
    retry_p: cython.Py_ssize_t = 0
    while at < end:
        if p < n and pattern[p] == -2:
            p += 1
            retry_p = p
            retry_at = at
        elif p < n and pattern[p] == -1:
            at = after_character(blob, at)
            p += 1
        elif p < n and pattern[p] == blob[at]:
            at += 1
            p += 1
        elif retry_at >= 0:
            retry_at = after_character(blob, retry_at)
            at = retry_at
            p = retry_p
        else:
            return False
    while p < n and pattern[p] == -2:
        p += 1
    return p == n


def fitting_terms(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    ords: cython.const[cython.longlong][::1],
    pattern: cython.const[cython.short][::1],
    out: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Writes those of the terms `ords` that fit, in their order, and returns how many they are.

    blob, offsets: (n_bytes,) uint8 and (n_terms + 1,) uint32, the dictionary
    ords: (n,) int64; pattern: (n_parts,) int16, see the module; out: (n,) int64, overwritten
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(ords.shape[0]):
            if fits(blob, offsets[ords[i]], offsets[ords[i] + 1], pattern):
                out[n] = ords[i]
                n += 1
    return n
