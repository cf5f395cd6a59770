"""The `pattern_capture` filter: a token for each capture group of regular expressions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import ExpandingFilter, Part, TokenFilter
from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java
from findling.base.matching import JavaPattern


@dataclass(frozen=True)
class PatternCaptureFilter(ExpandingFilter):
    """Gives what the groups capture, all with the token's offsets. Source: Lucene's PatternCaptureGroupTokenFilter.

    A term in which nothing is captured stays as it is.
    """

    patterns: Sequence[JavaPattern]
    preserve_original: bool = True

    @property
    def may_fail(self) -> bool:
        return any(pattern.may_fail for pattern in self.patterns)

    def expand(self, term: str, keyword: bool) -> list[Part]:
        captured = merge(*(self._captures(pattern, term) for pattern in self.patterns), key=lambda span: span[0])
        parts = [Part(term[start:end], keyword=keyword) for start, end in captured]
        return [Part(term, keyword=keyword), *parts] if self.preserve_original or not parts else parts

    def _captures(self, pattern: JavaPattern, term: str) -> Iterator[tuple[int, int]]:
        """Yields (start, end) of the groups, match after match; not those that would only repeat the term."""
        for match in pattern.finditer(term):
            for group in range(1, pattern.groups + 1):
                start, end = match.span(group)
                if start < end and not (self.preserve_original and end - start == len(term)):
                    yield start, end


@register("filter", "pattern_capture", preconfigured=False)
def pattern_capture_filter(params: Params, registry: object) -> TokenFilter:
    """patterns: a list of Java's regular expressions; preserve_original: true."""
    patterns = params.lines("patterns")
    if patterns is None:
        raise IllegalArgumentError(f"required setting 'patterns' is missing for token filter [{params.name}]")
    compiled = tuple(compile_java(pattern) for pattern in patterns)
    return PatternCaptureFilter(compiled, params.boolean("preserve_original", True))
