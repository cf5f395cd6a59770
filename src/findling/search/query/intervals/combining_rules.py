"""Rules made of other rules: all_of, any_of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.search.parameters import ObjectParameters
from findling.search.query.intervals.analyzed_source import combined
from findling.search.query.intervals.combined_sources import any_of
from findling.search.query.intervals.filters import Filter, parse_filter
from findling.search.query.intervals.interval_source import IntervalSource
from findling.search.query.intervals.rules import Rule, parse_rules, required, rule

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SeveralRules(Rule):
    """Base of both."""

    rules: tuple[Rule, ...]
    filter: Filter | None = None

    def other_fields(self) -> Iterator[str]:
        for inner in self.rules:
            yield from inner.other_fields()

    def source(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        found = self.joined([inner.source(field, name, ctx) for inner in self.rules])
        return found if self.filter is None else self.filter.filtered(found, field, name, ctx)

    def joined(self, sources: list[IntervalSource]) -> IntervalSource:
        """Returns the source of the rules' sources."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class AllOfRule(SeveralRules):
    """An interval of each rule."""

    max_gaps: int = -1
    ordered: bool = False

    def joined(self, sources: list[IntervalSource]) -> IntervalSource:
        return combined(sources, self.max_gaps, self.ordered)


@dataclass(frozen=True, kw_only=True)
class AnyOfRule(SeveralRules):
    """The intervals of any rule."""

    def joined(self, sources: list[IntervalSource]) -> IntervalSource:
        return any_of(sources)


@rule("all_of")
def parse_all_of(parameters: ObjectParameters) -> Rule:
    """Parses {"all_of": {"intervals": [...], "ordered": true, "max_gaps": 2}}."""
    ordered, rules = parameters.boolean("ordered", False), parse_rules(parameters)
    max_gaps, filter = parameters.integer("max_gaps", -1), parse_filter(parameters)
    return AllOfRule(rules=required(parameters, "intervals", rules), ordered=ordered, max_gaps=max_gaps, filter=filter)


@rule("any_of")
def parse_any_of(parameters: ObjectParameters) -> Rule:
    """Parses {"any_of": {"intervals": [...]}}."""
    rules, filter = parse_rules(parameters), parse_filter(parameters)
    return AnyOfRule(rules=required(parameters, "intervals", rules), filter=filter)
