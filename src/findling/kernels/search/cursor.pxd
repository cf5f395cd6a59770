# C face of cursor.py for the search kernels; see there for what the functions mean.

cdef struct Cursor:
    const unsigned int* words
    const unsigned int* word_start
    const int* last_doc
    const unsigned int* impact_start
    const unsigned short* impact_freq
    const unsigned char* impact_norm
    const unsigned char* norms
    const float* norm_inverse
    float* bounds
    float weight
    bint has_norms
    bint has_impacts
    Py_ssize_t doc_freq
    Py_ssize_t first_block
    Py_ssize_t end_block
    Py_ssize_t block
    Py_ssize_t decoded
    Py_ssize_t n
    Py_ssize_t at
    bint freqs_ready
    bint scores_ready
    float window_bound
    int docs[128]
    int freqs[128]
    float scores[128]


ctypedef Cursor* CursorPointer


cdef class FieldPostings:
    cdef const unsigned int[::1] words
    cdef const unsigned int[::1] word_start
    cdef const int[::1] last_doc
    cdef const unsigned int[::1] impact_start
    cdef const unsigned short[::1] impact_freq
    cdef const unsigned char[::1] impact_norm
    cdef const unsigned char[::1] norms
    cdef bint has_norms
    cdef bint has_impacts
    cdef readonly object positions


cdef class ScoredTerm:
    cdef public FieldPostings field
    cdef public Py_ssize_t first_block
    cdef public Py_ssize_t end_block
    cdef public Py_ssize_t doc_freq
    cdef public float weight
    cdef const float[::1] norm_inverse


cdef class Cursors:
    cdef CursorPointer cursors
    cdef readonly Py_ssize_t n
    cdef float[::1] bounds
    cdef void place(
        self,
        FieldPostings field,
        Py_ssize_t first_block,
        Py_ssize_t end_block,
        Py_ssize_t doc_freq,
        float weight,
        const float[::1] norm_inverse,
        Py_ssize_t first_bound,
    )


cdef float bm25(float weight, float freq, float norm_inverse) noexcept nogil
cdef float to_float(double value) noexcept nogil
cdef CursorPointer cursor_at(CursorPointer cursors, Py_ssize_t i) noexcept nogil
cdef float block_bound(CursorPointer c, Py_ssize_t block) noexcept nogil
cdef float bound_until(CursorPointer c, int end) noexcept nogil
cdef bint seek_block(CursorPointer c, int target) noexcept nogil
cdef void load_docs(CursorPointer c) noexcept nogil
cdef void load_freqs(CursorPointer c) noexcept nogil
cdef void load_scores(CursorPointer c) noexcept nogil
cdef bint seek(CursorPointer c, int target) noexcept nogil
cdef float score_at(CursorPointer c, Py_ssize_t i) noexcept nogil
