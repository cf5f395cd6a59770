"""The filters that stem words: `stemmer` with the name of an algorithm, `porter_stem`, `kstem` and
`<language>_stem`.
"""

from collections.abc import Callable

from findling.analysis.catalogue import Factory, register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.analysis.token_filters.stemmers import german
from findling.analysis.token_filters.stemmers.algorithms import ALGORITHMS
from findling.analysis.token_filters.stemming.possessive import EnglishPossessiveFilter
from findling.analysis.token_filters.stemming.snowball import (
    PLAIN_LANGUAGES,
    PorterStemFilter,
    SnowballFilter,
    snowball,
)
from findling.analysis.token_filters.stemming.stemming_filter import StemmingFilter
from findling.base.errors import IllegalArgumentError


class UnchangedFilter(TermFilter):
    """Leaves words as they are: what has become of the stemmers `dutch_kp` and `lovins`."""

    def term(self, term: str) -> str:
        return term


def _algorithm(name: str) -> Callable[[], TokenFilter]:
    return lambda: StemmingFilter(ALGORITHMS[name])


def _snowball(language: str) -> Callable[[], TokenFilter]:
    return lambda: snowball(language)


STEMMERS: dict[str, Callable[[], TokenFilter]] = {
    **{language.lower(): _snowball(language) for language in (*PLAIN_LANGUAGES, "German", "German2", "Romanian")},
    **{name: _algorithm(name) for name in ALGORITHMS},
    "dutch_kp": UnchangedFilter,
    "english": PorterStemFilter,
    "light_finish": _algorithm("light_finnish"),
    "lovins": UnchangedFilter,
    "porter": PorterStemFilter,
    "porter2": _snowball("English"),
    "possessive_english": EnglishPossessiveFilter,
}
"""By the names that the `stemmer` filter takes, in lower case."""

_CAMEL_CASE = ("light_", "minimal_", "possessive_", "dutch_")
ALIASES = {
    "kp": "dutch_kp",
    **{name.replace("_", ""): name for name in STEMMERS if name.startswith(_CAMEL_CASE) and name != "minimal_galician"},
}
"""Other spellings of names, in lower case: lightEnglish for light_english."""

STEM_FILTERS = {
    **{f"{name}_stem": _algorithm(name) for name in ("arabic", "brazilian", "czech", "persian")},
    **{f"{language.lower()}_stem": _snowball(language) for language in ("Dutch", "French", "Russian")},
    "german_stem": lambda: StemmingFilter(german.stem),
    "kstem": _algorithm("kstem"),
    "porter_stem": PorterStemFilter,
}
"""By the names of filters that take no parameters."""


def stemmer(name: str) -> TokenFilter:
    """Returns the filter of a name that the `stemmer` filter takes. Raises IllegalArgumentError."""
    lower = name.lower()
    found = STEMMERS.get(ALIASES.get(lower, lower))
    if found is None:
        raise IllegalArgumentError(f"Invalid stemmer class specified: {name[:1].upper()}{name[1:]}")
    return found()


@register("filter", "stemmer")
def stemmer_filter(params: Params, registry: object) -> TokenFilter:
    """language, also called name: porter."""
    return stemmer(params.text("language") or params.text("name") or "porter")


def _factory(make: Callable[[], TokenFilter]) -> Factory:
    def stem_filter(params: Params, registry: object) -> TokenFilter:
        """Has no parameters."""
        return make()

    return stem_filter


for _name, _make in STEM_FILTERS.items():
    register("filter", _name)(_factory(_make))

__all__ = ["STEMMERS", "PorterStemFilter", "SnowballFilter", "stemmer"]
