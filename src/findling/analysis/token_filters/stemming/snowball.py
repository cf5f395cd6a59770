"""Stemming with the Snowball algorithms, as Snowball had them when Lucene 10 took them: the filter `snowball`.

PyStemmer 2.2 has the same algorithms but for three: German where umlauts may be written out, Romanian with commas
instead of cedillas, and Estonian.
"""

import re
import threading
from collections.abc import Callable
from typing import Any

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.analysis.token_filters.stemmers import estonian
from findling.analysis.token_filters.stemming.stemming_filter import StemmingFilter
from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

Stemmer = lazy_module("Stemmer")


class _OwnStemmer(threading.local):
    """What a thread has of a filter."""

    stemmer: Any = None


class SnowballFilter(TermFilter):
    """Stems words with one Snowball algorithm; words marked as keywords stay.

    algorithm: PyStemmer's name of it
    """

    heeds_keywords = True

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self._local = _OwnStemmer()

    def _stemmer(self) -> Any:
        """Returns this thread's stemmer: PyStemmer's objects must not be shared."""
        if self._local.stemmer is None:
            self._local.stemmer = Stemmer.Stemmer(self.algorithm, 0)
        return self._local.stemmer

    def term(self, term: str) -> str:
        return self.map_terms([term])[0]

    def map_terms(self, terms: list[str]) -> list[str]:
        stemmed: list[str] = self._stemmer().stemWords(terms)
        return stemmed


class GermanSnowballFilter(SnowballFilter):
    """German, with umlauts that are written out: ae and oe are umlauts, ue is one unless u is a consonant or
    follows q.
    """

    def __init__(self) -> None:
        super().__init__("german")

    def map_terms(self, terms: list[str]) -> list[str]:
        return super().map_terms([_with_umlauts(term) if "e" in term else term for term in terms])


_BETWEEN_VOWELS = re.compile("(?<=[aeiouyäöü])u(?=[aeiouyäöü])")
_WRITTEN_OUT = re.compile("qu|ae|oe|ue")
_UMLAUTS = {"qu": "qu", "ae": "ä", "oe": "ö", "ue": "ü"}


def _with_umlauts(term: str) -> str:
    marked = _consonants_marked(term)
    return _WRITTEN_OUT.sub(lambda found: _UMLAUTS[found.group()], marked).replace("U", "u")


def _consonants_marked(term: str) -> str:
    """Returns the term with a capital U where u stands between vowels; what was marked is no vowel for the next."""
    at = 0
    while found := _BETWEEN_VOWELS.search(term, at):
        term = f"{term[: found.start()]}U{term[found.end() :]}"
        at = found.end()
    return term


class RomanianSnowballFilter(SnowballFilter):
    """Romanian, whose s and t have a comma; PyStemmer's algorithm expects cedillas and knows no commas."""

    def __init__(self) -> None:
        super().__init__("romanian")

    def map_terms(self, terms: list[str]) -> list[str]:
        swapped = super().map_terms([term if term.isascii() else term.translate(_SWAPPED) for term in terms])
        return [term if term.isascii() else term.translate(_SWAPPED) for term in swapped]


_SWAPPED = str.maketrans("șțşţ", "şţșț")


class PorterStemFilter(SnowballFilter):
    """Porter's first algorithm, which leaves words of one or two letters alone. Source: Lucene's PorterStemFilter."""

    def __init__(self) -> None:
        super().__init__("porter")

    def map_terms(self, terms: list[str]) -> list[str]:
        stemmed = super().map_terms(terms)
        return [new if len(old) > 2 else old for old, new in zip(terms, stemmed, strict=True)]


PLAIN_LANGUAGES = [
    "Arabic",
    "Armenian",
    "Basque",
    "Catalan",
    "Danish",
    "Dutch",
    "English",
    "Finnish",
    "French",
    "Hungarian",
    "Irish",
    "Italian",
    "Lithuanian",
    "Norwegian",
    "Porter",
    "Portuguese",
    "Russian",
    "Serbian",
    "Spanish",
    "Swedish",
    "Turkish",
]
"""Those for which PyStemmer's algorithm is the right one."""


def _plain(language: str) -> Callable[[], TokenFilter]:
    return lambda: SnowballFilter(language.lower())


SNOWBALL: dict[str, Callable[[], TokenFilter]] = {
    **{language: _plain(language) for language in PLAIN_LANGUAGES},
    "Estonian": lambda: StemmingFilter(estonian.stem),
    "German": GermanSnowballFilter,
    "German2": GermanSnowballFilter,
    "Romanian": RomanianSnowballFilter,
}
"""Makers of filters by the languages that `snowball` takes."""


def snowball(language: str) -> TokenFilter:
    """Returns the filter of a language. Raises IllegalArgumentError."""
    if language not in SNOWBALL:
        raise IllegalArgumentError(f"Invalid stemmer class specified: {language}")
    return SNOWBALL[language]()


@register("filter", "snowball")
def snowball_filter(params: Params, registry: object) -> TokenFilter:
    """language: English, one of the Snowball algorithms."""
    language = params.text("language") or params.text("name") or "English"
    return snowball(language[:1].upper() + language[1:])
