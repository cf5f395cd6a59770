"""Scores without pruning: of all documents with a term or with enough of some terms, and of given documents."""

import cython
from cython.cimports.findling.kernels.columns.sets import findling_ctz64
from cython.cimports.findling.kernels.search.cursor import (
    CursorPointer,
    Cursors,
    cursor_at,
    load_docs,
    load_freqs,
    load_scores,
    score_at,
    seek,
    to_float,
)
from cython.cimports.findling.kernels.search.search_state import SearchPointer, SearchState
from cython.cimports.findling.kernels.search.top_docs import TopDocs
from cython.cimports.findling.kernels.search.topk import add_scores, advance_all


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_window(
    s: SearchPointer, minimum: cython.Py_ssize_t, docs: cython.int[::1], scores: cython.float[::1], n: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Moves the documents of the window with at least `minimum` terms to docs[n:], and returns their end."""
    i: cython.Py_ssize_t
    doc: cython.int
    word: cython.ulonglong
    for i in range(s.n_words):
        word = s.bits[i]
        s.bits[i] = 0
        while word != 0:
            doc = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
            word &= word - 1
            if s.minimum == 1 or s.hits[doc] >= minimum:
                docs[n] = s.base + doc
                scores[n] = to_float(s.sums[doc])
                n += 1
            s.sums[doc] = 0
            s.hits[doc] = 0
    return n


def score_union(
    terms: list,
    max_doc: cython.int,
    minimum_should_match: cython.Py_ssize_t,
    docs: cython.int[::1],
    scores: cython.float[::1],
) -> cython.Py_ssize_t:
    """Writes all documents with at least `minimum_should_match` of the terms, with their scores, and returns how many.

    terms: at most 255 of ScoredTerm; max_doc: number of docs of the segment
    docs: (min(max_doc, sum of doc_freq),) int32, overwritten with increasing docs; scores: as long, float32
    """
    state = cython.declare(SearchState)
    s: SearchPointer
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    if len(terms) == 0:
        return 0
    state = SearchState(Cursors(terms), TopDocs(1))
    state.start(0, max_doc)
    s = state.pointer()
    s.minimum = max(minimum_should_match, 1)
    with cython.nogil:
        while s.base < max_doc:
            s.base = advance_all(s)
            if s.base < 0:
                break
            for i in range(s.n):
                add_scores(s, cursor_at(s.cursors, s.order[i]), min(s.base + s.width, max_doc))
            n = take_window(s, minimum_should_match, docs, scores, n)
            s.base = min(s.base + s.width, max_doc)
    state.release()
    return n


def score_term(term, docs: cython.int[::1], scores: cython.float[::1]) -> None:
    """Writes all documents of one ScoredTerm, increasing, with their scores.

    docs, scores: (doc_freq,) int32 and float32, overwritten
    """
    cursors = cython.declare(Cursors, Cursors([term]))
    c: CursorPointer = cursor_at(cursors.cursors, 0)
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        while c.block < c.end_block:
            load_docs(c)
            load_scores(c)
            for i in range(c.n):
                docs[n + i] = c.docs[i]
                scores[n + i] = c.scores[i]
            n += c.n
            c.block += 1


def score_docs(
    terms: list, docs: cython.const[cython.int][::1], sums: cython.double[::1], matched: cython.uchar[::1]
) -> None:
    """Adds the scores of some terms to given documents, which need not have any of them.

    terms: at most 255 of ScoredTerm
    docs: (n,) int32, strictly increasing
    sums: (n,) float64, added to; matched: (n,) uint8, grows by the number of terms the document has
    """
    cursors = cython.declare(Cursors, Cursors(terms))
    c: CursorPointer
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    with cython.nogil:
        for term in range(cursors.n):
            c = cursor_at(cursors.cursors, term)
            for i in range(docs.shape[0]):
                if not seek(c, docs[i]):
                    break
                if c.docs[c.at] == docs[i]:
                    load_freqs(c)
                    sums[i] += score_at(c, c.at)
                    matched[i] += 1


def mark_matches(terms: list, docs: cython.const[cython.int][::1], out: cython.uchar[::1]) -> None:
    """Marks with 1 those of given documents that have any of some terms; leaves the others as they are.

    terms: of ScoredTerm; weights play no part
    docs: (n,) int32, strictly increasing; out: (n,) uint8
    """
    cursors = cython.declare(Cursors, Cursors(terms))
    c: CursorPointer
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    with cython.nogil:
        for term in range(cursors.n):
            c = cursor_at(cursors.cursors, term)
            for i in range(docs.shape[0]):
                if not seek(c, docs[i]):
                    break
                if c.docs[c.at] == docs[i]:
                    out[i] = 1
