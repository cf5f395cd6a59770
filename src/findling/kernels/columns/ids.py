"""The hash table of document ids: build and look up in batches.

A slot is a uint32: the doc in its low `doc_bits` bits, above them the top bits of the id's hash, so that most ids that
are not there are refused without touching their bytes. The slots of a bucket stand side by side, in order of their
docs; an id's bucket is hash * n_buckets / 2^32.
"""

import cython
from cython.cimports.findling.kernels.terms.string_blocks import StringBlocks


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mix(value: cython.ulonglong) -> cython.ulonglong:
    """Spreads 64 bits over 64 bits. Source: the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 30)) * cython.cast(cython.ulonglong, 0xBF58476D1CE4E5B9)) & all_bits
    value = ((value ^ (value >> 27)) * cython.cast(cython.ulonglong, 0x94D049BB133111EB)) & all_bits
    return value ^ (value >> 31)


def hash_ids(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    out: cython.ulonglong[::1],
) -> None:
    """Hashes each id to 64 bits.

    blob: (n_bytes,) uint8, the ids one after the other; starts: (n + 1,) int64 into blob; out: (n,) uint64, overwritten
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    shift: cython.uint
    word: cython.ulonglong
    hashed: cython.ulonglong
    with cython.nogil:
        for i in range(starts.shape[0] - 1):
            hashed = cython.cast(cython.ulonglong, starts[i + 1] - starts[i])
            word = 0
            shift = 0
            for at in range(starts[i], starts[i + 1]):
                word |= cython.cast(cython.ulonglong, blob[at]) << shift
                shift += 8
                if shift == 64:
                    hashed = mix(hashed ^ word)
                    word = 0
                    shift = 0
            out[i] = mix(mix(hashed ^ word))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def home(hashed: cython.ulonglong, n_places: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the bucket, or the first slot to look at, of an id, from the low half of its hash."""
    low: cython.ulonglong = hashed & cython.cast(cython.ulonglong, 0xFFFFFFFF)
    return cython.cast(cython.Py_ssize_t, (low * cython.cast(cython.ulonglong, n_places)) >> 32)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def fingerprint(hashed: cython.ulonglong, doc_bits: cython.uint) -> cython.uint:
    """Returns the hash bits that stand above the doc in a slot."""
    return cython.cast(cython.uint, ((hashed >> 32) >> doc_bits) << doc_bits)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def same_id(
    left: cython.const[cython.uchar][::1],
    left_start: cython.Py_ssize_t,
    left_end: cython.Py_ssize_t,
    right: cython.const[cython.uchar][::1],
    right_start: cython.Py_ssize_t,
    right_end: cython.Py_ssize_t,
) -> cython.bint:
    """Returns whether two byte strings are the same."""
    i: cython.Py_ssize_t
    if left_end - left_start != right_end - right_start:
        return False
    for i in range(left_end - left_start):
        if left[left_start + i] != right[right_start + i]:
            return False
    return True


def build_table(
    starts: cython.const[cython.longlong][::1],
    hashes: cython.const[cython.ulonglong][::1],
    doc_bits: cython.uint,
    buckets: cython.uint[::1],
    slots: cython.uint[::1],
) -> cython.Py_ssize_t:
    """Enters the docs 0 to n - 1, without those whose id is empty, and returns how many slots they take.

    starts, hashes: as for hash_ids; doc_bits: bits for n - 1, at most 31
    buckets: (n_buckets + 1,) uint32, zeros, overwritten with the first slot of each bucket and the end
    slots: (n,) uint32, overwritten up to the number returned
    """
    doc: cython.Py_ssize_t
    bucket: cython.Py_ssize_t
    at: cython.Py_ssize_t
    total: cython.uint
    n_buckets: cython.Py_ssize_t = buckets.shape[0] - 1
    with cython.nogil:
        for doc in range(hashes.shape[0]):
            if starts[doc] < starts[doc + 1]:
                buckets[home(hashes[doc], n_buckets) + 1] += 1
        for bucket in range(n_buckets):
            buckets[bucket + 1] += buckets[bucket]
        total = buckets[n_buckets]
        for doc in range(hashes.shape[0] - 1, -1, -1):  # moves the end of each bucket down to its start
            if starts[doc] < starts[doc + 1]:
                bucket = home(hashes[doc], n_buckets) + 1
                at = buckets[bucket] - 1
                buckets[bucket] = cython.cast(cython.uint, at)
                slots[at] = fingerprint(hashes[doc], doc_bits) | cython.cast(cython.uint, doc)
        for bucket in range(n_buckets):
            buckets[bucket] = buckets[bucket + 1]
        buckets[n_buckets] = total
    return cython.cast(cython.Py_ssize_t, total)


def insert_numbers(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    hashes: cython.const[cython.ulonglong][::1],
    first: cython.Py_ssize_t,
    last: cython.Py_ssize_t,
    slots: cython.uint[::1],
) -> None:
    """Enters the numbers first to last - 1 in a table that grows; of two numbers with the same id the later counts.

    blob, starts, hashes: of the ids of all numbers so far, and perhaps room behind; see hash_ids
    slots: more than there are numbers; 0xFFFFFFFF where empty
    """
    number: cython.Py_ssize_t
    other: cython.Py_ssize_t
    at: cython.Py_ssize_t
    n_slots: cython.Py_ssize_t = slots.shape[0]
    empty: cython.uint = 0xFFFFFFFF
    with cython.nogil:
        for number in range(first, last):
            at = home(hashes[number], n_slots)
            while slots[at] != empty:
                other = cython.cast(cython.Py_ssize_t, slots[at])
                if hashes[other] == hashes[number] and same_id(
                    blob, starts[other], starts[other + 1], blob, starts[number], starts[number + 1]
                ):
                    break
                at = at + 1 if at + 1 < n_slots else 0
            slots[at] = cython.cast(cython.uint, number)


def find_numbers(
    ids: tuple,
    stored: tuple,
    slots: cython.const[cython.uint][::1],
    numbers: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the number of each id looked for, -1 where there is none; returns how many there are.

    ids, stored: (blob uint8, starts int64, hashes uint64) each, see hash_ids
    slots: see insert_numbers; numbers: (n_ids,) int32, overwritten
    """
    wanted: cython.const[cython.uchar][::1] = ids[0]
    wanted_starts: cython.const[cython.longlong][::1] = ids[1]
    wanted_hashes: cython.const[cython.ulonglong][::1] = ids[2]
    blob: cython.const[cython.uchar][::1] = stored[0]
    starts: cython.const[cython.longlong][::1] = stored[1]
    hashes: cython.const[cython.ulonglong][::1] = stored[2]
    i: cython.Py_ssize_t
    other: cython.Py_ssize_t
    at: cython.Py_ssize_t
    found: cython.Py_ssize_t = 0
    n_slots: cython.Py_ssize_t = slots.shape[0]
    empty: cython.uint = 0xFFFFFFFF
    with cython.nogil:
        for i in range(wanted_hashes.shape[0]):
            numbers[i] = -1
            at = home(wanted_hashes[i], n_slots)
            while slots[at] != empty:
                other = cython.cast(cython.Py_ssize_t, slots[at])
                if hashes[other] == wanted_hashes[i] and same_id(
                    wanted, wanted_starts[i], wanted_starts[i + 1], blob, starts[other], starts[other + 1]
                ):
                    numbers[i] = cython.cast(cython.int, other)
                    found += 1
                    break
                at = at + 1 if at + 1 < n_slots else 0
    return found


def lookup(
    ids: tuple,
    stored: tuple,
    width: cython.Py_ssize_t,
    doc_bits: cython.uint,
    buckets: cython.const[cython.uint][::1],
    slots: cython.const[cython.uint][::1],
    docs: cython.int[::1],
) -> None:
    """Writes the doc of each id looked for, the last if several have it, -1 where there is none.

    ids: (blob uint8, starts int64, hashes uint64) of the ids looked for, see hash_ids
    stored: (blob uint8, StringBlocks) of the segment's ids: the blob holds them if width, the length of each, is not 0,
        else the blocks
    doc_bits, buckets, slots: see build_table; docs: (n_ids,) int32, overwritten
    """
    wanted: cython.const[cython.uchar][::1] = ids[0]
    starts: cython.const[cython.longlong][::1] = ids[1]
    hashes: cython.const[cython.ulonglong][::1] = ids[2]
    blob: cython.const[cython.uchar][::1] = stored[0]
    blocks: StringBlocks = stored[1]
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    doc: cython.Py_ssize_t
    bucket: cython.Py_ssize_t
    n_buckets: cython.Py_ssize_t = buckets.shape[0] - 1
    doc_mask: cython.uint = (cython.cast(cython.uint, 1) << doc_bits) - 1
    mark: cython.uint
    found: cython.bint
    with cython.nogil:
        for i in range(hashes.shape[0]):
            docs[i] = -1
            if starts[i] == starts[i + 1]:
                continue
            mark = fingerprint(hashes[i], doc_bits) | doc_mask
            bucket = home(hashes[i], n_buckets)
            at = buckets[bucket + 1]
            while at > buckets[bucket]:
                at -= 1
                if slots[at] | doc_mask != mark:
                    continue
                doc = cython.cast(cython.Py_ssize_t, slots[at] & doc_mask)
                if width > 0:
                    found = same_id(wanted, starts[i], starts[i + 1], blob, doc * width, doc * width + width)
                else:
                    if cython.compiled:
                        found = blocks.same(doc, cython.address(wanted[starts[i]]), starts[i + 1] - starts[i])
                    else:
                        found = blocks.same(doc, wanted[starts[i] :], starts[i + 1] - starts[i])
                if found:
                    docs[i] = cython.cast(cython.int, doc)
                    break
