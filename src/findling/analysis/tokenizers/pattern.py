"""The `pattern` tokenizer: a regular expression finds the separators, or the tokens."""

from collections.abc import Iterator

from findling.analysis.catalogue import register
from findling.analysis.match_tokenizer import MatchTokenizer
from findling.analysis.params import Params
from findling.analysis.tokenizer import Tokenizer
from findling.base.java_pattern import compile_java, java_flags
from findling.base.matching import JavaPattern


class PatternTokenizer(MatchTokenizer):
    """Splits at matches (group -1) or gives one group of each match. Source: Lucene's PatternTokenizer."""

    def __init__(self, pattern: JavaPattern, group: int = -1) -> None:
        self.pattern = pattern
        self.group = group

    @property
    def may_fail(self) -> bool:
        return self.pattern.may_fail

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        if self.group >= 0:
            for match in self.pattern.finditer(text):
                if match.end(self.group) > match.start(self.group):
                    yield match.span(self.group)
            return
        start = 0
        for match in self.pattern.finditer(text):
            if match.start() > start:
                yield start, match.start()
            start = match.end()
        if len(text) > start:
            yield start, len(text)


@register("tokenizer", "pattern")
def pattern_tokenizer(params: Params, registry: object) -> Tokenizer:
    """pattern: `\\W+`; flags: such as "CASE_INSENSITIVE|COMMENTS"; group: -1, which splits."""
    pattern = compile_java(params.text("pattern") or r"\W+", java_flags(params.text("flags")))
    return PatternTokenizer(pattern, params.integer("group", -1))
