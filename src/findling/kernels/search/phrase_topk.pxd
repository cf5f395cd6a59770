# C face of phrase_topk.py: one part of a phrase and its positions in the document it stands at; the whole phrase.

from findling.kernels.search.cursor cimport CursorPointer, Cursors, FieldPostings

cdef struct Part:
    CursorPointer cursor
    int offset
    Py_ssize_t block
    Py_ssize_t at
    long long before
    long long next
    long long end
    int position
    Py_ssize_t loaded
    int values[128]

ctypedef Part* PartPointer

cdef struct Phrase:
    PartPointer parts
    Py_ssize_t n
    const unsigned long long* position_start
    const unsigned int* words
    const unsigned int* word_start
    bint counting
    bint collecting
    int* docs
    float* freqs
    Py_ssize_t n_found

ctypedef Phrase* PhrasePointer


cdef class PhraseState:
    cdef Phrase phrase
    cdef Cursors cursors
    cdef const unsigned long long[::1] position_start
    cdef const unsigned int[::1] words
    cdef const unsigned int[::1] word_start
    cdef PhrasePointer pointer(self)
    cdef void start(self, FieldPostings field)
