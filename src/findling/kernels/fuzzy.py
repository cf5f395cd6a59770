"""Finds the terms of a sorted dictionary that are within some edits of a word.

The dictionary is walked as the trie that it is: the table of edit distances is kept row by row for the characters of
the term before, a term goes on from the row of the prefix that they share, and where a prefix is hopeless all terms
with it are jumped over. A row is the diagonal band that at most `max_edits` edits can reach: cell b of the row after d
characters is the distance to the first d - max_edits + b characters of the word.
Source: Ukkonen, "Algorithms for approximate string matching", 1985; Damerau's exchange of neighbours as one edit, no
part edited twice (optimal string alignment), as in Lucene.
"""

import cython


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def character_size(byte: cython.uchar) -> cython.Py_ssize_t:
    """Returns the bytes of the UTF-8 character that a byte begins."""
    return 1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def first_byte(code: cython.int) -> cython.int:
    """Returns the first byte of a character in UTF-8."""
    if code < 0x80:
        return code
    return 0xC0 | code >> 6 if code < 0x800 else 0xE0 | code >> 12 if code < 0x10000 else 0xF0 | code >> 18


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def character_at(
    blob: cython.const[cython.uchar][::1], at: cython.Py_ssize_t, end: cython.Py_ssize_t, size: cython.Py_ssize_t
) -> cython.int:
    """Returns the code point of the UTF-8 character of `size` bytes at `at`."""
    code: cython.int = cython.cast(cython.int, blob[at])
    i: cython.Py_ssize_t
    if size == 1:
        return code
    code &= 0xFF >> (size + 1)
    for i in range(at + 1, min(at + size, end)):
        code = (code << 6) | cython.cast(cython.int, blob[i] & 63)
    return code


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def extend(
    rows: cython.uchar[:, ::1],
    word: cython.const[cython.int][::1],
    text: cython.int[::1],
    depth: cython.Py_ssize_t,
    max_edits: cython.Py_ssize_t,
    transpositions: cython.bint,
) -> cython.bint:
    """Fills row `depth` from those before, for the characters text[:depth]; false if no cell is within the edits."""
    b: cython.Py_ssize_t
    j: cython.Py_ssize_t
    best: cython.Py_ssize_t
    least: cython.Py_ssize_t = max_edits + 1
    char: cython.int = text[depth - 1]
    for b in range(2 * max_edits + 1):
        j = depth - max_edits + b
        best = max_edits + 1
        if j == 0:
            best = min(best, depth)
        elif 0 < j <= word.shape[0]:
            best = min(best, rows[depth - 1, b] + (word[j - 1] != char))
            if b < 2 * max_edits:
                best = min(best, rows[depth - 1, b + 1] + 1)
            if b > 0:
                best = min(best, rows[depth, b - 1] + 1)
            if transpositions and depth > 1 and j > 1 and word[j - 2] == char and word[j - 1] == text[depth - 2]:
                best = min(best, rows[depth - 2, b] + 1)
        rows[depth, b] = cython.cast(cython.uchar, best)
        least = min(least, best)
    return least <= max_edits


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def has_prefix(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    term: cython.Py_ssize_t,
    prefix: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
) -> cython.bint:
    """Returns whether a term begins with the `size` bytes at `prefix`."""
    start: cython.Py_ssize_t = offsets[term]
    i: cython.Py_ssize_t
    if cython.cast(cython.Py_ssize_t, offsets[term + 1]) - start < size:
        return False
    for i in range(size - 1, -1, -1):  # neighbours differ at the end
        if blob[start + i] != blob[prefix + i]:
            return False
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def following_byte(
    rows: cython.uchar[:, ::1],
    word: cython.const[cython.int][::1],
    text: cython.int[::1],
    depth: cython.Py_ssize_t,
    max_edits: cython.Py_ssize_t,
    above: cython.int,
) -> cython.int:
    """Returns the least byte above `above` that may follow text[:depth], which leaves no edits; 256 if there is none.

    That a character follows needs a cell that it extends without an edit, or that it completes an exchange. Bytes that
    only begin a character of the word are returned as well.
    """
    b: cython.Py_ssize_t
    j: cython.Py_ssize_t
    byte: cython.int
    least: cython.int = 256
    for b in range(2 * max_edits + 1):
        j = depth - max_edits + b
        if 0 <= j < word.shape[0] and rows[depth, b] <= max_edits:
            byte = first_byte(word[j])
            if above < byte < least:
                least = byte
        if 0 < j < word.shape[0] and depth > 0 and word[j] == text[depth - 1] and rows[depth - 1, b] < max_edits:
            byte = first_byte(word[j - 1])
            if above < byte < least:
                least = byte
    return least


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def is_before(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    term: cython.Py_ssize_t,
    prefix: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
    byte: cython.int,
) -> cython.bint:
    """Returns whether a term begins with the `size` bytes at `prefix` and goes on with a byte below `byte`, if at all.

    Terms are asked in sorted order from one on of which this is true.
    """
    if not has_prefix(blob, offsets, term, prefix, size):
        return False
    return offsets[term] + size == offsets[term + 1] or blob[offsets[term] + size] < byte


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def skip_to(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    term: cython.Py_ssize_t,
    high: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
    byte: cython.int,
) -> cython.Py_ssize_t:
    """Returns the first term after `term` that does not begin with `size` bytes of it and a byte below `byte`."""
    prefix: cython.Py_ssize_t = offsets[term]
    low: cython.Py_ssize_t = term
    middle: cython.Py_ssize_t
    step: cython.Py_ssize_t = 1
    while low + step < high and is_before(blob, offsets, low + step, prefix, size, byte):
        low += step
        step <<= 1
    high = min(low + step, high)
    low += 1
    while low < high:
        middle = (low + high) >> 1
        if is_before(blob, offsets, middle, prefix, size, byte):
            low = middle + 1
        else:
            high = middle
    return low


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def shared_depth(
    blob: cython.const[cython.uchar][::1],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    before: cython.Py_ssize_t,
    ends: cython.int[::1],
    depth: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns how many of the first `depth` characters of the string at `before` the string [start, end) begins with.

    ends: byte at which each number of characters ends, counted from the start of the string
    """
    shared: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t = 0
    while shared < depth:
        while i < ends[shared + 1]:
            if start + i >= end or blob[start + i] != blob[before + i]:
                return shared
            i += 1
        shared += 1
    return shared


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def begin(
    rows: cython.uchar[:, ::1], ends: cython.int[::1], n_characters: cython.Py_ssize_t, max_edits: cython.Py_ssize_t
) -> cython.void:
    """Writes the edits from nothing to the beginnings of the word, and where nothing ends."""
    b: cython.Py_ssize_t
    ends[0] = 0
    for b in range(2 * max_edits + 1):
        rows[0, b] = cython.cast(
            cython.uchar, b - max_edits if max_edits <= b <= n_characters + max_edits else max_edits + 1
        )


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def skip_hopeless(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    term: cython.Py_ssize_t,
    high: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
    at: cython.Py_ssize_t,
    least: cython.int,
) -> cython.Py_ssize_t:
    """Returns the first term after `term` that may be near the word.

    size: bytes of it that may begin such a term; at: end of the character behind them, which may not follow
    least: least byte that may stand in that character's place, if it is one byte
    """
    start: cython.Py_ssize_t = offsets[term]
    end: cython.Py_ssize_t = offsets[term + 1]
    if blob[start + size] < 0x80:
        return skip_to(blob, offsets, term, high, size, least)
    return skip_to(blob, offsets, term, high, min(at, end) - start, 256)


def fuzzy_terms(
    dictionary: tuple,
    low: cython.Py_ssize_t,
    high: cython.Py_ssize_t,
    word: cython.const[cython.int][::1],
    max_edits: cython.Py_ssize_t,
    transpositions: cython.bint,
    memory: tuple,
    ords: cython.int[::1],
    edits: cython.uchar[::1],
    lengths: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the terms within `max_edits` edits of a word, in order, and returns how many they are.

    dictionary: (n_bytes,) uint8 and (n_terms + 1,) uint32; the terms [low, high) are looked at
    word: (n_characters,) int32, code points; transpositions: whether to exchange neighbours is one edit
    memory: (n_characters + max_edits + 2, 2 * max_edits + 1) uint8, and two of (n_characters + max_edits + 2,) int32
    ords, edits, lengths: (high - low,) int32, uint8, int32, overwritten: terms, distances, numbers of characters
    """
    blob: cython.const[cython.uchar][::1] = dictionary[0]
    offsets: cython.const[cython.uint][::1] = dictionary[1]
    rows: cython.uchar[:, ::1] = memory[0]
    text: cython.int[::1] = memory[1]
    ends: cython.int[::1] = memory[2]
    i: cython.Py_ssize_t = low
    n: cython.Py_ssize_t = 0
    b: cython.Py_ssize_t
    depth: cython.Py_ssize_t = 0
    before: cython.Py_ssize_t = 0
    start: cython.Py_ssize_t
    end: cython.Py_ssize_t
    at: cython.Py_ssize_t
    size: cython.Py_ssize_t
    first: cython.int
    alive: cython.bint
    with cython.nogil:
        begin(rows, ends, word.shape[0], max_edits)
        while i < high:
            start = offsets[i]
            end = offsets[i + 1]
            if end - start < word.shape[0] - max_edits:  # too few bytes are too few characters
                i += 1
                continue
            depth = shared_depth(blob, start, end, before, ends, depth)
            before = start
            at = start + ends[depth]
            alive = True
            while at < end and alive:
                size = character_size(blob[at])
                text[depth] = character_at(blob, at, end, size)
                at += size
                depth += 1
                ends[depth] = cython.cast(cython.int, at - start)
                alive = extend(rows, word, text, depth, max_edits, transpositions)
            if not alive:  # so the character before left no edits, and few may follow it
                depth -= 1
                first = following_byte(rows, word, text, depth, max_edits, blob[start + ends[depth]])
                i = skip_hopeless(blob, offsets, i, high, ends[depth], at, first)
                continue
            b = word.shape[0] - depth + max_edits
            if 0 <= b <= 2 * max_edits and rows[depth, b] <= max_edits:
                ords[n] = cython.cast(cython.int, i)
                edits[n] = rows[depth, b]
                lengths[n] = cython.cast(cython.int, depth)
                n += 1
            i += 1
    return n
