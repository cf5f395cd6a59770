"""Cursors: positions in the postings lists of scored terms, block by block, with their BM25 scores and bounds.

Python code makes one `FieldPostings` per field and segment (cached by the reader) and one `ScoredTerm` per query
term; a search kernel turns the terms into a C array of cursors. The struct `Cursor` (cursor.pxd) belongs to one
search.

BM25 is computed in float32 as w - w / (1 + freq * inverse), every operation rounded: w is boost * idf * (k1 + 1), and
inverse = 1 / (k1 * (1 - b + b * length / average length)) comes from a table by the norm byte. Each operation is
monotonic, so the score of a block's best impact is an exact bound of the block's scores, and some document reaches it.
Source: Lucene's BM25Similarity for the form of the formula.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.postings.postings import decode_docs, decode_freqs

if cython.compiled:
    from cython.cimports.findling.kernels.postings.simd_blocks import findling_unpack_docs, findling_unpack_freqs
    from cython.cimports.libc.stdlib import calloc, free
else:

    class CursorState:
        """The struct of cursor.pxd."""

        def __init__(self) -> None:
            self.docs = np.zeros(128, np.int32)
            self.freqs = np.zeros(128, np.int32)
            # memory views give Python floats, whose sums are double as in C; NumPy would stay in float32
            self.scores = memoryview(np.zeros(128, np.float32))
            self.n = self.at = 0
            self.freqs_ready = self.scores_ready = False
            self.window_bound = 0.0

        def point_at(self, field, norm_inverse, bounds) -> None:
            """Takes the arrays in place of pointers to them."""
            for name in ("words", "word_start", "last_doc", "impact_start", "impact_freq", "impact_norm", "norms"):
                setattr(self, name, getattr(field, name))
            self.norm_inverse = norm_inverse
            self.bounds = memoryview(bounds)

    CursorPointer = CursorState

_NO_UINTS = np.zeros(1, np.uint32)
_NO_USHORTS = np.zeros(1, np.uint16)
_NO_BYTES = np.zeros(1, np.uint8)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def bm25(weight: cython.float, freq: cython.float, norm_inverse: cython.float) -> cython.float:
    """Returns the score of one posting, in float32."""
    return weight - weight / (cython.cast(cython.float, 1) + freq * norm_inverse)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def to_float(value: cython.double) -> cython.float:
    """Returns the sum of a document's scores as it is reported and compared, in float32."""
    return cython.cast(cython.float, value)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def cursor_at(cursors: CursorPointer, i: cython.Py_ssize_t) -> CursorPointer:
    """Returns the i-th cursor of a C array (uncompiled, of a list)."""
    if cython.compiled:
        return cursors + i
    else:
        return cursors[i]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def best_impact(c: CursorPointer, block: cython.Py_ssize_t) -> cython.float:
    """Returns the bound of a block from its impacts: the score of its best (freq, norm) pair."""
    i: cython.Py_ssize_t
    product: cython.float
    best: cython.float = 0
    if not c.has_impacts:  # every frequency is 1
        return c.weight if c.has_norms else bm25(c.weight, 1, c.norm_inverse[1])
    for i in range(c.impact_start[block], c.impact_start[block + 1]):
        if c.impact_freq[i] == 65535:
            return c.weight
        product = c.impact_freq[i] * c.norm_inverse[c.impact_norm[i] if c.has_norms else 1]
        if product > best:
            best = product
    return bm25(c.weight, 1, best)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def block_bound(c: CursorPointer, block: cython.Py_ssize_t) -> cython.float:
    """Returns the highest score in a block of the term; found once per search, then remembered."""
    bound: cython.float = c.bounds[block - c.first_block]
    if bound < 0:
        bound = best_impact(c, block)
        c.bounds[block - c.first_block] = bound
    return bound


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def bound_until(c: CursorPointer, end: cython.int) -> cython.float:
    """Returns an upper bound of the term's scores from the current block on up to doc `end`, exclusive."""
    block: cython.Py_ssize_t = c.block
    bound: cython.float
    if block == c.end_block or (c.decoded == block and c.docs[c.at] >= end):
        return 0
    bound = block_bound(c, block)
    while c.last_doc[block] < end - 1 and block + 1 < c.end_block:
        block += 1
        bound = max(bound, block_bound(c, block))
    return bound


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def seek_block(c: CursorPointer, target: cython.int) -> cython.bint:
    """Moves to the first block that reaches `target`, without decoding it; false if there is none."""
    low: cython.Py_ssize_t = c.block
    high: cython.Py_ssize_t
    middle: cython.Py_ssize_t
    step: cython.Py_ssize_t = 1
    if low == c.end_block:
        return False
    if c.last_doc[low] >= target:
        return True
    low += 1
    while low + step < c.end_block and c.last_doc[low + step] < target:
        low += step
        step <<= 1
    high = min(low + step, c.end_block)
    while low < high:
        middle = (low + high) >> 1
        if c.last_doc[middle] < target:
            low = middle + 1
        else:
            high = middle
    c.block = low
    return low < c.end_block


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def load_docs(c: CursorPointer) -> cython.void:
    """Decodes the docs of the current block unless that is done, and stands on the first of them."""
    previous: cython.int = -1
    start: cython.Py_ssize_t = c.word_start[c.block]
    end: cython.Py_ssize_t = c.word_start[c.block + 1]
    if c.decoded == c.block:
        return
    if c.block > c.first_block:
        previous = c.last_doc[c.block - 1]
    c.n = 0
    if cython.compiled:
        if start < end and c.words[start] >> 16 == 128:
            if findling_unpack_docs(c.words + start + 1, c.words[start] & 255, previous, c.docs):
                c.n = 128
    if c.n == 0:
        c.n = decode_docs(c.words, start, end, previous, c.last_doc[c.block], c.docs, 0)
    c.decoded = c.block
    c.at = 0
    c.freqs_ready = False
    c.scores_ready = False


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def load_freqs(c: CursorPointer) -> cython.void:
    """Decodes the frequencies of the decoded block unless that is done."""
    start: cython.Py_ssize_t = c.word_start[c.decoded]
    header: cython.uint
    if c.freqs_ready:
        return
    c.freqs_ready = True
    if cython.compiled:
        if c.n == 128:  # other blocks may have no header
            header = c.words[start]
            if findling_unpack_freqs(c.words + start + 1 + 4 * (header & 255), (header >> 8) & 255, c.freqs):
                return
    decode_freqs(c.words, start, c.word_start[c.decoded + 1], c.freqs, 0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def load_scores(c: CursorPointer) -> cython.void:
    """Computes the scores of the decoded block unless that is done."""
    i: cython.Py_ssize_t
    if c.scores_ready:
        return
    load_freqs(c)
    if c.has_norms:
        for i in range(c.n):
            c.scores[i] = c.norm_inverse[c.norms[c.docs[i]]]
    else:
        for i in range(c.n):
            c.scores[i] = c.norm_inverse[1]
    for i in range(c.n):
        c.scores[i] = bm25(c.weight, cython.cast(cython.float, c.freqs[i]), c.scores[i])
    c.scores_ready = True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def seek(c: CursorPointer, target: cython.int) -> cython.bint:
    """Moves to the first posting at or after `target`, never backwards; false if there is none."""
    low: cython.Py_ssize_t
    half: cython.Py_ssize_t
    size: cython.Py_ssize_t
    if not seek_block(c, target):
        return False
    load_docs(c)
    low = c.at
    if c.docs[low] >= target:
        return True
    size = c.n - low
    while size > 1:  # the first doc at or after target is within [low + 1, low + size): halved without a branch
        half = size >> 1
        low += half if c.docs[low + half - 1] < target else 0
        size -= half
    c.at = low + (c.docs[low] < target)
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def score_at(c: CursorPointer, i: cython.Py_ssize_t) -> cython.float:
    """Returns the score of the i-th posting of the decoded block, whose frequencies are decoded too."""
    return bm25(
        c.weight,
        cython.cast(cython.float, c.freqs[i]),
        c.norm_inverse[c.norms[c.docs[i]] if c.has_norms else 1],
    )


@cython.cclass
class FieldPostings:
    """The postings arrays of one field in one segment, as the search kernels take them.

    words, word_start, last_doc: see kernels/postings/postings.py
    impact_start, impact_freq, impact_norm: see kernels/postings/postings_writer.py; None where every frequency is
        1 and the field has no norms
    norms: (max_doc,) uint8; None: the field has no norms, and every document counts as norm 1
    positions: (position_start, words, word_start): blocks.position_start and the position stream, see
        kernels/postings/positions.py; None: the field has none
    """

    def __init__(
        self,
        words,
        word_start,
        last_doc,
        impact_start=None,
        impact_freq=None,
        impact_norm=None,
        norms=None,
        positions=None,
    ) -> None:
        self.words = words if len(words) else _NO_UINTS
        self.word_start = word_start
        self.last_doc = last_doc
        self.has_impacts = impact_start is not None and len(impact_freq) > 0
        self.impact_start = impact_start if self.has_impacts else _NO_UINTS
        self.impact_freq = impact_freq if self.has_impacts else _NO_USHORTS
        self.impact_norm = impact_norm if self.has_impacts else _NO_BYTES
        self.has_norms = norms is not None and len(norms) > 0
        self.norms = norms if self.has_norms else _NO_BYTES
        self.positions = positions


@cython.cclass
class ScoredTerm:
    """One term of a query in one segment: its postings, weight and norm table.

    field: FieldPostings; first_block, end_block: the term's blocks [first_block, end_block), at least one
    doc_freq: number of postings
    weight: boost * idf * (k1 + 1), not negative
    norm_inverse: (256,) float32, 1 / (k1 * (1 - b + b * length(norm) / average length))
    """

    def __init__(
        self,
        field: FieldPostings,
        first_block: cython.Py_ssize_t,
        end_block: cython.Py_ssize_t,
        doc_freq: cython.Py_ssize_t,
        weight: cython.float,
        norm_inverse,
    ) -> None:
        self.field = field
        self.first_block = first_block
        self.end_block = end_block
        self.doc_freq = doc_freq
        self.weight = weight if cython.compiled else np.float32(weight)
        self.norm_inverse = norm_inverse


@cython.cclass
class Cursors:
    """A C array of cursors, each before its first posting; frees it at its end.

    terms: of ScoredTerm, each has a cursor
    capacity, n_blocks: room for as many cursors, over as many blocks in all, to be placed later
    """

    def __init__(self, terms: list, capacity: cython.Py_ssize_t = 0, n_blocks: cython.Py_ssize_t = 0) -> None:
        i: cython.Py_ssize_t
        first_bound: cython.Py_ssize_t = 0
        term: ScoredTerm
        for term in terms:
            n_blocks += term.end_block - term.first_block
        self.bounds = np.empty(max(n_blocks, 1), np.float32)
        for i in range(n_blocks):
            self.bounds[i] = -1
        capacity = max(capacity, len(terms), 1)
        if cython.compiled:
            self.cursors = cython.cast(cython.pointer[Cursor], calloc(capacity, cython.sizeof(Cursor)))
            if self.cursors == cython.NULL:
                raise MemoryError
        else:
            self.cursors = [CursorState() for _ in range(capacity)]
        self.n = 0
        for term in terms:
            self.place(
                term.field,
                term.first_block,
                term.end_block,
                term.doc_freq,
                term.weight,
                term.norm_inverse,
                first_bound,
            )
            first_bound += term.end_block - term.first_block

    def __dealloc__(self) -> None:
        free(self.cursors)

    @cython.cfunc
    def place(
        self,
        field: FieldPostings,
        first_block: cython.Py_ssize_t,
        end_block: cython.Py_ssize_t,
        doc_freq: cython.Py_ssize_t,
        weight: cython.float,
        norm_inverse: cython.const[cython.float][::1],
        first_bound: cython.Py_ssize_t,
    ) -> cython.void:
        """Adds a cursor; the bounds of its blocks are remembered from first_bound on, -1 while they are not known."""
        c: CursorPointer = cursor_at(self.cursors, self.n)
        self.n += 1
        if cython.compiled:
            c.words = cython.address(field.words[0])
            c.word_start = cython.address(field.word_start[0])
            c.last_doc = cython.address(field.last_doc[0])
            c.impact_start = cython.address(field.impact_start[0])
            c.impact_freq = cython.address(field.impact_freq[0])
            c.impact_norm = cython.address(field.impact_norm[0])
            c.norms = cython.address(field.norms[0])
            c.norm_inverse = cython.address(norm_inverse[0])
            c.bounds = cython.address(self.bounds[first_bound])
        else:
            c.point_at(field, norm_inverse, self.bounds[first_bound:])
        c.has_norms = field.has_norms
        c.has_impacts = field.has_impacts
        c.weight = weight
        c.doc_freq = doc_freq
        c.first_block = c.block = first_block
        c.end_block = end_block
        c.decoded = -1


if not cython.compiled:

    def bm25(weight, freq, norm_inverse):
        """Returns the score of one posting, rounded to float32 at each step."""
        weight = np.float32(weight)
        return float(weight - weight / (np.float32(1) + np.float32(freq) * np.float32(norm_inverse)))

    def to_float(value):
        """Returns the sum rounded to float32, infinite where C makes it so without a word."""
        with np.errstate(over="ignore"):
            return np.float32(value)
