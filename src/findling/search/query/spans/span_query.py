"""What span queries have in common: each makes a span, and takes other span queries as its clauses."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.base.errors import ParsingError
from findling.search.parameters import Parameters, queries_in
from findling.search.query.base import InnerParser, Query
from findling.search.query.notation import Notation
from findling.search.query.positions.marks import Marks, SpanMarks
from findling.search.query.spans.span import NoSpan, Span
from findling.search.query.spans.spans_query import NoSpansQuery, SpansQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


_SCALARS: Final = ("boost", "_name", "slop", "in_order", "dist", "pre", "post", "end", "field")


@dataclass(frozen=True, kw_only=True)
class SpanQuery(Query):
    """A query that can be a clause of a span query."""

    @abstractmethod
    def span(self, ctx: ShardContext) -> Span:
        """Returns what is looked for on a shard. Raises what the mapping forbids."""

    def rewrite(self, ctx: ShardContext) -> Query:
        span = self.span(ctx).simplified()
        if isinstance(span, NoSpan):
            return NoSpansQuery(reason=span.reason)
        return SpansQuery(span=span, boost=self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        return SpanMarks(query=self, span=self.span(ctx))

    def notation(self, ctx: ShardContext) -> Notation:
        return Notation(self.span(ctx).told(expanded=False)).boosted(self.boost)


def span_clause(parameters: Parameters, key: str, inner: InnerParser, wanted: str) -> SpanQuery | None:
    """Returns a member that is a span query, None if it is not there.

    wanted: how the error of another query begins
    Raises ParsingError.
    """
    value = parameters.take(key)
    if key not in parameters:
        return None
    if not isinstance(value, Mapping):
        raise ParsingError(f"[{parameters.name}] query does not support [{key}]")
    return checked_clause(parameters.name, key, inner(value), wanted)


def refuse(parameters: Parameters, *kinds: type) -> None:
    """Raises ParsingError for the first member, clauses aside, whose value is of a kind that a query never takes."""
    for name in parameters.names():
        if name in _SCALARS and isinstance(parameters.take(name), kinds):
            raise ParsingError(f"[{parameters.name}] query does not support [{name}]")


def span_clauses(parameters: Parameters, inner: InnerParser) -> tuple[SpanQuery, ...]:
    """Returns `clauses`. Raises ParsingError if they are no list of span queries."""
    values = parameters.take("clauses")
    if "clauses" not in parameters:
        return ()
    if not isinstance(values, list):
        raise ParsingError(f"[{parameters.name}] query does not support [clauses]")
    wanted = f"{parameters.name} [clauses]"
    return tuple(checked_clause(parameters.name, "clauses", inner(value), wanted) for value in queries_in(values))


def checked_clause(query: str, key: str, clause: Query, wanted: str) -> SpanQuery:
    """Returns a parsed query if it is a span query without a boost of its own. Raises ParsingError."""
    if not isinstance(clause, SpanQuery):
        raise ParsingError(f"{wanted} must be of type span query")
    if clause.boost != 1.0:
        raise ParsingError(
            f"{query} [{key}] as a nested span clause can't have non-default boost value [{clause.boost}]"
        )
    return clause


def required_clause(clause: SpanQuery | None, refusal: str) -> SpanQuery:
    """Returns a clause that must be there. Raises ParsingError."""
    if clause is None:
        raise ParsingError(refusal)
    return clause


@dataclass(frozen=True, kw_only=True)
class PairQuery(SpanQuery):
    """Base of span queries of two clauses."""

    first: SpanQuery
    second: SpanQuery

    def children(self) -> Iterable[Query]:
        return self.first, self.second

    def spans(self, ctx: ShardContext) -> tuple[Span, Span]:
        """Returns what the clauses look for."""
        return self.first.span(ctx), self.second.span(ctx)
