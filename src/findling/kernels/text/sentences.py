"""Finds the boundaries between sentences as Java's BreakIterator does: by the table of an automaton.

The automaton goes through classes of characters, 0 for those that say nothing of their own. Of a state and a class the
table has the next state, or one of the numbers below. Where Java's tables know no next state (STUCK, or the end of the
text behind something that opens a sentence), it goes back to the full stop, or by one character.
"""

import cython

N_CLASSES = 12
# a full stop was met; something was met that may open a sentence, and where the same must be followed by a letter
STOPPED = 3
OPENING = 7
# the sentence ends before the character, before what opened another one, behind the character, or who knows where
ENDS_BEFORE = 10
ENDS_AT_OPENING = 11
ENDS_BEHIND = 12
STUCK = 13


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sentence_end(
    classes: cython.pointer[cython.const[cython.uchar]],
    start: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    table: cython.pointer[cython.const[cython.uchar]],
) -> cython.Py_ssize_t:
    """Returns where the sentence ends that begins at `start`."""
    i: cython.Py_ssize_t
    stop: cython.Py_ssize_t = start
    opening: cython.Py_ssize_t = start
    state: cython.int = 0
    following: cython.int
    for i in range(start, n):
        if classes[i] == 0:
            continue
        following = table[state * 12 + classes[i]]
        if following >= 10:
            if following == 10:
                return i
            if following == 11:
                return opening
            if following == 13:
                return stop if stop > start else start + 1
            i += 1
            while i < n and classes[i] == 0:
                i += 1
            return i
        if following == 3 and state == 0:
            stop = i
        if following >= 7 and state < 7:
            opening = i
        state = following
    if state < 7:
        return n
    return stop if stop > start else start + 1


def sentence_ends(
    classes: cython.const[cython.uchar][::1], table: cython.const[cython.uchar][::1], ends: cython.int[::1]
) -> cython.Py_ssize_t:
    """Writes where each sentence ends, the last one where the text does, and returns how many there are.

    classes: (n,) uint8, of each character; table: (n_states * N_CLASSES,) uint8
    ends: (n,) int32, overwritten as far as needed
    """
    n: cython.Py_ssize_t = classes.shape[0]
    at: cython.Py_ssize_t = 0
    found: cython.Py_ssize_t = 0
    if n == 0:
        return 0
    with cython.nogil:
        while at < n:
            at = sentence_end(cython.address(classes[0]), at, n, cython.address(table[0]))
            ends[found] = cython.cast(cython.int, at)
            found += 1
    return found
