"""Query rules: which documents come first, or not at all, for what is known of a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError, ResourceNotFoundError
from findling.base.json_values import as_integer
from findling.base.object_parser import LIST, NUMBER, OBJECT, STRING, Member, parse_object, require, whole_object
from findling.search.query.scoring.pinned import PinnedDocument, read_document
from findling.search.suggest.string_distances import levenshtein

ALWAYS: Final = "always"
PINNED: Final = "pinned"
EXCLUDE: Final = "exclude"
_NEAR: Final = 0.5
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "exact": lambda given, wanted: given == wanted,
    "lt": lambda given, wanted: given < wanted,
    "lte": lambda given, wanted: given <= wanted,
    "gt": lambda given, wanted: given > wanted,
    "gte": lambda given, wanted: given >= wanted,
}
_OF_TEXTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "exact": lambda given, wanted: given == wanted,
    "fuzzy": lambda given, wanted: levenshtein(given, wanted) > _NEAR,
    "prefix": str.startswith,
    "suffix": str.endswith,
    "contains": lambda given, wanted: wanted in given,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a rule asks of one entry of what is known. metadata: the entry's name; None for what is always so"""

    type: str
    metadata: str | None = None
    values: tuple[Any, ...] = ()

    def is_met(self, given: Any) -> bool:
        return self.type == ALWAYS or any(self._is_met(str(given), value) for value in self.values)

    def _is_met(self, given: str, wanted: Any) -> bool:
        if isinstance(wanted, str) and self.type in _OF_TEXTS:
            return _OF_TEXTS[self.type](given, wanted)
        if self.type not in _COMPARED:
            return False
        try:
            return _COMPARED[self.type](float(given), float(wanted))
        except (TypeError, ValueError):
            return False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. priority: rules with one come before those without, the least first"""

    id: str
    type: str
    criteria: tuple[Criterion, ...]
    documents: tuple[PinnedDocument, ...]
    priority: int | None = None

    def applies(self, known: Mapping[str, Any]) -> bool:
        """Whether all criteria are met that something is known for, and there is one."""
        met = [
            criterion.is_met(value)
            for criterion in self.criteria
            for name, value in known.items()
            if criterion.type == ALWAYS or criterion.metadata == name
        ]
        return bool(met) and all(met)


Ruleset = Sequence[Rule]
FindRuleset = Callable[[str], Ruleset]


def _no_rulesets(name: str) -> Ruleset:
    raise ResourceNotFoundError(f"query ruleset {name} not found")


# how what reads a search reaches the sets of its node
RULESETS: Final[ContextVar[FindRuleset]] = ContextVar("rulesets", default=_no_rulesets)


@dataclass(frozen=True, slots=True)
class Applied:
    """What the rules that apply say of documents."""

    pinned: tuple[PinnedDocument, ...]
    excluded: tuple[PinnedDocument, ...]


def apply_rulesets(names: Iterable[str], known: Mapping[str, Any]) -> Applied:
    """Returns what the rules of some sets say. Raises ResourceNotFoundError."""
    rules = [rule for name in names for rule in RULESETS.get()(name) if rule.applies(known)]
    return Applied(_documents(rules, PINNED), _documents(rules, EXCLUDE))


def _documents(rules: Iterable[Rule], kind: str) -> tuple[PinnedDocument, ...]:
    return tuple(dict.fromkeys(document for rule in rules if rule.type == kind for document in rule.documents))


def read_ruleset(bodies: Iterable[Mapping[str, Any]]) -> Ruleset:
    """Returns rules in the order in which they apply. Raises what is wrong with them."""
    rules = [read_rule(body) for body in bodies]
    return sorted(rules, key=lambda rule: (rule.priority is None, rule.priority or 0))


def read_rule(body: Mapping[str, Any]) -> Rule:
    """Returns the rule of a JSON object. Raises what is wrong with it."""
    read = parse_object("query_rule", whole_object("query_rule", body), _RULE)
    require(read, "type")
    require(read, "criteria")
    require(read, "actions")
    if not read.get("rule_id"):
        raise IllegalArgumentError("Query rule id cannot be null or blank")
    if not read["criteria"]:
        raise IllegalArgumentError("Query rule criteria cannot be empty")
    return Rule(
        id=read["rule_id"],
        type=read["type"],
        criteria=tuple(read["criteria"]),
        documents=_acted_on(read["type"], read["actions"]),
        priority=read.get("priority"),
    )


def _read_type(value: str) -> str:
    kind = value.lower()
    if kind not in (PINNED, EXCLUDE):
        raise IllegalArgumentError(f"Unknown QueryRuleType: {value}")
    return kind


def _acted_on(kind: str, actions: Mapping[str, Any]) -> tuple[PinnedDocument, ...]:
    if not actions:
        raise IllegalArgumentError("Query rule actions cannot be empty")
    if ("ids" in actions) == ("docs" in actions):
        raise ParseError(f"{kind} query rule actions must contain only one of either ids or docs")
    if "ids" in actions:
        return tuple(PinnedDocument(str(id_)) for id_ in _list(actions["ids"]))
    return tuple(map(read_document, _list(actions["docs"])))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ParseError("query rule actions must name documents in a list")
    return value


def _read_criterion(body: Any) -> Criterion:
    read = parse_object("query_rule_criteria", body if isinstance(body, dict) else {}, _CRITERION)
    require(read, "type")
    kind = read["type"].lower()
    if kind == ALWAYS:
        return Criterion(kind)
    if kind not in _OF_TEXTS and kind not in _COMPARED:
        raise IllegalArgumentError(f"Unknown QueryRuleCriteriaType: {read['type']}")
    if not read.get("metadata"):
        raise IllegalArgumentError("criteriaMetadata cannot be blank")
    if not read.get("values"):
        raise IllegalArgumentError("criteriaValues cannot be null or empty")
    return Criterion(kind, read["metadata"], tuple(read["values"]))


_CRITERION: Final = {"type": Member(STRING), "metadata": Member(STRING), "values": Member(LIST)}
_RULE: Final = {
    "rule_id": Member(STRING),
    "type": Member(STRING, _read_type),
    "criteria": Member((*LIST, *OBJECT), lambda value: [
        _read_criterion(entry) for entry in (value if isinstance(value, list) else [value])
    ]),
    "actions": Member(OBJECT),
    "priority": Member(NUMBER, as_integer),
}  # fmt: skip
