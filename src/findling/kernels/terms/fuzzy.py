"""Finds the terms of a sorted dictionary that are within some edits of a word.

The dictionary is walked as the trie that it is: the states after each character of the term before are kept, a term
goes on from the state of the prefix that they share, and where a prefix is hopeless all terms with it are jumped over.

A state says which parts of the word are how near. After d characters of a term, with at most k edits, only the first
d - k to d + k characters of the word can be: bit b of the state's octet e is set if the first d - k + b characters are
within e edits. One more character needs to know where around there the word has it: its marks, where bit b is set if
character d - k + b of the word (from 0) is the same.
Source: Wu, Manber, "Fast text searching allowing errors", 1992, on Ukkonen's diagonals; the exchange of neighbours as
one edit, no part edited twice (optimal string alignment), after Hyyrö, "A bit-vector algorithm for computing
Levenshtein and Damerau edit distances", 2003; as in Lucene.
"""

import cython
from cython.cimports.findling.kernels.terms.term_scan import findling_next_at_most, findling_next_branch

if not cython.compiled:

    class WalkState:
        """The struct of fuzzy.pxd."""

    WalkPointer = WalkState


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def character_size(byte: cython.uchar) -> cython.Py_ssize_t:
    """Returns the bytes of the UTF-8 character that a byte begins."""
    return 1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def marks_beyond_ascii(w: WalkPointer, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.uint:
    """Returns the marks of the UTF-8 character of several bytes at `at`."""
    code: cython.int = cython.cast(cython.int, w.blob[at]) & (0xFF >> (size + 1))
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    found: cython.uint = 0
    for i in range(at + 1, at + size):
        code = (code << 6) | cython.cast(cython.int, w.blob[i] & 63)
    for i in range(2 * w.max_edits + 1):
        j = w.depth - w.max_edits + i
        if 0 <= j < w.n_word and w.word[j] == code:
            found |= cython.cast(cython.uint, 1) << cython.cast(cython.int, i)
    return found


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def begin(w: WalkPointer, n_depths: cython.Py_ssize_t) -> cython.void:
    """Writes the marks of ASCII characters, which bits there are at each depth, and the state of the empty text."""
    depth: cython.Py_ssize_t
    b: cython.Py_ssize_t
    j: cython.Py_ssize_t
    bit: cython.uint
    for depth in range(n_depths):
        w.valid[depth] = 0
        for b in range(2 * w.max_edits + 1):
            j = depth - w.max_edits + b
            bit = cython.cast(cython.uint, 1) << cython.cast(cython.int, b)
            if 0 <= j <= w.n_word:
                w.valid[depth] |= bit
            if 0 <= j < w.n_word and w.word[j] < 128:
                w.ascii_marks[128 * depth + w.word[j]] |= cython.cast(cython.uchar, bit)
    w.depth = 0
    w.marks[0] = w.ends[0] = w.states[0] = 0
    for b in range(w.max_edits + 1):
        bit = ((cython.cast(cython.uint, 2) << cython.cast(cython.int, b)) - 1) << cython.cast(cython.int, w.max_edits)
        w.states[0] |= (bit & w.valid[0]) << cython.cast(cython.int, 8 * b)
    w.following[0] = continuing(w, w.states[0], 0)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def extend(
    state: cython.uint,
    marks: cython.uint,
    exchanged: cython.uint,
    valid: cython.uint,
    max_edits: cython.Py_ssize_t,
) -> cython.uint:
    """Returns the state after one more character, 0 if nothing is within the edits.

    marks: of the character; valid: the bits that there are at the new depth
    exchanged: state, two characters ago, of the parts of the word that these two, exchanged, go on
    """
    exact: cython.uint = state & 255
    near: cython.uint = (state >> 8) & 255
    new: cython.uint = exact & marks & valid
    one: cython.uint
    two: cython.uint
    if max_edits == 0:
        return new
    # the same character, one more than the word has, another one, one fewer, two exchanged
    one = ((near & marks) | (exact >> 1) | exact | (new << 1) | (exchanged & 255)) & valid
    if max_edits == 1:
        return new | (one << 8)
    two = ((state >> 16) & marks) | (near >> 1) | near | (one << 1) | ((exchanged >> 8) & 255)
    return new | (one << 8) | ((two & valid) << 16)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def continuing(w: WalkPointer, state: cython.uint, exchanging: cython.uint) -> cython.uint:
    """Returns the marks of which a further character must have any; 256, and all of them, while there are edits left.

    exchanging: state, one character ago, of the parts of the word whose next character but one that character is
    """
    last: cython.int = cython.cast(cython.int, 8 * w.max_edits)
    if last == 0:
        return state
    if (state >> (last - 8)) & 255:
        return 511
    return (state >> last) | (((exchanging >> (last - 8)) & 255) >> 1)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def descend(w: WalkPointer, term: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Goes on along a term, and returns the bytes of the character that cannot follow, 0 if the term ends before."""
    start: cython.Py_ssize_t = w.offsets[term]
    end: cython.Py_ssize_t = w.offsets[term + 1]
    depth: cython.Py_ssize_t = w.depth
    at: cython.Py_ssize_t = start + w.ends[depth]
    size: cython.Py_ssize_t = 0
    mark: cython.uint
    state: cython.uint
    pair: cython.uint
    while at < end:
        size = 1
        if w.blob[at] < 128:
            mark = w.ascii_marks[128 * depth + w.blob[at]]
        else:
            size = min(character_size(w.blob[at]), end - at)
            w.depth = depth
            mark = marks_beyond_ascii(w, at, size)
        if ((mark | 256) & w.following[depth]) == 0:
            break
        pair = 0
        if w.transpositions and depth > 0:
            pair = (mark << 1) & (w.marks[depth] >> 1)
            pair = w.states[depth - 1] & (pair | (pair << 8))
        state = extend(w.states[depth], mark, pair, w.valid[depth + 1], w.max_edits)
        if state == 0:
            break
        pair = (mark >> 1) if w.transpositions else 0
        pair = w.states[depth] & (pair | (pair << 8))
        depth += 1
        at += size
        w.states[depth] = state
        w.marks[depth] = mark
        w.ends[depth] = cython.cast(cython.uint, at - start)
        w.following[depth] = continuing(w, state, pair)
        size = 0
    w.depth = depth
    return size


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def skip(
    w: WalkPointer, term: cython.Py_ssize_t, high: cython.Py_ssize_t, size: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns the first term after `term`, of which a character of `size` bytes cannot follow, that may be near."""
    following: cython.uint = w.following[w.depth]
    prefix: cython.int = cython.cast(cython.int, w.ends[w.depth])
    b: cython.Py_ssize_t
    j: cython.Py_ssize_t
    n: cython.int = 0
    if following & 256 or prefix > 126:
        return findling_next_at_most(w.shared, term + 1, high, prefix + cython.cast(cython.int, size) - 1)
    for b in range(2 * w.max_edits + 1):
        j = w.depth - w.max_edits + b
        if (following >> cython.cast(cython.int, b)) & 1 and 0 <= j < w.n_word and w.word[j] < 128:
            w.wanted[n] = cython.cast(cython.uchar, w.word[j])
            n += 1
    return findling_next_branch(w.shared, w.branch, term + 1, high, prefix, w.wanted, n)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def distance(w: WalkPointer) -> cython.Py_ssize_t:
    """Returns the edits between the characters so far and the word, or more than `max_edits`."""
    b: cython.Py_ssize_t = w.n_word - w.depth + w.max_edits
    e: cython.Py_ssize_t
    if 0 <= b <= 2 * w.max_edits:
        for e in range(w.max_edits + 1):
            if (w.states[w.depth] >> cython.cast(cython.int, 8 * e + b)) & 1:
                return e
    return w.max_edits + 1


@cython.cfunc
def point_at(w: WalkPointer, dictionary: tuple, word: cython.const[cython.int][::1], memory: tuple) -> cython.void:
    """Lets the walk point at the arrays, which the caller of fuzzy_terms keeps; see there for what they are."""
    blob: cython.const[cython.uchar][::1] = dictionary[0]
    offsets: cython.const[cython.uint][::1] = dictionary[1]
    shared: cython.const[cython.uchar][::1] = dictionary[2]
    branch: cython.const[cython.uchar][::1] = dictionary[3]
    ascii_marks: cython.uchar[:, ::1] = memory[0]
    depths: cython.uint[:, ::1] = memory[1]
    if cython.compiled:
        w.blob = w.word = cython.NULL
        if blob.shape[0] > 0:
            w.blob = cython.address(blob[0])
        if word.shape[0] > 0:
            w.word = cython.address(word[0])
        w.offsets, w.shared, w.branch = cython.address(offsets[0]), cython.address(shared[0]), cython.address(branch[0])
        w.ascii_marks = cython.address(ascii_marks[0, 0])
        w.valid, w.states = cython.address(depths[0, 0]), cython.address(depths[1, 0])
        w.marks, w.ends = cython.address(depths[2, 0]), cython.address(depths[3, 0])
        w.following = cython.address(depths[4, 0])
    else:
        w.blob, w.offsets, w.shared, w.branch, w.word = map(memoryview, (*dictionary, word))
        w.ascii_marks = memoryview(ascii_marks.reshape(-1))
        w.valid, w.states, w.marks, w.ends, w.following = map(memoryview, depths)
        w.wanted = bytearray(8)


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

    dictionary: (n_bytes,) uint8, (n_terms + 1,) uint32, and two of (n_terms,) uint8: blob, offsets, and what
        term_scan.find_branches writes
    low, high: the terms [low, high) are looked at; max_edits: at most 2
    word: (n_characters,) int32, code points; transpositions: whether to exchange neighbours is one edit
    memory: (n_characters + max_edits + 2, 128) uint8 zeros, and (5, n_characters + max_edits + 2) uint32
    ords, edits, lengths: (size,) int32, uint8, int32, overwritten: the first `size` terms, their distances and numbers
        of characters
    """
    walk: Walk
    w: WalkPointer
    i: cython.Py_ssize_t = low
    n: cython.Py_ssize_t = 0
    size: cython.Py_ssize_t
    best: cython.Py_ssize_t
    n_depths: cython.Py_ssize_t = memory[1].shape[1]
    if low >= high:
        return 0
    if cython.compiled:
        w = cython.address(walk)
    else:
        w = WalkState()
    point_at(w, dictionary, word, memory)
    w.n_word, w.max_edits, w.transpositions = word.shape[0], max_edits, transpositions
    with cython.nogil:
        begin(w, n_depths)
        while i < high:
            size = 0
            if w.offsets[i + 1] - w.offsets[i] + max_edits >= word.shape[0]:  # too few bytes are too few characters
                size = descend(w, i)
                best = distance(w) if size == 0 else max_edits + 1
                if best <= max_edits:
                    if n < ords.shape[0]:
                        ords[n] = cython.cast(cython.int, i)
                        edits[n] = cython.cast(cython.uchar, best)
                        lengths[n] = cython.cast(cython.int, w.depth)
                    n += 1
            i = skip(w, i, high, size) if size > 0 else i + 1
            while i < high and w.ends[w.depth] > w.shared[i]:
                w.depth -= 1
    return n
