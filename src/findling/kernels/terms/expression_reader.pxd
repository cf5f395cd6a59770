# C face of expression_reader.py: what has been read.

cdef struct Part:
    unsigned long long first
    unsigned long long last
    bint nullable

cdef unsigned long long bit(int place) noexcept nogil

cdef class ExpressionReader:
    cdef const int[::1] codes
    cdef bint ignore_case
    cdef readonly bint failed
    # the reader
    cdef Py_ssize_t at
    cdef Py_ssize_t depth
    cdef int char
    # the automaton: what a position takes, and what may follow it
    cdef int n_positions
    cdef int n_ranges
    cdef int position[256]
    cdef int low[256]
    cdef int high[256]
    cdef int single[64]
    cdef unsigned long long negated
    cdef unsigned long long accepting
    cdef unsigned long long follow[64]
    # the literals that all matches contain
    cdef bint alternatives
    cdef bint at_start
    cdef Py_ssize_t n_prefix
    cdef Py_ssize_t run
    cdef Py_ssize_t best
    cdef Py_ssize_t best_end
    cdef Py_ssize_t n_text
    cdef int text[64]

    cdef void fail(self) noexcept
    cdef bint sees(self, int char) noexcept
    cdef int take(self) noexcept
    cdef Part alternation(self) noexcept
    cdef Part concatenation(self) noexcept
    cdef Part repetition(self) noexcept
    cdef Part counted(self, Part inner, Py_ssize_t start) noexcept
    cdef int number(self) noexcept
    cdef Part atom(self) noexcept
    cdef Part group(self) noexcept
    cdef Part escaped(self) noexcept
    cdef Part literal(self, int char) noexcept
    cdef Part character_set(self) noexcept
    cdef int new_position(self) noexcept
    cdef Part one(self, int place) noexcept
    cdef void add_range(self, int place, int low, int high) noexcept
    cdef void add_class(self, int place, int letter) noexcept
    cdef Part joined(self, Part first, Part second) noexcept
    cdef void loop(self, Part inner) noexcept
    cdef void note_literal(self, int char, bint ends) noexcept
