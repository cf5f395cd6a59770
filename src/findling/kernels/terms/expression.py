"""Regular expressions of few characters: read, and matched with the terms of a sorted dictionary, without states made.

Each character (or set of them) of an expression is a position, one of 63 bits; a state is the set of the positions
that took the last character, so that a step is: the positions that may follow, and of these those that take the next
character. Bit 63 is the place before the first character. The dictionary is walked as the trie that it is, see
fuzzy.py; where an expression asks for a literal, that can be looked for in all terms at once instead.

What cannot be read here (other operators, more positions, what is no expression) has `failed`: base/regexp_syntax.py
has to read it. So has an expression that would have very many states, which is to be refused.
Source: Glushkov, "The abstract theory of automata", 1961; bits: Navarro, Raffinot, "Fast and simple character classes
and bounded gaps pattern matching", 2001.
"""

import cython
from cython.cimports.findling.kernels.columns.sets import findling_ctz64
from cython.cimports.findling.kernels.terms.expression_reader import ExpressionReader, bit
from cython.cimports.findling.kernels.terms.glob import after_character, term_at
from cython.cimports.findling.kernels.terms.term_scan import (
    findling_find_bytes,
    findling_next_at_most,
    findling_next_branch,
    findling_rarest,
)

COMPILED = bool(cython.compiled)
"""Uncompiled it cannot be used: its fields are a C struct's, zero to begin with."""


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def code_at(blob: cython.const[cython.uchar][::1], at: cython.Py_ssize_t, end: cython.Py_ssize_t) -> cython.int:
    """Returns the code point of the UTF-8 character at `at`, which ends at `end`."""
    size: cython.Py_ssize_t = end - at
    code: cython.int = blob[at]
    i: cython.Py_ssize_t
    if size == 1:
        return code
    code &= 0xFF >> (size + 1)
    for i in range(at + 1, end):
        code = (code << 6) | (blob[i] & 63)
    return code


