"""Copies the postings of one segment to their places in a merged one, leaving out deleted documents.

A doc map gives each document's new number, -1 for a deleted one; it increases over the documents that stay.
"""

import cython


def count_live(
    docs: cython.const[cython.int][::1],
    freqs: cython.const[cython.int][::1],
    term_start: cython.const[cython.longlong][::1],
    doc_map: cython.const[cython.int][::1],
    doc_freq: cython.longlong[::1],
    total_freq: cython.longlong[::1],
) -> None:
    """Counts, for each term, the documents that stay and its occurrences in them.

    docs, freqs: (n_postings,) int32; term_start: (n_terms + 1,) int64, first posting of each term
    doc_map: (max_doc,) int32; doc_freq, total_freq: (n_terms,) int64, overwritten
    """
    term: cython.Py_ssize_t
    i: cython.Py_ssize_t
    with cython.nogil:
        for term in range(doc_freq.shape[0]):
            doc_freq[term] = 0
            total_freq[term] = 0
            for i in range(term_start[term], term_start[term + 1]):
                if doc_map[docs[i]] >= 0:
                    doc_freq[term] += 1
                    total_freq[term] += freqs[i]


def place_postings(
    docs: cython.const[cython.int][::1],
    freqs: cython.const[cython.int][::1],
    term_start: cython.const[cython.longlong][::1],
    doc_map: cython.const[cython.int][::1],
    next_posting: cython.longlong[::1],
    out_docs: cython.int[::1],
    out_freqs: cython.int[::1],
) -> None:
    """Copies the postings that stay, with their new documents, each term from its own place on.

    docs, freqs, term_start, doc_map: as for count_live
    next_posting: (n_terms,) int64, where the term's next posting goes; moved on
    out_docs, out_freqs: (n_merged_postings,) int32
    """
    term: cython.Py_ssize_t
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    with cython.nogil:
        for term in range(next_posting.shape[0]):
            at = next_posting[term]
            for i in range(term_start[term], term_start[term + 1]):
                if doc_map[docs[i]] >= 0:
                    out_docs[at] = doc_map[docs[i]]
                    out_freqs[at] = freqs[i]
                    at += 1
            next_posting[term] = at


def place_values(
    postings: tuple,
    doc_map: cython.const[cython.int][::1],
    values: cython.const[cython.int][::1],
    next_value: cython.longlong[::1],
    out: cython.int[::1],
) -> None:
    """Copies the positions (or other values of each occurrence) of the postings that stay.

    postings: (docs int32, freqs int32, term_start int64), as for count_live
    values: (sum of freqs,) int32, posting after posting
    next_value: (n_terms,) int64, where the term's next value goes; moved on
    out: (n_merged_values,) int32
    """
    docs: cython.const[cython.int][::1] = postings[0]
    freqs: cython.const[cython.int][::1] = postings[1]
    term_start: cython.const[cython.longlong][::1] = postings[2]
    term: cython.Py_ssize_t
    i: cython.Py_ssize_t
    k: cython.Py_ssize_t
    at: cython.Py_ssize_t
    source: cython.Py_ssize_t = 0
    with cython.nogil:
        for term in range(next_value.shape[0]):
            at = next_value[term]
            for i in range(term_start[term], term_start[term + 1]):
                if doc_map[docs[i]] >= 0:
                    for k in range(freqs[i]):
                        out[at + k] = values[source + k]
                    at += freqs[i]
                source += freqs[i]
            next_value[term] = at
