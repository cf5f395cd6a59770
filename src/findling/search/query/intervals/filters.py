"""Filters of interval rules: which intervals are left, by where they stand to those of another rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import json_token
from findling.search.parameters import ObjectParameters, first_member
from findling.search.query.intervals.interval_source import IntervalSource
from findling.search.query.intervals.related_sources import (
    NotOverlappingSource,
    OverlappingSource,
    after,
    before,
    contained_by,
    containing,
    not_contained_by,
    not_containing,
)
from findling.search.query.intervals.rules import Rule, expected, parse_only_rule

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_KINDS: Final[Mapping[str, Callable[[IntervalSource, IntervalSource], IntervalSource]]] = {
    "containing": containing,
    "contained_by": contained_by,
    "not_containing": not_containing,
    "not_contained_by": not_contained_by,
    "overlapping": OverlappingSource,
    "not_overlapping": NotOverlappingSource,
    "before": before,
    "after": after,
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is left are intervals that stand so to those of `rule`."""

    kind: str
    rule: Rule

    def filtered(self, source: IntervalSource, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        """Returns the intervals of a source that are left. Raises IllegalArgumentError for an unknown kind."""
        other = self.rule.source(field, name, ctx)
        if self.kind not in _KINDS:
            raise IllegalArgumentError(f"Unknown filter type [{self.kind}]")
        return _KINDS[self.kind](source, other)


def parse_filter(parameters: ObjectParameters) -> Filter | None:
    """Reads `filter`, None if it was not given."""
    value = parameters.take("filter")
    if "filter" in parameters and not isinstance(value, Mapping):
        raise parameters.wrong_token("filter", value)
    return parameters.read("filter", _filter, None)


def _filter(body: Mapping[str, Any]) -> Filter:
    if not body:
        raise expected("FIELD_NAME", "END_OBJECT")
    kind, value, others = first_member(body)
    if not isinstance(value, Mapping):
        raise expected("START_OBJECT", json_token(value))
    found = Filter(kind=kind.lower(), rule=parse_only_rule(value))
    if others:
        raise expected("END_OBJECT", "FIELD_NAME")
    return found
