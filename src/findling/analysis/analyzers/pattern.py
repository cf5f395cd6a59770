"""The `pattern` analyzer."""

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.lowercase import LowercaseFilter
from findling.analysis.token_filters.stop import StopFilter
from findling.analysis.tokenizers.pattern import PatternTokenizer
from findling.base.java_pattern import compile_java, java_flags


@register("analyzer", "pattern")
def pattern_analyzer(params: Params, registry: object) -> Analyzer:
    """pattern: `\\W+`, the separators; flags; lowercase: true; stopwords, stopwords_path: `_none_`."""
    pattern = compile_java(params.text("pattern") or r"\W+", java_flags(params.text("flags")))
    filters: list[TokenFilter] = [LowercaseFilter()] if params.boolean("lowercase", True) else []
    if words := stop_words(params, "_none_"):
        filters.append(StopFilter(words))
    return Analyzer(params.name, PatternTokenizer(pattern), filters)
