"""Filters of interval rules: which intervals are left, by where they stand to those of another rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.json_values import json_token
from findling.script.definition import ScriptDefinition, parse_script
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
from findling.search.query.intervals.scripted_source import ScriptedSource
from findling.search.script.door import interval_script

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


class Filter(Protocol):
    """What leaves some of the intervals of a rule. Hashable."""

    def filtered(self, source: IntervalSource, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        """Returns the intervals of a source that are left; field, name: as for the sources of rules."""


@dataclass(frozen=True, kw_only=True)
class ScriptFilter:
    """What is left are intervals to which a script says yes."""

    script: ScriptDefinition

    def filtered(self, source: IntervalSource, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        told = self.script.source if self.script.id is None else self.script.id
        return ScriptedSource(source, told or "", interval_script(self.script, ctx))


@dataclass(frozen=True, kw_only=True)
class RelationFilter:
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
    found: Filter
    if kind == "script":
        found = ScriptFilter(script=_script(value))
    else:
        if not isinstance(value, Mapping):
            raise expected("START_OBJECT", json_token(value))
        found = RelationFilter(kind=kind.lower(), rule=parse_only_rule(value))
    if others:
        raise expected("END_OBJECT", "FIELD_NAME")
    return found


def _script(value: object) -> ScriptDefinition:
    if not isinstance(value, Mapping):
        raise XContentParseError(f"[script] Expected START_OBJECT but was: {json_token(value)}")
    return parse_script(value)
