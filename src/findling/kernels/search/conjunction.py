"""Conjunctions of terms: top-k with block-max pruning, and counts.

The rarest term leads. The documents of one of its blocks are candidates; the other terms are intersected with them
block by block, the next rarest first. Once hits need not be counted, blocks are passed over whose bounds, with those
of the other terms, cannot beat the score to beat. If the next term has many more documents than the leader,
candidates are scored before they are looked up, so that only promising ones are; otherwise only those found in all
terms are scored.

There may be optional terms besides, which add to the score of a document that has all of the others. They are looked up
for documents that may get in with them, and their bounds count where those of the others do.
Source: Lucene's BlockMaxConjunctionBulkScorer for the bounds; its ReqOptSumScorer for the sum, of two floats.
"""

import cython
from cython.cimports.findling.kernels.search.cursor import (
    CursorPointer,
    block_bound,
    bound_until,
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
from cython.cimports.findling.kernels.search.search_state import SearchPointer, mark_visible
from cython.cimports.findling.kernels.search.snapshot_search import PlannedTerm, SegmentTable, SnapshotSearch
from cython.cimports.findling.kernels.search.top_docs import TopDocs, push
from cython.cimports.findling.kernels.search.topk import count_by_doc_freq, raise_threshold

_BLOCKS_PER_RUN = cython.declare(cython.Py_ssize_t, 1024)
# with that many times more documents in the next term it pays to score the leader's block first
_SCORE_FIRST_RATIO = cython.declare(cython.Py_ssize_t, 4)
# bounds over more blocks than this cost more than they save
_MOST_BLOCKS = cython.declare(cython.Py_ssize_t, 32)
# what rounding two floats and their sum may add, as a share of the sum
_ROUNDING = cython.declare(cython.double, 2.5e-7)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_base(s: SearchPointer) -> cython.int:
    """Returns the first doc from the base on that all terms may have, -1 if there is none; cursors move towards it."""
    i: cython.Py_ssize_t
    c: CursorPointer
    base: cython.int = s.base
    for i in range(s.n - 1, -1, -1):
        c = cursor_at(s.cursors, s.order[i])
        if not seek_block(c, base):
            return -1
        if c.decoded == c.block:
            seek(c, base)
            base = max(base, c.docs[c.at])
        elif c.block > c.first_block:
            base = max(base, c.last_doc[c.block - 1] + 1)
    return base


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sum_bounds(s: SearchPointer, end: cython.int) -> cython.double:
    """Sets prefix[i] to the bound of the terms before the i-th up to `end`, and returns the bound of all."""
    i: cython.Py_ssize_t
    s.prefix[0] = 0
    for i in range(s.n):
        s.prefix[i + 1] = s.prefix[i] + near_bound(cursor_at(s.cursors, s.order[i]), end)
    return s.prefix[s.n]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def near_bound(c: CursorPointer, end: cython.int) -> cython.float:
    """Returns an upper bound of a term's scores from the current block on up to `end`, without a long walk."""
    if c.block + _MOST_BLOCKS < c.end_block and c.last_doc[c.block + _MOST_BLOCKS] < end:
        return c.weight
    return bound_until(c, end)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def bound_optional(s: SearchPointer, end: cython.int) -> cython.void:
    """Sets `extra` to the most that the optional terms can add up to `end`, after sum_bounds."""
    i: cython.Py_ssize_t
    c: CursorPointer
    s.extra = 0
    if s.n_optional == 0:
        return
    for i in range(s.n, s.n + s.n_optional):
        c = cursor_at(s.cursors, s.order[i])
        if seek_block(c, s.base):
            s.extra += near_bound(c, end)
    s.extra += (s.prefix[s.n] + s.extra) * _ROUNDING


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def optional_score(s: SearchPointer, doc: cython.int) -> cython.double:
    """Returns the sum of the scores of the optional terms that a document has."""
    i: cython.Py_ssize_t
    c: CursorPointer
    score: cython.double = 0
    for i in range(s.n, s.n + s.n_optional):
        c = cursor_at(s.cursors, s.order[i])
        if seek(c, doc) and c.docs[c.at] == doc:
            load_freqs(c)
            score += score_at(c, c.at)
    return score


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_all(s: SearchPointer, leader: CursorPointer) -> cython.void:
    """Makes candidates of the rest of the leader's block, without scores."""
    i: cython.Py_ssize_t
    first: cython.Py_ssize_t = leader.at
    n: cython.Py_ssize_t = leader.n - first
    docs: cython.p_int = s.docs
    scores: cython.p_double = s.scores
    matched: cython.p_uchar = s.matched
    for i in range(n):
        docs[i] = leader.docs[first + i]
        scores[i] = 0
        matched[i] = cython.cast(cython.uchar, first + i)
    s.n_candidates = n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_promising(s: SearchPointer, leader: CursorPointer, rest: cython.double) -> cython.void:
    """Makes candidates of those in the rest of the leader's block that may get in with `rest`, with their scores."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    threshold: cython.double = s.heap.threshold
    docs: cython.p_int = s.docs
    scores: cython.p_double = s.scores
    load_scores(leader)
    for i in range(leader.at, leader.n):
        docs[n] = leader.docs[i]
        scores[n] = leader.scores[i]
        n += leader.scores[i] + rest > threshold
    s.n_candidates = n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def count_promising(
    s: SearchPointer, first: cython.Py_ssize_t, stop: cython.Py_ssize_t, rest: cython.double
) -> cython.Py_ssize_t:
    """Returns how many of the candidates [first, stop) may get in with `rest`."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    threshold: cython.double = s.heap.threshold
    scores: cython.p_double = s.scores
    for i in range(first, stop):
        n += scores[i] + rest > threshold
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def drop_hopeless(
    s: SearchPointer, first: cython.Py_ssize_t, stop: cython.Py_ssize_t, rest: cython.double
) -> cython.Py_ssize_t:
    """Keeps of the candidates [first, stop) those that may get in with `rest`, and returns their end."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = count_promising(s, first, stop, rest)
    threshold: cython.double = s.heap.threshold
    docs: cython.p_int = s.docs
    scores: cython.p_double = s.scores
    matched: cython.p_uchar = s.matched
    if n == 0 or n == stop - first:
        return first + n
    n = first
    for i in range(first, stop):
        docs[n] = docs[i]
        matched[n] = matched[i]
        scores[n] = scores[i]
        n += scores[n] + rest > threshold
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_by_search(
    s: SearchPointer,
    c: CursorPointer,
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    candidates: cython.p_uchar,
    postings: cython.p_uchar,
) -> cython.Py_ssize_t:
    """Does the work of find_matches for few candidates: a binary search for each."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    for i in range(first, stop):
        seek(c, s.docs[i])
        candidates[n] = cython.cast(cython.uchar, i - first)
        postings[n] = cython.cast(cython.uchar, c.at)
        n += c.docs[c.at] == s.docs[i]
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_by_merge(
    s: SearchPointer,
    c: CursorPointer,
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    candidates: cython.p_uchar,
    postings: cython.p_uchar,
) -> cython.Py_ssize_t:
    """Does the work of find_matches for a block that spans too many docs for the table."""
    i: cython.Py_ssize_t = first
    n: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t = c.at
    doc: cython.int
    other: cython.int
    while i < stop and at < c.n:  # without a branch on the outcome of a comparison: that would be mispredicted
        doc = s.docs[i]
        other = c.docs[at]
        candidates[n] = cython.cast(cython.uchar, i - first)
        postings[n] = cython.cast(cython.uchar, at)
        n += doc == other
        i += doc <= other
        at += other <= doc
    c.at = min(at, c.n - 1)
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_by_table(
    s: SearchPointer,
    c: CursorPointer,
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    candidates: cython.p_uchar,
    postings: cython.p_uchar,
) -> cython.Py_ssize_t:
    """Does the work of find_matches by a table from the low 16 bits of a doc to its place in the block.

    What the table holds from before does no harm, as the block is asked whether it has the doc in that place.
    """
    i: cython.Py_ssize_t
    place: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    size: cython.Py_ssize_t = c.n
    docs: cython.p_int = s.docs
    places: cython.p_uchar = s.places
    for i in range(c.at, size):
        places[c.docs[i] & 0xFFFF] = cython.cast(cython.uchar, i)
    for i in range(first, stop):
        place = places[docs[i] & 0xFFFF]
        candidates[n] = cython.cast(cython.uchar, i - first)
        postings[n] = cython.cast(cython.uchar, place)
        n += (place < size) & (c.docs[place] == docs[i])
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def find_matches(
    s: SearchPointer,
    c: CursorPointer,
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    candidates: cython.p_uchar,
    postings: cython.p_uchar,
) -> cython.Py_ssize_t:
    """Writes the pairs of candidate (counted from `first`) and posting of equal doc, and returns how many.

    The docs of the candidates [first, stop) are within the cursor's decoded block.
    """
    if (stop - first) * 8 < c.n - c.at:
        return match_by_search(s, c, first, stop, candidates, postings)
    if c.last_doc[c.block] - c.docs[c.at] > 0xFFFF:
        return match_by_merge(s, c, first, stop, candidates, postings)
    return match_by_table(s, c, first, stop, candidates, postings)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def keep_matches(
    s: SearchPointer,
    c: CursorPointer,
    first: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    kept: cython.Py_ssize_t,
    scored: cython.bint,
) -> cython.Py_ssize_t:
    """Moves those of the candidates [first, stop) that the decoded block has to `kept` on, and returns their end."""
    candidates = cython.declare(cython.uchar[128])
    postings = cython.declare(cython.uchar[128])
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = find_matches(s, c, first, stop, candidates, postings)
    if n > 0 and scored:
        load_freqs(c)
    for i in range(n):
        s.docs[kept + i] = s.docs[first + candidates[i]]
        s.scores[kept + i] = s.scores[first + candidates[i]]
        s.matched[kept + i] = s.matched[first + candidates[i]]
        if scored:
            s.scores[kept + i] += score_at(c, postings[i])
    return kept + n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def intersect(s: SearchPointer, c: CursorPointer, rest: cython.double) -> cython.void:
    """Keeps the candidates that the term has, and adds its scores where they may matter.

    rest: bound of what the terms that are not yet in the candidates' scores can add, without this one
    """
    i: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t
    end: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    n: cython.Py_ssize_t = s.n_candidates
    last_doc: cython.int
    while i < n and seek_block(c, s.docs[i]):
        last_doc = c.last_doc[c.block]
        stop = i + 1
        while stop < n and s.docs[stop] <= last_doc:
            stop += 1
        if s.counting:
            load_docs(c)
            kept = keep_matches(s, c, i, stop, kept, count_promising(s, i, stop, rest + block_bound(c, c.block)) > 0)
        else:
            end = drop_hopeless(s, i, stop, rest + block_bound(c, c.block))
            if end > i:
                load_docs(c)
                kept = keep_matches(s, c, i, end, kept, True)
        i = stop
    s.n_candidates = kept


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def settle(s: SearchPointer, leader: CursorPointer, scored: cython.bint) -> cython.void:
    """Counts the candidates, which match all terms, and offers them to the heap."""
    marks = cython.declare(cython.uchar[128])
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    score: cython.float
    mark_visible(s, s.docs, s.n_candidates, marks)
    for i in range(s.n_candidates):
        s.docs[n] = s.docs[i]
        s.scores[n] = s.scores[i]
        s.matched[n] = s.matched[i]
        n += marks[i]
    if s.counting:
        s.total += n
    if n > 0 and not scored:
        load_freqs(leader)
    for i in range(n):
        if not scored:
            s.scores[i] += score_at(leader, s.matched[i])
        score = to_float(s.scores[i])
        if s.n_optional > 0 and s.scores[i] + s.extra > s.heap.threshold:
            score = to_float(cython.cast(cython.double, score) + to_float(optional_score(s, s.docs[i])))
        if score > s.heap.threshold:
            push(s.heap, score, s.doc_base + s.docs[i])


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_block(s: SearchPointer, leader: CursorPointer, end: cython.int) -> cython.void:
    """Searches the rest of the leader's current block, whose last doc is end - 1."""
    i: cython.Py_ssize_t
    last: cython.Py_ssize_t = s.n - 1
    scored: cython.bint = False
    rest: cython.double
    bound: cython.double = sum_bounds(s, end)
    bound_optional(s, end)
    if bound + s.extra <= s.heap.threshold and not s.counting:
        return
    load_docs(leader)
    seek(leader, s.base)
    if not s.counting:
        scored = last == 0 or (cursor_at(s.cursors, s.order[last - 1]).doc_freq > _SCORE_FIRST_RATIO * leader.doc_freq)
    if scored:
        take_promising(s, leader, s.prefix[last] + s.extra)
    else:
        take_all(s, leader)
    for i in range(last - 1, -1, -1):
        rest = s.prefix[i] + s.extra
        if not scored:
            rest += s.prefix[last + 1] - s.prefix[last]
        intersect(s, cursor_at(s.cursors, s.order[i]), rest)
    settle(s, leader, scored)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def search_some(s: SearchPointer) -> cython.bint:
    """Searches a bounded number of the leader's blocks; false when the segment is done."""
    i: cython.Py_ssize_t
    end: cython.int
    leader: CursorPointer = cursor_at(s.cursors, s.order[s.n - 1])
    for i in range(_BLOCKS_PER_RUN):
        s.base = next_base(s)
        if s.base < 0 or not seek_block(leader, s.base):
            return False
        end = leader.last_doc[leader.block] + 1
        search_block(s, leader, end)
        s.base = end
        if s.counting and s.total > s.limit:
            s.counting = False
    return True


@cython.cfunc
def order_by_rarity(s: SearchPointer) -> cython.void:
    """Sorts the numbers of the first n cursors by doc_freq, the rarest last."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    for i in range(s.n):
        j = i
        while j > 0 and cursor_at(s.cursors, s.order[j - 1]).doc_freq < cursor_at(s.cursors, i).doc_freq:
            s.order[j] = s.order[j - 1]
            j -= 1
        s.order[j] = i


@cython.cfunc
def has_all(terms: list, n: cython.Py_ssize_t, segment: cython.Py_ssize_t) -> cython.bint:
    """Returns whether a segment has the first n of the terms."""
    i: cython.Py_ssize_t
    term: PlannedTerm
    states: TermStates
    for i in range(n):
        term = terms[i]
        states = term.states
        if states.doc_freqs[segment] == 0:
            return False
    return True


def search_conjunction(
    segments: SegmentTable,
    terms: list,
    top: TopDocs,
    filters=(),
    total_limit: cython.longlong = -1,
    check=None,
    n_optional: cython.Py_ssize_t = 0,
) -> None:
    """Searches all segments for the documents that match all of the terms, and offers the best to `top`.

    n_optional: how many of the terms, the last ones, need not match; the others are different ones
    The other arguments are those of `topk.search_disjunction`.
    """
    search = cython.declare(SnapshotSearch)
    s: SearchPointer
    i: cython.Py_ssize_t
    go_on: cython.bint
    n_required: cython.Py_ssize_t = len(terms) - n_optional
    search = SnapshotSearch(segments, terms, n_required, filters, top, total_limit, check)
    s = search.state.pointer()
    if n_required == 1 and search.n_filters == 0 and not s.heap.has_after:
        count_by_doc_freq(search, terms[:1])
        if not search.counting and s.heap.k <= 2048:
            raise_threshold(search, 0)
    for i in range(segments.n):
        if not has_all(terms, n_required, i) or not search.open(i):
            continue
        s.n_optional = s.n - n_required
        s.n = n_required
        order_by_rarity(s)
        go_on = True
        while go_on:
            with cython.nogil:
                go_on = search_some(s)
            search.proceed(go_on)
        search.close(False)
    search.finish()
