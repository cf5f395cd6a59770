# C face of words.py: the text in which words are looked for, and the table of its characters' classes.

cdef struct Words:
    const unsigned char* text
    Py_ssize_t limit
    const unsigned short* index
    const unsigned int* blocks

ctypedef const Words* WordsPointer
# for who sets the limit
ctypedef Words* OpenWordsPointer
