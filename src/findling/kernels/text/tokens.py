"""Numbers the distinct terms of a batch of tokens, whatever tokenizer found them.

A tokenizer kernel gives byte spans; `intern_spans` gives each distinct span a number in order of first appearance,
with an open addressing table. A slot of the table is two uint64: the key (the bytes themselves of a term of up to 8
bytes, else a 64-bit hash of them) and (term number + 1) << 4 | min(length, 9); 0 is an empty slot. So most tokens are
told apart without reading any other term, and longer ones are compared in the arena, the bytes of all distinct terms
with a line feed after each.
"""

import cython

FIRST_MULTIPLIER = cython.declare(cython.ulonglong, 0x9E3779B97F4A7C15)
SECOND_MULTIPLIER = cython.declare(cython.ulonglong, 0xD6E8FEB86659FD93)
ALL_BITS = cython.declare(cython.ulonglong, 0xFFFFFFFFFFFFFFFF)  # uncompiled, integers have no end


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def load_word(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.ulonglong:
    """Returns text[at : at + 8] as a little-endian number; compilers make it one load."""
    return (
        cython.cast(cython.ulonglong, text[at])
        | cython.cast(cython.ulonglong, text[at + 1]) << 8
        | cython.cast(cython.ulonglong, text[at + 2]) << 16
        | cython.cast(cython.ulonglong, text[at + 3]) << 24
        | cython.cast(cython.ulonglong, text[at + 4]) << 32
        | cython.cast(cython.ulonglong, text[at + 5]) << 40
        | cython.cast(cython.ulonglong, text[at + 6]) << 48
        | cython.cast(cython.ulonglong, text[at + 7]) << 56
    )


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def key_of(
    text: cython.pointer[cython.const[cython.uchar]], start: cython.Py_ssize_t, length: cython.Py_ssize_t
) -> cython.ulonglong:
    """Returns the bytes of a term of up to 8 bytes, zeros above them, or the hash of a longer one."""
    at: cython.Py_ssize_t
    key: cython.ulonglong
    if length <= 8:
        if length == 0:
            return 0
        return load_word(text, start) & (ALL_BITS >> (64 - 8 * length))
    key = cython.cast(cython.ulonglong, length)
    for at in range(start, start + length - 8, 8):
        key = ((key ^ load_word(text, at)) * FIRST_MULTIPLIER) & ALL_BITS
        key ^= key >> 29
    key = ((key ^ load_word(text, start + length - 8)) * FIRST_MULTIPLIER) & ALL_BITS
    return key ^ key >> 32


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def home_slot(key: cython.ulonglong, size_class: cython.ulonglong, mask: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the number of the slot where the search for a key begins."""
    mixed: cython.ulonglong = ((key ^ size_class << 60) * SECOND_MULTIPLIER) & ALL_BITS
    mixed ^= mixed >> 32
    return cython.cast(cython.Py_ssize_t, mixed & cython.cast(cython.ulonglong, mask))


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def same_bytes(
    left: cython.pointer[cython.const[cython.uchar]],
    left_at: cython.Py_ssize_t,
    right: cython.pointer[cython.const[cython.uchar]],
    right_at: cython.Py_ssize_t,
    length: cython.Py_ssize_t,
) -> cython.bint:
    """Tells whether two stretches of `length` bytes, 9 or more, are equal."""
    i: cython.Py_ssize_t
    for i in range(0, length - 8, 8):
        if load_word(left, left_at + i) != load_word(right, right_at + i):
            return False
    return load_word(left, left_at + length - 8) == load_word(right, right_at + length - 8)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def find_slot(
    text: cython.pointer[cython.const[cython.uchar]],
    start: cython.Py_ssize_t,
    length: cython.Py_ssize_t,
    slots: cython.pointer[cython.ulonglong],
    mask: cython.Py_ssize_t,
    term_starts: cython.pointer[cython.longlong],
    arena: cython.pointer[cython.const[cython.uchar]],
) -> cython.Py_ssize_t:
    """Returns the slot of the term text[start : start + length], an empty one if it is new."""
    size_class: cython.ulonglong = cython.cast(cython.ulonglong, length if length < 9 else 9)
    key: cython.ulonglong = key_of(text, start, length)
    slot: cython.Py_ssize_t = home_slot(key, size_class, mask)
    found: cython.ulonglong
    term: cython.Py_ssize_t
    while True:
        found = slots[2 * slot + 1]
        if not found:
            slots[2 * slot] = key
            return slot
        if slots[2 * slot] == key and found & 15 == size_class:
            if length < 9:
                return slot
            term = cython.cast(cython.Py_ssize_t, found >> 4) - 1
            if term_starts[term + 1] - term_starts[term] - 1 == length:
                if same_bytes(text, start, arena, term_starts[term], length):
                    return slot
        slot = (slot + 1) & mask


def intern_spans(
    text: cython.const[cython.uchar][::1],
    starts: cython.const[cython.int][::1],
    ends: cython.const[cython.int][::1],
    begin: cython.Py_ssize_t,
    slots: cython.ulonglong[::1],
    term_starts: cython.longlong[::1],
    arena: cython.uchar[::1],
    ids: cython.int[::1],
) -> cython.Py_ssize_t:
    """Numbers the terms of the spans from `begin` on; returns the first span for which there is no room left.

    That is so if the table is half full, or if the arena is too small for one more term.

    text:   (n_bytes + 8,) uint8, 8 bytes of padding
    starts, ends: (n,) int32, byte spans
    slots:  (2 x n_slots,) uint64, n_slots a power of two, see above; modified
    term_starts: (n_slots / 2 + 2,) int64, where each term starts in the arena; [0] is the number of terms so far,
        since term 0 starts at 0; element i + 1 is the end of term i; modified
    arena:  uint8, the distinct terms with one byte more each, and 8 bytes of padding; modified
    ids:    (n,) int32, overwritten from `begin` on
    """
    assert slots.shape[0] & (slots.shape[0] - 1) == 0
    assert term_starts.shape[0] >= slots.shape[0] // 4 + 2
    assert starts.shape[0] == ends.shape[0] == ids.shape[0]
    n_terms: cython.Py_ssize_t = cython.cast(cython.Py_ssize_t, term_starts[0])
    mask: cython.Py_ssize_t = slots.shape[0] // 2 - 1
    most: cython.Py_ssize_t = (mask + 1) // 2
    room: cython.Py_ssize_t = arena.shape[0]
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    length: cython.Py_ssize_t
    used: cython.Py_ssize_t
    text_at: cython.pointer[cython.const[cython.uchar]]
    arena_at: cython.p_uchar
    slots_at: cython.pointer[cython.ulonglong]
    starts_at: cython.pointer[cython.longlong]
    if cython.compiled:
        text_at, arena_at = cython.address(text[0]), cython.address(arena[0])
        slots_at, starts_at = cython.address(slots[0]), cython.address(term_starts[0])
    else:
        text_at, arena_at, slots_at, starts_at = map(memoryview, (text, arena, slots, term_starts))
        starts, ends = map(memoryview, (starts, ends))
    with cython.nogil:
        starts_at[0] = 0
        i = begin
        while i < starts.shape[0] and n_terms < most:
            assert 0 <= starts[i] <= ends[i] <= text.shape[0] - 8
            length = ends[i] - starts[i]
            slot = find_slot(text_at, starts[i], length, slots_at, mask, starts_at, arena_at)
            if not slots_at[2 * slot + 1]:
                used = starts_at[n_terms]
                if used + length + 9 > room:
                    break
                for j in range(length):
                    arena_at[used + j] = text_at[starts[i] + j]
                arena_at[used + length] = 10
                n_terms += 1
                starts_at[n_terms] = used + length + 1
                slots_at[2 * slot + 1] = cython.cast(cython.ulonglong, n_terms) << 4 | (length if length < 9 else 9)
            ids[i] = cython.cast(cython.int, slots_at[2 * slot + 1] >> 4) - 1
            i += 1
        starts_at[0] = n_terms
    return i


def lower_ascii(text: cython.const[cython.uchar][::1], out: cython.uchar[::1]):
    """Writes the text with A to Z in lower case and all else as it is.

    text, out: (n,) uint8
    """
    i: cython.Py_ssize_t
    byte: cython.uchar
    if not cython.compiled:
        text = memoryview(text)
    with cython.nogil:
        for i in range(text.shape[0]):
            byte = text[i]
            out[i] = byte + 32 if 65 <= byte <= 90 else byte


def grow_slots(old: cython.const[cython.ulonglong][::1], new: cython.ulonglong[::1]):
    """Moves the entries of one table to a larger one.

    old: (2 x n_slots,) uint64
    new: (2 x more slots,) uint64, zeros; overwritten
    """
    assert new.shape[0] & (new.shape[0] - 1) == 0
    assert new.shape[0] > old.shape[0]
    mask: cython.Py_ssize_t = new.shape[0] // 2 - 1
    i: cython.Py_ssize_t
    slot: cython.Py_ssize_t
    if not cython.compiled:
        old, new = memoryview(old), memoryview(new)
    with cython.nogil:
        for i in range(0, old.shape[0], 2):
            if old[i + 1]:
                slot = home_slot(old[i], old[i + 1] & 15, mask)
                while new[2 * slot + 1]:
                    slot = (slot + 1) & mask
                new[2 * slot] = old[i]
                new[2 * slot + 1] = old[i + 1]


def number_tokens(counts: cython.const[cython.int][::1], value_ids: cython.int[::1], positions: cython.int[::1]):
    """Writes the value and the position of each token from the number of tokens per value.

    counts: (n_values,) int32
    value_ids, positions: (sum of counts,) int32, overwritten
    """
    value: cython.Py_ssize_t
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        for value in range(counts.shape[0]):
            for i in range(counts[value]):
                value_ids[n] = cython.cast(cython.int, value)
                positions[n] = cython.cast(cython.int, i)
                n += 1


def utf16_offsets(
    text: cython.const[cython.uchar][::1],
    starts_of_values: cython.const[cython.int][::1],
    counts: cython.const[cython.int][::1],
    starts: cython.int[::1],
    ends: cython.int[::1],
):
    """Turns byte spans into UTF-16 offsets within their values, in place.

    text: (n_bytes + 8,) uint8; starts_of_values: (n_values + 1,) int32; counts: (n_values,) int32, tokens per value
    starts, ends: (n_tokens,) int32, starts non-decreasing within a value; overwritten
    """
    value: cython.Py_ssize_t
    token: cython.Py_ssize_t = 0
    last: cython.Py_ssize_t
    at: cython.Py_ssize_t
    ahead: cython.Py_ssize_t
    units: cython.int
    more: cython.int
    if not cython.compiled:
        text, starts, ends = map(memoryview, (text, starts, ends))
    with cython.nogil:
        for value in range(counts.shape[0]):
            at = starts_of_values[value]
            units = 0
            last = token + counts[value]
            while token < last:
                while at < starts[token]:
                    units += (text[at] & 0xC0 != 0x80) + (text[at] >= 0xF0)
                    at += 1
                more = units
                for ahead in range(at, ends[token]):
                    more += (text[ahead] & 0xC0 != 0x80) + (text[ahead] >= 0xF0)
                starts[token] = units
                ends[token] = more
                token += 1
