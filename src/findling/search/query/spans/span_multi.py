"""span_multi: the places of all terms that a prefix, wildcard, regexp, fuzzy or range query finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError, UnsupportedOperationError
from findling.search.parameters import Parameters
from findling.search.query.base import MAX_CLAUSE_COUNT, InnerParser, Query, register
from findling.search.query.field_terms import require_indexed
from findling.search.query.fitting_terms import FittingTermsQuery
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.prefix import PrefixQuery, PrefixTermsQuery
from findling.search.query.primitive.multi_term import MultiTermQuery, all_terms
from findling.search.query.spans.span import AnySpan, FittingSpan, MaskedSpan, NoSpan, Span, TermSpan, TooManyTermsSpan
from findling.search.query.spans.span_query import SpanQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanMultiQuery(SpanQuery):
    """The span_multi query of the query DSL."""

    terms: FittingTermsQuery

    def children(self) -> Iterable[Query]:
        return () if isinstance(self.terms, PrefixQuery) else (self.terms,)

    def span(self, ctx: ShardContext) -> Span:
        if isinstance(self.terms, PrefixQuery):
            return self._prefix(self.terms, ctx)
        found = self.terms.fitting(ctx)
        if isinstance(found, MatchNoneQuery):
            return NoSpan(self.terms.field, f'MatchNoDocsQuery("{found.reason}")')
        if not isinstance(found, MultiTermQuery):
            raise _unsupported(found)
        return _any_term(found, self.terms.most_terms(), ctx)

    def _prefix(self, query: PrefixQuery, ctx: ShardContext) -> Span:
        field = ctx.field(query.field)
        if field is None:
            return NoSpan(query.field, "Inner query rewrote to match_none")
        constant = ctx.constant(query.field)
        if constant is not None:
            found = query.rewrite(ctx)
            if isinstance(found, MatchNoneQuery):
                return NoSpan(query.field, "Inner query rewrote to match_none")
            raise _unsupported(found)
        if not field.type.terms.spans:
            raise IllegalArgumentError(
                f"Can only use span prefix queries on text fields - not on [{field.name}] which is of type "
                f"[{field.type_name}]"
            )
        require_indexed(field, ctx)
        limit = query.most_terms()
        beginnings = field.type.beginnings
        if beginnings is not None and beginnings.shortest <= len(query.value) <= beginnings.longest:
            return MaskedSpan(TermSpan(beginnings.field, query.value.encode()), field.name)
        return _any_term(PrefixTermsQuery(field=field.name, prefix=query.value), limit, ctx)


def _any_term(query: MultiTermQuery, limit: int | None, ctx: ShardContext) -> Span:
    """Returns the span of any of the terms that a query finds, of its best ones if there is a limit."""
    return FittingSpan(_expanded(query, limit, ctx), query)


def _expanded(query: MultiTermQuery, limit: int | None, ctx: ShardContext) -> Span:
    field = ctx.field(query.field)
    placed = field is None or field.type.terms.spans
    if limit is not None:
        best = [term for term, _ in query.best_terms(ctx, limit)]
        return AnySpan(tuple(TermSpan(query.field, term, placed) for term in best))
    found = all_terms(query, ctx, MAX_CLAUSE_COUNT + 1)
    if len(found) > MAX_CLAUSE_COUNT:
        return TooManyTermsSpan(query.field, query.describe())
    if not found:
        return NoSpan(query.field, f"no expansion found for {query.describe()}")
    parts = tuple(TermSpan(query.field, term, placed) for term in found)
    return parts[0] if len(parts) == 1 else AnySpan(parts)


def _unsupported(query: Query) -> UnsupportedOperationError:
    return UnsupportedOperationError(
        "unsupported inner query, should be org.apache.lucene.search.MultiTermQuery but was "
        f"org.apache.lucene.search.{query.lucene_class}"
    )


def _is_nothing(value: object) -> bool:
    """Whether a value has no scalar in it, which is all that Elasticsearch looks at."""
    return value is None or (isinstance(value, list) and all(_is_nothing(entry) for entry in value))


@register("span_multi")
def parse_span_multi(body: object, inner: InnerParser) -> Query:
    """Parses {"span_multi": {"match": {"prefix": {"user": "ki"}}}}."""
    parameters = Parameters("span_multi", body)
    value = parameters.take("match")
    if _is_nothing(value):
        value = None
    elif not isinstance(value, Mapping):
        raise ParsingError("[span_multi] query does not support [match]")
    terms = None if value is None else inner(value)
    if terms is not None and not isinstance(terms, FittingTermsQuery):
        raise ParsingError("[span_multi] [match] must be of type multi term query")
    common = parameters.common()
    parameters.finish()
    if terms is None:
        raise ParsingError("[span_multi] must have [match] multi term query clause")
    return SpanMultiQuery(terms=terms, **common)
