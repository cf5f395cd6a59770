"""The analyzers `snowball`, and `chinese`, which is left from old times."""

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.lowercase import LowercaseFilter, TurkishLowercaseFilter
from findling.analysis.token_filters.stemming.possessive import EnglishPossessiveFilter
from findling.analysis.token_filters.stemming.snowball import snowball
from findling.analysis.token_filters.stop import StopFilter
from findling.analysis.tokenizers.standard import StandardTokenizer

STOP_WORDS = {
    "English": "_english_",
    "Dutch": "_dutch_",
    "French": "_french_",
    "German": "_german_",
    "German2": "_german_",
}
"""The languages that have a list unless one is given."""


@register("analyzer", "snowball")
def snowball_analyzer(params: Params, registry: object) -> Analyzer:
    """language: English, one of those of the `snowball` filter; stopwords, stopwords_path: lists of five languages."""
    language = params.text("language") or params.text("name") or "English"
    language = language[:1].upper() + language[1:]
    filters: list[TokenFilter] = [EnglishPossessiveFilter()] if language in ("English", "Porter") else []
    filters.append(TurkishLowercaseFilter() if language == "Turkish" else LowercaseFilter())
    if words := stop_words(params, STOP_WORDS.get(language, "_none_")):
        filters.append(StopFilter(words))
    return Analyzer(params.name, StandardTokenizer(), [*filters, snowball(language)])


@register("analyzer", "chinese")
def chinese_analyzer(params: Params, registry: object) -> Analyzer:
    """Has no parameters: words in lower case without English stop words."""
    return Analyzer(
        params.name, StandardTokenizer(), [LowercaseFilter(), StopFilter(stop_words(Params(""), "_english_"))]
    )
