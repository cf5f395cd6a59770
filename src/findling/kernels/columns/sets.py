"""Sets of documents: sorted int32 lists and bitmaps of 64-bit words.

A bitmap has bit `doc & 63` of word `doc >> 6` set for each of its docs; bits at and beyond its size are zero. NumPy's
bitwise operators are as fast on words as anything compiled, so `&`, `|`, `~` and counting bits are not repeated here.
"""

import cython

if not cython.compiled:

    def findling_ctz64(word):
        """Returns the number of zero bits below the lowest one; `word` is not 0."""
        word = int(word)
        return (word & -word).bit_length() - 1


def set_bits(docs: cython.const[cython.int][::1], words: cython.ulonglong[::1]):
    """Sets the bits of `docs` in `words`.

    docs:  (n,) int32, any order, all within the bitmap
    words: (n_words,) uint64, modified
    """
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(docs.shape[0]):
            words[docs[i] >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, docs[i] & 63)


def clear_bits(docs: cython.const[cython.int][::1], words: cython.ulonglong[::1]):
    """Clears the bits of `docs` in `words`; the contract is that of `set_bits`."""
    i: cython.Py_ssize_t
    bit: cython.ulonglong
    with cython.nogil:
        for i in range(docs.shape[0]):
            bit = cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, docs[i] & 63)
            words[docs[i] >> 6] |= bit
            words[docs[i] >> 6] ^= bit


def words_to_docs(words: cython.const[cython.ulonglong][::1], out: cython.int[::1]) -> cython.Py_ssize_t:
    """Writes the docs of a bitmap in increasing order and returns how many.

    words: (n_words,) uint64
    out:   (count of set bits,) int32, overwritten
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    word: cython.ulonglong
    with cython.nogil:
        for i in range(words.shape[0]):
            word = words[i]
            while word != 0:
                out[n] = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
                n += 1
                word &= word - 1
    return n


def first_docs(words: cython.const[cython.ulonglong][::1], out: cython.int[::1]) -> cython.Py_ssize_t:
    """Writes the first docs of a bitmap, as many as there is room for, and returns how many.

    words: (n_words,) uint64; out: (k,) int32, overwritten
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    word: cython.ulonglong
    with cython.nogil:
        for i in range(words.shape[0] if out.shape[0] > 0 else 0):
            word = words[i]
            while word != 0 and n < out.shape[0]:
                out[n] = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
                n += 1
                word &= word - 1
            if n == out.shape[0]:
                break
    return n


def test_bits(
    words: cython.const[cython.ulonglong][::1], docs: cython.const[cython.int][::1], out: cython.uchar[::1]
) -> cython.Py_ssize_t:
    """Writes 1 for each doc that is in the bitmap, else 0, and returns how many are.

    words: (n_words,) uint64
    docs:  (n,) int32, any order, all within the bitmap
    out:   (n,) uint8, overwritten
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    hit: cython.uchar
    with cython.nogil:
        for i in range(docs.shape[0]):
            hit = cython.cast(cython.uchar, (words[docs[i] >> 6] >> cython.cast(cython.ulonglong, docs[i] & 63)) & 1)
            out[i] = hit
            n += hit
    return n


def filter_docs(
    words: cython.const[cython.ulonglong][::1], docs: cython.const[cython.int][::1], out: cython.int[::1]
) -> cython.Py_ssize_t:
    """Writes the docs that are in the bitmap, in their order, and returns how many.

    words: (n_words,) uint64
    docs:  (n,) int32, all within the bitmap
    out:   (n,) int32, overwritten; may be `docs` itself
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    doc: cython.int
    with cython.nogil:
        for i in range(docs.shape[0]):
            doc = docs[i]
            out[n] = doc
            n += cython.cast(cython.Py_ssize_t, (words[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1)
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def gallop(docs: cython.const[cython.int][::1], start: cython.Py_ssize_t, target: cython.int) -> cython.Py_ssize_t:
    """Returns the first index at or after `start` whose doc is not below `target`, else the length."""
    step: cython.Py_ssize_t = 1
    low: cython.Py_ssize_t = start
    high: cython.Py_ssize_t
    middle: cython.Py_ssize_t
    n: cython.Py_ssize_t = docs.shape[0]
    while low + step < n and docs[low + step] < target:
        low += step
        step <<= 1
    high = low + step if low + step < n else n
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low


def intersect_sorted(
    left: cython.const[cython.int][::1], right: cython.const[cython.int][::1], out: cython.int[::1]
) -> cython.Py_ssize_t:
    """Writes the docs present in both lists and returns how many.

    left:  (n_left,) int32, strictly increasing; the shorter list for speed
    right: (n_right,) int32, strictly increasing
    out:   (min(n_left, n_right),) int32, overwritten
    Source: galloping search, after Demaine, Lopez-Ortiz, Munro 2000.
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    n_right: cython.Py_ssize_t = right.shape[0]
    with cython.nogil:
        for i in range(left.shape[0]):
            if j < n_right and right[j] < left[i]:
                j = gallop(right, j, left[i])
            if j == n_right:
                break
            if right[j] == left[i]:
                out[n] = left[i]
                n += 1
                j += 1
    return n


def difference_sorted(
    left: cython.const[cython.int][::1], right: cython.const[cython.int][::1], out: cython.int[::1]
) -> cython.Py_ssize_t:
    """Writes the docs of `left` that are not in `right` and returns how many.

    left:  (n_left,) int32, strictly increasing
    right: (n_right,) int32, strictly increasing
    out:   (n_left,) int32, overwritten
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    n_right: cython.Py_ssize_t = right.shape[0]
    with cython.nogil:
        for i in range(left.shape[0]):
            if j < n_right and right[j] < left[i]:
                j = gallop(right, j, left[i])
            if j == n_right or right[j] != left[i]:
                out[n] = left[i]
                n += 1
    return n


def union_sorted(
    left: cython.const[cython.int][::1], right: cython.const[cython.int][::1], out: cython.int[::1]
) -> cython.Py_ssize_t:
    """Writes the docs of either list in increasing order, each once, and returns how many.

    left:  (n_left,) int32, strictly increasing
    right: (n_right,) int32, strictly increasing
    out:   (n_left + n_right,) int32, overwritten
    """
    i: cython.Py_ssize_t = 0
    j: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = 0
    from_left: cython.bint
    from_right: cython.bint
    with cython.nogil:
        while i < left.shape[0] and j < right.shape[0]:
            from_left = left[i] <= right[j]
            from_right = right[j] <= left[i]
            out[n] = left[i] if from_left else right[j]
            n += 1
            i += from_left
            j += from_right
        while i < left.shape[0]:
            out[n] = left[i]
            n += 1
            i += 1
        while j < right.shape[0]:
            out[n] = right[j]
            n += 1
            j += 1
    return n
