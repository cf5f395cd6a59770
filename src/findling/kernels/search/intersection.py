"""The documents of a segment that have all of some terms, unscored: of those of the rarest what the others have too."""

import cython
from cython.cimports.findling.kernels.search.cursor import CursorPointer, Cursors, cursor_at, load_docs, seek


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def keep_docs_of(c: CursorPointer, docs: cython.int[::1], n: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Keeps those of docs[:n] that the term has, and returns how many."""
    i: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    for i in range(n):
        if not seek(c, docs[i]):
            break
        docs[kept] = docs[i]
        kept += c.docs[c.at] == docs[i]
    return kept


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def docs_of(c: CursorPointer, docs: cython.int[::1]) -> cython.Py_ssize_t:
    """Writes all docs of a term and returns how many."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    while c.block < c.end_block:
        load_docs(c)
        for i in range(c.n):
            docs[n + i] = c.docs[i]
        n += c.n
        c.block += 1
    return n


def intersect_terms(terms: list, out: cython.int[::1]) -> cython.Py_ssize_t:
    """Writes the docs that have all of the terms, in increasing order, and returns how many.

    terms: of ScoredTerm, at least one; weights play no part
    out: (smallest doc_freq,) int32, overwritten
    """
    cursors = cython.declare(Cursors)
    ordered: list = sorted(terms, key=_doc_freq)
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t
    cursors = Cursors(ordered)
    with cython.nogil:
        n = docs_of(cursor_at(cursors.cursors, 0), out)
        for i in range(1, cursors.n):
            n = keep_docs_of(cursor_at(cursors.cursors, i), out, n)
    return n


def _doc_freq(term) -> int:
    return term.doc_freq
