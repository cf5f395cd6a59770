"""Fragments of a text, in one walk along its tokens: where they end, what is marked in them, and what they score.

Source: Lucene's Highlighter with its SimpleFragmenter and SimpleSpanFragmenter.
"""

import cython

WHOLE = 0
SIMPLE = 1
SPANS = 2

# tokens that overlap are one group, of so many at most
MOST_IN_GROUP = cython.declare(cython.Py_ssize_t, 50)


@cython.cclass
class CountedTerms:
    """The terms that count in a text.

    weights: (n_terms,) float64; placed: (n_terms,) uint8, whether a term counts only within its spans
    span_starts: (n_terms + 1,) int32, into spans: (n_spans, 2) int32, first and last position
    """

    def __init__(self, weights, placed, span_starts, spans) -> None:
        self.weights = weights
        self.placed = placed
        self.span_starts = span_starts
        self.spans = spans

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def weight_at(self, term: cython.int, position: cython.int) -> cython.double:
        """Returns what a term weighs at a position, 0 if it does not count there."""
        i: cython.Py_ssize_t
        if term < 0:
            return 0.0
        if not self.placed[term]:
            return self.weights[term]
        for i in range(self.span_starts[term], self.span_starts[term + 1]):
            if self.spans[i, 0] <= position <= self.spans[i, 1]:
                return self.weights[term]
        return 0.0

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def span_end(self, term: cython.int, position: cython.longlong) -> cython.longlong:
        """Returns the position behind the first span of a term that begins at one, -1 if none does."""
        i: cython.Py_ssize_t
        if term >= 0:
            for i in range(self.span_starts[term], self.span_starts[term + 1]):
                if self.spans[i, 0] == position:
                    return self.spans[i, 1] + 1
        return -1


@cython.cclass
class Fragmenter:
    """Tells where fragments begin, for one text.

    kind: WHOLE leaves the text as it is, SIMPLE begins a fragment after `size` units, SPANS does not break spans and
        leaves no last fragment of less than `least_rest` units
    n: length of the text
    """

    def __init__(
        self, kind: cython.int, size: cython.longlong, least_rest: cython.longlong, n: cython.longlong
    ) -> None:
        self.kind = kind
        self.size = size
        self.least_rest = least_rest
        self.n = n
        self.n_begun = 1
        # of tokens that it was asked about, and the one up to which a span lasts
        self.position = -1
        self.wait = -1

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def begins(self, terms: CountedTerms, term: cython.int, increment: cython.int, end: cython.longlong) -> cython.bint:
        """Tells whether a fragment begins with a token. increment: of its position; end: of the token"""
        following: cython.longlong
        if self.kind == 0:
            return False
        if self.kind == 2:
            self.position += increment
            if self.wait <= self.position:
                self.wait = -1
            elif self.wait != -1:
                return False
            following = terms.span_end(term, self.position)
            if following >= 0:
                self.wait = following
            if self.n - end < self.least_rest:
                return False
        if end < self.size * self.n_begun:
            return False
        self.n_begun += 1
        return True


@cython.cclass
class TokenGroup:
    """Tokens that overlap; what of them is marked is [match_start, match_end)."""

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def add(self, start: cython.int, end: cython.int, weight: cython.double) -> cython.void:
        """Adds a token, the first one if the group is empty."""
        if self.count == MOST_IN_GROUP:
            return
        if self.count == 0 or (weight > 0 and self.score == 0):
            self.match_start, self.match_end = start, end
        elif weight > 0:
            self.match_start, self.match_end = min(self.match_start, start), max(self.match_end, end)
        self.end = end if self.count == 0 else max(self.end, end)
        self.score = weight if self.count == 0 else self.score + max(weight, 0.0)
        self.count += 1


def find_fragments(
    fragmenter: Fragmenter,
    terms: CountedTerms,
    tokens: cython.const[cython.int][:, ::1],
    seen: cython.longlong[::1],
    fragments: cython.int[:, ::1],
    scores: cython.double[::1],
    pieces: cython.int[:, ::1],
) -> cython.Py_ssize_t:
    """Finds the fragments of a text and returns how many there are.

    tokens: (4, n_tokens) int32: number of the term that counts or -1, position, start, end
    seen: (n_terms,) int64, all -1, overwritten
    fragments: (n_tokens + 1, 2) int32, overwritten as far as needed: where a fragment ends in the text, and its pieces
        in `pieces`; both begin where those of the fragment before end
    scores: (n_tokens + 1,) float64, overwritten as far as needed
    pieces: (n_tokens, 3) int32, overwritten as far as needed: start, end, and whether it is marked; what is between
        them is text as well, and a piece may begin before the one before it ends
    """
    group: TokenGroup = TokenGroup()
    i: cython.Py_ssize_t
    found: cython.int = 0
    n_pieces: cython.int = 0
    at: cython.int = 0
    before: cython.int = -1
    weight: cython.double
    score: cython.double = 0.0
    with cython.nogil:
        for i in range(tokens.shape[1] + 1):
            if group.count and (i == tokens.shape[1] or tokens[2, i] >= group.end):
                if group.score > 0 or group.match_start < at:
                    pieces[n_pieces, 0], pieces[n_pieces, 1] = group.match_start, group.match_end
                    pieces[n_pieces, 2] = group.score > 0
                    n_pieces += 1
                at = max(at, group.match_end)
                group.count = 0
                if i < tokens.shape[1] and fragmenter.begins(terms, tokens[0, i], tokens[1, i] - before, tokens[3, i]):
                    fragments[found, 0], fragments[found, 1], scores[found] = at, n_pieces, score
                    found += 1
                    score = 0.0
            if i == tokens.shape[1]:
                break
            before = tokens[1, i]
            weight = terms.weight_at(tokens[0, i], before)
            if weight != 0 and seen[tokens[0, i]] != found:
                seen[tokens[0, i]] = found
                score += weight
            group.add(tokens[2, i], tokens[3, i], weight)
        fragments[found, 0], fragments[found, 1] = cython.cast(cython.int, fragmenter.n), n_pieces
        scores[found] = score
    return found + 1
