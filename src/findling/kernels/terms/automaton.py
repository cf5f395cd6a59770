"""Runs a deterministic automaton over the terms of a sorted dictionary."""

import cython


def accept_terms(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    ords: cython.const[cython.longlong][::1],
    table: cython.const[cython.int][:, ::1],
    accepting: cython.const[cython.uchar][::1],
    out: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Writes for each term 1 if accepted, 0 if not, 2 if the table does not tell; returns how many 2s.

    blob, offsets: (n_bytes,) uint8 and (n_terms + 1,) uint32, the dictionary
    ords: (n,) int64, the terms to look at
    table: (n_states, 129) int32, the state after an ASCII character, and last after any other one: -1 if nothing can be
        accepted any more, -2 if that depends on the character; state 0 is the first
    accepting: (n_states,) uint8
    out: (n,) uint8, overwritten
    """
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t
    end: cython.Py_ssize_t
    state: cython.int
    unknown: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(ords.shape[0]):
            state = 0
            at = offsets[ords[i]]
            end = offsets[ords[i] + 1]
            while at < end and state >= 0:
                state = table[state, min(blob[at], 128)]
                at += 1
                while at < end and (blob[at] & 0xC0) == 0x80:  # the rest of the character
                    at += 1
            if state == -2:
                out[i] = 2
                unknown += 1
            else:
                out[i] = accepting[state] if state >= 0 else 0
    return unknown
