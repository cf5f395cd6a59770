"""Packs postings into the blocks that postings.py reads, and finds the impacts of each block."""

import cython


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def bit_width(bits: cython.uint) -> cython.uint:
    """Returns how many bits the largest of some values needs, given all of them or-ed together."""
    width: cython.uint = 0
    while bits != 0:
        width += 1
        bits >>= 1
    return width


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def pack(
    values: cython.p_uint,
    n: cython.Py_ssize_t,
    width: cython.uint,
    words: cython.p_uint,
    start: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Packs values[0:n] from words[start] on, vertically if n is 128, and returns the index after the last word."""
    i: cython.Py_ssize_t
    word: cython.Py_ssize_t
    lane: cython.Py_ssize_t
    lanes: cython.Py_ssize_t = 4 if n == 128 else 1
    end: cython.Py_ssize_t = start + ((n // lanes * width + 31) >> 5) * lanes
    position: cython.uint
    shift: cython.uint
    low_bits: cython.uint = 0xFFFFFFFF
    for i in range(start, end):
        words[i] = 0
    if width == 0:
        return end
    for i in range(n):
        lane = i % lanes
        position = cython.cast(cython.uint, i // lanes) * width
        word = start + (position >> 5) * lanes + lane
        shift = position & 31
        words[word] |= (values[i] << shift) & low_bits
        if shift + width > 32:
            words[word + lanes] |= values[i] >> (32 - shift)
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def pack_postings(
    docs: cython.pointer[cython.const[cython.int]],
    freqs: cython.pointer[cython.const[cython.int]],
    first: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    previous: cython.int,
    words: cython.p_uint,
    start: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Packs the postings [first, first + n) as one block and returns the index after its last word."""
    i: cython.Py_ssize_t
    deltas = cython.declare(cython.uint[128])
    counts = cython.declare(cython.uint[128])
    delta_bits: cython.uint = 0
    count_bits: cython.uint = 0
    n_deltas: cython.Py_ssize_t = n if n == 128 else n - 1
    doc_width: cython.uint
    freq_width: cython.uint
    for i in range(n):
        deltas[i] = docs[first + i] - previous - 1
        counts[i] = freqs[first + i] - 1
        count_bits |= counts[i]
        if i < n_deltas:
            delta_bits |= deltas[i]
        previous = docs[first + i]
    if n == 1 and count_bits == 0:
        return start
    doc_width = bit_width(delta_bits)
    freq_width = bit_width(count_bits)
    words[start] = doc_width | freq_width << 8 | cython.cast(cython.uint, n) << 16
    start = pack(deltas, n_deltas, doc_width, words, start + 1)
    return pack(counts, n, freq_width, words, start)


def encode_postings(
    docs: cython.const[cython.int][::1],
    freqs: cython.const[cython.int][::1],
    term_start: cython.const[cython.longlong][::1],
    last_doc: cython.int[::1],
    block_freq: cython.longlong[::1],
    word_start: cython.uint[::1],
    words: cython.uint[::1],
) -> cython.Py_ssize_t:
    """Packs the postings of all terms of one field and returns the number of words written.

    docs: (n_postings,) int32, strictly increasing within a term; freqs: (n_postings,) int32, at least 1
    term_start: (n_terms + 1,) int64, first posting of each term
    last_doc: (n_blocks,) int32, overwritten; a term has ceil(doc_freq / 128) blocks
    block_freq: (n_blocks,) int64, overwritten with the sum of the block's frequencies
    word_start: (n_blocks + 1,) uint32, overwritten
    words: (at least 2 n_postings + 3 n_blocks,) uint32, overwritten up to the number returned
    """
    term: cython.Py_ssize_t
    first: cython.Py_ssize_t
    n: cython.Py_ssize_t
    i: cython.Py_ssize_t
    block: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t = 0
    previous: cython.int
    word_start[0] = 0
    if docs.shape[0] == 0:
        return 0
    if cython.compiled:
        docs_in: cython.pointer[cython.const[cython.int]] = cython.address(docs[0])
        freqs_in: cython.pointer[cython.const[cython.int]] = cython.address(freqs[0])
        out: cython.p_uint = cython.address(words[0])
    else:
        docs_in, freqs_in, out = docs, freqs, words
    with cython.nogil:
        for term in range(term_start.shape[0] - 1):
            previous = -1
            first = term_start[term]
            while first < term_start[term + 1]:
                n = min(128, term_start[term + 1] - first)
                at = pack_postings(docs_in, freqs_in, first, n, previous, out, at)
                previous = docs[first + n - 1]
                last_doc[block] = previous
                block_freq[block] = 0
                for i in range(first, first + n):
                    block_freq[block] += freqs[i]
                block += 1
                word_start[block] = cython.cast(cython.uint, at)
                first += n
    return at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def pareto(
    best: cython.p_int,
    low: cython.Py_ssize_t,
    high: cython.Py_ssize_t,
    impact_freq: cython.ushort[::1],
    impact_norm: cython.uchar[::1],
    at: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Writes the norms in [low, high] whose best freq no lower norm reaches, clears `best`, returns the end."""
    norm: cython.Py_ssize_t
    top: cython.int = 0
    for norm in range(low, high + 1):
        if best[norm] > top:
            top = best[norm]
            impact_freq[at] = cython.cast(cython.ushort, min(top, 65535))
            impact_norm[at] = cython.cast(cython.uchar, norm)
            at += 1
        best[norm] = 0
    return at


def encode_impacts(
    docs: cython.const[cython.int][::1],
    freqs: cython.const[cython.int][::1],
    term_start: cython.const[cython.longlong][::1],
    norms: cython.const[cython.uchar][::1],
    impact_start: cython.uint[::1],
    impact_freq: cython.ushort[::1],
    impact_norm: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Writes the Pareto-best (frequency high, norm low) pairs of each block, by rising norm, and returns their number.

    docs, freqs, term_start: as for encode_postings; norms: (max_doc,) uint8
    impact_start: (n_blocks + 1,) uint32, overwritten
    impact_freq, impact_norm: (at least n_postings,) uint16 (65535 stands for all above) and uint8, overwritten
    """
    term: cython.Py_ssize_t
    i: cython.Py_ssize_t
    first: cython.Py_ssize_t
    end: cython.Py_ssize_t
    low: cython.Py_ssize_t
    high: cython.Py_ssize_t
    norm: cython.Py_ssize_t
    block: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t = 0
    best = cython.declare(cython.int[256])
    impact_start[0] = 0
    with cython.nogil:
        for i in range(256):
            best[i] = 0
        for term in range(term_start.shape[0] - 1):
            first = term_start[term]
            while first < term_start[term + 1]:
                end = min(first + 128, term_start[term + 1])
                low, high = 255, 0
                for i in range(first, end):
                    norm = cython.cast(cython.Py_ssize_t, norms[docs[i]])
                    low = min(low, norm)
                    high = max(high, norm)
                    best[norm] = max(best[norm], freqs[i])
                at = pareto(best, low, high, impact_freq, impact_norm, at)
                block += 1
                impact_start[block] = cython.cast(cython.uint, at)
                first = end
    return at
