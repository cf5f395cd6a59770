"""Exact phrases of single terms: the best documents with pruning, or all of them.

The documents that have all terms are found block by block as in conjunction.py; then, document by document, positions
are read by a second set of cursors, lazily: only for documents that may get in, and only as far as a match needs. A
phrase is in a document at most as often as each of its terms, so with the phrase's weight every term's block bound is
one of the phrase.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.postings.postings import unpack
from cython.cimports.findling.kernels.search.conjunction import intersect, next_base, order_by_rarity, take_all
from cython.cimports.findling.kernels.search.cursor import (
    CursorPointer,
    Cursors,
    FieldPostings,
    ScoredTerm,
    bm25,
    bound_until,
    cursor_at,
    load_docs,
    load_freqs,
    score_at,
    seek,
    seek_block,
)
from cython.cimports.findling.kernels.search.search_state import SearchPointer, SearchState, is_visible
from cython.cimports.findling.kernels.search.snapshot_search import PlannedTerm, SegmentTable, SnapshotSearch
from cython.cimports.findling.kernels.search.top_docs import TopDocs, push

if cython.compiled:
    from cython.cimports.libc.stdlib import calloc, free
else:

    class PartState:
        """The struct Part of phrase_topk.pxd."""

        def __init__(self) -> None:
            self.values = np.zeros(128, np.int32)

    class PhraseFields:
        """The struct Phrase of phrase_topk.pxd."""

    PartPointer, PhrasePointer = PartState, PhraseFields

_BLOCKS_PER_RUN = cython.declare(cython.Py_ssize_t, 1024)
# what is added to a bound so that `intersect` scores nothing
_HOPELESS = cython.declare(cython.double, -1e300)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def part_at(ph: PhrasePointer, i: cython.Py_ssize_t) -> PartPointer:
    """Returns the i-th part of a C array (uncompiled, of a list)."""
    if cython.compiled:
        return ph.parts + i
    else:
        return ph.parts[i]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_position(ph: PhrasePointer, part: PartPointer) -> cython.bint:
    """Moves a part to its next position in the document; false if it has none."""
    block: cython.Py_ssize_t
    start: cython.Py_ssize_t
    if part.next == part.end:
        return False
    block = cython.cast(cython.Py_ssize_t, part.next >> 7)
    if part.loaded != block:
        start = ph.word_start[block]
        unpack(ph.words, start, 128, (ph.word_start[block + 1] - ph.word_start[block]) >> 2, part.values, 0)
        part.loaded = block
    part.position += part.values[part.next & 127]
    part.next += 1
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def open_part(ph: PhrasePointer, part: PartPointer, doc: cython.int) -> cython.void:
    """Moves a part to its first position in a document that has its term."""
    c: CursorPointer = part.cursor
    seek(c, doc)
    load_freqs(c)
    if c.block != part.block:
        part.block = c.block
        part.at = 0
        part.before = cython.cast(cython.longlong, ph.position_start[c.block])
    while part.at < c.at:
        part.before += c.freqs[part.at]
        part.at += 1
    part.next = part.before
    part.end = part.before + c.freqs[c.at]
    part.position = 0
    next_position(ph, part)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def phrase_freq(ph: PhrasePointer, doc: cython.int) -> cython.int:
    """Returns how often the phrase is in a document that has all of its terms."""
    count: cython.int = 0
    i: cython.Py_ssize_t
    place: cython.int
    found: cython.bint
    first: PartPointer = part_at(ph, 0)
    part: PartPointer
    for i in range(ph.n):
        open_part(ph, part_at(ph, i), doc)
    while True:
        found = True
        place = first.position - first.offset
        for i in range(1, ph.n):
            part = part_at(ph, i)
            while part.position < place + part.offset:
                if not next_position(ph, part):
                    return count
            if part.position != place + part.offset:
                found = False
                break
        count += found
        if not next_position(ph, first):
            return count


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def may_match(s: SearchPointer, ph: PhrasePointer, end: cython.int) -> cython.bint:
    """Returns whether a document up to `end` may be wanted: every term's bound is one of the phrase."""
    i: cython.Py_ssize_t
    if ph.counting or ph.collecting:
        return True
    for i in range(s.n):
        if bound_until(cursor_at(s.cursors, s.order[i]), end) <= s.heap.threshold:
            return False
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def settle(s: SearchPointer, ph: PhrasePointer, leader: CursorPointer) -> cython.void:
    """Looks for the phrase in the candidates, which have all terms, and keeps those that have it."""
    i: cython.Py_ssize_t
    freq: cython.int
    score: cython.float
    load_freqs(leader)
    for i in range(s.n_candidates):
        if not is_visible(s, s.docs[i]):
            continue
        if not ph.counting and not ph.collecting and score_at(leader, s.matched[i]) <= s.heap.threshold:
            continue
        freq = phrase_freq(ph, s.docs[i])
        if freq == 0:
            continue
        s.total += 1
        if ph.collecting:
            ph.docs[ph.n_found] = s.docs[i]
            ph.freqs[ph.n_found] = cython.cast(cython.float, freq)
            ph.n_found += 1
            continue
        score = bm25(
            leader.weight,
            cython.cast(cython.float, freq),
            leader.norm_inverse[leader.norms[s.docs[i]] if leader.has_norms else 1],
        )
        if score > s.heap.threshold:
            push(s.heap, score, s.doc_base + s.docs[i])


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_block(s: SearchPointer, ph: PhrasePointer, leader: CursorPointer, end: cython.int) -> cython.void:
    """Searches the rest of the leader's current block, whose last doc is end - 1."""
    i: cython.Py_ssize_t
    if not may_match(s, ph, end):
        return
    load_docs(leader)
    seek(leader, s.base)
    take_all(s, leader)
    for i in range(s.n - 2, -1, -1):
        intersect(s, cursor_at(s.cursors, s.order[i]), _HOPELESS)
    settle(s, ph, leader)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_some(s: SearchPointer, ph: PhrasePointer) -> cython.bint:
    """Searches a bounded number of the leader's blocks; false when the segment is done."""
    i: cython.Py_ssize_t
    end: cython.int
    leader: CursorPointer = cursor_at(s.cursors, s.order[s.n - 1])
    for i in range(_BLOCKS_PER_RUN):
        s.base = next_base(s)
        if s.base < 0 or not seek_block(leader, s.base):
            return False
        end = leader.last_doc[leader.block] + 1
        search_block(s, ph, leader, end)
        s.base = end
        if ph.counting and s.total > s.limit:
            ph.counting = False
    return True


