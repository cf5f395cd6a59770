"""Scans and gathers on columns: one stored value per doc, or several with `starts`.

A column is an array in the narrowest type that holds it (unsigned integers, int64, float32, float64), in doc order. The
scans write bitmap words; docs without a value hold an arbitrary one, so the caller ANDs the result with the column's
presence. Multi-valued columns have `starts`: (max_doc + 1,) int32; doc d has values[starts[d]:starts[d + 1]].
"""

import cython
from cython.cimports.findling.kernels.columns.sets import findling_ctz64

if not cython.compiled:

    def findling_pack_bits(hits):
        """Returns the word whose bit i is hits[i], of 64 zeros and ones."""
        return sum(int(hits[i]) << i for i in range(64))


Stored = cython.fused_type(
    cython.uchar, cython.ushort, cython.uint, cython.ulonglong, cython.int, cython.longlong, cython.float, cython.double
)
Ordinal = cython.fused_type(cython.uchar, cython.ushort, cython.uint)


def range_to_words(values: cython.const[Stored][::1], low: Stored, high: Stored, words: cython.ulonglong[::1]) -> None:
    """Writes the bitmap of the docs whose value is within [low, high].

    values: (max_doc,) stored values; NaN is in no range
    words:  (ceil(max_doc / 64),) uint64, overwritten
    """
    hits = cython.declare(cython.uchar[64])
    word: cython.Py_ssize_t
    i: cython.Py_ssize_t
    start: cython.Py_ssize_t
    n: cython.Py_ssize_t = values.shape[0]
    whole: cython.Py_ssize_t = n >> 6
    with cython.nogil:
        for word in range(whole):
            start = word << 6
            for i in range(64):
                hits[i] = (values[start + i] >= low) & (values[start + i] <= high)
            words[word] = findling_pack_bits(hits)
        if whole << 6 < n:
            start = whole << 6
            for i in range(64):
                hits[i] = 0
            for i in range(n - start):
                hits[i] = (values[start + i] >= low) & (values[start + i] <= high)
            words[whole] = findling_pack_bits(hits)


def range_any_to_words(
    values: cython.const[Stored][::1],
    starts: cython.const[cython.int][::1],
    low: Stored,
    high: Stored,
    words: cython.ulonglong[::1],
) -> None:
    """Sets the bits of the docs of which any value is within [low, high].

    values: (n_values,) stored values; starts: (max_doc + 1,) int32
    words:  (ceil(max_doc / 64),) uint64, bits are added
    """
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    with cython.nogil:
        for doc in range(starts.shape[0] - 1):
            for i in range(starts[doc], starts[doc + 1]):
                if values[i] >= low and values[i] <= high:
                    words[doc >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, doc & 63)
                    break


