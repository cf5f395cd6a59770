"""The rules of an `intervals` query: what may stand below the name of the field, alone or within other rules."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, IllegalStateError, ParsingError
from findling.base.json_values import json_token
from findling.search.parameters import ObjectParameters, first_member
from findling.search.query.intervals.interval_source import IntervalSource

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One rule as it is written; knows nothing of an index."""

    @abstractmethod
    def source(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        """Returns the intervals of the rule. Raises what the mapping forbids.

        field: how texts become terms
        name: of the field that has the terms; another one than `field` in filters of a rule that looks elsewhere
        """

    def other_fields(self) -> Iterator[str]:
        """Yields the fields that the rule looks at in place of the query's."""
        yield from ()


RuleParser = Callable[[ObjectParameters], Rule]
_PARSERS: Final[dict[str, RuleParser]] = {}


def rule(name: str) -> Callable[[RuleParser], RuleParser]:
    """Registers the parser of a rule under its name."""

    def decorate(parser: RuleParser) -> RuleParser:
        _PARSERS[name] = parser
        return parser

    return decorate


def parse_rule(name: str, body: object) -> Rule:
    """Returns the rule of a name. Raises ParsingError for an unknown one, and what its parser does."""
    parser = _PARSERS.get(name)
    if parser is None:
        raise ParsingError(
            f"Unknown interval type [{name}], expecting one of [match, any_of, all_of, prefix, wildcard, regexp, range]"
        )
    return parser(ObjectParameters(name, body))


def parse_only_rule(body: Mapping[str, Any]) -> Rule:
    """Returns the rule of an object that has just one. Raises ParsingError."""
    if not body:
        raise expected("FIELD_NAME", "END_OBJECT")
    name, value, others = first_member(body)
    found = parse_rule(name, value)
    if others:
        raise expected("END_OBJECT", "FIELD_NAME")
    return found


def parse_rules(parameters: ObjectParameters) -> tuple[Rule, ...] | None:
    """Returns `intervals`, None if there is no such member."""
    if "intervals" not in parameters:
        return parameters.read("intervals", _no_rules, None)
    value = parameters.take("intervals")
    if not isinstance(value, (list, Mapping)):
        raise parameters.wrong_token("intervals", value)
    return parameters.read("intervals", _rules, None)


def _no_rules(value: object) -> tuple[Rule, ...]:
    return ()


def _rules(value: Any) -> tuple[Rule, ...]:
    entries = value if isinstance(value, list) else [value]
    found = []
    for i, entry in enumerate(entries):
        if isinstance(entry, list):
            raise IllegalStateError("expected value but got [START_ARRAY]")
        if not isinstance(entry, Mapping):
            following = json_token(entries[i + 1]) if i + 1 < len(entries) else "END_ARRAY"
            raise expected("FIELD_NAME", following)
        found.append(parse_only_rule(entry))
    return tuple(found)


def required(parameters: ObjectParameters, key: str, value: Any) -> Any:
    """Returns a member that must be there. Raises IllegalArgumentError, after what is unknown was told."""
    parameters.finish()
    if value is None:
        raise IllegalArgumentError(f"Required [{key}]")
    return value


def expected(wanted: str, found: str) -> ParsingError:
    """Returns the error of JSON that goes on otherwise than it must."""
    return ParsingError(f"Expected [{wanted}] but got [{found}]")
