"""fuzzy: terms within a number of edits of a term, the nearest ones scoring best."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError
from findling.base.json_values import json_token
from findling.kernels.terms.fuzzy import fuzzy_terms
from findling.search.parameters import Parameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.expensive import check_expensive_pattern
from findling.search.query.field_terms import has_postings, refuse_keyed, require_indexed
from findling.search.query.fitting_terms import FittingTermsQuery
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.notation import Notation
from findling.search.query.positions.marks import FittingMarks, Marks
from findling.search.query.primitive.blended_terms import BlendedTermsQuery
from findling.search.query.primitive.multi_term import (
    MultiTermQuery,
    TermFinder,
    check_rewrite_method,
    rewritten,
)
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.text.fuzziness import AUTO, Fuzziness, read_fuzziness

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.context import ShardContext

# fewer terms than this are near almost any word
_USUAL_EXPANSIONS: Final = 1_024


@dataclass(frozen=True, kw_only=True)
class FuzzyQuery(FittingTermsQuery):
    """The fuzzy query of the query DSL."""

    field: str
    value: str
    fuzziness: Fuzziness = AUTO
    prefix_length: int = 0
    max_expansions: int = 50
    transpositions: bool = True
    rewrite_method: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.expanded(ctx).rewrite(ctx)

    def expanded(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field, "fuzzy")
        check_rewrite_method(self.rewrite_method)
        if not field.type.terms.characters:
            raise IllegalArgumentError(
                f"Can only use fuzzy queries on keyword and text fields - not on [{self.field}] which is of type "
                f"[{field.type_name}]"
            )
        require_indexed(field, ctx)
        refuse_keyed(field, "fuzzy")
        check_expensive_pattern("fuzzy", field, ctx)
        if self.prefix_length < 0:
            raise IllegalArgumentError("prefixLength cannot be negative.")
        if self.max_expansions <= 0:
            raise IllegalArgumentError("maxExpansions must be positive.")
        word = field.type.index_term(self.value).decode("utf-8", "replace")
        key = field.type.key_prefix.decode()
        max_edits = self.fuzziness.max_edits(word.removeprefix(key))
        if not word and max_edits:
            return MatchNoneQuery(reason="no term is near enough")
        query = FuzzyTermsQuery(
            field=field.name,
            word=word,
            max_edits=max_edits,
            prefix_length=len(key) + self.prefix_length,
            transpositions=self.transpositions,
            boost=self.boost,
        )
        if not has_postings(field) or not field.type.terms.scored:
            return query
        return NearestTermsQuery(terms=query, max_expansions=self.max_expansions, rewrite_method=self.rewrite_method)

    def most_terms(self) -> int | None:
        return self.max_expansions if self.rewrite_method is None else super().most_terms()

    def notation(self, ctx: ShardContext) -> Notation:
        field = ctx.field(self.field)
        if field is None or not field.type.terms.characters:
            return super().notation(ctx)
        word = field.type.index_term(self.value).decode("utf-8", "replace")
        return Notation(f"{field.name}:{word}~{self.fuzziness.max_edits(word)}").boosted(self.boost)


@dataclass(frozen=True, kw_only=True)
class NearestTermsQuery(Query):
    """The nearest of the terms that a fuzzy query finds, scored; what a word becomes in match."""

    terms: FuzzyTermsQuery
    max_expansions: int
    rewrite_method: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        terms = self.terms.boosted(self.boost)
        if self.rewrite_method is not None:
            return rewritten(terms, self.rewrite_method, ctx)
        return terms.scoring(ctx, self.max_expansions)

    def marks(self, ctx: ShardContext) -> Marks:
        # as in Lucene, those are looked for that the document has, whichever the nearest of all documents are
        terms = self.terms
        return FittingMarks(query=self, field=terms.field, find=terms.finder(), text=terms.describe(), singly=True)

    def notation(self, ctx: ShardContext) -> Notation:
        return Notation(self.terms.describe()).boosted(self.boost)


@dataclass(frozen=True, kw_only=True)
class FuzzyTermsQuery(MultiTermQuery):
    """Terms within `max_edits` edits of `word`."""

    word: str
    max_edits: int
    prefix_length: int = 0
    transpositions: bool = True

    def finder(self) -> TermFinder:
        return lambda terms: self.near(terms)[0].astype(np.int64)

    def near(self, terms: TermDictionary) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Returns the ordinals of the fitting terms, increasing, and their similarities, at most 1.

        Similarities are those of Lucene's FuzzyTermsEnum: 1 - edits / length of the shorter word.
        """
        ords, edits, lengths = near_terms(terms, self.word, self.max_edits, self.prefix_length, self.transpositions)
        return ords, _similarities(len(self.word), self.max_edits)[edits, np.minimum(lengths, len(self.word))]

    def scoring(self, ctx: ShardContext, max_expansions: int) -> Query:
        """Returns the disjunction of the nearest terms (Lucene's TopTermsBlendedFreqScoringRewrite)."""
        if self.max_edits == 0:
            return PostingsQuery(field=self.field, terms=(self.word.encode(),), boost=self.boost)
        nearest = self.best_terms(ctx, max_expansions)
        if not nearest:
            return MatchNoneQuery(reason="no term is near enough")
        return BlendedTermsQuery.of(self.field, nearest, self.boost, ctx)

    def best_terms(self, ctx: ShardContext, limit: int) -> list[tuple[bytes, float]]:
        # a word of few letters is not similar at all to one that is all other letters
        return [(term, max(similarity, 0.0)) for term, similarity in self._nearest(ctx, limit)]

    def _nearest(self, ctx: ShardContext, limit: int) -> list[tuple[bytes, float]]:
        """Returns the most similar terms of the shard, sorted, with their similarities; of equal ones the first."""
        dictionaries = [terms for segment in ctx.segments if (terms := segment.reader.terms(self.field)) is not None]
        if len(dictionaries) == 1:
            return self._nearest_in(dictionaries[0], limit)
        found = {term: near for terms in dictionaries for term, near in self._nearest_in(terms, limit)}
        return sorted(sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:limit])

    def _nearest_in(self, terms: TermDictionary, limit: int) -> list[tuple[bytes, float]]:
        ords, similarities = self.near(terms)
        if len(ords) > limit:
            best = np.sort(np.argsort(-similarities, kind="stable")[:limit])
            ords, similarities = ords[best], similarities[best]
        return list(zip(terms.terms(ords), similarities.tolist(), strict=True))

    def describe(self) -> str:
        return f"{self.field}:{self.word}~{self.max_edits}"


