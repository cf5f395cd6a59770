"""What a sorted dictionary looks like as a trie, and scans over that many terms at a time.

Where a term leaves the path of the term before it is two bytes: how many bytes they share, and the byte that follows.
"""

import cython

if not cython.compiled:

    def findling_next_at_most(shared, at, end, limit):
        """Returns the first term in [at, end), else `end`, that shares at most `limit` bytes with the one before."""
        while at < end and shared[at] > limit:
            at += 1
        return at

    def findling_next_branch(shared, branch, at, end, size, wanted, n):
        """Returns the first term in [at, end), else `end`, that goes another way after `size` bytes.

        It shares fewer with the one before, or as many and goes on with one of n wanted bytes or a byte beyond ASCII.
        """
        while at < end:
            if shared[at] < size or (shared[at] == size and (branch[at] > 127 or branch[at] in wanted[:n])):
                return at
            at += 1
        return at

    def findling_rarest(wanted, n):
        """Returns the place of the byte that a search should look for first; any does."""
        return 0

    def findling_find_bytes(text, at, end, wanted, n, rarest):
        """Returns where in text[at:end] n wanted bytes, at least one, first stand; `end` if nowhere."""
        while at + n <= end:
            if all(text[at + i] == wanted[i] for i in range(n)):
                return at
            at += 1
        return end


def find_branches(
    blob: cython.const[cython.uchar][::1],
    offsets: cython.const[cython.uint][::1],
    shared: cython.uchar[::1],
    branch: cython.uchar[::1],
) -> None:
    """Writes where each term leaves the one before it.

    blob, offsets: (n_bytes,) uint8 and (n_terms + 1,) uint32, the sorted distinct terms
    shared: (n_terms,) uint8, overwritten: bytes in common with the term before, at most 127; 0 for the first
    branch: (n_terms,) uint8, overwritten: the byte after those, 0 if there is none
    """
    i: cython.Py_ssize_t
    before: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t
    end: cython.Py_ssize_t
    with cython.nogil:
        for i in range(shared.shape[0]):
            at = offsets[i]
            end = offsets[i + 1]
            if i > 0:
                before = offsets[i - 1]
                while at < end and before < offsets[i] and at - offsets[i] < 127 and blob[at] == blob[before]:
                    at += 1
                    before += 1
            shared[i] = cython.cast(cython.uchar, at - offsets[i])
            branch[i] = blob[at] if at < end else 0
