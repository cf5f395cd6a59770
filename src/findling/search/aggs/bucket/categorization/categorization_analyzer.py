"""What makes tokens of texts: an analyzer of the index, or one that the request describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import CategoriesError, IllegalArgumentError
from findling.base.java_pattern import compile_java
from findling.base.json_values import json_token, scalar_text
from findling.search.parameters import ObjectParameters

FILTERS: Final = "categorization_filters"
ANALYZER: Final = "categorization_analyzer"
_MOST_TOKENS: Final = 100
_DATES: Final = """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun January February
    March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Oct
    Nov Dec GMT UTC
"""
_DATE_WORDS: Final = _DATES.split()


def read_analyzer(params: ObjectParameters) -> Mapping[str, Any]:
    """Returns what `_analyze` would be asked for: the name of an analyzer, or its parts. Raises XContentParseError."""
    given, filters = params.take(ANALYZER), _filters(params)
    if ANALYZER in params and not isinstance(given, str | Mapping):
        raise params.wrong_token(ANALYZER, given)
    if filters and ANALYZER in params:
        fault = (
            f"[{FILTERS}] cannot be used with [{ANALYZER}] - instead specify them as pattern_replace char_filters in "
            "the analyzer"
        )
        names = [name for name in params.names() if name in (FILTERS, ANALYZER)]
        raise params.refused(names[-1], CategoriesError(fault))
    if isinstance(given, str):
        return {"analyzer": given}
    if given is None:
        return _standard(filters)
    try:
        return _parts(given)
    except IllegalArgumentError as error:
        raise params.refused(ANALYZER, error) from error


def _standard(filters: Sequence[str]) -> Mapping[str, Any]:
    replaced = [{"type": "pattern_replace", "pattern": pattern} for pattern in filters]
    return {
        "char_filter": ["first_line_with_letters", *replaced],
        "tokenizer": "ml_standard",
        "filter": [
            {"type": "stop", "stopwords": _DATE_WORDS},
            {"type": "limit", "max_token_count": _MOST_TOKENS},
        ],
    }


def _filters(params: ObjectParameters) -> list[str]:
    """Reads the patterns of what is left out of the texts."""
    entries = params.array(FILTERS) or []
    if any(entry is None or isinstance(entry, Mapping | list) for entry in entries):
        raise params.wrong_token(FILTERS, params.take(FILTERS))
    patterns = [scalar_text(entry) for entry in entries]
    fault = _fault(patterns)
    if fault is not None:
        raise params.refused(FILTERS, CategoriesError(fault))
    return patterns


def _fault(patterns: Sequence[str]) -> str | None:
    if len(set(patterns)) < len(patterns):
        return f"{FILTERS} contain duplicates"
    if "" in patterns:
        return f"{FILTERS} are not allowed to contain empty strings"
    for pattern in patterns:
        try:
            compile_java(pattern)
        except IllegalArgumentError:
            return f"{FILTERS} contains invalid regular expression '{pattern}'"
    return None


def _parts(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the parts of an analyzer. Raises IllegalArgumentError."""
    for name, value in given.items():
        if name in ("char_filter", "filter") and isinstance(value, list):
            for entry in value:
                if not isinstance(entry, str | Mapping):
                    raise IllegalArgumentError(
                        f"[{name}] in [{ANALYZER}] array element should contain {_called(name)}'s name or settings "
                        f"[{json_token(entry)}]"
                    )
        elif name != "tokenizer":
            raise IllegalArgumentError(
                f"Parameter [{name}] in [{ANALYZER}] is unknown or of the wrong type [{json_token(value)}]"
            )
        elif not isinstance(value, str | Mapping):
            raise IllegalArgumentError(
                f"[{name}] in [{ANALYZER}] should be tokenizer's name or settings [{json_token(value)}]"
            )
    if "tokenizer" not in given:
        raise IllegalArgumentError(f"{ANALYZER} that is not a global analyzer must specify a [tokenizer] field")
    return given


def _called(name: str) -> str:
    return "token_filter" if name == "filter" else name
