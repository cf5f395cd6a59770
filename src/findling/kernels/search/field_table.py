"""One field in all segments of a snapshot: a term is looked up in all of them by one call."""

import cython
import numpy as np
from cython.cimports.findling.kernels.terms.string_blocks import StringBlocks
from cython.cimports.findling.kernels.terms.term_counts import SmallCounts, SumsBefore


@cython.cclass
class FieldTable:
    """Dictionaries and postings of one field, segment by segment. Thread-safe.

    parts: for each segment (StringBlocks of the terms, SmallCounts of doc_freq - 1, SumsBefore of the blocks beyond the
        first of each term, FieldPostings), or None where the field is not indexed
    """

    def __init__(self, parts: list) -> None:
        self.n = len(parts)
        self.strings = [None if part is None else part[0] for part in parts]
        self.counts = [None if part is None else part[1] for part in parts]
        self.sums = [None if part is None else part[2] for part in parts]
        self.postings = [None if part is None else part[3] for part in parts]

    def look_up(self, term: bytes):
        """Returns the TermStates of a term."""
        strings: StringBlocks
        counts: SmallCounts
        sums: SumsBefore
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t
        found: cython.longlong[:, ::1] = np.zeros((3, self.n), np.int64)
        for i in range(self.n):
            found[0, i] = -1
            if self.strings[i] is None:
                continue
            strings = self.strings[i]
            at = strings.seek(term, len(term))
            if at >= 0:
                continue
            counts = self.counts[i]
            sums = self.sums[i]
            at = -1 - at
            found[0, i] = at
            found[1, i] = counts.get(at) + 1
            found[2, i] = at + sums.get(at)
        return TermStates(self, found[0], found[1], found[2])


@cython.cclass
class TermStates:
    """Where one term is in the segments of a snapshot.

    ords, doc_freqs, first_blocks: (n,) int64 each; -1, 0 and 0 where a segment does not have the term
    doc_freq: documents with the term in all segments, deleted ones included
    """

    def __init__(self, table: FieldTable, ords, doc_freqs, first_blocks) -> None:
        i: cython.Py_ssize_t
        self.table = table
        self.ords = ords
        self.doc_freqs = doc_freqs
        self.first_blocks = first_blocks
        self.doc_freq = 0
        for i in range(table.n):
            self.doc_freq += self.doc_freqs[i]

    def ord(self, segment: cython.Py_ssize_t) -> cython.longlong:
        """Returns the ordinal of the term in a segment, -1 if it is not there."""
        return int(self.ords[segment])

    def doc_freq_in(self, segment: cython.Py_ssize_t) -> cython.longlong:
        """Returns how many documents of a segment have the term, deleted ones included."""
        return int(self.doc_freqs[segment])
