"""The `lowercase` filter."""

from findling.analysis.case import lower, lower_many
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.base.errors import IllegalArgumentError

_GREEK = str.maketrans("άέήίϊΐόύϋΰώςΆΈΉΊΪΌΎΫΏ", "αεηιιιουυυωσαεηιιουυω")


class LowercaseFilter(TermFilter):
    """Each character in lower case. Source: Lucene's LowerCaseFilter."""

    normalizes = True
    lowers_letters = True

    def term(self, term: str) -> str:
        return lower(term)

    def map_terms(self, terms: list[str]) -> list[str]:
        return lower_many(terms) if type(self) is LowercaseFilter else super().map_terms(terms)


class GreekLowercaseFilter(LowercaseFilter):
    """Also takes accents and final sigma from Greek letters. Source: Lucene's GreekLowerCaseFilter."""

    def term(self, term: str) -> str:
        return lower(term).translate(_GREEK)


class TurkishLowercaseFilter(LowercaseFilter):
    """Dotted and dotless i stay apart. Source: Lucene's TurkishLowerCaseFilter."""

    lowers_letters = False

    def term(self, term: str) -> str:
        return lower(term.replace("I\u0307", "i").replace("I", "ı").replace("İ", "i"))


class IrishLowercaseFilter(LowercaseFilter):
    """A prothetic n or t before a capital vowel gets a hyphen. Source: Lucene's IrishLowerCaseFilter.

    It goes by UTF-16 units, so that letters beyond the Basic Multilingual Plane stay capital.
    """

    lowers_letters = False

    def term(self, term: str) -> str:
        if len(term) > 1 and term[0] in "nt" and term[1] in "AEIOUÁÉÍÓÚ":
            term = f"{term[0]}-{term[1:]}"
        if term and max(term) > "\uffff":
            return "".join(char if char > "\uffff" else lower(char) for char in term)
        return lower(term)


_LANGUAGES = {"greek": GreekLowercaseFilter, "turkish": TurkishLowercaseFilter, "irish": IrishLowercaseFilter}


@register("filter", "lowercase")
def lowercase_filter(params: Params, registry: object) -> TokenFilter:
    """language: greek, irish or turkish; none."""
    language = params.text("language")
    if language is None:
        return LowercaseFilter()
    if language.lower() not in _LANGUAGES:
        raise IllegalArgumentError(f"language [{language}] not support for lower case")
    return _LANGUAGES[language.lower()]()
