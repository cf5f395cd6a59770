"""Analyzers that fields derive from another one: word pairs and longer shingles, beginnings of words.

A derived analyzer is that of the field with token filters behind it. It is known to the index's analysis by a name of
its own, `BASE+shingle(2)`, so that indexing and queries find it as they find any other.
"""

from findling.analysis.analyzer import Analyzer
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.grams import GramFilter
from findling.analysis.token_filters.graph.shingle import ShingleFilter
from findling.base.errors import IllegalArgumentError
from findling.mapping.field_type import Analysis

Step = tuple[str, TokenFilter]


def shingles(size: int, to_the_end: bool = False) -> Step:
    """Returns the step that joins so many neighbouring words; removed words leave a gap of no letters.

    to_the_end: the last words too begin a shingle, as if words of no letters followed
    """
    made = ShingleFilter(size, size, unigrams=False, filler="", fixed=True, trailing=size - 1 if to_the_end else 0)
    return f"shingle({size}{',end' if to_the_end else ''})", made


def beginnings(shortest: int, longest: int, whole: bool = False) -> Step:
    """Returns the step that gives the first letters of every token; whole: and the token itself if it is longer."""
    return f"prefix({shortest},{longest})", GramFilter(shortest, longest, edge=True, preserve_original=whole)


def derived_analyzer(analysis: Analysis, base: str, *steps: Step) -> str:
    """Makes the analyzer of `base` with further steps known, and returns its name.

    Raises IllegalArgumentError if there is no analyzer of this name.
    """
    name = "+".join((base, *(step for step, _ in steps)))
    if _is_known(analysis, name):
        return name
    inner = analysis.analyzer(base)
    filters = [made for _, made in steps]
    analysis.adopt(name, Analyzer(name, inner.tokenizer, (*inner.filters, *filters), inner.char_filters))
    return name


def _is_known(analysis: Analysis, name: str) -> bool:
    try:
        analysis.analyzer(name)
    except IllegalArgumentError:
        return False
    return True
