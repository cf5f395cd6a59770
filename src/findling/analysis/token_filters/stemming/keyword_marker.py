"""The `keyword_marker` filter, and `keyword_repeat`."""

from collections.abc import Callable

import numpy as np

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import ExpandingFilter, Part, TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java
from findling.base.matching import JavaPattern


class KeywordMarkerFilter(TokenFilter):
    """Marks words that stemmers must leave alone."""

    heeds_keywords = True

    def __init__(self, is_keyword: Callable[[str], bool], may_fail: bool = False) -> None:
        self.is_keyword = is_keyword
        self._may_fail = may_fail

    @property
    def may_fail(self) -> bool:
        return self._may_fail

    def apply(self, stream: TokenStream) -> TokenStream:
        marked = np.fromiter(map(self.is_keyword, stream.terms), np.bool_, len(stream.terms))
        return stream.with_terms(stream.terms, marked if stream.keywords is None else marked | stream.keywords)


class KeywordRepeatFilter(ExpandingFilter):
    """Gives each token twice, the first time marked as a keyword. Source: Lucene's KeywordRepeatFilter."""

    parses_synonyms = False
    heeds_keywords = True

    def expand(self, term: str, keyword: bool) -> tuple[Part, Part]:
        return Part(term, keyword=True), Part(term)


def marker_of_words(words: list[str], ignore_case: bool = False) -> KeywordMarkerFilter:
    """Returns a filter that marks exactly these words."""
    known = frozenset(map(lower, words) if ignore_case else words)
    return KeywordMarkerFilter((lambda term: lower(term) in known) if ignore_case else known.__contains__)


@register("filter", "keyword_marker", preconfigured=False)
def keyword_marker_filter(params: Params, registry: object) -> TokenFilter:
    """keywords, keywords_path or keywords_pattern; ignore_case: false."""
    pattern = params.text("keywords_pattern")
    words = params.words("keywords")
    if pattern is not None:
        if words is not None:
            raise IllegalArgumentError("cannot specify both `keywords_pattern` and `keywords` or `keywords_path`")
        compiled: JavaPattern = compile_java(pattern)
        return KeywordMarkerFilter(lambda term: compiled.fullmatch(term) is not None, compiled.may_fail)
    if words is None:
        raise IllegalArgumentError(
            "keyword filter requires either `keywords`, `keywords_path`, or `keywords_pattern` to be configured"
        )
    return marker_of_words(words, params.boolean("ignore_case", False))


@register("filter", "keyword_repeat")
def keyword_repeat_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return KeywordRepeatFilter()
