"""TopSuggestions: the documents with the best suggestions of a shard.

Sources: NRTSuggester and TopSuggestDocsCollector of Lucene, CompletionSuggester of Elasticsearch.
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from findling.kernels.terms.suggestions import heaviest
from findling.mapping.types.suggestion_terms import END, decode_suggestion
from findling.search.suggest.completions.paths import Path, range_of

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader
    from findling.search.context import SegmentContext

_WEIGHT_BYTES: Final = 4
_F: Final = np.float32


class Found(NamedTuple):
    """A suggestion of a document, as it comes out of a segment: the best first.

    minus_score: in single precision; typed: the term up to its weight; doc: within the segment
    """

    minus_score: float
    typed: bytes
    doc: int
    text: str
    context: tuple[int, str] | None


class Ranked(NamedTuple):
    """What suggestions are ranked by over segments; doc: shard-wide"""

    minus_score: float
    text_units: bytes
    doc: int


@dataclass(slots=True)
class SuggestedDoc:
    """A document with its best suggestion. contexts: of all its suggestions that fit, number and value"""

    doc: int
    text: str
    score: float
    contexts: list[tuple[int, str]] = field(default_factory=list)


class TopSuggestions:
    """Collects the best suggestions of one segment after the other.

    n: how many are kept, documents or, without `skips_duplicates`, suggestions; a document counts once
    """

    def __init__(self, n: int, skips_duplicates: bool) -> None:
        self._n = n
        self._skips = skips_duplicates
        self._docs: dict[int, SuggestedDoc] = {}
        self._best: list[Ranked] = []
        self._pending: list[Ranked] = []

    def collect(self, segment: SegmentContext, terms: TermsReader, paths: Sequence[Path]) -> None:
        """Takes the suggestions of a segment that begin with one of the paths."""
        limit = self._n * len(paths)
        seen: set[str] = set()
        for found in heapq.merge(*(_suggestions(terms, path, limit) for path in paths)):
            if self._skips and found.text in seen:
                continue
            if segment.visible is not None and not segment.visible.test(np.array([found.doc], np.int32))[0]:
                continue
            seen.add(found.text)
            limit -= 1
            if not self._add(found, found.doc + segment.doc_base) or limit == 0:
                break
        if self._skips:
            self._pending += self._best
            self._best = []

    def _add(self, found: Found, doc: int) -> bool:
        """Takes a suggestion; returns whether worse ones may still be among the best."""
        known = self._docs.get(doc)
        if known is not None:
            if found.context is not None:
                known.contexts.append(found.context)
            return True
        contexts = [] if found.context is None else [found.context]
        self._docs[doc] = SuggestedDoc(doc, found.text, -found.minus_score, contexts)
        ranked = Ranked(found.minus_score, found.text.encode("utf-16-be", "surrogatepass"), doc)
        if len(self._best) >= self._n:
            if ranked >= self._best[-1]:
                return False
            self._best.pop()
        insort(self._best, ranked)
        return True

    def best(self) -> list[SuggestedDoc]:
        """Returns the documents with the best suggestions, in order."""
        if not self._skips:
            return [self._docs[ranked.doc] for ranked in self._best]
        distinct: dict[str, SuggestedDoc] = {}
        for ranked in sorted(self._pending):
            found = self._docs[ranked.doc]
            distinct.setdefault(found.text, found)
        return list(distinct.values())[: self._n]


def _suggestions(terms: TermsReader, path: Path, batch: int) -> Iterator[Found]:
    """Yields the suggestions that begin with a path, the best first, then by what is typed for them, then by document.

    batch: how many are looked for to begin with
    """
    low, high = range_of(terms, path.beginning)
    taken = 0
    while taken < high - low:
        ords = np.empty(min(taken + batch, high - low), np.int64)
        n = heaviest(terms.weights, low, high, ords)
        for group in _groups(terms, ords[taken:n].tolist(), high):
            taken += len(group)
            yield from _of_group(terms, group, path.boost)
        batch *= 2


def _groups(terms: TermsReader, ords: list[int], high: int) -> Iterator[list[int]]:
    """Yields neighbouring terms that differ in the text to show alone, together; the last ones completed."""
    group: list[int] = []
    key = b""
    for ord_ in ords:
        own = _key(terms, ord_)
        if group and own != key:
            yield group
            group = []
        group.append(ord_)
        key = own
    while group and group[-1] + 1 < high and _key(terms, group[-1] + 1) == key:
        group.append(group[-1] + 1)
    if group:
        yield group


def _key(terms: TermsReader, ord_: int) -> bytes:
    """Returns what is typed for a suggestion, and the weight."""
    term = terms.term(ord_)
    return term[: term.index(END) + 1 + _WEIGHT_BYTES]


def _of_group(terms: TermsReader, group: list[int], boost: float) -> list[Found]:
    found = []
    for ord_ in group:
        term = terms.term(ord_)
        suggestion = decode_suggestion(term)
        score = _score(float(terms.weights[ord_]), boost)
        typed = term[: term.index(END)]
        found += [Found(-score, typed, doc, suggestion.text, suggestion.context) for doc in terms.docs(ord_).tolist()]
    return sorted(found) if len(group) > 1 else found


def _score(weight: float, boost: float) -> float:
    """Returns the score of a suggestion, in single precision."""
    if boost == 0:
        return weight
    return boost if weight == 0 else float(_F(weight) * _F(boost))
