"""Makes an interval source of text: its words in order, in any order, or as a phrase, synonyms and all."""

from __future__ import annotations

from collections.abc import Sequence

from findling.base.errors import TooManyClausesError
from findling.search.query.base import MAX_CLAUSE_COUNT
from findling.search.query.intervals.combined_sources import (
    ExtendedSource,
    any_of,
    block,
    in_any_order,
    in_order,
    with_gaps,
)
from findling.search.query.intervals.interval_source import IntervalSource, NoIntervals, TermSource
from findling.search.query.text.analyzed_text import AnalyzedText, Token
from findling.search.query.text.text_query import paths_between, stretches


def analyzed_source(field: str, text: AnalyzedText, max_gaps: int, ordered: bool) -> IntervalSource:
    """Returns the source of the tokens of a text in a field. Raises TooManyClausesError for too many ways through."""
    tokens = text.tokens
    if not tokens:
        return NoIntervals()
    if len(tokens) == 1:
        return TermSource(field, tokens[0].term)
    parts = _graph(field, tokens) if text.is_graph else _positions(field, text)
    return combined(parts, max_gaps, ordered)


def combined(sources: Sequence[IntervalSource], max_gaps: int, ordered: bool) -> IntervalSource:
    """Returns the source of intervals with one of each source, and at most so many gaps; -1 is any number."""
    if not sources:
        return NoIntervals()
    if len(sources) == 1:
        return sources[0]
    if max_gaps == 0 and ordered:
        return block(sources)
    found = in_order(sources) if ordered else in_any_order(sources)
    return found if max_gaps == -1 else with_gaps(found, max_gaps)


def _positions(field: str, text: AnalyzedText) -> list[IntervalSource]:
    """Returns the source of each position; one after removed words reaches over their positions."""
    found = []
    end = 0
    for position, terms in text.by_position():
        found.append(_extended(any_of([TermSource(field, term) for term in terms]), position - end))
        end = position + 1
    return found


def _graph(field: str, tokens: tuple[Token, ...]) -> list[IntervalSource]:
    """Returns the source of each stretch between positions that all ways go through."""
    found: list[IntervalSource] = []
    end = 0
    for first, last in stretches(tokens):
        paths = list(paths_between(tokens, first, last))
        if len({token.length for token in tokens if token.position == first}) == 1:
            # as in Lucene, of words at one position within a graph the first is all that counts
            paths = paths[:1]
            found += _path(field, paths[0], end)
        else:
            if len(paths) > MAX_CLAUSE_COUNT:
                raise TooManyClausesError(f"maxClauseCount is set to {MAX_CLAUSE_COUNT}")
            found.append(any_of([combined(_path(field, path, end), 0, True) for path in paths]))
        end = max(token.position + token.length for path in paths for token in path)
    return found


def _path(field: str, path: tuple[Token, ...], end: int) -> list[IntervalSource]:
    found = []
    for token in path:
        found.append(_extended(TermSource(field, token.term), token.position - end))
        end = token.position + token.length
    return found


def _extended(source: IntervalSource, places: int) -> IntervalSource:
    return ExtendedSource(source, places, 0) if places > 0 else source
