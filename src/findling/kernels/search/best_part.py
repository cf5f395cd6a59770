"""Top-k of dis_max with a tie breaker: documents of several parts, each a disjunction of scored terms.

A document scores as its best part, plus a share of what the other parts score. The walk is that of `topk`: windows,
block bounds, terms that are not essential looked up for candidates. But what terms add goes into sums of their part,
and where `topk` adds bounds, here they are put together as scores are. That is right because the score never grows by
more than what is added to a part, nor by more than what the added parts alone would score.

Parts are summed in float64 and rounded to float32; so is what they come to.
Source: Lucene's DisjunctionMaxScorer for the score.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.columns.sets import findling_ctz64
from cython.cimports.findling.kernels.search.cursor import (
    CursorPointer,
    block_bound,
    cursor_at,
    load_docs,
    load_freqs,
    load_scores,
    score_at,
    seek,
    seek_block,
    to_float,
)
from cython.cimports.findling.kernels.search.field_table import TermStates
from cython.cimports.findling.kernels.search.search_state import SearchPointer, is_visible, may_enter, order_by_bounds
from cython.cimports.findling.kernels.search.snapshot_search import PlannedTerm, SegmentTable, SnapshotSearch
from cython.cimports.findling.kernels.search.top_docs import TopDocs, push
from cython.cimports.findling.kernels.search.topk import (
    add_scores,
    advance_all,
    count_by_doc_freq,
    count_segment,
    raise_threshold,
    stop_before,
)

MAX_PARTS = 16
"""As many windows of 4,096 sums as SearchState has room for."""
_WIDTH = cython.declare(cython.Py_ssize_t, 4096)
_MOST_CANDIDATES = cython.declare(cython.Py_ssize_t, 256)
_WINDOWS_PER_RUN = cython.declare(cython.Py_ssize_t, 512)
# what rounding the parts may add to a score, as a factor
_ROUNDING = cython.declare(cython.double, 1 + 5e-7)


@cython.cclass
class Parts:
    """What belongs to which part, on the way through the segments.

    n: parts; tie_breaker: share of all parts but the best
    of_term: the part of each term; of_cursor: the part of each cursor of the segment
    sums: n values for each candidate; bounds: n values, of what is looked at
    """

    n: cython.Py_ssize_t
    tie_breaker: cython.double
    of_term: cython.Py_ssize_t[::1]
    of_cursor: cython.Py_ssize_t[::1]
    sums: cython.double[::1]
    bounds: cython.double[::1]

    def __init__(self, of_term: list, tie_breaker) -> None:
        self.n = max(of_term) + 1
        # as Lucene has it, the share is a float
        self.tie_breaker = float(np.float32(tie_breaker))
        self.of_term = np.array(of_term, np.intp)
        self.of_cursor = np.zeros(len(of_term), np.intp)
        self.sums = np.zeros(_MOST_CANDIDATES * self.n)
        self.bounds = np.zeros(self.n)

    @cython.cfunc
    def start(self, terms: list, segment: cython.Py_ssize_t) -> cython.void:
        """Notes the parts of the cursors, which only those terms have that are in a segment."""
        i: cython.Py_ssize_t
        n: cython.Py_ssize_t = 0
        term: PlannedTerm
        states: TermStates
        for i in range(len(terms)):
            term = terms[i]
            states = term.states
            if states.doc_freqs[segment] > 0:
                self.of_cursor[n] = self.of_term[i]
                n += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def combined(parts: Parts, values: cython.double[::1], at: cython.Py_ssize_t) -> cython.double:
    """Returns the score of a document whose parts score as `values` from `at` on."""
    i: cython.Py_ssize_t
    score: cython.double
    best: cython.double = 0
    total: cython.double = 0
    for i in range(at, at + parts.n):
        score = cython.cast(cython.double, to_float(values[i]))
        total += score
        best = max(best, score)
    return best + (total - best) * parts.tie_breaker


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def may_rise(s: SearchPointer, bound: cython.double) -> cython.bint:
    """Returns whether a document whose score is at most `bound`, but for rounding, may still get among the top docs."""
    return may_enter(s, bound * _ROUNDING)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def hopeless_until(parts: Parts, s: SearchPointer) -> cython.int:
    """Returns the end (exclusive) of the docs from the base on that cannot get in, by the current blocks; 0 if none."""
    i: cython.Py_ssize_t
    end: cython.int = s.max_doc
    c: CursorPointer
    for i in range(parts.n):
        parts.bounds[i] = 0
    for i in range(s.n):
        c = cursor_at(s.cursors, s.order[i])
        if c.decoded == c.block and c.docs[c.at] > s.base:
            end = min(end, c.docs[c.at])
        else:
            end = min(end, c.last_doc[c.block] + 1)
            parts.bounds[parts.of_cursor[s.order[i]]] += block_bound(c, c.block)
    return 0 if may_rise(s, combined(parts, parts.bounds, 0)) else end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def partition(parts: Parts, s: SearchPointer, end: cython.int) -> cython.Py_ssize_t:
    """Sorts the cursors by their bounds up to `end` and returns how many of the first are non-essential.

    prefix[i] becomes what the cursors before the i-th come to at most.
    """
    i: cython.Py_ssize_t
    index: cython.Py_ssize_t
    n_rest: cython.Py_ssize_t = 0
    order_by_bounds(s, end)
    for i in range(parts.n):
        parts.bounds[i] = 0
    s.prefix[0] = 0
    for i in range(s.n):
        index = s.order[i]
        parts.bounds[parts.of_cursor[index]] += cursor_at(s.cursors, index).window_bound
        s.prefix[i + 1] = combined(parts, parts.bounds, 0)
        if not may_rise(s, s.prefix[i + 1]):
            n_rest = i + 1
    return n_rest


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def add_part(parts: Parts, s: SearchPointer, index: cython.Py_ssize_t, end: cython.int) -> cython.void:
    """Adds the scores of an essential term into the window's sums of its part and moves its cursor to `end`."""
    first: cython.Py_ssize_t = parts.of_cursor[index] * _WIDTH
    if cython.compiled:
        s.sums += first
        add_scores(s, cursor_at(s.cursors, index), end)
        s.sums -= first
    else:
        whole, s.sums = s.sums, s.sums[first:]
        add_scores(s, cursor_at(s.cursors, index), end)
        s.sums = whole


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def look_up(parts: Parts, s: SearchPointer, index: cython.Py_ssize_t, rest: cython.double) -> cython.void:
    """Adds the scores of one more term to the candidates and drops those that can no longer get in.

    rest: bound of what the terms still to come can add
    """
    c: CursorPointer = cursor_at(s.cursors, index)
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    doc: cython.int
    score: cython.double
    for i in range(s.n_candidates):
        doc = s.docs[i]
        at = i * parts.n
        score = combined(parts, parts.sums, at)
        if seek_block(c, doc):
            if not may_rise(s, score + block_bound(c, c.block) + rest):
                continue
            if seek(c, doc) and c.docs[c.at] == doc:
                load_freqs(c)
                parts.sums[at + parts.of_cursor[index]] += score_at(c, c.at)
                score = combined(parts, parts.sums, at)
        if not may_rise(s, score + rest):
            continue
        s.docs[n] = doc
        for j in range(parts.n):
            parts.sums[n * parts.n + j] = parts.sums[at + j]
        n += 1
    s.n_candidates = n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def settle(parts: Parts, s: SearchPointer, n_rest: cython.Py_ssize_t) -> cython.void:
    """Completes the candidates with the first `n_rest` terms, offers them to the heap, and empties the list."""
    i: cython.Py_ssize_t
    score: cython.double
    for i in range(n_rest - 1, -1, -1):
        if s.n_candidates > 0:
            look_up(parts, s, s.order[i], s.prefix[i])
    for i in range(s.n_candidates):
        score = combined(parts, parts.sums, i * parts.n)
        if may_enter(s, score):
            push(s.heap, to_float(score), s.doc_base + s.docs[i])
    s.n_candidates = 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def harvest(parts: Parts, s: SearchPointer, n_rest: cython.Py_ssize_t) -> cython.void:
    """Takes the documents out of the window's sums, which are zero again afterwards, and settles the promising ones."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t
    doc: cython.int
    word: cython.ulonglong
    score: cython.double
    for i in range(s.n_words):
        word = s.bits[i]
        s.bits[i] = 0
        while word != 0:
            doc = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
            word &= word - 1
            at = s.n_candidates * parts.n
            for j in range(parts.n):
                parts.sums[at + j] = s.sums[j * _WIDTH + doc]
                s.sums[j * _WIDTH + doc] = 0
            score = combined(parts, parts.sums, at)
            if not s.counting and not may_rise(s, score + s.prefix[n_rest]):
                continue
            if not is_visible(s, s.base + doc):
                continue
            if s.counting:
                s.total += 1
                if not may_enter(s, score):
                    continue
            s.docs[s.n_candidates] = s.base + doc
            s.n_candidates += 1
            if s.n_candidates == _MOST_CANDIDATES:
                settle(parts, s, n_rest)
    settle(parts, s, n_rest)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_block(
    parts: Parts, s: SearchPointer, index: cython.Py_ssize_t, stop: cython.Py_ssize_t, n_rest: cython.Py_ssize_t
) -> cython.void:
    """Settles those of the postings [at, stop) of the decoded block of the one essential term that may get in."""
    c: CursorPointer = cursor_at(s.cursors, index)
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    at: cython.Py_ssize_t
    load_scores(c)
    for i in range(c.at, stop):
        if not s.counting and not may_rise(s, c.scores[i] + s.prefix[n_rest]):
            continue
        if is_visible(s, c.docs[i]):
            at = s.n_candidates * parts.n
            for j in range(parts.n):
                parts.sums[at + j] = 0
            parts.sums[at + parts.of_cursor[index]] = c.scores[i]
            s.docs[s.n_candidates] = c.docs[i]
            s.n_candidates += 1
            s.total += s.counting
    settle(parts, s, n_rest)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_lone(parts: Parts, s: SearchPointer, n_rest: cython.Py_ssize_t, end: cython.int) -> cython.void:
    """Walks the postings of the one essential term, the last in order, from the base to `end`."""
    index: cython.Py_ssize_t = s.order[n_rest]
    c: CursorPointer = cursor_at(s.cursors, index)
    stop: cython.Py_ssize_t
    while c.block < c.end_block:
        if c.decoded != c.block and c.block > c.first_block and c.last_doc[c.block - 1] >= end - 1:
            break
        if not s.counting and not may_rise(s, block_bound(c, c.block) + s.prefix[n_rest]):
            if c.last_doc[c.block] >= end:
                break
            c.block += 1
            continue
        load_docs(c)
        seek(c, s.base)
        stop = stop_before(c, end)
        take_block(parts, s, index, stop, n_rest)
        c.at = stop
        if stop < c.n:
            break
        c.block += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_window(parts: Parts, s: SearchPointer) -> cython.int:
    """Searches from the base on and returns where to go on."""
    i: cython.Py_ssize_t
    n_rest: cython.Py_ssize_t = 0
    end: cython.int = min(s.base + s.width, s.max_doc)
    s.prefix[0] = 0
    if not s.counting:
        end = hopeless_until(parts, s)
        if end > 0:
            return end
        end = min(s.base + s.width, s.max_doc)
        n_rest = partition(parts, s, end)
        if n_rest == s.n:
            return end
    if n_rest == s.n - 1:
        search_lone(parts, s, n_rest, end)
        return end
    for i in range(n_rest, s.n):
        add_part(parts, s, s.order[i], end)
    harvest(parts, s, n_rest)
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_some(parts: Parts, s: SearchPointer) -> cython.bint:
    """Searches a bounded number of windows; false when the segment is done."""
    i: cython.Py_ssize_t
    for i in range(_WINDOWS_PER_RUN):
        s.base = advance_all(s)
        if s.base < 0:
            return False
        s.base = search_window(parts, s)
        if s.counting and s.total > s.limit:
            s.counting = False
        if s.base >= s.max_doc:
            return False
    return True


def search_parts(
    segments: SegmentTable,
    terms: list,
    of_term: list,
    tie_breaker,
    top: TopDocs,
    filters=(),
    total_limit: cython.longlong = -1,
    check=None,
) -> None:
    """Searches all segments for the documents that match any of the terms, and offers the best to `top`.

    terms: at least one and at most 255 of PlannedTerm; of_term: the part of each, below MAX_PARTS
    tie_breaker: from 0 to 1
    filters, total_limit, check, `top.total`: see topk.search_disjunction
    """
    search = cython.declare(SnapshotSearch)
    parts = cython.declare(Parts)
    s: SearchPointer
    i: cython.Py_ssize_t
    go_on: cython.bint
    counted: cython.bint
    search = SnapshotSearch(segments, terms, 1, filters, top, total_limit, check)
    parts = Parts(of_term, tie_breaker)
    s = search.state.pointer()
    if search.n_filters == 0 and not s.heap.has_after:
        count_by_doc_freq(search, terms)
        if not search.counting and s.heap.k <= 2048:
            for i in range(len(terms)):
                raise_threshold(search, i)
    for i in range(segments.n):
        if not search.open(i):
            continue
        parts.start(terms, i)
        counted = count_segment(search, i)
        go_on = True
        while go_on:
            with cython.nogil:
                go_on = search_some(parts, s)
            search.proceed(go_on)
        search.close(counted)
    search.finish()
