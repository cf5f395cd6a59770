"""DirectGenerator: draws candidates for a word from the terms of a field. Source: DirectCandidateGenerator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.json_values import as_integer
from findling.base.object_parser import NUMBER, STRING, Member, parse_object
from findling.search.suggest.field_terms import FieldTerms
from findling.search.suggest.members import SORT, single
from findling.search.suggest.phrases.candidate import Candidate, CandidateSet
from findling.search.suggest.spell_checker import SpellChecker
from findling.search.suggest.string_distances import read_distance

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_SIZE: Final = 5
_LOG_BASE: Final = 5
_MOST_INT: Final = 2**31 - 1
_MOST_EDITS: Final = 2


def _size(value: object) -> int:
    size = as_integer(value)
    if size <= 0:
        raise IllegalArgumentError("Size must be positive")
    return size


def _max_edits(value: object) -> int:
    edits = as_integer(value)
    if not 1 <= edits <= _MOST_EDITS:
        raise IllegalArgumentError(f"Illegal max_edits value {edits}")
    return edits


_TEXT: Final = Member(STRING)
_MEMBERS: Final = {
    "field": _TEXT,
    "pre_filter": _TEXT,
    "post_filter": _TEXT,
    "suggest_mode": _TEXT,
    "min_doc_freq": Member(NUMBER, single),
    "accuracy": Member(NUMBER, single),
    "size": Member(NUMBER, _size),
    "sort": _TEXT,
    "string_distance": _TEXT,
    "max_inspections": Member(NUMBER, as_integer),
    "max_term_freq": Member(NUMBER, single),
    "max_edits": Member(NUMBER, _max_edits),
    "min_word_length": Member(NUMBER, as_integer),
    "prefix_length": Member(NUMBER, as_integer),
}


@dataclass(frozen=True, kw_only=True)
class DirectGenerator:
    """A direct generator of a request.

    pre_filter, post_filter: analyzers that words go through before, and candidates after they are drawn
    members: those of its spell checker, which shards read
    """

    field: str
    size: int = _SIZE
    pre_filter: str | None = None
    post_filter: str | None = None
    members: Mapping[str, Any]

    def checker(self) -> SpellChecker:
        """Returns what draws candidates. Raises IllegalArgumentError for values that are none of those it knows."""
        members = dict(self.members)
        mode = members.get("suggest_mode", "missing")
        if mode.lower() not in ("missing", "popular", "always"):
            raise IllegalArgumentError(f"Illegal suggest mode {mode}")
        members["suggest_mode"] = mode.lower()
        if "sort" in members:
            members["sort"] = SORT(members["sort"])
        if "string_distance" in members:
            members["string_distance"] = read_distance(members["string_distance"])
        return SpellChecker.of(members)

    def check(self, ctx: ShardContext) -> None:
        """Raises IllegalArgumentError for what it cannot be."""
        self.checker()
        for name in (self.pre_filter, self.post_filter):
            if name is not None and not ctx.analysis.has_analyzer(name):
                raise IllegalArgumentError(f"Analyzer [{name}] doesn't exists")


def parse_generator(body: Mapping[str, object]) -> DirectGenerator:
    """Returns the generator of its JSON. Raises XContentParseError, IllegalArgumentError."""
    members = parse_object("direct_generator", body, _MEMBERS)
    if "field" not in members:
        raise IllegalArgumentError("Required [field]")
    own = {name: members.pop(name) for name in ("field", "size", "pre_filter", "post_filter") if name in members}
    return DirectGenerator(**own, members=members)


def no_object(token: str) -> XContentParseError:
    """Returns the error of something else in place of a generator."""
    return XContentParseError(f"[direct_generator] Expected START_OBJECT but was: {token}")


class CandidateDraw:
    """A generator on one shard. real_word: how likely words that are in the index are right"""

    def __init__(self, generator: DirectGenerator, terms: FieldTerms, ctx: ShardContext, real_word: float) -> None:
        self._generator = generator
        self._checker = generator.checker()
        self._checker.check()
        self._terms = terms
        self._analysis = ctx.analysis
        self._real_word = real_word
        self._filtered = b""
        least = self._checker.min_doc_freq
        self._plateau = int(least) if least >= 1 else int(terms.max_doc * least)

    def original(self, term: bytes) -> Candidate:
        """Returns the word of the text as a candidate."""
        return self.candidate(term, self._pre_filtered(term), 1.0, is_input=True)

    def candidate(self, term: bytes, looked_up: bytes, distance: float, is_input: bool = False) -> Candidate:
        """Returns a word as a candidate. looked_up: the term whose frequencies it has"""
        total = self._terms.total_term_freq(looked_up)
        return Candidate(term, total, self._terms.doc_freq(looked_up), distance, self._score(total, distance), is_input)

    def alternative(self, term: bytes) -> Candidate:
        """Returns a synonym of a word as a candidate."""
        return self.candidate(term, self._pre_filtered(term), self._real_word)

    def draw(self, place: CandidateSet) -> None:
        """Adds candidates for a word to those that there are."""
        word = self._pre_filtered(place.original.term)
        checker = self._checker
        if checker.suggest_mode != "always":
            threshold = self._threshold(place.original.doc_freq)
            if threshold == _MOST_INT:
                return
            if checker.min_doc_freq < threshold:
                checker = replace(checker, min_doc_freq=float(threshold))
        found: list[Candidate] = []
        text = word.decode("utf-8", "replace")
        for similar in checker.similar(text, self._generator.size, self._terms):
            self._post_filter(self.candidate(similar.term, similar.term, float(similar.score)), found)
        place.add(found)

    def _threshold(self, doc_freq: int) -> int:
        """Returns than how many documents a candidate must be in more, by those that have the word."""
        if doc_freq <= 0:
            return 0
        above = doc_freq - self._plateau
        wanted = doc_freq * (log10(above) * (1 / log10(_LOG_BASE))) + 1 if above > 0 else -1.0
        return min(max(0, floor(wanted + 0.5)), _MOST_INT) if isfinite(wanted) else 0

    def _score(self, total_term_freq: int, distance: float) -> float:
        return distance * ((total_term_freq + 1.0) / (self._terms.sum_total_term_freq + 1.0))

    def _pre_filtered(self, term: bytes) -> bytes:
        """Returns what the filter makes of a word: the last token, or that of the word before if there is none."""
        if self._generator.pre_filter is None:
            return term
        for token in self._analysis.analyzer(self._generator.pre_filter).terms(term.decode("utf-8", "replace")):
            self._filtered = token.term.encode("utf-8", "replace")
        return self._filtered

    def _post_filter(self, candidate: Candidate, found: list[Candidate]) -> None:
        """Adds what the filter makes of a candidate."""
        if self._generator.post_filter is None:
            found.append(candidate)
            return
        last = -1
        for token in self._analysis.analyzer(self._generator.post_filter).terms(candidate.text):
            term = token.term.encode("utf-8", "replace")
            self._filtered = term
            if token.position > last and term == candidate.term:
                found.append(candidate)
            else:
                found.append(replace(candidate, term=term, distance=self._real_word))
            last = token.position
