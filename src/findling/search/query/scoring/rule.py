"""rule: the documents of a query, with what query rules say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.wildcards import matches
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.bool import BoolQuery
from findling.search.query.ids import IdsQuery
from findling.search.query.scoring.pinned import PinnedQuery
from findling.search.query_rules import Applied, apply_rulesets

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_MOST_PINNED: Final = 100


@dataclass(frozen=True, kw_only=True)
class RuleQuery(Query):
    """The rule query of the query DSL."""

    organic: Query
    applied: Applied

    def children(self) -> Iterable[Query]:
        return (self.organic,)

    def rewrite(self, ctx: ShardContext) -> Query:
        ctx.unrepeatable.append("query rules")
        found = self.organic
        excluded = {one.id for one in self.applied.excluded if one.index is None or matches(one.index, ctx.index)}
        if excluded:
            found = BoolQuery(must=(found,), must_not=(IdsQuery(values=tuple(sorted(excluded))),))
        if self.applied.pinned:
            found = PinnedQuery(organic=found, documents=self.applied.pinned[:_MOST_PINNED])
        return replace(found, boost=found.boost * self.boost).rewrite(ctx)


@register("rule")
def parse_rule(body: object, inner: InnerParser) -> Query:
    """Parses {"rule": {"organic": {...}, "match_criteria": {"query": "fox"}, "ruleset_ids": ["animals"]}}."""
    parameters = ObjectParameters("rule", body)
    organic, known = parameters.object("organic"), parameters.object("match_criteria")
    names, name = parameters.array("ruleset_ids"), parameters.text("ruleset_id")
    common = parameters.common()
    parameters.finish()
    for member, value in (("organic", organic), ("match_criteria", known)):
        if value is None:
            raise parameters.missing(member)
    try:
        applied = apply_rulesets(read_names(names, name), read_known(known or {}))
    except IllegalArgumentError as error:
        raise ParsingError(error.reason) from error
    return RuleQuery(organic=inner(organic), applied=applied, **common)


def read_names(names: Any, name: str | None = None) -> list[str]:
    """Returns the sets that are named. Raises IllegalArgumentError."""
    if names is not None and name is not None:
        raise IllegalArgumentError("ruleset information not provided correctly")
    given = [name] if name is not None else [names] if isinstance(names, str) else names
    if not given:
        raise IllegalArgumentError("rulesetIds must not be null or empty")
    if len(given) > _MOST_SETS:
        raise IllegalArgumentError(f"rulesetIds must not contain more than {_MOST_SETS} rulesets")
    if not all(isinstance(entry, str) and entry for entry in given):
        raise IllegalArgumentError("rulesetIds must not contain null or empty values")
    return list(given)


def read_known(known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns what is known of a search. Raises IllegalArgumentError if that is nothing."""
    if not known:
        raise IllegalArgumentError("matchCriteria must not be null or empty")
    return known


_MOST_SETS: Final = 10
