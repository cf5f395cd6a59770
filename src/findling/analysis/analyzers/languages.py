"""The analyzers of languages, but `english`: each is a recipe of token filters in a row.

Parameters of all: `stopwords` or `stopwords_path`, the language's list unless given; `stem_exclusion`, words that are
not stemmed. Source: Lucene's analyzers of the same names; `persian` and `romanian` as in Lucene 10.
"""

from collections.abc import Callable, Iterator

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import Factory, register
from findling.analysis.char_filters.persian import persian_char_filter
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters import normalization
from findling.analysis.token_filters.apostrophe import ApostropheFilter
from findling.analysis.token_filters.cjk_width import CjkWidthFilter
from findling.analysis.token_filters.decimal_digit import DecimalDigitFilter
from findling.analysis.token_filters.elision import FRENCH_ARTICLES, ElisionFilter
from findling.analysis.token_filters.graph.cjk_bigram import CjkBigramFilter
from findling.analysis.token_filters.lowercase import (
    GreekLowercaseFilter,
    IrishLowercaseFilter,
    LowercaseFilter,
    TurkishLowercaseFilter,
)
from findling.analysis.token_filters.stemming import stemming
from findling.analysis.token_filters.stemming.keyword_marker import marker_of_words
from findling.analysis.token_filters.stemming.stemmer_override import StemmerOverrideFilter
from findling.analysis.token_filters.stop import StopFilter
from findling.analysis.tokenizers.standard import StandardTokenizer
from findling.analysis.tokenizers.thai import thai_words

ARTICLES = {
    "catalan": ("d", "l", "m", "n", "s", "t"),
    "french": FRENCH_ARTICLES,
    "irish": ("d", "m", "b"),
    "italian": (
        *(
            "c",
            "l",
            "all",
            "dall",
            "dell",
            "nell",
            "sull",
            "coll",
            "pell",
            "gl",
            "agl",
            "dagl",
            "degl",
            "negl",
            "sugl",
            "un",
        ),
        *("m", "t", "s", "v", "d"),
    ),
}
DUTCH_STEMS = {"fiets": "fiets", "bromfiets": "bromfiets", "ei": "eier", "kind": "kinder"}
IRISH_PREFIXES = ("h", "n", "t")

PARTS: dict[str, Callable[[], TokenFilter]] = {
    "apostrophe": ApostropheFilter,
    "bigrams": CjkBigramFilter,
    "digits": DecimalDigitFilter,
    "greek_lowercase": GreekLowercaseFilter,
    "irish_lowercase": IrishLowercaseFilter,
    "lowercase": LowercaseFilter,
    "no_irish_prefixes": lambda: StopFilter(IRISH_PREFIXES, ignore_case=True),
    "dutch_stems": lambda: StemmerOverrideFilter(DUTCH_STEMS),
    "romanian_normalization": normalization.romanian_normalization,
    "turkish_lowercase": TurkishLowercaseFilter,
    "width": CjkWidthFilter,
}
"""What recipes name besides `stop`, `exclusion`, `elision`, `stem NAME` and normalization filters."""

USUAL = "lowercase stop exclusion"
RECIPES = {
    "arabic": "lowercase digits stop arabic_normalization exclusion stem:arabic",
    "armenian": f"{USUAL} stem:armenian",
    "basque": f"{USUAL} stem:basque",
    "bengali": "lowercase digits exclusion indic_normalization bengali_normalization stop stem:bengali",
    "brazilian": f"{USUAL} stem:brazilian",
    "bulgarian": f"{USUAL} stem:bulgarian",
    "catalan": f"elision {USUAL} stem:catalan",
    "cjk": "width lowercase bigrams stop",
    "czech": f"{USUAL} stem:czech",
    "danish": f"{USUAL} stem:danish",
    "dutch": f"{USUAL} dutch_stems stem:dutch",
    "estonian": f"{USUAL} stem:estonian",
    "finnish": f"{USUAL} stem:finnish",
    "french": f"elision {USUAL} stem:light_french",
    "galician": f"{USUAL} stem:galician",
    "german": f"{USUAL} german_normalization stem:light_german",
    "greek": "greek_lowercase stop stem:greek",
    "hindi": "lowercase digits exclusion indic_normalization hindi_normalization stop stem:hindi",
    "hungarian": f"{USUAL} stem:hungarian",
    "indonesian": f"{USUAL} stem:indonesian",
    "irish": "no_irish_prefixes elision irish_lowercase stop exclusion stem:irish",
    "italian": f"elision {USUAL} stem:light_italian",
    "latvian": f"{USUAL} stem:latvian",
    "lithuanian": f"{USUAL} stem:lithuanian",
    "norwegian": f"{USUAL} stem:norwegian",
    "persian": "lowercase digits arabic_normalization persian_normalization stop exclusion stem:persian",
    "portuguese": f"{USUAL} stem:light_portuguese",
    "romanian": "lowercase romanian_normalization stop exclusion stem:romanian",
    "russian": f"{USUAL} stem:russian",
    "serbian": f"{USUAL} stem:serbian serbian_normalization",
    "sorani": "sorani_normalization lowercase digits stop exclusion stem:sorani",
    "spanish": f"{USUAL} stem:light_spanish",
    "swedish": f"{USUAL} stem:swedish",
    "thai": "lowercase digits stop",
    "turkish": "apostrophe turkish_lowercase stop exclusion stem:turkish",
}


def language_analyzer(language: str, params: Params) -> Analyzer:
    """Returns the analyzer of a language with the parameters of an index. Raises IllegalArgumentError."""
    char_filters = [persian_char_filter()] if language == "persian" else []
    tokenizer = thai_words() if language == "thai" else StandardTokenizer()
    return Analyzer(params.name, tokenizer, list(_filters(language, params)), char_filters)


def _filters(language: str, params: Params) -> Iterator[TokenFilter]:
    """Yields the filters of the recipe."""
    for part in RECIPES[language].split():
        if part == "stop":
            yield StopFilter(stop_words(params, f"_{language}_"))
        elif part == "exclusion":
            if words := params.words("stem_exclusion"):
                yield marker_of_words(words)
        elif part == "elision":
            yield ElisionFilter(ARTICLES[language], ignore_case=True)
        elif part.startswith("stem:"):
            yield stemming.stemmer(part.removeprefix("stem:"))
        else:
            yield PARTS[part]() if part in PARTS else normalization.normalization(part)


def _factory(language: str) -> Factory:
    def analyzer(params: Params, registry: object) -> Analyzer:
        """stopwords, stopwords_path: the language's list; stem_exclusion: words that are not stemmed."""
        return language_analyzer(language, params)

    return analyzer


for _language in RECIPES:
    register("analyzer", _language)(_factory(_language))