@lru_cache(64)
def _similarities(n_characters: int, max_edits: int) -> NDArray[np.float32]:
    """Returns the similarity of a word to terms, by edits and number of characters of the shorter of the two."""
    edits = np.arange(max_edits + 1, dtype=np.float32)[:, np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):  # a term may be empty
        similarities = (1 - edits / np.arange(n_characters + 1, dtype=np.float32)).astype(np.float32, copy=False)
    similarities[0] = 1
    return similarities


def near_terms(
    terms: TermDictionary, word: str, max_edits: int, prefix_length: int, transpositions: bool
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]:
    """Returns the ordinals, distances and lengths in characters of the terms near a word; see the kernel."""
    prefix = word[:prefix_length].encode()
    low, high = terms.prefix_range(prefix) if prefix else (0, terms.n_terms)
    codes = np.frombuffer(word.encode("utf-32-le", "surrogatepass"), np.int32)
    depth = len(codes) + max_edits + 2
    memory = np.zeros((depth, 128), np.uint8), np.empty((5, depth), np.uint32)
    dictionary = terms.blob, terms.offsets, *terms.branches
    size, n = 0, _USUAL_EXPANSIONS
    while size < n:
        size = n
        ords, edits, lengths = np.empty(size, np.int32), np.empty(size, np.uint8), np.empty(size, np.int32)
        n = fuzzy_terms(dictionary, low, high, codes, max_edits, transpositions, memory, ords, edits, lengths)
    return ords[:n], edits[:n], lengths[:n]


class _Parameters(Parameters):
    """The members of a fuzzy query, which has a word of its own for wrong ones."""

    __slots__ = ()

    def wrong_token(self, key: str, value: object) -> FindlingError:
        return ParsingError(f"[fuzzy] unexpected token [{json_token(value)}] after [{key}]")


@register("fuzzy")
def parse_fuzzy(body: object, inner: InnerParser) -> Query:
    """Parses {"fuzzy": {"user": {"value": "ki", "fuzziness": "AUTO"}}}."""
    field, parameters = field_and_parameters("fuzzy", body, "value", _Parameters)
    parameters.only("value", "term", "fuzziness", "prefix_length", "max_expansions", "transpositions", "rewrite")
    value = parameters.text_or_null("value")
    value = parameters.text_or_null("term") if value is None else value
    if value is None:
        raise IllegalArgumentError("query value cannot be null")
    query = FuzzyQuery(
        field=field,
        value=value,
        fuzziness=read_fuzziness(parameters) or AUTO,
        prefix_length=parameters.integer("prefix_length", 0),
        max_expansions=parameters.integer("max_expansions", 50),
        transpositions=parameters.boolean("transpositions", True),
        rewrite_method=parameters.text("rewrite"),
        **parameters.common(),
    )
    parameters.finish()
    return query
