"""The heads of groups: of the documents of each group the first one in order.

A table by open addressing tells which groups have a head. Documents behind a bound are passed over, so that of many
groups few are looked up; whoever calls keeps the first groups when there are too many, which gives the next bound.
"""

import cython

# the golden ratio in 64 bits, the multiplier of Fibonacci hashing
_GOLDEN = cython.declare(cython.ulonglong, 0x9E3779B97F4A7C15)
_SEVERAL = cython.declare(cython.uchar, 2)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def comes_before(
    keys: cython.const[cython.longlong][:, ::1], a: cython.Py_ssize_t, b: cython.Py_ssize_t
) -> cython.bint:
    """Returns whether document a comes before document b: by keys, then by place."""
    i: cython.Py_ssize_t
    for i in range(keys.shape[0]):
        if keys[i, a] != keys[i, b]:
            return keys[i, a] < keys[i, b]
    return a < b


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def slot_of(
    table: cython.int[::1],
    heads: cython.const[cython.int][::1],
    groups: cython.const[cython.longlong][::1],
    kinds: cython.const[cython.uchar][::1],
    doc: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns the slot that has the place of the head of a document's group, or the empty one that is to have it."""
    mask: cython.Py_ssize_t = table.shape[0] - 1
    slot: cython.Py_ssize_t
    head: cython.Py_ssize_t
    if cython.compiled:
        slot = cython.cast(
            cython.Py_ssize_t, ((cython.cast(cython.ulonglong, groups[doc]) + kinds[doc]) * _GOLDEN) >> 32
        )
    else:
        slot = ((int(groups[doc]) + int(kinds[doc])) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 32
    slot &= mask
    while table[slot] >= 0:
        head = heads[table[slot]]
        if groups[head] == groups[doc] and kinds[head] == kinds[doc]:
            break
        slot = (slot + 1) & mask
    return slot


def collect_heads(
    keys: cython.const[cython.longlong][:, ::1],
    groups: cython.const[cython.longlong][::1],
    kinds: cython.const[cython.uchar][::1],
    start: cython.Py_ssize_t,
    bound: cython.Py_ssize_t,
    table: cython.int[::1],
    heads: cython.int[::1],
    counts: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Takes documents from `start` on, and returns where to go on: before the first one that no head is left for.

    keys: (n_keys, n) what documents are in order by, the first key first; equal ones are in order by their places
    groups: (n,) the group of each; kinds: (n,) 1, 0 of those without a group, which are one too, 2 of those that are in
        several: if such a one is not behind the bound, -1 - its place is returned
    bound: documents that come after that one are passed over, -1: none are
    table: int32, its size a power of two above that of heads; -1 where it is free
    heads: int32, the places of heads; counts: (1,) int64, how many there are
    """
    doc: cython.Py_ssize_t = start
    slot: cython.Py_ssize_t
    n: cython.Py_ssize_t = counts[0]
    with cython.nogil:
        while doc < groups.shape[0]:
            if bound < 0 or comes_before(keys, doc, bound):
                if kinds[doc] == _SEVERAL:
                    doc = -1 - doc
                    break
                slot = slot_of(table, heads, groups, kinds, doc)
                if table[slot] < 0:
                    if n == heads.shape[0]:
                        break
                    table[slot] = cython.cast(cython.int, n)
                    heads[n] = cython.cast(cython.int, doc)
                    n += 1
                elif comes_before(keys, doc, heads[table[slot]]):
                    heads[table[slot]] = cython.cast(cython.int, doc)
            doc += 1
    counts[0] = n
    return doc


def place_heads(
    groups: cython.const[cython.longlong][::1],
    kinds: cython.const[cython.uchar][::1],
    heads: cython.const[cython.int][::1],
    table: cython.int[::1],
) -> None:
    """Puts the heads of different groups into a table, all of which is overwritten; the rest as in `collect_heads`."""
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(table.shape[0]):
            table[i] = -1
        for i in range(heads.shape[0]):
            table[slot_of(table, heads, groups, kinds, heads[i])] = cython.cast(cython.int, i)
