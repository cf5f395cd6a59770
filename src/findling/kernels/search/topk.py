"""Top-k of a disjunction of scored terms: windowed block-max MaxScore, and exact counting where it is asked for.

Segments are searched one after the other, with one heap. The doc ids of a segment are walked in windows. In each, a
term's bound is the highest score in its blocks that overlap the window; terms are sorted by bound, and the longest
prefix whose bounds sum to at most the score to beat is non-essential: no document of those terms alone can get in. The
essential terms add their scores into a dense array of sums; for the documents that may still get in, the non-essential
terms are looked up, largest bound first. Where one term alone is essential its blocks are walked directly, and where
none is the walk jumps to where that may change.

While hits have to be counted every term is essential and no document is left out.
Sums are float64, and rounded to float32 once complete.
Source: Turtle, Flood, "Query evaluation: strategies and optimizations", 1995; Lucene's MaxScoreBulkScorer.
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
from cython.cimports.findling.kernels.search.search_state import (
    SearchPointer,
    is_visible,
    mark_visible,
    may_enter,
    order_by_bounds,
)
from cython.cimports.findling.kernels.search.snapshot_search import PlannedTerm, SegmentTable, SnapshotSearch
from cython.cimports.findling.kernels.search.top_docs import Heap, HeapPointer, TopDocs, push

if cython.compiled:
    from cython.cimports.libc.math import nextafterf

_MOST_CANDIDATES = cython.declare(cython.Py_ssize_t, 2048)  # as many as SearchState has room for
_WINDOWS_PER_RUN = cython.declare(cython.Py_ssize_t, 512)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def advance_all(s: SearchPointer) -> cython.int:
    """Moves the cursors to the base, drops those at their end; returns the first doc that may match, -1 if none may."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    lowest: cython.int = s.max_doc
    first: cython.int
    c: CursorPointer
    for i in range(s.n):
        c = cursor_at(s.cursors, s.order[i])
        if not seek_block(c, s.base):
            continue
        first = s.base
        if c.decoded == c.block:
            seek(c, s.base)
            first = c.docs[c.at]
        elif c.block > c.first_block:
            first = max(first, c.last_doc[c.block - 1] + 1)
        lowest = min(lowest, first)
        s.order[n] = s.order[i]
        n += 1
    s.n = n
    return lowest if n > 0 else -1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def hopeless_until(s: SearchPointer) -> cython.int:
    """Returns the end (exclusive) of the docs from the base on that cannot get in, by the current blocks; 0 if none."""
    i: cython.Py_ssize_t
    bound: cython.double = 0
    end: cython.int = s.max_doc
    c: CursorPointer
    for i in range(s.n):
        c = cursor_at(s.cursors, s.order[i])
        if c.decoded == c.block and c.docs[c.at] > s.base:
            end = min(end, c.docs[c.at])
        else:
            end = min(end, c.last_doc[c.block] + 1)
            bound += block_bound(c, c.block)
    return 0 if may_enter(s, bound) else end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def partition(s: SearchPointer, end: cython.int) -> cython.Py_ssize_t:
    """Sorts the cursors by their bounds up to `end` and returns how many of the first are non-essential.

    prefix[i] becomes the sum of the bounds of the cursors before the i-th.
    """
    i: cython.Py_ssize_t
    n_rest: cython.Py_ssize_t = 0
    order_by_bounds(s, end)
    s.prefix[0] = 0
    for i in range(s.n):
        s.prefix[i + 1] = s.prefix[i] + cursor_at(s.cursors, s.order[i]).window_bound
        if not may_enter(s, s.prefix[i + 1]):
            n_rest = i + 1
    return n_rest


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def stop_before(c: CursorPointer, end: cython.int) -> cython.Py_ssize_t:
    """Returns the index of the first posting of the decoded block at or after doc `end`, at least `at`."""
    low: cython.Py_ssize_t = c.at
    high: cython.Py_ssize_t = c.n
    middle: cython.Py_ssize_t
    if c.last_doc[c.decoded] < end:
        return high
    while low < high:
        middle = (low + high) >> 1
        if c.docs[middle] < end:
            low = middle + 1
        else:
            high = middle
    return low


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def add_scores(s: SearchPointer, c: CursorPointer, end: cython.int) -> cython.void:
    """Adds the scores of an essential term into the window's sums and moves its cursor to `end`."""
    i: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    doc: cython.int
    base: cython.int = s.base
    sums: cython.p_double = s.sums
    bits: cython.pointer[cython.ulonglong] = s.bits
    while c.block < c.end_block:
        if c.decoded != c.block and c.block > c.first_block and c.last_doc[c.block - 1] >= end - 1:
            break
        load_docs(c)
        seek(c, s.base)
        stop = stop_before(c, end)
        if stop > c.at:
            load_scores(c)
        for i in range(c.at, stop):
            doc = c.docs[i] - base
            sums[doc] += c.scores[i]
            bits[doc >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, doc & 63)
        if s.minimum > 1:
            for i in range(c.at, stop):
                s.hits[c.docs[i] - base] += 1
        c.at = stop
        if stop < c.n:
            break
        c.block += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def look_up(s: SearchPointer, c: CursorPointer, rest: cython.double) -> cython.void:
    """Adds the scores of one more term to the candidates and drops those that can no longer get in.

    rest: bound of what the terms still to come can add
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    doc: cython.int
    score: cython.double
    found: cython.bint
    for i in range(s.n_candidates):
        doc = s.docs[i]
        score = s.scores[i]
        found = False
        if seek_block(c, doc):
            if not s.counting and not may_enter(s, score + block_bound(c, c.block) + rest):
                continue
            found = seek(c, doc) and c.docs[c.at] == doc
        if found:
            load_freqs(c)
            score += score_at(c, c.at)
        if not s.counting and not may_enter(s, score + rest):
            continue
        s.docs[n] = doc
        s.scores[n] = score
        s.matched[n] = s.matched[i] + found
        n += 1
    s.n_candidates = n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def settle(s: SearchPointer, n_rest: cython.Py_ssize_t) -> cython.void:
    """Completes the candidates' scores with the first `n_rest` terms, offers them to the heap, and empties the list."""
    i: cython.Py_ssize_t
    for i in range(n_rest - 1, -1, -1):
        if s.n_candidates > 0:
            look_up(s, cursor_at(s.cursors, s.order[i]), s.prefix[i])
    for i in range(s.n_candidates):
        if s.matched[i] >= s.minimum and may_enter(s, s.scores[i]):
            push(s.heap, to_float(s.scores[i]), s.doc_base + s.docs[i])
    s.n_candidates = 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def harvest(s: SearchPointer, n_rest: cython.Py_ssize_t) -> cython.void:
    """Takes the documents out of the window's sums, which are zero again afterwards, and settles the promising ones."""
    i: cython.Py_ssize_t
    doc: cython.int
    word: cython.ulonglong
    score: cython.double
    matched: cython.uchar = 1
    rest: cython.double = s.prefix[n_rest]
    for i in range(s.n_words):
        word = s.bits[i]
        s.bits[i] = 0
        while word != 0:
            doc = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
            word &= word - 1
            score = s.sums[doc]
            s.sums[doc] = 0
            if s.minimum > 1:
                matched = s.hits[doc]
                s.hits[doc] = 0
            if not s.counting and not may_enter(s, score + rest):
                continue
            if matched + n_rest < s.minimum or not is_visible(s, s.base + doc):
                continue
            if s.counting:
                s.total += 1
                if not may_enter(s, score):
                    continue
            s.docs[s.n_candidates] = s.base + doc
            s.scores[s.n_candidates] = score
            s.matched[s.n_candidates] = matched
            s.n_candidates += 1
            if s.n_candidates == _MOST_CANDIDATES:
                settle(s, n_rest)
    settle(s, n_rest)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def keep_visible(s: SearchPointer, n: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Keeps those of the first n candidates, at most 128 that match one term, that may be hits; returns how many."""
    marks = cython.declare(cython.uchar[128])
    i: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    mark_visible(s, s.docs, n, marks)
    for i in range(n):
        s.docs[kept] = s.docs[i]
        s.scores[kept] = s.scores[i]
        kept += marks[i]
    return kept


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_block(s: SearchPointer, c: CursorPointer, stop: cython.Py_ssize_t, rest: cython.double) -> cython.void:
    """Makes candidates of the postings [at, stop) of the decoded block of the one essential term."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    load_scores(c)
    for i in range(c.at, stop):
        if not s.counting and not may_enter(s, c.scores[i] + rest):
            continue
        s.docs[n] = c.docs[i]
        s.scores[n] = c.scores[i]
        s.matched[n] = 1
        n += 1
    s.n_candidates = n if not s.has_visible and s.n_checks == 0 else keep_visible(s, n)
    n = s.n_candidates
    if s.counting:
        s.total += n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_lone(
    s: SearchPointer, c: CursorPointer, end: cython.int, rest: cython.double, n_rest: cython.Py_ssize_t
) -> cython.void:
    """Walks the one essential term's postings from the base to `end`; the other `n_rest` terms add at most `rest`."""
    stop: cython.Py_ssize_t
    while c.block < c.end_block:
        if c.decoded != c.block and c.block > c.first_block and c.last_doc[c.block - 1] >= end - 1:
            break
        if not s.counting and not may_enter(s, block_bound(c, c.block) + rest):
            if c.last_doc[c.block] >= end:
                break
            c.block += 1
            continue
        load_docs(c)
        seek(c, s.base)
        stop = stop_before(c, end)
        take_block(s, c, stop, rest)
        settle(s, n_rest)
        c.at = stop
        if stop < c.n:
            break
        c.block += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_window(s: SearchPointer) -> cython.int:
    """Searches from the base on and returns where to go on."""
    i: cython.Py_ssize_t
    n_rest: cython.Py_ssize_t = 0
    end: cython.int = min(s.base + s.width, s.max_doc)
    c: CursorPointer
    if not s.counting:
        end = hopeless_until(s)
        if end > 0:
            return end
        end = min(s.base + s.width, s.max_doc)
        if s.lone >= 0:  # one term was essential: likely it still is, for as long as its block lasts
            c = cursor_at(s.cursors, s.lone)
            if c.block < c.end_block:
                end = max(end, c.last_doc[c.block] + 1)
        n_rest = partition(s, end)
        if n_rest == s.n:
            return end
    elif s.n == 1:
        end = s.max_doc
    s.lone = -1
    if n_rest == s.n - 1:
        s.lone = s.order[n_rest]
        search_lone(s, cursor_at(s.cursors, s.lone), end, s.prefix[n_rest], n_rest)
        return end
    end = min(end, s.base + s.width)
    for i in range(n_rest, s.n):
        add_scores(s, cursor_at(s.cursors, s.order[i]), end)
    harvest(s, n_rest)
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_some(s: SearchPointer) -> cython.bint:
    """Searches a bounded number of windows; false when the segment is done."""
    i: cython.Py_ssize_t
    for i in range(_WINDOWS_PER_RUN):
        s.base = advance_all(s)
        if s.base < 0 or s.n < s.minimum:
            return False
        s.base = search_window(s)
        if s.counting and s.total > s.limit:
            s.counting = False
        if s.base >= s.max_doc:
            return False
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def push_bounds(best: HeapPointer, c: CursorPointer) -> cython.void:
    """Offers the bounds of a term's blocks, of which each is the score of some document."""
    block: cython.Py_ssize_t
    bound: cython.float
    for block in range(c.first_block, c.end_block):
        bound = block_bound(c, block)
        if bound > best.threshold and bound < c.weight:
            push(best, bound, block)


@cython.cfunc
def raise_threshold(search: SnapshotSearch, term: cython.Py_ssize_t) -> cython.void:
    """Raises the score to beat to just below the k-th best block bound of one term.

    k blocks hold k different documents that score at least that much, where all documents are visible.
    """
    s: SearchPointer = search.state.pointer()
    segment: cython.Py_ssize_t
    k: cython.Py_ssize_t = s.heap.k
    bound: cython.float
    if cython.compiled:
        bounds = cython.declare(Heap)
        best: HeapPointer = cython.address(bounds)
        best.scores = cython.cast(cython.p_float, s.scores)
        best.docs = cython.cast(cython.pointer[cython.longlong], s.sums)
    else:
        best = Heap()
        best.scores, best.docs = np.empty(k, np.float32), np.empty(k, np.int64)
    best.k = k
    best.n = 0
    best.has_after = False
    best.threshold = -1
    for segment in range(search.segments.n):
        if search.segments.n_hidden[segment] == 0 and search.place_one(segment, term):
            push_bounds(best, cursor_at(s.cursors, 0))
    if best.n == k:
        if cython.compiled:
            bound = nextafterf(best.scores[0], -1)
        else:
            bound = np.nextafter(best.scores[0], np.float32(-1))
        s.heap.threshold = max(s.heap.threshold, bound)
    for segment in range(k if cython.compiled else 0):
        best.docs[segment] = 0


@cython.cfunc
def count_by_doc_freq(search: SnapshotSearch, terms: list) -> cython.void:
    """Counts without looking where possible: one term alone, or one with more postings than hits are counted.

    terms: those of which a hit has any
    """
    s: SearchPointer = search.state.pointer()
    term: PlannedTerm
    most: cython.longlong = 0
    if not search.counting:
        return
    for term in terms:
        most = max(most, search.segments.least_total(term.states))
    if len(terms) == 1 and most == term.doc_freq:
        s.total = most
        search.counting = False
    elif most > s.limit:
        s.total = most
        search.counting = search.is_exact = False


@cython.cfunc
def count_segment(search: SnapshotSearch, segment: cython.Py_ssize_t) -> cython.bint:
    """Counts a segment by the doc_freq of the one term that it has; false if it has to be looked at."""
    s: SearchPointer = search.state.pointer()
    if not s.counting or s.n > 1 or s.minimum > 1 or s.n_checks > 0 or search.segments.n_hidden[segment] > 0:
        return False
    s.total += cursor_at(s.cursors, 0).doc_freq
    s.counting = False
    return True


def search_disjunction(
    segments: SegmentTable,
    terms: list,
    top: TopDocs,
    filters=(),
    minimum_should_match: cython.Py_ssize_t = 1,
    total_limit: cython.longlong = -1,
    check=None,
) -> None:
    """Searches all segments for the documents that match enough of the terms, and offers the best to `top`.

    terms: at most 255 of PlannedTerm, of one field or several; a term may occur more than once
    filters: of (DocFilter, whether its documents are excluded), asked in this order
    minimum_should_match: how many terms a hit has to match
    total_limit: hits are counted until they are more than this, over all segments; below 0: not at all
    check: called from time to time; raises if the search is to be given up

    `top.total` grows by the hits counted; `top.total_is_exact` becomes false once some may be left out.
    """
    search = cython.declare(SnapshotSearch)
    s: SearchPointer
    i: cython.Py_ssize_t
    go_on: cython.bint
    counted: cython.bint
    search = SnapshotSearch(segments, terms, minimum_should_match, filters, top, total_limit, check)
    s = search.state.pointer()
    s.minimum = max(minimum_should_match, 1)
    if s.minimum == 1 and search.n_filters == 0 and not s.heap.has_after and len(terms) > 0:
        count_by_doc_freq(search, terms)
        if not search.counting and s.heap.k <= 2048:
            for i in range(len(terms)):
                raise_threshold(search, i)
    for i in range(segments.n):
        if not search.open(i):
            continue
        counted = count_segment(search, i)
        go_on = True
        while go_on:
            with cython.nogil:
                go_on = search_some(s)
            search.proceed(go_on)
        search.close(counted)
    search.finish()