def range_docs(
    values: cython.const[Stored][::1],
    docs: cython.const[cython.int][::1],
    low: Stored,
    high: Stored,
    out: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes those of `docs` whose value is within [low, high], in their order, and returns how many.

    values: (max_doc,) stored values; docs: (n,) int32; out: (n,) int32, overwritten
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(docs.shape[0]):
            out[n] = docs[i]
            n += (values[docs[i]] >= low) & (values[docs[i]] <= high)
    return n


def table_to_words(
    values: cython.const[Ordinal][::1], table: cython.const[cython.uchar][::1], words: cython.ulonglong[::1]
) -> None:
    """Writes the bitmap of the docs whose value is marked in a table: set membership in a small range.

    values: (max_doc,) stored values or ordinals, each below len(table)
    table:  (n_values,) uint8, 1 for each member, else 0
    words:  (ceil(max_doc / 64),) uint64, overwritten
    """
    hits = cython.declare(cython.uchar[64])
    word: cython.Py_ssize_t
    i: cython.Py_ssize_t
    start: cython.Py_ssize_t
    size: cython.Py_ssize_t
    n: cython.Py_ssize_t = values.shape[0]
    with cython.nogil:
        for word in range((n + 63) >> 6):
            start = word << 6
            size = n - start if n - start < 64 else 64
            for i in range(size):
                hits[i] = table[values[start + i]]
            for i in range(size, 64):
                hits[i] = 0
            words[word] = findling_pack_bits(hits)


def table_any_to_words(
    values: cython.const[Ordinal][::1],
    starts: cython.const[cython.int][::1],
    table: cython.const[cython.uchar][::1],
    words: cython.ulonglong[::1],
) -> None:
    """Sets the bits of the docs of which any value is marked in a table.

    values: (n_values,) ordinals, each below len(table); starts: (max_doc + 1,) int32; table: (n_ordinals,) uint8
    words:  (ceil(max_doc / 64),) uint64, bits are added
    """
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    with cython.nogil:
        for doc in range(starts.shape[0] - 1):
            for i in range(starts[doc], starts[doc + 1]):
                if table[values[i]] != 0:
                    words[doc >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, doc & 63)
                    break


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_member(members: cython.const[Stored][::1], value: Stored) -> cython.bint:
    """Returns whether `value` is one of the increasing `members`."""
    low: cython.Py_ssize_t = 0
    high: cython.Py_ssize_t = members.shape[0]
    middle: cython.Py_ssize_t
    while low < high:
        middle = (low + high) >> 1
        if members[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low < members.shape[0] and members[low] == value


def members_to_words(
    values: cython.const[Stored][::1], members: cython.const[Stored][::1], words: cython.ulonglong[::1]
) -> None:
    """Sets the bits of the docs whose value is one of `members`: set membership in a wide range.

    values:  (max_doc,) stored values
    members: (n_members,) of the same dtype, strictly increasing
    words:   (ceil(max_doc / 64),) uint64, bits are added
    """
    doc: cython.Py_ssize_t
    with cython.nogil:
        for doc in range(values.shape[0]):
            if is_member(members, values[doc]):
                words[doc >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, doc & 63)


def members_any_to_words(
    values: cython.const[Stored][::1],
    starts: cython.const[cython.int][::1],
    members: cython.const[Stored][::1],
    words: cython.ulonglong[::1],
) -> None:
    """Sets the bits of the docs of which any value is one of `members`; see members_to_words and range_any_to_words."""
    doc: cython.Py_ssize_t
    i: cython.Py_ssize_t
    with cython.nogil:
        for doc in range(starts.shape[0] - 1):
            for i in range(starts[doc], starts[doc + 1]):
                if is_member(members, values[i]):
                    words[doc >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, doc & 63)
                    break


def gather_many(
    values: cython.const[Stored][::1],
    starts: cython.const[cython.int][::1],
    docs: cython.const[cython.int][::1],
    out: Stored[::1],
    owners: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes all values of `docs` with the index of their doc in `docs`, and returns how many.

    values: (n_values,) stored values; starts: (max_doc + 1,) int32; docs: (n,) int32, any order
    out:    (sum of value counts,) of the dtype of `values`, overwritten
    owners: as long as out, int32, overwritten; increasing
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(docs.shape[0]):
            for j in range(starts[docs[i]], starts[docs[i] + 1]):
                out[n] = values[j]
                owners[n] = cython.cast(cython.int, i)
                n += 1
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def comes_after(a: Stored, a_doc: cython.int, b: Stored, b_doc: cython.int, descending: cython.bint) -> cython.bint:
    """Returns whether (a, a_doc) sorts after (b, b_doc): by value, then by doc."""
    if a == b:
        return a_doc > b_doc
    return (a < b) if descending else (a > b)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift_down(
    values: cython.const[Stored][::1], heap: cython.int[::1], n: cython.Py_ssize_t, descending: cython.bint
) -> cython.void:
    """Restores a heap of docs, the last in sort order on top, of which only the top may be out of place."""
    parent: cython.Py_ssize_t = 0
    child: cython.Py_ssize_t
    doc: cython.int = heap[0]
    while 2 * parent + 1 < n:
        child = 2 * parent + 1
        if child + 1 < n and comes_after(
            values[heap[child + 1]], heap[child + 1], values[heap[child]], heap[child], descending
        ):
            child += 1
        if not comes_after(values[heap[child]], heap[child], values[doc], doc, descending):
            break
        heap[parent] = heap[child]
        parent = child
    heap[parent] = doc


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift_up(
    values: cython.const[Stored][::1], heap: cython.int[::1], n: cython.Py_ssize_t, descending: cython.bint
) -> cython.void:
    """Restores a heap of n docs of which only the last may be out of place."""
    child: cython.Py_ssize_t = n - 1
    parent: cython.Py_ssize_t
    doc: cython.int = heap[child]
    while child > 0:
        parent = (child - 1) >> 1
        if not comes_after(values[doc], doc, values[heap[parent]], heap[parent], descending):
            break
        heap[child] = heap[parent]
        child = parent
    heap[child] = doc


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def drain(
    values: cython.const[Stored][::1], heap: cython.int[::1], n: cython.Py_ssize_t, descending: cython.bint
) -> cython.void:
    """Turns the heap into its docs in sort order."""
    last: cython.Py_ssize_t = n - 1
    doc: cython.int
    while last > 0:
        doc = heap[0]
        heap[0] = heap[last]
        sift_down(values, heap, last, descending)
        heap[last] = doc
        last -= 1


def top_by_value(
    values: cython.const[Stored][::1],
    words: cython.const[cython.ulonglong][::1],
    descending: cython.bint,
    out: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the first docs of the bitmap in the order of their values, equal values by doc, and returns how many.

    values: (max_doc,) stored values, without NaN
    words:  (ceil(max_doc / 64),) uint64: the docs that take part, all with a value
    out:    (k,) int32, overwritten: the first k docs in order, or all if they are fewer
    """
    i: cython.Py_ssize_t
    k: cython.Py_ssize_t = out.shape[0]
    n: cython.Py_ssize_t = 0
    doc: cython.int
    word: cython.ulonglong
    with cython.nogil:
        for i in range(words.shape[0] if k > 0 else 0):
            word = words[i]
            while word != 0:
                doc = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
                word &= word - 1
                if n < k:
                    out[n] = doc
                    n += 1
                    sift_up(values, out, n, descending)
                elif comes_after(values[out[0]], out[0], values[doc], doc, descending):
                    out[0] = doc
                    sift_down(values, out, n, descending)
        drain(values, out, n, descending)
    return n
