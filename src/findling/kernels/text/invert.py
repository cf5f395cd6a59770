"""Turns the tokens of a batch of documents into postings: a counting sort that counts frequencies on its way."""

import cython


def count_tokens(
    term_ids: cython.const[cython.int][::1],
    docs: cython.const[cython.int][::1],
    token_count: cython.longlong[::1],
    doc_freq: cython.longlong[::1],
    last_doc: cython.int[::1],
) -> None:
    """Counts tokens and documents of each term.

    term_ids: (n_tokens,) int32, in [0, n_terms); docs: (n_tokens,) int32, non-decreasing
    token_count, doc_freq: (n_terms,) int64, zeros; last_doc: (n_terms,) int32, all -1; used up
    """
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    assert term_ids.shape[0] == docs.shape[0]
    assert token_count.shape[0] == doc_freq.shape[0] == last_doc.shape[0]
    with cython.nogil:
        for i in range(term_ids.shape[0]):
            assert 0 <= term_ids[i] < token_count.shape[0]
            assert i == 0 or docs[i - 1] <= docs[i]
            term = term_ids[i]
            token_count[term] += 1
            if last_doc[term] != docs[i]:
                last_doc[term] = docs[i]
                doc_freq[term] += 1


def fill_postings(
    term_ids: cython.const[cython.int][::1],
    docs: cython.const[cython.int][::1],
    next_posting: cython.longlong[::1],
    last_doc: cython.int[::1],
    posting_docs: cython.int[::1],
    posting_freqs: cython.int[::1],
) -> None:
    """Writes the postings of all terms, each term from its own place on.

    term_ids, docs: (n_tokens,) int32, as for count_tokens
    next_posting: (n_terms,) int64, where the term's first posting goes; moved on
    last_doc: (n_terms,) int32, all -1; used up
    posting_docs, posting_freqs: (n_postings,) int32, overwritten
    """
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    at: cython.Py_ssize_t
    with cython.nogil:
        for i in range(term_ids.shape[0]):
            term = term_ids[i]
            if last_doc[term] == docs[i]:
                posting_freqs[next_posting[term] - 1] += 1
            else:
                last_doc[term] = docs[i]
                at = next_posting[term]
                posting_docs[at] = docs[i]
                posting_freqs[at] = 1
                next_posting[term] = at + 1


def scatter_deltas(
    term_ids: cython.const[cython.int][::1],
    docs: cython.const[cython.int][::1],
    values: cython.const[cython.int][::1],
    next_token: cython.longlong[::1],
    last: cython.int[:, ::1],
    out: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes each token's value (its position) by term: first absolute, then as difference within the document.

    term_ids, docs, values: (n_tokens,) int32
    next_token: (n_terms,) int64, where the term's first value goes; moved on
    last: (n_terms, 2) int32, all -1; used up: the doc and value of the term's last token
    out: (n_tokens,) int32, overwritten
    Returns how many differences are negative: none, unless values go backwards.
    """
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    negative: cython.Py_ssize_t = 0
    delta: cython.int
    with cython.nogil:
        for i in range(term_ids.shape[0]):
            term = term_ids[i]
            delta = values[i]
            if last[term, 0] == docs[i]:
                delta = values[i] - last[term, 1]
            last[term, 0] = docs[i]
            last[term, 1] = values[i]
            if delta < 0:
                negative += 1
            out[next_token[term]] = delta
            next_token[term] += 1
    return negative


def scatter(
    term_ids: cython.const[cython.int][::1],
    values: cython.const[cython.int][::1],
    next_token: cython.longlong[::1],
    out: cython.int[::1],
) -> None:
    """Writes each token's value by term, as it is; arguments as for scatter_deltas."""
    i: cython.Py_ssize_t
    term: cython.Py_ssize_t
    with cython.nogil:
        for i in range(term_ids.shape[0]):
            term = term_ids[i]
            out[next_token[term]] = values[i]
            next_token[term] += 1


def field_lengths(
    docs: cython.const[cython.int][::1], positions: cython.const[cython.int][::1], lengths: cython.int[::1]
) -> None:
    """Counts the tokens of each document, without those that stand at the position of the token before them.

    docs: (n_tokens,) int32, non-decreasing; positions: (n_tokens,) int32; lengths: (max_doc,) int32, zeros
    Source: Lucene's Similarity with discountOverlaps, Elasticsearch's `discount_overlaps`, on by default.
    """
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(docs.shape[0]):
            if i == 0 or docs[i] != docs[i - 1] or positions[i] != positions[i - 1]:
                lengths[docs[i]] += 1
