"""Phrases: the documents in which terms stand at given positions relative to each other, and how often.

The documents that have all terms are found first (conjunction.py); only for them positions are read. The positions of
all parts of the phrase lie in one array: those of part p in document d are positions[starts[p, d]:starts[p, d + 1]],
increasing.
"""

import cython
from cython.cimports.findling.kernels.postings.postings import unpack
from cython.cimports.findling.kernels.search.cursor import CursorPointer, Cursors, cursor_at, load_freqs, seek, to_float

if not cython.compiled:

    class WalkState:
        """The struct of phrase.pxd."""

    WalkPointer = WalkState


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def locate(
    c: CursorPointer,
    position_start: cython.const[cython.ulonglong][::1],
    docs: cython.const[cython.int][::1],
    first: cython.longlong[::1],
    freqs: cython.int[::1],
) -> cython.void:
    """Does the work of locate_positions."""
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    block: cython.Py_ssize_t = -1
    before: cython.longlong = 0
    for i in range(docs.shape[0]):
        first[i] = 0
        freqs[i] = 0
        if not seek(c, docs[i]) or c.docs[c.at] != docs[i]:
            continue
        load_freqs(c)
        if c.block != block:
            block = c.block
            before = cython.cast(cython.longlong, position_start[block])
            at = 0
        while at < c.at:
            before += c.freqs[at]
            at += 1
        first[i] = before
        freqs[i] = c.freqs[at]


def locate_positions(
    term,
    position_start: cython.const[cython.ulonglong][::1],
    docs: cython.const[cython.int][::1],
    first: cython.longlong[::1],
    freqs: cython.int[::1],
) -> None:
    """Finds where in the field's position stream the positions of a term in some documents are.

    term: ScoredTerm; its weight plays no part
    position_start: (n_blocks,) uint64, of the whole field
    docs: (n,) int32, strictly increasing
    first: (n,) int64, overwritten: index of the doc's first position; freqs: (n,) int32, overwritten: 0 without the
        term
    """
    cursors = cython.declare(Cursors, Cursors([term]))
    c: CursorPointer = cursor_at(cursors.cursors, 0)
    with cython.nogil:
        locate(c, position_start, docs, first, freqs)


def read_positions(
    words: cython.const[cython.uint][::1],
    word_start: cython.const[cython.uint][::1],
    first: cython.const[cython.longlong][::1],
    freqs: cython.const[cython.int][::1],
    summed: cython.bint,
    out: cython.int[::1],
) -> None:
    """Reads the positions of some postings, one posting after the other, or what else a stream has of them.

    words, word_start: the field's position stream, see kernels/postings/positions.py
    first: (n,) int64, increasing, where each posting's positions are in the stream; freqs: (n,) int32, how many they
        are
    summed: whether the stream has differences within a posting
    out: (sum of freqs,) int32, overwritten
    """
    values = cython.declare(cython.int[128])
    posting: cython.Py_ssize_t
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    loaded: cython.Py_ssize_t = -1
    block: cython.Py_ssize_t
    position: cython.int
    if out.shape[0] == 0:
        return
    if cython.compiled:
        raw: cython.pointer[cython.const[cython.uint]] = cython.address(words[0])
    else:
        raw = words
    with cython.nogil:
        for posting in range(first.shape[0]):
            position = 0
            for i in range(first[posting], first[posting] + freqs[posting]):
                block = i >> 7
                if block != loaded:
                    unpack(raw, word_start[block], 128, (word_start[block + 1] - word_start[block]) >> 2, values, 0)
                    loaded = block
                position = values[i & 127] + (position if summed else 0)
                out[n] = position
                n += 1