@cython.cclass
class PhraseState:
    """The parts of one phrase: the struct `Phrase` and what its pointers point into.

    offsets: positions of the parts in the phrase, increasing; cursors: with room for one by part
    """

    def __init__(self, offsets, cursors: Cursors) -> None:
        ph: PhrasePointer
        i: cython.Py_ssize_t
        self.cursors = cursors
        if not cython.compiled:
            self.phrase = PhraseFields()
        ph = self.pointer()
        ph.n = len(offsets)
        if cython.compiled:
            ph.parts = cython.cast(cython.pointer[Part], calloc(ph.n, cython.sizeof(Part)))
            if ph.parts == cython.NULL:
                raise MemoryError
        else:
            ph.parts = [PartState() for _ in offsets]
        for i in range(ph.n):
            part_at(ph, i).offset = offsets[i]
        ph.n_found = 0
        ph.counting = ph.collecting = False

    def __dealloc__(self) -> None:
        free(self.phrase.parts)

    @cython.cfunc
    def start(self, field: FieldPostings) -> cython.void:
        """Goes to the start of a segment, in which the cursors are before their first postings."""
        ph: PhrasePointer = self.pointer()
        part: PartPointer
        i: cython.Py_ssize_t
        self.position_start, self.words, self.word_start = field.positions
        if cython.compiled:
            ph.position_start = cython.address(self.position_start[0])
            ph.words = cython.address(self.words[0])
            ph.word_start = cython.address(self.word_start[0])
        else:
            ph.position_start, ph.words, ph.word_start = self.position_start, self.words, self.word_start
        for i in range(ph.n):
            part = part_at(ph, i)
            part.cursor = cursor_at(self.cursors.cursors, i)
            part.block = part.loaded = -1

    @cython.cfunc
    def pointer(self) -> PhrasePointer:
        if cython.compiled:
            return cython.address(self.phrase)
        else:
            return self.phrase


def search_phrase(
    segments: SegmentTable,
    phrase: tuple,
    top: TopDocs,
    filters=(),
    total_limit: cython.longlong = -1,
    check=None,
) -> None:
    """Searches all segments for the documents with a phrase, and offers the best to `top`.

    phrase: a list of at least two PlannedTerm of one field, all with the weight and norm table of the phrase, and their
        positions in the phrase, increasing
    The other arguments are those of `topk.search_disjunction`.
    """
    search = cython.declare(SnapshotSearch)
    parts = cython.declare(PhraseState)
    term: PlannedTerm = phrase[0][0]
    field: FieldPostings
    s: SearchPointer
    ph: PhrasePointer
    i: cython.Py_ssize_t
    go_on: cython.bint
    search = SnapshotSearch(segments, phrase[0], len(phrase[0]), filters, top, total_limit, check)
    parts = PhraseState(phrase[1], Cursors([], len(phrase[0]), search.first_bounds[segments.n]))
    s, ph = search.state.pointer(), parts.pointer()
    for i in range(segments.n):
        if not search.open(i):
            continue
        field = term.states.table.postings[i]
        if field.positions is None:
            continue
        search.place(parts.cursors, i)
        parts.start(field)
        order_by_rarity(s)
        ph.counting = search.counting
        s.counting = True  # of the conjunction: no document is left out
        go_on = True
        while go_on:
            with cython.nogil:
                go_on = search_some(s, ph)
            search.proceed(go_on)
        s.counting = ph.counting
        search.close(False)
    search.finish()


def find_exact(
    phrase: tuple, max_doc: cython.int, docs: cython.int[::1], freqs: cython.float[::1]
) -> cython.Py_ssize_t:
    """Writes all documents of a segment with a phrase and how often it is in each, and returns how many they are.

    phrase: at least two ScoredTerm of one field, whose weights play no part, and their positions
    docs: (smallest doc_freq,) int32, overwritten with increasing docs; freqs: as long, float32
    """
    term: ScoredTerm = phrase[0][0]
    state = cython.declare(SearchState, SearchState(Cursors(phrase[0]), TopDocs(1)))
    parts = cython.declare(PhraseState, PhraseState(phrase[1], Cursors(phrase[0])))
    s: SearchPointer = state.pointer()
    ph: PhrasePointer = parts.pointer()
    state.start(0, max_doc)
    parts.start(term.field)
    s.counting = ph.collecting = True
    if cython.compiled:
        ph.docs = cython.address(docs[0])
        ph.freqs = cython.address(freqs[0])
    else:
        ph.docs, ph.freqs = docs, freqs
    order_by_rarity(s)
    with cython.nogil:
        while search_some(s, ph):
            pass
    state.release()
    return ph.n_found
