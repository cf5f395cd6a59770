"""Hash table from (owning bucket, key) to dense ordinals, for buckets too sparse to be numbered by arithmetic."""

import cython


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _mix(key: cython.longlong, parent: cython.int) -> cython.ulonglong:
    # splitmix64's finaliser; the masks only matter uncompiled, where integers have no end
    mask: cython.ulonglong = cython.cast(cython.ulonglong, 0xFFFFFFFFFFFFFFFF)
    h: cython.ulonglong = cython.cast(cython.ulonglong, parent) * cython.cast(cython.ulonglong, 0x9E3779B97F4A7C15)
    h = (cython.cast(cython.ulonglong, key) + h) & mask
    h = ((h ^ (h >> 30)) * cython.cast(cython.ulonglong, 0xBF58476D1CE4E5B9)) & mask
    h = ((h ^ (h >> 27)) * cython.cast(cython.ulonglong, 0x94D049BB133111EB)) & mask
    return h ^ (h >> 31)


def assign_ords(
    keys: cython.const[cython.longlong][::1],
    parents: cython.const[cython.int][::1],
    start: cython.Py_ssize_t,
    slots: cython.int[::1],
    ord_keys: cython.longlong[::1],
    ord_parents: cython.int[::1],
    state: cython.longlong[::1],
    out: cython.int[::1],
) -> cython.Py_ssize_t:
    """Gives every row from `start` on the ordinal of its (parent, key), new ones in order of appearance.

    keys:        (n,) int64
    parents:     (n,) int32, or (0,): all rows are of parent 0
    slots:       (power of two,) int32, modified: ordinal or -1 for a free slot
    ord_keys, ord_parents: (capacity,) int64 and int32, modified: what each ordinal stands for
    state:       (1,) int64, modified: number of ordinals so far
    out:         (n,) int32, overwritten from start on
    Returns n when done, or the row it stopped at because the table is full: grow it and call again from there.
    """
    i: cython.Py_ssize_t = start
    n: cython.Py_ssize_t = keys.shape[0]
    mask: cython.Py_ssize_t = slots.shape[0] - 1
    capacity: cython.Py_ssize_t = ord_keys.shape[0]
    size: cython.Py_ssize_t = cython.cast(cython.Py_ssize_t, state[0])
    flat: cython.bint = parents.shape[0] == 0
    parent: cython.int = 0
    at: cython.Py_ssize_t
    found: cython.int
    with cython.nogil:
        while i < n:
            if not flat:
                parent = parents[i]
            if i > start and keys[i] == keys[i - 1] and (flat or parent == parents[i - 1]):
                out[i] = out[i - 1]
                i += 1
                continue
            at = cython.cast(cython.Py_ssize_t, _mix(keys[i], parent) & mask)
            found = slots[at]
            while found >= 0 and (ord_keys[found] != keys[i] or ord_parents[found] != parent):
                at = (at + 1) & mask
                found = slots[at]
            if found < 0:
                if size == capacity:
                    break
                found = cython.cast(cython.int, size)
                slots[at] = found
                ord_keys[size] = keys[i]
                ord_parents[size] = parent
                size += 1
            out[i] = found
            i += 1
    state[0] = size
    return i


def fill_slots(
    ord_keys: cython.const[cython.longlong][::1],
    ord_parents: cython.const[cython.int][::1],
    size: cython.Py_ssize_t,
    slots: cython.int[::1],
):
    """Enters the first `size` ordinals into an empty table.

    slots: (power of two above size,) int32, all -1, modified
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    mask: cython.Py_ssize_t = slots.shape[0] - 1
    with cython.nogil:
        for i in range(size):
            at = cython.cast(cython.Py_ssize_t, _mix(ord_keys[i], ord_parents[i]) & mask)
            while slots[at] >= 0:
                at = (at + 1) & mask
            slots[at] = cython.cast(cython.int, i)
