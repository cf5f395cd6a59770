"""fuzzy: terms within a number of edits of a term, the nearest ones scoring best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.search.levenshtein import LevenshteinAutomaton
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.boolean import BooleanQuery
from findling.search.query.field_terms import require_string_field
from findling.search.query.fuzziness import AUTO, Fuzziness
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.multi_term import (
    MultiTermQuery,
    TermFinder,
    all_terms,
    automaton_finder,
    blend,
    rewritten,
)
from findling.search.query.parameters import field_and_parameters
from findling.search.query.term_weight import PostingsQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class FuzzyQuery(Query):
    """The fuzzy query of the query DSL."""

    field: str
    value: str
    fuzziness: Fuzziness = AUTO
    prefix_length: int = 0
    max_expansions: int = 50
    transpositions: bool = True
    rewrite_method: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field)
        require_string_field(
            field,
            "fuzzy",
            ctx,
            f"Can only use fuzzy queries on keyword and text fields - not on "
            f"[{self.field}] which is of type [{field.type_name}]",
        )
        word = field.type.index_term(self.value).decode("utf-8", "replace")
        query = FuzzyTermsQuery(
            field=field.name,
            word=word,
            max_edits=self.fuzziness.max_edits(word),
            prefix_length=self.prefix_length,
            transpositions=self.transpositions,
            boost=self.boost,
        )
        if self.rewrite_method is not None:
            return rewritten(query, self.rewrite_method, ctx)
        return query.scoring(ctx, self.max_expansions)


@dataclass(frozen=True, kw_only=True)
class FuzzyTermsQuery(MultiTermQuery):
    """Terms within `max_edits` edits of `word`."""

    word: str
    max_edits: int
    prefix_length: int = 0
    transpositions: bool = True

    @property
    def automaton(self) -> LevenshteinAutomaton:
        """The automaton of the accepted terms."""
        return LevenshteinAutomaton(self.word, self.max_edits, self.prefix_length, self.transpositions)

    def finder(self) -> TermFinder:
        prefix = self.word[: self.prefix_length].encode()
        return automaton_finder(self.automaton, prefix)

    def scoring(self, ctx: ShardContext, max_expansions: int) -> Query:
        """Returns the disjunction of the nearest terms (Lucene's TopTermsBlendedFreqScoringRewrite)."""
        if self.max_edits == 0:
            return PostingsQuery(field=self.field, terms=(self.word.encode(),), boost=self.boost)
        nearest = sorted(self._similarities(ctx), key=lambda entry: (-entry[1], entry[0]))[:max_expansions]
        if not nearest:
            return MatchNoneQuery(reason="no term is near enough")
        parts = blend(sorted(nearest), self.field, ctx)
        return BooleanQuery(should=tuple(parts), boost=self.boost).rewrite(ctx)

    def _similarities(self, ctx: ShardContext) -> list[tuple[bytes, float]]:
        return [(term, self._similarity(term.decode("utf-8", "replace"))) for term in all_terms(self, ctx)]

    def _similarity(self, text: str) -> float:
        edits = self.automaton.distance(text)
        if not edits:
            return 1.0
        shorter = np.float32(min(len(text), len(self.word)))
        return float(np.float32(1) - np.float32(edits) / shorter)

    def describe(self) -> str:
        return f"{self.field}:{self.word}~{self.max_edits}"


@register("fuzzy")
def parse_fuzzy(body: Any, inner: InnerParser) -> Query:
    """Parses {"fuzzy": {"user": {"value": "ki", "fuzziness": "AUTO"}}}."""
    field, parameters = field_and_parameters("fuzzy", body, "value")
    value = parameters.text("value")
    if value is None:
        raise IllegalArgumentError("query value cannot be null")
    query = FuzzyQuery(
        field=field,
        value=value,
        fuzziness=Fuzziness.parse(parameters.take("fuzziness", "AUTO")),
        prefix_length=parameters.integer("prefix_length", 0),
        max_expansions=parameters.integer("max_expansions", 50),
        transpositions=parameters.boolean("transpositions", True),
        rewrite_method=parameters.text("rewrite"),
        **parameters.common(),
    )
    if query.max_expansions <= 0:
        raise IllegalArgumentError("maxExpansions must be positive.")
    parameters.finish()
    return query
