"""bool: combines queries with must, should, filter and must_not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import FindlingError, XContentParseError
from findling.base.json_values import json_token, scalar_text
from findling.base.quick_init import quick_init
from findling.search.parameters import ObjectParameters, Parameters, queries_in
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.notation import Notation, clauses
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.text.minimum_should_match import required_matches

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@quick_init
@dataclass(frozen=True, kw_only=True)
class BoolQuery(Query):
    """The bool query of the query DSL; rewritten to the primitive BooleanQuery.

    minimum_should_match: in any notation; None: 1 if there are only should clauses, else 0
    adjust_pure_negative: whether a query of must_not alone matches what they leave
    """

    must: tuple[Query, ...] = ()
    filter: tuple[Query, ...] = ()
    should: tuple[Query, ...] = ()
    must_not: tuple[Query, ...] = ()
    minimum_should_match: str | None = None
    adjust_pure_negative: bool = True

    def children(self) -> Iterable[Query]:
        # in Elasticsearch's order, in which the last of several that have the same name gives it its meaning
        return (*self.must, *self.must_not, *self.should, *self.filter)

    def matching_children(self) -> Iterable[Query]:
        return (*self.must, *self.filter, *self.should)

    def showing_children(self) -> Iterable[Query]:
        return self.matching_children()

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.expanded(ctx).rewrite(ctx)

    def expanded(self, ctx: ShardContext) -> Query:
        if not (self.must or self.filter or self.should or self.must_not):
            return MatchAllQuery(boost=self.boost)
        filters, minimum = self.filter, self.minimum_should_match
        if self._is_pure_negative():
            if not self.adjust_pure_negative:
                return MatchNoneQuery(reason="pure negative BooleanQuery")
            # as in Elasticsearch, this forgets the minimum
            filters, minimum = (MatchAllQuery(),), None
        return BooleanQuery(
            must=self.must,
            filter=filters,
            should=self.should,
            must_not=self.must_not,
            minimum_should_match=None if minimum is None else required_matches(minimum, len(self.should)) or None,
            boost=self.boost,
        )

    def _is_pure_negative(self) -> bool:
        return bool(self.must_not) and not (self.must or self.should or self.filter)

    def notation(self, ctx: ShardContext) -> Notation:
        filters, minimum = self.filter, self.minimum_should_match
        if not tuple(self.children()) or (self._is_pure_negative() and self.adjust_pure_negative):
            filters, minimum = (MatchAllQuery(),), None
        if not tuple(self.children()):
            return Notation("*:*").boosted(self.boost)
        required = None if minimum is None else required_matches(minimum, len(self.should)) or None
        marked = (("+", self.must), ("-", self.must_not), ("", self.should), ("#", filters))
        return clauses(ctx, marked, required).boosted(self.boost)


@register("bool")
def parse_bool(body: object, inner: InnerParser) -> Query:
    """Parses {"bool": {"must": [...], "should": {...}, ...}}; each kind takes one query or a list."""
    parameters = ObjectParameters("bool", body)
    query = BoolQuery(
        must=_clauses(parameters, "must", inner),
        filter=_clauses(parameters, "filter", inner),
        should=_clauses(parameters, "should", inner),
        must_not=_clauses(parameters, "must_not", inner, "mustNot"),
        minimum_should_match=_minimum(parameters),
        adjust_pure_negative=parameters.boolean("adjust_pure_negative", True),
        **parameters.common(),
    )
    parameters.finish()
    return query


def _minimum(parameters: Parameters) -> str | None:
    """Reads `minimum_should_match`, any scalar; null is the same as nothing."""
    value = parameters.take("minimum_should_match")
    if isinstance(value, (dict, list)):
        raise parameters.wrong_token("minimum_should_match", value)
    return None if value is None else scalar_text(value)


def _clauses(parameters: Parameters, kind: str, inner: InnerParser, alias: str | None = None) -> tuple[Query, ...]:
    value = parameters.take(kind)
    if value is None and alias is not None:
        value = parameters.take(alias)
    if value is None:
        return ()
    clauses = [value] if isinstance(value, Mapping) else value
    if not isinstance(clauses, list):
        raise XContentParseError(f"[bool] {kind} doesn't support values of type: {json_token(value)}")
    try:
        return tuple(inner(clause) for clause in queries_in(clauses))
    except FindlingError as error:
        raise XContentParseError(f"[bool] failed to parse field [{kind}]") from error
