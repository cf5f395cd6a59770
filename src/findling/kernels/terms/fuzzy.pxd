# C face of fuzzy.py: the state of a walk over a dictionary.

cdef struct Walk:
    const unsigned char* blob
    const unsigned int* offsets
    const unsigned char* shared
    const unsigned char* branch
    const int* word
    Py_ssize_t n_word
    Py_ssize_t max_edits
    bint transpositions
    unsigned char* ascii_marks
    unsigned int* valid
    unsigned int* states
    unsigned int* marks
    unsigned int* ends
    unsigned int* following
    Py_ssize_t depth
    unsigned char wanted[8]

ctypedef Walk* WalkPointer
