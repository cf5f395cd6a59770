"""multi_match of type cross_fields: several fields with the same analyzer as if they were one big field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.query.base import Query
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.field_terms import has_postings
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.primitive.phrase import PhraseQuery
from findling.search.query.primitive.shingle_phrase import Parts
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.text.analyzed_text import analyze
from findling.search.query.text.field_names import FieldBoost
from findling.search.query.text.text_query import NO_TOKENS, TextOptions, combine, graph_parts, text_query

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


def cross_fields_query(
    value: object, fields: tuple[FieldBoost, ...], options: TextOptions, tie_breaker: float, ctx: ShardContext
) -> Query:
    """Returns the best of the groups of fields that share an analyzer, and of the other fields alone."""
    groups: dict[str | None, list[tuple[MappedField, float]]] = {}
    parts: list[Query] = []
    for name, boost in fields:
        field = ctx.field(name)
        if field is None:
            continue
        if field.type.terms.words and has_postings(field):
            groups.setdefault(options.analyzer or field.search_analyzer, []).append((field, boost))
        else:
            parts.append(text_query(name, value, options, ctx).boosted(boost))
    parts = [_group_query(value, group, options, tie_breaker, ctx) for group in groups.values()] + parts
    if not parts:
        return MatchNoneQuery(reason="no mapped fields")
    return parts[0] if len(parts) == 1 else DisMaxQuery(queries=tuple(parts), tie_breaker=tie_breaker)


def _group_query(
    value: object,
    group: list[tuple[MappedField, float]],
    options: TextOptions,
    tie_breaker: float,
    ctx: ShardContext,
) -> Query:
    """Returns the query of a text of which each word may stand in any of the fields, which have one analyzer."""
    if len(group) == 1:
        return text_query(group[0][0].name, value, options, ctx).boosted(group[0][1])
    text = analyze(group[0][0], value, ctx, options.analyzer)
    if not text.tokens:
        return MatchAllQuery() if options.zero_terms == "all" else NO_TOKENS

    def phrase(words: Parts) -> Query:
        """Returns the best score of words that follow each other, in the fields; each by its own statistics."""
        phrases = tuple(PhraseQuery(field=field.name, parts=tuple(words), boost=boost) for field, boost in group)
        return DisMaxQuery(queries=phrases, tie_breaker=tie_breaker)

    def build(terms: tuple[bytes, ...]) -> Query:
        return _blended(terms, group, tie_breaker, ctx)

    if text.is_graph:
        return combine(graph_parts(text, options, build, phrase), options)
    return combine([build(terms) for _, terms in text.by_position()], options)


def _blended(
    terms: tuple[bytes, ...], group: list[tuple[MappedField, float]], tie_breaker: float, ctx: ShardContext
) -> Query:
    """Returns the best score of alternative terms in the fields, with document frequencies made alike."""
    found = [(field.name, term, boost) for term in terms for field, boost in group]
    places = [(name, term) for name, term, _ in found]
    frequencies = blended_doc_freqs(places, ctx)
    total = _blended_total(frequencies, places, ctx)
    queries = tuple(
        PostingsQuery(field=name, terms=(term,), doc_freq=doc_freq, total_term_freq=total, boost=boost)
        for (name, term, boost), doc_freq in zip(found, frequencies, strict=True)
    )
    return queries[0] if len(queries) == 1 else DisMaxQuery(queries=queries, tie_breaker=tie_breaker)


def _blended_total(doc_freqs: list[int], places: list[tuple[str, bytes]], ctx: ShardContext) -> int | None:
    """Returns the occurrences of all terms in their fields; None if all are scored by BM25, which does not ask."""
    if all(ctx.similarity(name).model is None for name, _ in places):
        return None
    totals = [ctx.statistics.total_term_freq(name, term) for name, term in places]
    return sum(max(total, n) for total, n in zip(totals, doc_freqs, strict=True) if total)


def blended_doc_freqs(places: list[tuple[str, bytes]], ctx: ShardContext) -> list[int]:
    """Returns a document frequency for each term in its field: the largest, plus one for every step down among them.

    Mirrors Elasticsearch's BlendedTermQuery.blend; the steps prefer the places in which a term is more frequent.
    """
    actual = [ctx.statistics.doc_freq(field, term) for field, term in places]
    most = max(actual)
    if len(places) == 1 or most == 0:
        return actual
    least_sum = min(ctx.statistics.field(field).sum_total_term_freq for field, _ in places)
    limit = min(ctx.searcher.max_doc, least_sum)
    blended, doc_freq = list(actual), min(limit, most)
    previous = most
    for place in sorted(range(len(places)), key=lambda i: -actual[i]):
        if actual[place] == 0:
            break
        if previous > actual[place]:
            doc_freq += 1
        blended[place] = min(limit, doc_freq)
        previous = actual[place]
    return blended
