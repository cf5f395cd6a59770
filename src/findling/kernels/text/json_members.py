"""Takes many JSON objects apart without decoding them: where the value of each member stands, and what it looks like.

Nothing is decoded here. Strings without escapes and short whole numbers are checked to the end, so that their bytes can
be taken as they are; whatever else a value is, only its end is found, and a JSON parser has the word on it. Objects are
lines of one text: a line feed, which no JSON value holds, stands behind each and stops every loop.
"""

import cython

if cython.compiled:
    from cython.cimports.libc.string import memcmp, memcpy
else:

    def memcmp(left, right, size):
        """Tells whether two byte runs differ, as C does."""
        return bytes(left[:size]) != bytes(right[:size])


# kinds of values
STRING = cython.declare(cython.int, 1)  # without escapes; its span leaves out the quotation marks
ESCAPED = cython.declare(cython.int, 2)
WHOLE = cython.declare(cython.int, 3)  # a whole number of at most 18 digits
NULL = cython.declare(cython.int, 4)
OTHER = cython.declare(cython.int, 5)
# columns of `members` and of `names`
KEY = cython.declare(cython.Py_ssize_t, 0)
ROW = cython.declare(cython.Py_ssize_t, 1)
START = cython.declare(cython.Py_ssize_t, 2)
END = cython.declare(cython.Py_ssize_t, 3)
KIND = cython.declare(cython.Py_ssize_t, 4)
NAME_START = cython.declare(cython.Py_ssize_t, 0)
NAME_LENGTH = cython.declare(cython.Py_ssize_t, 1)
NEXT_NAME = cython.declare(cython.Py_ssize_t, 2)
LAST_ROW = cython.declare(cython.Py_ssize_t, 3)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def skip_blanks(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns where the first byte is that is no blank; a line feed is none here."""
    while text[at] == 0x20 or text[at] == 0x09 or text[at] == 0x0D:
        at += 1
    return at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def character_end(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the end of the character beyond ASCII at text[at], -1 if it is not valid UTF-8.

    Source: Unicode Standard, table 3-7.
    """
    first: cython.uint = text[at]
    second: cython.uint = text[at + 1]
    if second & 0xC0 != 0x80 or first < 0xC2 or first > 0xF4:
        return -1
    if first < 0xE0:
        return at + 2
    if text[at + 2] & 0xC0 != 0x80:
        return -1
    if first < 0xF0:
        if (first == 0xE0 and second < 0xA0) or (first == 0xED and second > 0x9F):
            return -1
        return at + 3
    if (first == 0xF0 and second < 0x90) or (first == 0xF4 and second > 0x8F) or text[at + 3] & 0xC0 != 0x80:
        return -1
    return at + 4


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def string_end(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns place << 1 | has escapes of the quotation mark that closes the string text[at - 1:], -1 if it is none."""
    escaped: cython.Py_ssize_t = 0
    byte: cython.uint = text[at]
    while byte != 0x22:
        if byte < 0x20:
            return -1
        if byte == 0x5C:
            escaped = 1
            if text[at + 1] < 0x20:
                return -1
            at += 2
        elif byte < 0x80:
            at += 1
        else:
            at = character_end(text, at)
            if at < 0:
                return -1
        byte = text[at]
    return at << 1 | escaped


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def nested_end(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the end of the object or array at text[at] if brackets match in number, -1 if they do not."""
    depth: cython.Py_ssize_t = 0
    byte: cython.uint
    while True:
        byte = text[at]
        if byte == 0x0A:
            return -1
        if byte == 0x22:
            at = string_end(text, at + 1)
            if at < 0:
                return -1
            at >>= 1
        elif byte == 0x7B or byte == 0x5B:
            depth += 1
        elif byte == 0x7D or byte == 0x5D:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def token_end(text: cython.pointer[cython.const[cython.uchar]], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the end of the number or name at text[at]."""
    byte: cython.uint = text[at]
    while byte > 0x20 and byte != 0x2C and byte != 0x7D and byte != 0x22 and byte != 0x5B and byte != 0x5D:
        at += 1
        byte = text[at]
    return at


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def token_kind(
    text: cython.pointer[cython.const[cython.uchar]], start: cython.Py_ssize_t, end: cython.Py_ssize_t
) -> cython.int:
    """Returns WHOLE, NULL or, for any other number or name, OTHER."""
    at: cython.Py_ssize_t = start + (text[start] == 0x2D)
    if text[start] == 0x6E:
        if end - start == 4 and text[start + 1] == 0x75 and text[start + 2] == 0x6C and text[start + 3] == 0x6C:
            return NULL
        return OTHER
    if at == end or end - at > 18 or (text[at] == 0x30 and end - start > 1):
        return OTHER
    while at < end:
        if text[at] < 0x30 or text[at] > 0x39:
            return OTHER
        at += 1
    return WHOLE


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def name_number(
    text: cython.pointer[cython.const[cython.uchar]],
    start: cython.Py_ssize_t,
    length: cython.Py_ssize_t,
    likely: cython.Py_ssize_t,
    names: cython.int[:, ::1],
) -> cython.Py_ssize_t:
    """Returns the number of the name text[start : start + length], that of the first free place if it is new.

    likely: the number to look at first
    """
    number: cython.Py_ssize_t
    if names[likely, NAME_LENGTH] == length and same(text, names[likely, NAME_START], start, length):
        return likely
    for number in range(names.shape[0]):
        if names[number, NAME_LENGTH] < 0:
            return number
        if names[number, NAME_LENGTH] == length and same(text, names[number, NAME_START], start, length):
            return number
    return -1


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def same(
    text: cython.pointer[cython.const[cython.uchar]],
    left: cython.Py_ssize_t,
    right: cython.Py_ssize_t,
    length: cython.Py_ssize_t,
) -> cython.bint:
    """Tells whether two runs of the text are the same bytes."""
    order: cython.int
    if cython.compiled:
        order = memcmp(text + left, text + right, length)
    else:
        order = memcmp(text[left:], text[right:], length)
    return order == 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def enter_name(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    row: cython.int,
    before: cython.Py_ssize_t,
    names: cython.int[:, ::1],
) -> cython.Py_ssize_t:
    """Returns place of the closing quotation mark << 16 | number of the name at text[at], -1 if it is not plain.

    Names it where it is new. before: number of the name before it in the object, -1 for the first
    """
    end: cython.Py_ssize_t = string_end(text, at + 1)
    name: cython.Py_ssize_t
    length: cython.Py_ssize_t
    if end < 0 or end & 1:
        return -1
    end >>= 1
    length = end - at - 1
    name = name_number(text, at + 1, length, 0 if before < 0 else names[before, NEXT_NAME], names)
    if name < 0 or names[name, LAST_ROW] == row:
        return -1
    if names[name, NAME_LENGTH] < 0:
        names[name, NAME_START] = cython.cast(cython.int, at + 1)
        names[name, NAME_LENGTH] = cython.cast(cython.int, length)
    names[name, LAST_ROW] = row
    if before >= 0:
        names[before, NEXT_NAME] = cython.cast(cython.int, name)
    return end << 16 | name


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def enter_value(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    members: cython.int[:, ::1],
) -> cython.Py_ssize_t:
    """Writes span and kind of the value at text[at] into members[n], and returns the value's end; -1 if it is none."""
    start: cython.Py_ssize_t = at
    end: cython.Py_ssize_t
    kind: cython.int
    if text[at] == 0x22:
        end = string_end(text, at + 1)
        if end < 0:
            return -1
        kind = ESCAPED if end & 1 else STRING
        end = (end >> 1) + 1
        start += kind == STRING
    elif text[at] == 0x7B or text[at] == 0x5B:
        end = nested_end(text, at)
        kind = OTHER
    else:
        end = token_end(text, at)
        kind = token_kind(text, at, end)
    if end <= at:
        return -1
    members[n, START] = cython.cast(cython.int, start)
    members[n, END] = cython.cast(cython.int, end - 1 if kind == STRING else end)
    members[n, KIND] = kind
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def split_object(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    row: cython.int,
    n: cython.Py_ssize_t,
    names: cython.int[:, ::1],
    members: cython.int[:, ::1],
) -> cython.Py_ssize_t:
    """Writes the members of the object on the line at text[at], the first as members[n]; returns n after the last.

    -1: it is no object, or one that is not plain, see `split_objects`
    """
    found: cython.Py_ssize_t
    name: cython.Py_ssize_t = -1
    at = skip_blanks(text, at)
    if text[at] != 0x7B:
        return -1
    at = skip_blanks(text, at + 1)
    while text[at] == 0x22:
        found = enter_name(text, at, row, name, names)
        if found < 0 or n == members.shape[0]:
            return -1
        name = found & 0xFFFF
        at = skip_blanks(text, (found >> 16) + 1)
        if text[at] != 0x3A:
            return -1
        at = enter_value(text, skip_blanks(text, at + 1), n, members)
        if at < 0:
            return -1
        members[n, KEY] = cython.cast(cython.int, name)
        members[n, ROW] = row
        n += 1
        at = skip_blanks(text, at)
        if text[at] != 0x2C:
            break
        at = skip_blanks(text, at + 1)
        if text[at] != 0x22:
            return -1
    if text[at] != 0x7D or text[skip_blanks(text, at + 1)] != 0x0A:
        return -1
    return n


def split_objects(
    text: cython.const[cython.uchar][::1],
    starts: cython.const[cython.int][::1],
    names: cython.int[:, ::1],
    members: cython.int[:, ::1],
) -> cython.Py_ssize_t:
    """Writes where the members of some JSON objects are and returns how many there are.

    text:    uint8, lines; ends with a line feed and is not empty
    starts:  (n_rows,) int32, where the line of each object begins
    names:   (n_names, 4) int32, at most 65,536 of them, all -1 but column 2, which is 0; overwritten, name by name in
        the order in which they are met: start, length, number of the name that followed last, row that had it last
    members: (n_members, 5) int32, overwritten: number of the name, row, start and end of the value, kind
    -1: some line is no object, or has escapes in a name or a name twice, or there are more names or members than room.
    Values of the kinds ESCAPED and OTHER must be decoded by a JSON parser, which may find that they are no JSON.
    """
    row: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    if not cython.compiled:
        text, names, members = memoryview(text), memoryview(names), memoryview(members)
    text_at: cython.pointer[cython.const[cython.uchar]] = cython.address(text[0]) if cython.compiled else text
    with cython.nogil:
        for row in range(starts.shape[0]):
            n = split_object(text_at, starts[row], cython.cast(cython.int, row), n, names, members)
            if n < 0:
                break
    return n


def group_members(members: cython.const[cython.int][:, ::1], next_place: cython.longlong[::1], out: cython.int[:, ::1]):
    """Puts the members of each name together, in the order they have.

    members: (n, 5) int32, see split_objects
    next_place: (n_names,) int64, where the first member of each name goes; moved on
    out: (4, n) int32, overwritten: row, start, end and kind of each member
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    with cython.nogil:
        for i in range(members.shape[0]):
            at = next_place[members[i, KEY]]
            next_place[members[i, KEY]] = at + 1
            out[0, at] = members[i, ROW]
            out[1, at] = members[i, START]
            out[2, at] = members[i, END]
            out[3, at] = members[i, KIND]


def whole_numbers(
    text: cython.const[cython.uchar][::1],
    starts: cython.const[cython.int][::1],
    ends: cython.const[cython.int][::1],
    out: cython.longlong[::1],
):
    """Writes the values of numbers of the kind WHOLE.

    starts, ends: (n,) int32, spans in text; out: (n,) int64, overwritten
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    number: cython.longlong
    if not cython.compiled:
        text = memoryview(text)
    with cython.nogil:
        for i in range(starts.shape[0]):
            number = 0
            for at in range(starts[i] + (text[starts[i]] == 0x2D), ends[i]):
                number = number * 10 + (text[at] - 0x30)
            out[i] = -number if text[starts[i]] == 0x2D else number


def gather_spans(
    text: cython.const[cython.uchar][::1],
    starts: cython.const[cython.int][::1],
    ends: cython.const[cython.int][::1],
    gap: cython.Py_ssize_t,
    out: cython.uchar[::1],
):
    """Writes the bytes of some spans one after the other, with `gap` line feeds after each.

    starts, ends: (n,) int32, spans in text; out: uint8, room for all; overwritten
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    length: cython.Py_ssize_t
    if not cython.compiled:
        text, out = memoryview(text), memoryview(out)
    with cython.nogil:
        for i in range(starts.shape[0]):
            length = ends[i] - starts[i]
            if length > 0:
                if cython.compiled:
                    memcpy(cython.address(out[at]), cython.address(text[starts[i]]), length)
                else:
                    out[at : at + length] = text[starts[i] : starts[i] + length]
                at += length
            for j in range(gap):
                out[at] = 0x0A
                at += 1


def ids_between(
    text: cython.const[cython.uchar][::1],
    starts: cython.const[cython.int][::1],
    head: cython.const[cython.uchar][::1],
    tail: cython.const[cython.uchar][::1],
    ends: cython.int[::1],
) -> cython.Py_ssize_t:
    """Reads lines that are `head`, an id, a quotation mark, and `tail`; returns how many such lines come first.

    starts: (n,) int32, where the lines begin; text as for split_objects
    head: ends with a quotation mark; tail: what follows after the one that closes the id, blanks at the end left out
    ends: (n,) int32, overwritten: where the id ends, head's length behind the line's start
    Only ids count that are not empty and have no escapes: JSON strings whose bytes are the id.
    """
    i: cython.Py_ssize_t = 0
    end: cython.Py_ssize_t
    if not cython.compiled:
        text, head, tail = memoryview(text), memoryview(head), memoryview(tail)
    text_at: cython.pointer[cython.const[cython.uchar]] = cython.address(text[0]) if cython.compiled else text
    head_at: cython.pointer[cython.const[cython.uchar]] = cython.address(head[0]) if cython.compiled else head
    tail_at: cython.pointer[cython.const[cython.uchar]] = cython.address(tail[0]) if cython.compiled else tail
    with cython.nogil:
        while i < starts.shape[0]:
            end = id_end(text_at, starts[i], head_at, head.shape[0], tail_at, tail.shape[0])
            if end < 0:
                break
            ends[i] = cython.cast(cython.int, end)
            i += 1
    return i


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def id_end(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    head: cython.pointer[cython.const[cython.uchar]],
    head_length: cython.Py_ssize_t,
    tail: cython.pointer[cython.const[cython.uchar]],
    tail_length: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns where the id of the line at text[at] ends, -1 if the line is not as `ids_between` wants it."""
    end: cython.Py_ssize_t
    if not stands_at(text, at, head, head_length):
        return -1
    at += head_length
    end = string_end(text, at)
    if end < 0 or end & 1 or end >> 1 == at:
        return -1
    end >>= 1
    if not stands_at(text, end + 1, tail, tail_length) or text[skip_blanks(text, end + 1 + tail_length)] != 0x0A:
        return -1
    return end


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def stands_at(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    wanted: cython.pointer[cython.const[cython.uchar]],
    length: cython.Py_ssize_t,
) -> cython.bint:
    """Tells whether `wanted`, which holds no line feed, stands at text[at]; never reads beyond the line."""
    i: cython.Py_ssize_t
    for i in range(length):
        if text[at + i] != wanted[i]:
            return False
    return True