def exact_freqs(
    positions: cython.const[cython.int][::1],
    starts: cython.const[cython.longlong][:, ::1],
    offsets: cython.const[cython.int][::1],
    next: cython.longlong[::1],
    out: cython.float[::1],
) -> None:
    """Counts in each document the places where every part p stands at place + offsets[p].

    positions: (n_positions,) int32; starts: (n_parts, n_docs + 1) int64: see the module
    offsets: (n_parts,) int32, position of each part in the phrase
    next: (n_parts,) int64, working memory
    out: (n_docs,) float32, overwritten
    """
    doc: cython.Py_ssize_t
    part: cython.Py_ssize_t
    i: cython.Py_ssize_t
    place: cython.int
    count: cython.int
    found: cython.bint
    with cython.nogil:
        for doc in range(out.shape[0]):
            count = 0
            for part in range(offsets.shape[0]):
                next[part] = starts[part, doc]
            for i in range(starts[0, doc], starts[0, doc + 1]):
                place = positions[i] - offsets[0]
                found = True
                for part in range(1, offsets.shape[0]):
                    while next[part] < starts[part, doc + 1] and positions[next[part]] < place + offsets[part]:
                        next[part] += 1
                    if next[part] == starts[part, doc + 1] or positions[next[part]] != place + offsets[part]:
                        found = False
                        break
                count += found
            out[doc] = cython.cast(cython.float, count)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def advance(w: WalkPointer, part: cython.Py_ssize_t) -> cython.bint:
    """Moves a part to its next position, less its offset; false if it has none."""
    if w.next[part] == w.starts[part * (w.n_docs + 1) + w.doc + 1]:
        return False
    w.position[part] = w.positions[w.next[part]] - w.offsets[part]
    w.next[part] += 1
    w.end = max(w.end, w.position[part])
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def goes_first(w: WalkPointer, a: cython.Py_ssize_t, b: cython.Py_ssize_t) -> cython.bint:
    """Returns whether part a is before part b in the queue: by position, then offset, then number."""
    if w.position[a] != w.position[b]:
        return w.position[a] < w.position[b]
    if w.offsets[a] != w.offsets[b]:
        return w.offsets[a] < w.offsets[b]
    return a < b


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def first_part(w: WalkPointer, but: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the part at the head of the queue, in which part `but` is not."""
    part: cython.Py_ssize_t
    best: cython.Py_ssize_t = -1
    for part in range(w.n_parts):
        if part != but and (best < 0 or goes_first(w, part, best)):
            best = part
    return best


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def start_walk(w: WalkPointer) -> cython.bint:
    """Puts every part on its first position, the second of a group on its second...; false if one runs out."""
    part: cython.Py_ssize_t
    other: cython.Py_ssize_t
    for part in range(w.n_parts):
        w.next[part] = w.starts[part * (w.n_docs + 1) + w.doc]
        if not advance(w, part):
            return False
    for part in range(w.n_parts):
        for other in range(part):
            if w.groups[other] == w.groups[part] and not advance(w, part):
                return False
    w.end = w.position[0]
    for part in range(1, w.n_parts):
        w.end = max(w.end, w.position[part])
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def collision(w: WalkPointer, part: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns a part of the same group that stands at the same place in the document, -1 if there is none."""
    other: cython.Py_ssize_t
    for other in range(w.n_parts):
        if (
            other != part
            and w.groups[other] == w.groups[part]
            and w.position[other] + w.offsets[other] == w.position[part] + w.offsets[part]
        ):
            return other
    return -1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def resolve(w: WalkPointer, part: cython.Py_ssize_t) -> cython.bint:
    """Moves on whichever of two colliding parts is behind until none collide; false if one runs out."""
    other: cython.Py_ssize_t = collision(w, part)
    while other >= 0:
        if w.position[other] < w.position[part] or (
            w.position[other] == w.position[part] and w.offsets[other] < w.offsets[part]
        ):
            part = other
        if not advance(w, part):
            return False
        other = collision(w, part)
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def walk(w: WalkPointer, slop: cython.longlong) -> cython.float:
    """Returns the sloppy frequency of the phrase in one document: the sum of 1 / (1 + width) over matches in slop."""
    freq: cython.float = to_float(0)
    one: cython.float = to_float(1)
    part: cython.Py_ssize_t
    width: cython.longlong
    following: cython.longlong
    w.end = -(1 << 40)
    if not start_walk(w):
        return 0
    part = first_part(w, -1)
    width = w.end - w.position[part]
    following = w.position[first_part(w, part)]
    while advance(w, part) and resolve(w, part):
        if w.position[part] > following:
            if width <= slop:
                freq += one / (one + to_float(width))
            part = first_part(w, -1)
            following = w.position[first_part(w, part)]
            width = w.end - w.position[part]
        else:
            width = min(width, w.end - w.position[part])
    if width <= slop:
        freq += one / (one + to_float(width))
    return freq


def sloppy_freqs(
    positions: cython.const[cython.int][::1],
    starts: cython.const[cython.longlong][:, ::1],
    offsets: cython.const[cython.int][::1],
    groups: cython.const[cython.int][::1],
    slop: cython.longlong,
    memory: cython.longlong[:, ::1],
    out: cython.float[::1],
) -> None:
    """Computes the frequency of the phrase in each document if its parts may be moved `slop` times in all.

    positions, starts, offsets: as for exact_freqs; at least two parts
    groups: (n_parts,) int32; parts with a term in common have the same number and may not stand at the same place
    memory: (2, n_parts) int64, working memory
    out: (n_docs,) float32, overwritten; 0 where the phrase does not match within slop
    Source: mirrors Lucene's SloppyPhraseMatcher.
    """
    doc: cython.Py_ssize_t
    if out.shape[0] == 0 or positions.shape[0] == 0:
        return
    if cython.compiled:
        state = cython.declare(Walk)
        w: WalkPointer = cython.address(state)
        w.positions = cython.address(positions[0])
        w.starts = cython.address(starts[0, 0])
        w.offsets = cython.address(offsets[0])
        w.groups = cython.address(groups[0])
        w.next = cython.address(memory[0, 0])
        w.position = cython.address(memory[1, 0])
    else:
        w = WalkState()
        w.positions, w.starts, w.offsets, w.groups = positions, starts.reshape(-1), offsets, groups
        w.next, w.position = memory
    w.n_docs = out.shape[0]
    w.n_parts = offsets.shape[0]
    with cython.nogil:
        for doc in range(out.shape[0]):
            w.doc = doc
            out[doc] = walk(w, slop)
