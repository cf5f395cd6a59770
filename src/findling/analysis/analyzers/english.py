"""The `english` analyzer."""

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.lowercase import LowercaseFilter
from findling.analysis.token_filters.stemming.keyword_marker import marker_of_words
from findling.analysis.token_filters.stemming.possessive import EnglishPossessiveFilter
from findling.analysis.token_filters.stemming.stemming import PorterStemFilter
from findling.analysis.token_filters.stop import StopFilter
from findling.analysis.tokenizers.standard import StandardTokenizer


@register("analyzer", "english")
def english_analyzer(params: Params, registry: object) -> Analyzer:
    """stopwords, stopwords_path: `_english_`; stem_exclusion: words that are not stemmed.

    Source: Lucene's EnglishAnalyzer.
    """
    filters: list[TokenFilter] = [
        EnglishPossessiveFilter(),
        LowercaseFilter(),
        StopFilter(stop_words(params, "_english_")),
    ]
    if exclusion := params.words("stem_exclusion"):
        filters.append(marker_of_words(exclusion))
    return Analyzer(params.name, StandardTokenizer(), [*filters, PorterStemFilter()])
