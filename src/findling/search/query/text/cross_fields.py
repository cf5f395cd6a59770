"""multi_match of type cross_fields: several fields with the same analyzer as if they were one big field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.query.base import Query
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.field_terms import has_postings
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.text.analyzed_text import analyze
from findling.search.query.text.field_names import FieldBoost
from findling.search.query.text.text_query import TextOptions, combine, text_query

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
    text = analyze(group[0][0], value, ctx, options.analyzer)
    if not text.tokens:
        return MatchAllQuery() if options.zero_terms == "all" else MatchNoneQuery(reason="no tokens")
    parts: list[Query] = []
    for _, terms in text.by_position():
        blended = [_blended(term, group, tie_breaker, ctx) for term in terms]
        parts.append(blended[0] if len(blended) == 1 else DisMaxQuery(queries=tuple(blended), tie_breaker=tie_breaker))
    return combine(parts, options)


def _blended(term: bytes, group: list[tuple[MappedField, float]], tie_breaker: float, ctx: ShardContext) -> Query:
    """Returns the best score of one term in the fields, with document frequencies made alike."""
    frequencies = blended_doc_freqs([field.name for field, _ in group], term, ctx)
    total = _blended_total(frequencies, group, term, ctx)
    queries = tuple(
        PostingsQuery(field=field.name, terms=(term,), doc_freq=doc_freq, total_term_freq=total, boost=boost)
        for (field, boost), doc_freq in zip(group, frequencies, strict=True)
    )
    return queries[0] if len(queries) == 1 else DisMaxQuery(queries=queries, tie_breaker=tie_breaker)


def _blended_total(
    doc_freqs: list[int], group: list[tuple[MappedField, float]], term: bytes, ctx: ShardContext
) -> int | None:
    """Returns the occurrences of the term in all of the fields; None if all are scored by BM25, which does not ask."""
    names = [field.name for field, _ in group]
    if all(ctx.similarity(name).model is None for name in names):
        return None
    totals = [ctx.statistics.total_term_freq(name, term) for name in names]
    return sum(max(total, n) for total, n in zip(totals, doc_freqs, strict=True) if total)


def blended_doc_freqs(fields: list[str], term: bytes, ctx: ShardContext) -> list[int]:
    """Returns a document frequency for each field: the largest, plus one for every step down among the actual ones.

    Mirrors Elasticsearch's BlendedTermQuery.blend; the steps prefer the fields in which the term is more frequent.
    """
    actual = [ctx.statistics.doc_freq(field, term) for field in fields]
    most = max(actual)
    if len(fields) == 1 or most == 0:
        return actual
    least_sum = min(ctx.statistics.field(field).sum_total_term_freq for field in fields)
    limit = min(ctx.searcher.max_doc, least_sum)
    blended, doc_freq = list(actual), min(limit, most)
    previous = most
    for place in sorted(range(len(fields)), key=lambda i: -actual[i]):
        if actual[place] == 0:
            break
        if previous > actual[place]:
            doc_freq += 1
        blended[place] = min(limit, doc_freq)
        previous = actual[place]
    return blended
