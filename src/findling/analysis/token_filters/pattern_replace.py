"""The `pattern_replace` filter."""

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.base.java_pattern import compile_java, java_flags, java_replacement
from findling.base.matching import JavaPattern


class PatternReplaceFilter(TermFilter):
    """Replaces matches of a regular expression in each term. Source: Lucene's PatternReplaceFilter."""

    normalizes = True

    def __init__(self, pattern: JavaPattern, replacement: str, replace_all: bool) -> None:
        self.pattern = pattern
        self.replacement = java_replacement(replacement, pattern)
        self.count = 0 if replace_all else 1

    @property
    def may_fail(self) -> bool:
        return self.pattern.may_fail

    def term(self, term: str) -> str:
        return self.pattern.sub(self.replacement, term, count=self.count)


@register("filter", "pattern_replace", preconfigured=False)
def pattern_replace_filter(params: Params, registry: object) -> TokenFilter:
    """pattern; replacement: empty; flags; all: true."""
    pattern = params.required(
        "pattern", f"pattern is missing for [{params.name}] token filter of type 'pattern_replace'"
    )
    compiled = compile_java(pattern, java_flags(params.text("flags")))
    return PatternReplaceFilter(compiled, params.text("replacement") or "", params.boolean("all", True))
