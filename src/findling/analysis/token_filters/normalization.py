"""The filters `arabic_normalization`, `bengali_normalization` and so on, and `scandinavian_folding`."""

from collections.abc import Callable

from findling.analysis.catalogue import Factory, register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.analysis.token_filters.normalizers import (
    arabic,
    bengali,
    german,
    hindi,
    indic,
    persian,
    romanian,
    scandinavian,
    serbian,
    sorani,
)

NORMALIZERS: dict[str, Callable[[str], str]] = {
    "arabic_normalization": arabic.normalize,
    "bengali_normalization": bengali.normalize,
    "german_normalization": german.normalize,
    "hindi_normalization": hindi.normalize,
    "indic_normalization": indic.normalize,
    "persian_normalization": persian.normalize,
    "scandinavian_folding": scandinavian.fold,
    "scandinavian_normalization": scandinavian.normalize,
    "serbian_normalization": serbian.normalize,
    "sorani_normalization": sorani.normalize,
}
KEEPING_KEYWORDS = frozenset(("bengali_normalization", "german_normalization", "hindi_normalization"))
"""Those that leave terms marked as keywords alone."""


class NormalizationFilter(TermFilter):
    """Gives each term its usual spelling."""

    normalizes = True

    def __init__(self, normalize: Callable[[str], str]) -> None:
        self._normalize = normalize

    def term(self, term: str) -> str:
        return self._normalize(term)


class KeywordNormalizationFilter(NormalizationFilter):
    """Gives each term but keywords its usual spelling."""

    heeds_keywords = True


def normalization(name: str) -> NormalizationFilter:
    """Returns the filter of one of the names above."""
    kind = KeywordNormalizationFilter if name in KEEPING_KEYWORDS else NormalizationFilter
    return kind(NORMALIZERS[name])


def romanian_normalization() -> NormalizationFilter:
    """Returns the filter of the `romanian` analyzer, which has no name of its own."""
    return NormalizationFilter(romanian.normalize)


def _factory(name: str) -> Factory:
    def normalization_filter(params: Params, registry: object) -> TokenFilter:
        """Has no parameters."""
        return normalization(name)

    return normalization_filter


for _name in NORMALIZERS:
    register("filter", _name)(_factory(_name))
