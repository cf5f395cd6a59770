"""Matches terms with a pattern of `?` (one character) and `*` (any number of characters), without an automaton.

The pattern is an array of numbers: a byte of a literal, ANY_CHARACTER or ANYTHING; EITHER_CASE + a small letter stands
for both forms of a letter of ASCII. Terms are UTF-8; a literal's bytes are compared as they are, and what `?` and `*`
take are whole characters.
Source: the usual greedy matching, which goes back to the last `*` only.
"""

import cython
from cython.cimports.findling.kernels.terms.term_scan import findling_find_bytes, findling_rarest

ANY_CHARACTER = -1
ANYTHING = -2
EITHER_CASE = 256


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
def term_at(
    offsets: cython.const[cython.uint][::1], term: cython.Py_ssize_t, high: cython.Py_ssize_t, at: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns which of the terms [term, high) the byte at `at`, which is in one of them, belongs to."""
    step: cython.Py_ssize_t = 1
    middle: cython.Py_ssize_t
    while term + step < high and offsets[term + step] <= at:
        term += step
        step <<= 1
    high = min(term + step, high)
    while term + 1 < high:
        middle = (term + high) >> 1
        if offsets[middle] <= at:
            term = middle
        else:
            high = middle
    return term


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
        elif p < n and (pattern[p] == blob[at] or pattern[p] - 256 == blob[at] | 0x20):
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
    dictionary: tuple,
    low: cython.Py_ssize_t,
    high: cython.Py_ssize_t,
    pattern: cython.const[cython.short][::1],
    literal: cython.const[cython.uchar][::1],
    out: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Writes those of the terms [low, high) that fit, in order, and returns how many they are.

    dictionary: (n_bytes,) uint8 and (n_terms + 1,) uint32: blob and offsets
    pattern: (n_parts,) int16, see the module
    literal: (n,) uint8, a part of the pattern that is looked for in all terms at once; or empty: terms are matched one
        by one
    out: (high - low,) int64, overwritten
    """
    blob: cython.const[cython.uchar][::1] = dictionary[0]
    offsets: cython.const[cython.uint][::1] = dictionary[1]
    size: cython.Py_ssize_t = literal.shape[0]
    i: cython.Py_ssize_t = low
    at: cython.Py_ssize_t
    end: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    least: cython.Py_ssize_t = 0
    rarest: cython.Py_ssize_t = 0
    last: cython.int = pattern[pattern.shape[0] - 1] if pattern.shape[0] > 0 else -2
    last = -2 if last >= 256 else last
    if low >= high:
        return 0
    if blob.shape[0] == 0:  # nothing but the empty term, and nothing to point at
        for at in range(pattern.shape[0]):
            least += pattern[at] != -2
        if least > 0 or size > 0:
            return 0
        for i in range(low, high):
            out[n] = i
            n += 1
        return n
    if cython.compiled:
        text: cython.pointer[cython.const[cython.uchar]] = cython.address(blob[0])
        wanted: cython.pointer[cython.const[cython.uchar]] = cython.address(literal[0]) if size > 0 else text
    else:
        text, wanted = blob, literal
    with cython.nogil:
        for at in range(pattern.shape[0]):
            least += pattern[at] != -2
        if size > 0:
            rarest = findling_rarest(wanted, size)
        at = offsets[low]
        end = offsets[high]
        while i < high:
            if size > 0:
                at = findling_find_bytes(text, at, end, wanted, size, rarest)
                if at == end:
                    break
                i = term_at(offsets, i, high, at)
            # a glance at size and end says of most that they do not fit
            if offsets[i + 1] - offsets[i] >= least and (last < 0 or blob[offsets[i + 1] - 1] == last):
                if fits(blob, offsets[i], offsets[i + 1], pattern):
                    out[n] = i
                    n += 1
            i += 1
            at = offsets[i]
    return n