@cython.cclass
class Expression(ExpressionReader):
    """An expression, which has to be used by one thread at a time; see ExpressionReader for what it is made of."""

    masks: cython.ulonglong[128]
    wanted: cython.uchar[4]
    last_state: cython.ulonglong
    last_ready: cython.ulonglong

    def __init__(self, codes: cython.const[cython.int][::1], ignore_case: cython.bint) -> None:
        i: cython.int
        ExpressionReader.__init__(self, codes, ignore_case)
        if self.failed:
            return
        for i in range(128):
            self.masks[i] = self.takers(i)
        self.failed = self.n_positions > 11 and self.has_many_states()

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def takers(self, code: cython.int) -> cython.ulonglong:
        """Returns the positions that take a character."""
        i: cython.int
        found: cython.ulonglong = 0
        for i in range(self.n_ranges):
            if self.low[i] <= code <= self.high[i]:
                found |= bit(self.position[i])
        return found ^ self.negated

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def ready(self, state: cython.ulonglong) -> cython.ulonglong:
        """Returns the positions that may come next."""
        found: cython.ulonglong = 0
        while state:
            found |= self.follow[findling_ctz64(state)]
            state &= state - 1
        return found

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def n_wanted(self, state: cython.ulonglong) -> cython.int:
        """Writes the ASCII characters that alone can come next into `wanted`; returns how many, -1 if others can."""
        places: cython.ulonglong = self.ready(state)
        n: cython.int = 0
        char: cython.int
        while places:
            char = self.single[findling_ctz64(places)]
            if char < 0 or n == 4:
                return -1
            self.wanted[n] = cython.cast(cython.uchar, char)
            n += 1
            places &= places - 1
        return n

    @cython.cfunc
    @cython.inline
    @cython.nogil
    @cython.exceptval(check=False)
    def step(
        self,
        state: cython.ulonglong,
        blob: cython.const[cython.uchar][::1],
        at: cython.Py_ssize_t,
        after: cython.Py_ssize_t,
    ) -> cython.ulonglong:
        """Returns the state after the character at `at`, which ends at `after`."""
        if state != self.last_state:  # one that goes on and on is looked at once
            self.last_state = state
            self.last_ready = self.ready(state)
        if blob[at] < 128:
            return self.last_ready & self.masks[blob[at]]
        return self.last_ready & self.takers(code_at(blob, at, after))

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def fits(self, blob: cython.const[cython.uchar][::1], at: cython.Py_ssize_t, end: cython.Py_ssize_t) -> cython.bint:
        """Returns whether a term fits."""
        state: cython.ulonglong = bit(63)
        after: cython.Py_ssize_t
        while at < end and state:
            after = after_character(blob, at)
            state = self.step(state, blob, at, after)
            at = after
        return (state & self.accepting) != 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def has_many_states(self) -> cython.bint:
        """Returns whether there are more than 2,000 states."""
        kinds: cython.ulonglong[384]
        states: cython.ulonglong[2048]
        table: cython.int[8192]
        n_kinds: cython.int = self.kinds_of_characters(kinds)
        n: cython.int = 1
        at: cython.int = 0
        i: cython.int
        mask: cython.ulonglong
        state: cython.ulonglong
        slot: cython.ulonglong
        for i in range(8192):
            table[i] = -1
        states[0] = bit(63)
        while at < n and n_kinds >= 0:
            mask = self.ready(states[at])
            for i in range(n_kinds):
                state = mask & kinds[i]
                slot = (state * cython.cast(cython.ulonglong, 0x9E3779B97F4A7C15)) >> 51
                while table[slot] >= 0 and states[table[slot]] != state:
                    slot = (slot + 1) & 8191
                if table[slot] < 0:
                    if n == 2_000:
                        return True
                    table[slot] = n
                    states[n] = state
                    n += 1
            at += 1
        return n_kinds < 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def kinds_of_characters(self, kinds: cython.pointer[cython.ulonglong]) -> cython.int:
        """Writes the sets of positions that some character is taken by; returns their number, -1 if beyond 384."""
        n: cython.int = 0
        i: cython.int
        j: cython.int
        mask: cython.ulonglong
        for i in range(128 + 2 * self.n_ranges):
            if i < 128:
                mask = self.masks[i]
            else:
                j = (i - 128) >> 1
                mask = self.takers(self.low[j] if i & 1 else self.high[j] + 1)
            j = 0
            while j < n and kinds[j] != mask:
                j += 1
            if j == 384:
                return -1
            if j == n:
                kinds[n] = mask
                n += 1
        return n

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def after_dead(
        self,
        shared: cython.const[cython.uchar][::1],
        branches: cython.const[cython.uchar][::1],
        term: cython.Py_ssize_t,
        high: cython.Py_ssize_t,
        state: cython.ulonglong,
        size: cython.Py_ssize_t,
        after: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """Returns the next term, else `high`, that may fit.

        state: after `size` bytes of the term; the character that follows, to `after`, was not taken
        """
        if size >= 126 or term + 1 >= high:
            return term + 1
        share: cython.pointer[cython.const[cython.uchar]]
        branch: cython.pointer[cython.const[cython.uchar]]
        if cython.compiled:
            share, branch = cython.address(shared[0]), cython.address(branches[0])
        else:
            share, branch = shared, branches
        n: cython.int = self.n_wanted(state)
        if n >= 0:
            return findling_next_branch(share, branch, term + 1, high, cython.cast(cython.int, size), self.wanted, n)
        return findling_next_at_most(share, term + 1, high, cython.cast(cython.int, min(after - 1, 126)))

    def fitting_terms(
        self,
        dictionary: tuple,
        low: cython.Py_ssize_t,
        high: cython.Py_ssize_t,
        out: cython.longlong[::1],
    ) -> cython.Py_ssize_t:
        """Writes those of the terms [low, high) that fit, in order, and returns how many they are.

        dictionary: (n_bytes,) uint8, (n_terms + 1,) uint32, (n_terms,) uint8, (n_terms,) uint8: blob, offsets and what
            term_scan.find_branches writes
        out: (high - low,) int64, overwritten
        """
        blob: cython.const[cython.uchar][::1] = dictionary[0]
        offsets: cython.const[cython.uint][::1] = dictionary[1]
        shared: cython.const[cython.uchar][::1] = dictionary[2]
        branches: cython.const[cython.uchar][::1] = dictionary[3]
        states: cython.ulonglong[160]
        state: cython.ulonglong
        i: cython.Py_ssize_t = low
        n: cython.Py_ssize_t = 0
        at: cython.Py_ssize_t
        start: cython.Py_ssize_t
        end: cython.Py_ssize_t
        after: cython.Py_ssize_t = 0
        if low >= high:
            return 0
        with cython.nogil:
            states[0] = bit(63)
            while i < high:
                start = offsets[i]
                end = offsets[i + 1]
                at = start if i == low else start + shared[i]
                while start < at < end and (blob[at] & 0xC0) == 0x80:  # within a character
                    at -= 1
                state = states[at - start]
                while at < end:
                    after = after_character(blob, at)
                    state = self.step(state, blob, at, after)
                    if state == 0:
                        break
                    at = after
                    if at - start < 160:
                        states[at - start] = state
                if state:
                    if state & self.accepting:
                        out[n] = i
                        n += 1
                    i += 1
                else:
                    i = self.after_dead(shared, branches, i, high, states[at - start], at - start, after - start)
        return n

    def terms_with(
        self,
        dictionary: tuple,
        low: cython.Py_ssize_t,
        high: cython.Py_ssize_t,
        literal: cython.const[cython.uchar][::1],
        out: cython.longlong[::1],
    ) -> cython.Py_ssize_t:
        """Writes those of the terms [low, high) that contain a literal and fit, in order; returns how many they are.

        dictionary: as of `fitting_terms`
        literal: (n,) uint8, not empty: bytes that all terms that fit contain
        out: (high - low,) int64, overwritten
        """
        blob: cython.const[cython.uchar][::1] = dictionary[0]
        offsets: cython.const[cython.uint][::1] = dictionary[1]
        i: cython.Py_ssize_t = low
        n: cython.Py_ssize_t = 0
        size: cython.Py_ssize_t = literal.shape[0]
        at: cython.Py_ssize_t
        end: cython.Py_ssize_t
        rarest: cython.Py_ssize_t
        if low >= high or blob.shape[0] == 0:
            return 0
        if cython.compiled:
            text: cython.pointer[cython.const[cython.uchar]] = cython.address(blob[0])
            wanted: cython.pointer[cython.const[cython.uchar]] = cython.address(literal[0])
        else:
            text, wanted = blob, literal
        with cython.nogil:
            rarest = findling_rarest(wanted, size)
            at = offsets[low]
            end = offsets[high]
            while i < high:
                at = findling_find_bytes(text, at, end, wanted, size, rarest)
                if at == end:
                    break
                i = term_at(offsets, i, high, at)
                if at + size <= offsets[i + 1] and self.fits(blob, offsets[i], offsets[i + 1]):
                    out[n] = i
                    n += 1
                i += 1
                at = offsets[i]
        return n
