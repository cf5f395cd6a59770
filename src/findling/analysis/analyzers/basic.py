"""The analyzers `standard`, `simple`, `whitespace`, `keyword`, `stop`, `default`."""

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.lowercase import LowercaseFilter
from findling.analysis.token_filters.stop import StopFilter
from findling.analysis.tokenizers.keyword import KeywordTokenizer
from findling.analysis.tokenizers.runs import LETTERS, NOT_WHITESPACE, RunTokenizer
from findling.analysis.tokenizers.standard import StandardTokenizer


@register("analyzer", "standard", "default")
def standard_analyzer(params: Params, registry: object) -> Analyzer:
    """max_token_length: 255; stopwords, stopwords_path: `_none_`."""
    filters: list[TokenFilter] = [LowercaseFilter()]
    if words := stop_words(params, "_none_"):
        filters.append(StopFilter(words))
    return Analyzer(params.name, StandardTokenizer(params.integer("max_token_length", 255)), filters)


@register("analyzer", "simple")
def simple_analyzer(params: Params, registry: object) -> Analyzer:
    """Runs of letters in lower case."""
    return Analyzer(params.name, RunTokenizer(LETTERS), [LowercaseFilter()])


@register("analyzer", "whitespace")
def whitespace_analyzer(params: Params, registry: object) -> Analyzer:
    """Runs of anything but whitespace."""
    return Analyzer(params.name, RunTokenizer(NOT_WHITESPACE))


@register("analyzer", "stop")
def stop_analyzer(params: Params, registry: object) -> Analyzer:
    """Runs of letters in lower case without stop words. stopwords, stopwords_path: `_english_`."""
    words = stop_words(params, "_english_")
    return Analyzer(params.name, RunTokenizer(LETTERS), [LowercaseFilter(), StopFilter(words)])


@register("analyzer", "keyword")
def keyword_analyzer(params: Params, registry: object) -> Analyzer:
    """The whole text as one token."""
    return Analyzer(params.name, KeywordTokenizer())
