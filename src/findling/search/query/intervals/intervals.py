"""intervals: documents in which words stand together as rules say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import ParsingError
from findling.base.json_values import json_token
from findling.search.parameters import TokenParameters, first_member
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.intervals import combining_rules, text_rules
from findling.search.query.intervals.interval_query import IntervalQuery
from findling.search.query.intervals.rules import Rule, expected, parse_rule
from findling.search.query.match_all import MatchNoneQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext

__all__ = ["IntervalsQuery", "combining_rules", "text_rules"]


@dataclass(frozen=True, kw_only=True)
class IntervalsQuery(Query):
    """The intervals query of the query DSL."""

    field: str
    rule: Rule

    def rewrite(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None or any(ctx.field(other) is None for other in self.rule.other_fields()):
            return MatchNoneQuery(reason="")
        # as in Elasticsearch, which asks documents for an alias, there are none in one
        source = self.rule.source(field, self.field, ctx)
        return IntervalQuery(field=self.field, source=source, boost=self.boost)


@register("intervals")
def parse_intervals(body: Mapping[str, Any], inner: InnerParser) -> Query:
    """Parses {"intervals": {"text": {"match": {"query": "hot water", "max_gaps": 2}}}}."""
    if not body:
        raise expected("FIELD_NAME", "END_OBJECT")
    field, value, others = first_member(body)
    if not isinstance(value, Mapping):
        raise expected("START_OBJECT", json_token(value))
    parameters = TokenParameters("intervals", value)
    name = None
    found: Rule | None = None
    for key, member in value.items():
        if key in ("boost", "_name"):
            continue
        if name is not None:
            raise ParsingError(f"Only one interval rule can be specified, found [{name}] and [{key}]")
        name, found = key, parse_rule(key, member)
    common = parameters.common()
    if others:
        raise expected("END_OBJECT", "FIELD_NAME")
    if found is None:
        raise ParsingError("Missing intervals from interval query definition")
    return IntervalsQuery(field=field, rule=found, **common)
