"""Analyzers that fields derive from another one: word pairs and longer shingles, beginnings of words.

A derived analyzer is that of the field with token filters behind it. It is known to the index's analysis by a name of
its own, `BASE+shingle(2,2)`, so that indexing and queries find it as they find any other.
"""

from collections.abc import Mapping
from typing import Any

from findling.analysis.analyzer import Analyzer
from findling.base.errors import IllegalArgumentError
from findling.mapping.field_type import Analysis

Step = tuple[str, Mapping[str, Any]]


def shingles(smallest: int, largest: int, unigrams: bool = False) -> Step:
    """Returns the step that joins neighbouring words; removed words leave a gap of no letters."""
    definition = {
        "type": "shingle",
        "min_shingle_size": smallest,
        "max_shingle_size": largest,
        "output_unigrams": unigrams,
        "filler_token": "",
    }
    return f"shingle({1 if unigrams else smallest},{largest})", definition


def beginnings(shortest: int, longest: int, whole: bool = False) -> Step:
    """Returns the step that gives the first letters of every token; whole: and the token itself if it is longer."""
    definition = {"type": "edge_ngram", "min_gram": shortest, "max_gram": longest, "preserve_original": whole}
    return f"prefix({shortest},{longest})", definition


def derived_analyzer(analysis: Analysis, base: str, *steps: Step) -> str:
    """Makes the analyzer of `base` with further steps known, and returns its name.

    Raises IllegalArgumentError if there is no analyzer of this name.
    """
    name = "+".join((base, *(step for step, _ in steps)))
    if _is_known(analysis, name):
        return name
    inner = analysis.analyzer(base)
    filters = [analysis.make("filter", step, definition) for step, definition in steps]
    analysis.adopt(name, Analyzer(name, inner.tokenizer, (*inner.filters, *filters), inner.char_filters))
    return name


def _is_known(analysis: Analysis, name: str) -> bool:
    try:
        analysis.analyzer(name)
    except IllegalArgumentError:
        return False
    return True
