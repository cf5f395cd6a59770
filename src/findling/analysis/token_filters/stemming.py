"""Filters that stem words with the Snowball algorithms: `stemmer`, `snowball`, `porter_stem`."""

import threading
from collections.abc import Callable
from typing import Any

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.analysis.token_filters.possessive import EnglishPossessiveFilter
from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

Stemmer = lazy_module("Stemmer")


class SnowballFilter(TermFilter):
    """Stems words with one Snowball algorithm; words marked as keywords stay.

    algorithm: PyStemmer's name of it
    """

    heeds_keywords = True

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self._local = threading.local()

    def _stemmer(self) -> Any:
        """Returns this thread's stemmer: PyStemmer's objects must not be shared."""
        if not hasattr(self._local, "stemmer"):
            self._local.stemmer = Stemmer.Stemmer(self.algorithm, 0)
        return self._local.stemmer

    def term(self, term: str) -> str:
        stemmed: str = self._stemmer().stemWord(term)
        return stemmed

    def map_terms(self, terms: list[str]) -> list[str]:
        stemmed: list[str] = self._stemmer().stemWords(terms)
        return stemmed


class PlainSnowballFilter(SnowballFilter):
    """A Snowball algorithm to which an apostrophe is any other character, as in Lucene 10 for most languages.

    Later versions of Snowball cut possessives and articles off, which is left to `elision` and the like here.
    """

    def term(self, term: str) -> str:
        return super().term(term.replace("'", _STAND_IN)).replace(_STAND_IN, "'") if "'" in term else super().term(term)

    def map_terms(self, terms: list[str]) -> list[str]:
        stemmed = super().map_terms(terms)
        return [self.term(old) if "'" in old else new for old, new in zip(terms, stemmed, strict=True)]


class PorterStemFilter(SnowballFilter):
    """Porter's first algorithm, which leaves words of one or two letters alone. Source: Lucene's PorterStemFilter."""

    def __init__(self) -> None:
        super().__init__("porter")

    def term(self, term: str) -> str:
        return super().term(term) if len(term) > 2 else term

    def map_terms(self, terms: list[str]) -> list[str]:
        stemmed = super().map_terms(terms)
        return [new if len(old) > 2 else old for old, new in zip(terms, stemmed, strict=True)]


SNOWBALL_LANGUAGES = (
    *(
        "Arabic",
        "Armenian",
        "Basque",
        "Catalan",
        "Danish",
        "Dutch",
        "English",
        "Estonian",
        "Finnish",
        "French",
        "German",
    ),
    *(
        "German2",
        "Hungarian",
        "Irish",
        "Italian",
        "Lithuanian",
        "Norwegian",
        "Porter",
        "Portuguese",
        "Romanian",
        "Russian",
    ),
    *("Serbian", "Spanish", "Swedish", "Turkish"),
)
_STAND_IN = "\x01"
_PLAIN = frozenset(
    ("danish", "estonian", "finnish", "french", "german", "italian", "lithuanian", "norwegian", "turkish")
)
_ALGORITHMS = {"german2": "german", "dutch": "dutch_porter"}


def snowball(language: str) -> Callable[[], TokenFilter]:
    """Returns a maker of Snowball filters."""
    return lambda: (PlainSnowballFilter if language in _PLAIN else SnowballFilter)(language)


STEMMERS: dict[str, Callable[[], TokenFilter]] = {
    language.lower(): snowball(_ALGORITHMS.get(language.lower(), language.lower())) for language in SNOWBALL_LANGUAGES
}
STEMMERS["english"] = STEMMERS["porter"] = PorterStemFilter
STEMMERS["porter2"] = snowball("english")
STEMMERS["possessive_english"] = EnglishPossessiveFilter
"""By the names that the `stemmer` filter takes, in lower case; other modules add theirs."""


@register("filter", "stemmer")
def stemmer_filter(params: Params, registry: object) -> TokenFilter:
    """language, also called name: porter."""
    language = params.text("language") or params.text("name") or "porter"
    if language.lower() not in STEMMERS:
        raise IllegalArgumentError(f"Invalid stemmer class specified: {language}")
    return STEMMERS[language.lower()]()


@register("filter", "porter_stem")
def porter_stem_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return PorterStemFilter()


@register("filter", "snowball")
def snowball_filter(params: Params, registry: object) -> TokenFilter:
    """language: English, one of the Snowball algorithms."""
    language = params.text("language") or params.text("name") or "English"
    algorithm = language[:1].upper() + language[1:]
    if algorithm not in SNOWBALL_LANGUAGES:
        raise IllegalArgumentError(f"Invalid stemmer class specified: {language}")
    return snowball(_ALGORITHMS.get(algorithm.lower(), algorithm.lower()))()
