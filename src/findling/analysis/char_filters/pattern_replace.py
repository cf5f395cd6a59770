"""The `pattern_replace` char filter."""

from findling.analysis.catalogue import register
from findling.analysis.char_filter import CharFilter
from findling.analysis.params import Params
from findling.analysis.replacing import ReplacingCharFilter
from findling.base.java_pattern import compile_java, java_flags, java_replacement
from findling.base.matching import JavaPattern, Match


class PatternReplaceCharFilter(ReplacingCharFilter):
    """Replaces matches of a regular expression. Source: Lucene's PatternReplaceCharFilter."""

    normalizes = True

    def __init__(self, pattern: JavaPattern, replacement: str) -> None:
        self.pattern = pattern
        self._replacement = java_replacement(replacement, pattern)

    def replacement(self, match: Match) -> str:
        return self._replacement(match)


@register("char_filter", "pattern_replace", preconfigured=False)
def pattern_replace_char_filter(params: Params, registry: object) -> CharFilter:
    """pattern; replacement: empty; flags."""
    pattern = params.required(
        "pattern", "pattern is missing for [" + params.name + "] char filter of type 'pattern_replace'"
    )
    return PatternReplaceCharFilter(
        compile_java(pattern, java_flags(params.text("flags"))), params.text("replacement") or ""
    )
