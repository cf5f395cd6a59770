"""Characters of terms, counted as Java has them: 16 bits each, those beyond in two halves."""

import cython


def count_characters(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    ends: cython.const[cython.longlong][::1],
    counts: cython.const[cython.longlong][::1],
    characters: cython.longlong[::1],
    lengths: cython.longlong[::1],
):
    """Adds to each character how often it comes up.

    blob: bytes of UTF-8, also of single halves; starts, ends: (n,) int64 where each term is in it
    counts: (n,) int64 how often each term comes up
    characters: (65536,) int64, added to
    lengths: (2,) int64 the least and the greatest length of terms that are not empty, narrowed and widened
    """
    term: cython.Py_ssize_t
    at: cython.Py_ssize_t
    end: cython.Py_ssize_t
    length: cython.longlong
    count: cython.longlong
    first: cython.uint
    code: cython.uint
    with cython.nogil:
        for term in range(starts.shape[0]):
            at = starts[term]
            end = ends[term]
            count = counts[term]
            length = 0
            while at < end:
                first = blob[at]
                length += 1
                if first < 0x80:
                    characters[first] += count
                    at += 1
                elif first < 0xE0:
                    characters[((first & 0x1F) << 6) | (blob[at + 1] & 0x3F)] += count
                    at += 2
                elif first < 0xF0:
                    code = ((first & 0x0F) << 12) | ((blob[at + 1] & 0x3F) << 6) | (blob[at + 2] & 0x3F)
                    characters[code] += count
                    at += 3
                else:
                    code = ((first & 0x07) << 18) | ((blob[at + 1] & 0x3F) << 12)
                    code = (code | ((blob[at + 2] & 0x3F) << 6) | (blob[at + 3] & 0x3F)) - 0x10000
                    characters[0xD800 | (code >> 10)] += count
                    characters[0xDC00 | (code & 0x3FF)] += count
                    length += 1
                    at += 4
            if length > 0:
                if length < lengths[0]:
                    lengths[0] = length
                if length > lengths[1]:
                    lengths[1] = length
