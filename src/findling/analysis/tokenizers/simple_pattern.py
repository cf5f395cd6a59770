"""The tokenizers `simple_pattern` and `simple_pattern_split`: Lucene's regular expressions, which are automata."""

from collections.abc import Hashable, Iterator
from typing import Any

from findling.analysis.catalogue import register
from findling.analysis.match_tokenizer import MatchTokenizer
from findling.analysis.params import Params
from findling.analysis.tokenizer import Tokenizer
from findling.base.pattern import NOTHING, Pattern, PatternAutomaton
from findling.base.regexp_syntax import parse_regexp
from findling.base.work.current import check_work, checked


class SimplePatternTokenizer(MatchTokenizer):
    """Gives the longest matches, from left to right. Source: Lucene's SimplePatternTokenizer."""

    def __init__(self, pattern: Pattern) -> None:
        self._automaton = PatternAutomaton(pattern)
        self._kinds: dict[str, Hashable] = {}
        self._transitions: dict[tuple[Any, Hashable], Any] = {}

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(text):
            check_work()
            end = self._longest(text, at)
            if end > at:
                yield at, end
            at = max(end, at + 1)

    def _longest(self, text: str, start: int) -> int:
        """Returns the end of the longest match at a place; the place itself if there is none."""
        state, end = self._automaton.start, start
        for at in checked(range(start, len(text))):
            state = self._step(state, text[at])
            if state is None:
                break
            if self._automaton.accepts(state):
                end = at + 1
        return end

    def _step(self, state: object, char: str) -> object:
        kind = self._kinds.get(char)
        if kind is None:
            kind = self._kinds[char] = self._automaton.kind(char)
        key = state, kind
        if key not in self._transitions:
            self._transitions[key] = self._automaton.step(state, char)
        return self._transitions[key]


class SimplePatternSplitTokenizer(SimplePatternTokenizer):
    """Gives what is between the longest matches. Source: Lucene's SimplePatternSplitTokenizer."""

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        at = 0
        for start, end in super().matches(text):
            if start > at:
                yield at, start
            at = end
        if at < len(text):
            yield at, len(text)


@register("tokenizer", "simple_pattern")
def simple_pattern_tokenizer(params: Params, registry: object) -> Tokenizer:
    """pattern: the tokens; the empty pattern, which finds nothing."""
    return SimplePatternTokenizer(_pattern(params))


@register("tokenizer", "simple_pattern_split")
def simple_pattern_split_tokenizer(params: Params, registry: object) -> Tokenizer:
    """pattern: the separators; the empty pattern, which separates nothing."""
    return SimplePatternSplitTokenizer(_pattern(params))


def _pattern(params: Params) -> Pattern:
    source = params.text("pattern")
    return parse_regexp(source) if source else NOTHING
