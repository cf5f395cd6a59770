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
    """Writes for each term 1 if accepted, 0 if not, 2 if it is not ASCII and so cannot be told; returns how many 2s.

    blob, offsets: (n_bytes,) uint8 and (n_terms + 1,) uint32, the dictionary
    ords: (n,) int64, the terms to look at
    table: (n_states, 128) int32, the state after a byte, -1 if nothing can be accepted any more; state 0 is the first
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
            while at < end and blob[at] < 128:
                state = table[state, blob[at]]
                if state < 0:
                    break
                at += 1
            if state < 0:
                out[i] = 0
            elif at < end:
                out[i] = 2
                unknown += 1
            else:
                out[i] = accepting[state]
    return unknown
