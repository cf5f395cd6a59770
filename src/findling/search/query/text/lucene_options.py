"""The parameters of query_string that apply to all of the text."""

from __future__ import annotations

from dataclasses import dataclass

from findling.search.query.text.fuzziness import AUTO, Fuzziness


@dataclass(frozen=True, slots=True)
class LuceneOptions:
    """The names are those of the parameters; default_and: whether default_operator is `and`."""

    default_and: bool = False
    analyzer: str | None = None
    quote_analyzer: str | None = None
    quote_field_suffix: str = ""
    allow_leading_wildcard: bool = True
    lenient: bool = False
    fuzziness: Fuzziness = AUTO
    fuzzy_prefix_length: int = 0
    fuzzy_max_expansions: int = 50
    fuzzy_transpositions: bool = True
    phrase_slop: int = 0
    minimum_should_match: str | None = None
    time_zone: str | None = None
    tie_breaker: float | None = None
    synonym_phrases: bool = True
    analyze_wildcard: bool = False
    type: str = "best_fields"
    rewrite: str | None = None
    position_increments: bool = True
