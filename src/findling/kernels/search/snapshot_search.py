"""One search through all segments of a snapshot: where the terms are, which documents may be hits, one heap for all.

`search_disjunction`, `search_conjunction` and `search_phrase` are the walks; what they have in common is here.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.search.cursor import Cursors
from cython.cimports.findling.kernels.search.doc_filter import CheckPointer, DocFilter, copied, lets_all, lets_none
from cython.cimports.findling.kernels.search.field_table import TermStates
from cython.cimports.findling.kernels.search.search_state import SearchPointer, SearchState
from cython.cimports.findling.kernels.search.top_docs import TopDocs

if cython.compiled:
    from cython.cimports.libc.stdlib import calloc, free

# so many small segments are searched before the check is called, as it is after a full run of windows
_UNCHECKED = cython.declare(cython.Py_ssize_t, 16)


@cython.cclass
class SegmentTable:
    """The segments of a snapshot. Thread-safe.

    doc_bases: (n,) int64, rising; max_docs: (n,) int32
    visible: for each segment the uint64 words of the docs that may be hits, None: all; n_hidden: (n,) int64, how many
        may not
    """

    def __init__(self, doc_bases, max_docs, visible: list, n_hidden) -> None:
        i: cython.Py_ssize_t
        self.n = len(visible)
        self.doc_bases = doc_bases
        self.max_docs = max_docs
        self.n_hidden = n_hidden
        self.visible = visible
        if cython.compiled:
            view: cython.const[cython.ulonglong][::1]
            self.words = cython.cast(
                cython.pointer[cython.pointer[cython.const[cython.ulonglong]]],
                calloc(max(self.n, 1), cython.sizeof(cython.pointer[cython.const[cython.ulonglong]])),
            )
            if self.words == cython.NULL:
                raise MemoryError
            for i in range(self.n):
                if visible[i] is not None and len(visible[i]) > 0:
                    view = visible[i]
                    self.words[i] = cython.address(view[0])
        else:
            self.words = visible

    def __dealloc__(self) -> None:
        free(self.words)

    @cython.ccall
    def least_total(self, states: TermStates) -> cython.longlong:
        """Returns how many visible documents have a term at least."""
        i: cython.Py_ssize_t
        total: cython.longlong = 0
        for i in range(self.n):
            total += max(0, states.doc_freqs[i] - self.n_hidden[i])
        return total


@cython.cclass
class PlannedTerm:
    """A scored term of a search; see ScoredTerm for weight and norm_inverse.

    states: where it is
    """

    def __init__(self, states: TermStates, weight: cython.float, norm_inverse) -> None:
        self.states = states
        self.weight = weight if cython.compiled else np.float32(weight)
        self.norm_inverse = norm_inverse

    @property
    def doc_freq(self) -> int:
        """Documents with the term, deleted ones included."""
        return self.states.doc_freq


@cython.cclass
class SnapshotSearch:
    """The state of a search on its way through the segments.

    terms: of PlannedTerm; n_required: how many of them a hit has to match
    filters: of (DocFilter, whether its documents are excluded)
    total_limit, check: see topk.search_disjunction

    counting: whether hits are counted still; is_exact: whether none was left out of the count
    """

    def __init__(
        self,
        segments: SegmentTable,
        terms: list,
        n_required: cython.Py_ssize_t,
        filters,
        top: TopDocs,
        total_limit: cython.longlong,
        check,
    ) -> None:
        i: cython.Py_ssize_t
        n_blocks: cython.Py_ssize_t = 0
        term: PlannedTerm
        states: TermStates
        self.segments = segments
        self.terms = terms
        self.n_required = n_required
        self.filters = list(filters)
        self.n_filters = len(self.filters)
        self.top = top
        self.check = check
        self.unchecked = 0
        self.first_bounds = np.zeros(segments.n + 1, np.intp)
        for i in range(segments.n):
            self.first_bounds[i] = n_blocks
            for term in terms:
                states = term.states
                n_blocks += (states.doc_freqs[i] + 127) >> 7
        self.first_bounds[segments.n] = n_blocks
        self.cursors = Cursors([], len(terms), n_blocks)
        self.state = SearchState(
            self.cursors,
            top,
            total_limit - top.total if total_limit >= 0 else -1,
            cython.cast(cython.Py_ssize_t, len(terms)),
        )
        self.counting = self.state.pointer().limit >= 0
        self.is_exact = self.counting
        if self.n_filters > 0:
            self._make_room()

    def _make_room(self) -> None:
        s: SearchPointer = self.state.pointer()
        self.checks = DocFilter(self.n_filters)
        if cython.compiled:
            s.checks = cython.cast(DocFilter, self.checks).checks
        else:
            s.checks = self.checks.checks

    @cython.cfunc
    def place(self, cursors: Cursors, segment: cython.Py_ssize_t) -> cython.void:
        """Puts a cursor before the first posting of each term that a segment has."""
        term: PlannedTerm
        states: TermStates
        first_bound: cython.Py_ssize_t = self.first_bounds[segment]
        cursors.n = 0
        for term in self.terms:
            states = term.states
            if states.doc_freqs[segment] > 0:
                self._place(cursors, segment, term, first_bound)
                first_bound += (states.doc_freqs[segment] + 127) >> 7

    @cython.cfunc
    def _place(
        self, cursors: Cursors, segment: cython.Py_ssize_t, term: PlannedTerm, first_bound: cython.Py_ssize_t
    ) -> cython.void:
        states: TermStates = term.states
        doc_freq: cython.Py_ssize_t = states.doc_freqs[segment]
        first: cython.Py_ssize_t = states.first_blocks[segment]
        cursors.place(
            states.table.postings[segment],
            first,
            first + ((doc_freq + 127) >> 7),
            doc_freq,
            term.weight,
            term.norm_inverse,
            first_bound,
        )

    @cython.cfunc
    def place_one(self, segment: cython.Py_ssize_t, number: cython.Py_ssize_t) -> cython.bint:
        """Puts the first cursor before the first posting of one term in a segment; false if it does not have it."""
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t = 0
        term: PlannedTerm = self.terms[number]
        states: TermStates = term.states
        if states.doc_freqs[segment] == 0:
            return False
        for i in range(number):
            term = self.terms[i]
            states = term.states
            at += (states.doc_freqs[segment] + 127) >> 7
        self.cursors.n = 0
        self._place(self.cursors, segment, self.terms[number], self.first_bounds[segment] + at)
        return True

    @cython.cfunc
    def open(self, segment: cython.Py_ssize_t) -> cython.bint:
        """Goes to the start of a segment; false if it has no hits."""
        s: SearchPointer = self.state.pointer()
        self.place(self.cursors, segment)
        if self.cursors.n < max(self.n_required, 1) or not self.open_filters(segment):
            return False
        self.state.start(self.segments.doc_bases[segment], self.segments.max_docs[segment])
        s.has_visible = self.segments.visible[segment] is not None
        s.visible = self.segments.words[segment]
        s.counting = self.counting
        return True

    @cython.cfunc
    def open_filters(self, segment: cython.Py_ssize_t) -> cython.bint:
        """Takes the checks of a segment that not every document passes; false if none passes."""
        s: SearchPointer = self.state.pointer()
        i: cython.Py_ssize_t
        check: CheckPointer
        made: DocFilter
        excludes: cython.bint
        s.n_checks = 0
        for i in range(self.n_filters):
            made, excludes = self.filters[i]
            check = made.open(segment)
            if lets_none(check, excludes):
                return False
            if lets_all(check, excludes):
                continue
            copied(s.checks, s.n_checks, check).excludes = excludes  # a filter may serve several searches at once
            s.n_checks += 1
        return True

    @cython.cfunc
    def proceed(self, run_was_full: cython.bint):
        """Calls the check if it is time to."""
        self.unchecked += 1
        if self.check is not None and (run_was_full or self.unchecked >= _UNCHECKED):
            self.unchecked = 0
            self.check()
        return

    @cython.cfunc
    def close(self, counted: cython.bint) -> cython.void:
        """Leaves a segment; counted: whether its hits were counted without looking at them."""
        if self.counting and not counted and not self.state.pointer().counting:
            self.counting = self.is_exact = False
        if self.counting and self.state.pointer().total > self.state.pointer().limit:
            self.counting = self.is_exact = False

    @cython.cfunc
    def finish(self) -> cython.void:
        """Adds what was counted, and gives working memory back; only after a search that ran to its end."""
        self.top.total += self.state.pointer().total
        if not self.is_exact:
            self.top.total_is_exact = False
        self.state.release()
