"""Queries as Elasticsearch evaluates them: root documents only, and constant scores where nobody needs others.

Searches of this package need none of it: hits are root documents anyway, and whoever needs no scores asks for none. It
is what profiles show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from findling.search.query.base import Query, Weight
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.match_all import MatchAllQuery
from findling.search.query.primitive.boolean import BooleanQuery, BooleanWeight
from findling.search.query.primitive.presence import FieldDocsQuery, PresenceQuery, RootDocsQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class EvaluatedBooleanQuery(BooleanQuery):
    """A boolean query in the order in which Lucene has its clauses.

    scores: whether its required parts do; filters_first: whether filters stand before all others
    """

    scores: bool = True
    filters_first: bool = False  # type: ignore[misc]

    @property
    def required_sign(self) -> str:  # type: ignore[override]
        """How the notation marks required parts, which are filters if they do not score."""
        return "+" if self.scores else "#"

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return BooleanWeight(self, ctx, scoring and self.scores)


def of_roots(query: Query, ctx: ShardContext) -> Query:
    """Returns a rewritten query without the nested documents that it might match."""
    if not ctx.mapping.nested_paths or not query.may_be_nested(ctx):
        return query
    roots = RootDocsQuery()
    if isinstance(query, MatchAllQuery):
        return ConstantScoreQuery(inner=roots, boost=query.boost)
    if isinstance(query, BooleanQuery) and not query.must and not query.should:
        filters = [part for part in query.filter if not isinstance(part, MatchAllQuery)]
        return replace(query, filter=(*filters, roots))
    if isinstance(query, BooleanQuery) and not query.must and not query.filter and query.boost == 1.0:
        if query.must_not:
            return EvaluatedBooleanQuery(must=(query,), filter=(roots,))
        return EvaluatedBooleanQuery(
            should=query.should, filter=(roots,), minimum_should_match=query.required_should, filters_first=True
        )
    return BooleanQuery(must=(query,), filter=(roots,)).of_rewritten((query,), (roots,), (), ())


def scored(query: Query, ctx: ShardContext) -> Query:
    """Returns a rewritten query with its parts that do not score as Lucene simplifies them."""
    if isinstance(query, PresenceQuery):
        return ConstantScoreQuery(inner=unscored(query, ctx), boost=query.boost)
    if isinstance(query, ConstantScoreQuery):
        return replace(query, inner=unscored(query.inner, ctx))
    if isinstance(query, BooleanQuery):
        clauses = _Clauses.of(query, (), ctx)
        if len(query.must) == 1 and isinstance(query.must[0], MatchAllQuery) and clauses.filter:
            return _constant(query, query.must[0].boost, clauses, ctx)
        if not query.must and not query.should and not clauses.must_not and len(clauses.filter) == 1:
            return ConstantScoreQuery(inner=clauses.filter[0], boost=0.0)
        return replace(
            query,
            must=tuple([scored(part, ctx) for part in query.must]),
            should=tuple([scored(part, ctx) for part in query.should]),
            filter=tuple(clauses.filter),
            must_not=tuple(clauses.must_not),
        )
    return query


def _constant(query: BooleanQuery, boost: float, clauses: _Clauses, ctx: ShardContext) -> Query:
    """Returns the query whose filters score for the match_all beside them."""
    only = len(clauses.filter) == 1 and not clauses.must_not
    filters = EvaluatedBooleanQuery(filter=tuple(clauses.filter), must_not=tuple(clauses.must_not), scores=False)
    constant = ConstantScoreQuery(inner=clauses.filter[0] if only else filters, boost=boost)
    if not query.should:
        return constant.boosted(query.boost)
    return replace(
        query, must=(constant,), filter=(), must_not=(), should=tuple([scored(part, ctx) for part in query.should])
    )


def unscored(query: Query, ctx: ShardContext) -> Query:
    """Returns what Lucene makes of a rewritten query of which nobody needs the scores."""
    if isinstance(query, ConstantScoreQuery):
        return unscored(query.inner, ctx)
    if isinstance(query, PresenceQuery):
        docs = tuple([_of_field(name, ctx) for name in query.fields])
        return docs[0] if len(docs) == 1 else BooleanQuery(should=docs)
    if isinstance(query, BooleanQuery):
        return _unscored_boolean(query, ctx)
    return query if query.boost == 1.0 else replace(query, boost=1.0)


def _of_field(name: str, ctx: ShardContext) -> Query:
    """Returns the query of documents with a field, which Lucene takes for any documents if all have it."""
    present = [segment.reader.presence(name) for segment in ctx.segments]
    counts = [0 if bitmap is None else bitmap.count() for bitmap in present]
    return MatchAllQuery() if sum(counts) == ctx.snapshot.max_doc else FieldDocsQuery(field=name)


@dataclass(slots=True)
class _Clauses:
    """Required parts that do not score, those of conjunctions among them one by one."""

    must: list[Query] = field(default_factory=list)
    filter: list[Query] = field(default_factory=list)
    must_not: list[Query] = field(default_factory=list)

    @classmethod
    def of(cls, query: BooleanQuery, must: Iterable[Query], ctx: ShardContext) -> _Clauses:
        """Returns those of a boolean query. must: the required parts among them"""
        found = cls()
        for part in must:
            found._add(unscored(part, ctx), found.must)
        found.must_not += [unscored(part, ctx) for part in query.must_not]
        for part in query.filter:
            found._add(unscored(part, ctx), found.filter)
        if any(not isinstance(part, MatchAllQuery) for part in (*found.must, *found.filter)):
            for parts in (found.must, found.filter):
                parts[:] = [part for part in parts if not isinstance(part, MatchAllQuery)]
        return found

    def _add(self, part: Query, to: list[Query]) -> None:
        if isinstance(part, EvaluatedBooleanQuery) and not part.should:
            to += part.must
            self.must_not += part.must_not
            self.filter += part.filter
        else:
            to.append(part)


def _unscored_boolean(query: BooleanQuery, ctx: ShardContext) -> Query:
    clauses = _Clauses.of(query, query.must, ctx)
    should = tuple([unscored(part, ctx) for part in query.should]) if query.required_should else ()
    if not clauses.must_not and len((*clauses.must, *clauses.filter, *should)) == 1:
        return (*clauses.must, *clauses.filter, *should)[0]
    return EvaluatedBooleanQuery(
        must=tuple(clauses.must),
        filter=tuple(clauses.filter),
        should=should,
        must_not=tuple(clauses.must_not),
        minimum_should_match=query.minimum_should_match if should else None,
        scores=False,
        filters_first=query.filters_first,
    )


def without_scores(query: Query, ctx: ShardContext) -> Query:
    """Returns a rewritten query under the constant score in which Lucene wraps it where nobody needs scores."""
    return query if query.matches_nothing() else ConstantScoreQuery(inner=unscored(query, ctx))
