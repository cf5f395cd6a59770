"""Finds the boundaries between words as Java's BreakIterator does, by the bits of each UTF-16 unit of a text.

Source: the rules of Java's BreakIteratorRules, which are older than Unicode's. Thai, which only a dictionary divides,
is one word here.
"""

import cython

# a letter that words are made of, and what may follow one in a word
LETTER = cython.declare(cython.uint, 1)
CONTINUES = cython.declare(cython.uint, 2)
MARK = cython.declare(cython.uint, 4)
SOFT_HYPHEN = cython.declare(cython.uint, 8)
NUMBER = cython.declare(cython.uint, 16)
# before a number, within words, within numbers, behind a word, behind a number
PREFIX = cython.declare(cython.uint, 32)
IN_WORD = cython.declare(cython.uint, 64)
IN_NUMBER = cython.declare(cython.uint, 128)
DANDA = cython.declare(cython.uint, 256)
PERCENT = cython.declare(cython.uint, 512)
KANJI = cython.declare(cython.uint, 1 << 10)
KATAKANA = cython.declare(cython.uint, 1 << 11)
HIRAGANA = cython.declare(cython.uint, 1 << 12)
VOICED = cython.declare(cython.uint, 1 << 13)
THAI = cython.declare(cython.uint, 1 << 14)
BLANK = cython.declare(cython.uint, 1 << 15)
LINE_END = cython.declare(cython.uint, 1 << 16)
CARRIAGE_RETURN = cython.declare(cython.uint, 1 << 17)
LINE_FEED = cython.declare(cython.uint, 1 << 18)
HIGH_SURROGATE = cython.declare(cython.uint, 1 << 19)
LOW_SURROGATE = cython.declare(cython.uint, 1 << 20)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def run(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t, wanted: cython.uint
) -> cython.Py_ssize_t:
    """Returns where a run of units that have any of the wanted bits ends."""
    while at < n and bits[at] & wanted:
        at += 1
    return at


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def marks_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where the marks end that belong to the character before them."""
    while at < n and bits[at] & MARK and not bits[at] & SOFT_HYPHEN:
        at += 1
    return at


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def letters_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where letters end, `at` if there are none."""
    if at < n and bits[at] & LETTER:
        return run(bits, at + 1, n, CONTINUES)
    return at


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def digits_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where digits with their marks end, `at` if there are none."""
    if at < n and bits[at] & NUMBER:
        return run(bits, at + 1, n, NUMBER | MARK)
    return at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def number_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where a number ends, `at` if there is none."""
    end: cython.Py_ssize_t = digits_end(bits, at, n)
    following: cython.Py_ssize_t
    if end == at:
        return at
    while end < n and bits[end] & IN_NUMBER:
        following = digits_end(bits, end + 1, n)
        if following == end + 1:
            break
        end = following
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def letter_word_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where a word of letters ends, `at` if there is none."""
    start: cython.Py_ssize_t = run(bits, at, n, MARK) if at == 0 else at
    end: cython.Py_ssize_t = letters_end(bits, start, n)
    following: cython.Py_ssize_t
    if end == start:
        return at
    while end < n and bits[end] & IN_WORD:
        following = letters_end(bits, end + 1, n)
        if following == end + 1:
            break
        end = following
    return end + 1 if end < n and bits[end] & DANDA else end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mixed_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where words and numbers without anything between them end, `at` if there are none."""
    start: cython.Py_ssize_t = at
    end: cython.Py_ssize_t
    if at + 1 < n and bits[at] & PREFIX and bits[at + 1] & NUMBER:
        start = at + 1
    end = start
    while True:
        at = number_end(bits, end, n)
        if at == end:
            at = letter_word_end(bits, end, n)
        if at == end:
            break
        end = at
    if end > start and end < n and bits[end] & PERCENT and bits[end - 1] & NUMBER:
        end += 1
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def blanks_end(
    bits: cython.pointer[cython.const[cython.uint]], at: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where blanks, and the end of a line behind them, end; `at` if there are none."""
    while at < n and bits[at] & BLANK:
        at = marks_end(bits, at + 1, n)
    if at < n and bits[at] & LINE_END:
        if bits[at] & CARRIAGE_RETURN and at + 1 < n and bits[at + 1] & LINE_FEED:
            return at + 2
        return at + 1
    return at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def segment_end(
    bits: cython.pointer[cython.const[cython.uint]], start: cython.Py_ssize_t, n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns where the word, or what else begins at `start`, ends."""
    end: cython.Py_ssize_t = start
    if bits[start] & THAI:
        return run(bits, start, n, THAI)
    end = mixed_end(bits, start, n)
    if end > start:
        return end
    if bits[start] & KANJI:
        while end < n and bits[end] & KANJI:
            end = marks_end(bits, end + 1, n)
        return end
    if bits[start] & KATAKANA:
        return marks_end(bits, run(bits, start + 1, n, KATAKANA | VOICED), n)
    if bits[start] & HIRAGANA:
        return marks_end(bits, run(bits, start + 1, n, HIRAGANA | VOICED), n)
    end = blanks_end(bits, start, n)
    return end if end > start else marks_end(bits, start + 1, n)


def word_ends(bits: cython.const[cython.uint][::1], ends: cython.int[::1]) -> cython.Py_ssize_t:
    """Writes where each word and each stretch between words ends, and returns how many there are.

    bits: (n,) uint32, of each unit; ends: (n,) int32, overwritten as far as needed
    """
    n: cython.Py_ssize_t = bits.shape[0]
    at: cython.Py_ssize_t = 0
    found: cython.Py_ssize_t = 0
    if n == 0:
        return 0
    with cython.nogil:
        while at < n:
            at = segment_end(cython.address(bits[0]), at, n)
            if at < n and bits[at - 1] & HIGH_SURROGATE and bits[at] & LOW_SURROGATE:
                continue
            ends[found] = cython.cast(cython.int, at)
            found += 1
    return found
