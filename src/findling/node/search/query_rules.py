"""Sets of query rules: put, shown, deleted and tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.object_parser import LIST, OBJECT, STRING, Member, parse_object, require
from findling.cluster.query_rulesets import query_ruleset, query_rulesets, with_query_ruleset
from findling.node.services.node import Node
from findling.search.query.scoring.rule import read_known
from findling.search.query_rules import Ruleset, read_rule, read_ruleset

MAX_RULES: Final = 100
_SET: Final = {"ruleset_id": Member(STRING), "rules": Member((*LIST, *OBJECT))}


def find_ruleset(node: Node, name: str) -> Ruleset:
    """Returns the rules of a set for a search. Raises ResourceNotFoundError."""
    if name not in query_rulesets(node.cluster.state):
        raise ResourceNotFoundError(f"query ruleset {name} not found")
    return read_ruleset(query_ruleset(node.cluster.state, name))


def put_ruleset(node: Node, name: str, body: Mapping[str, Any]) -> dict[str, str]:
    """Puts a set. Raises what is wrong with it."""
    read = parse_object("query_ruleset", body, _SET)
    require(read, "rules")
    rules = read["rules"] if isinstance(read["rules"], list) else [read["rules"]]
    if not rules:
        raise IllegalArgumentError("rules cannot be empty")
    return _put(node, name, [_shown(rule) for rule in rules])


def put_rule(node: Node, name: str, rule_id: str, body: Mapping[str, Any]) -> dict[str, str]:
    """Puts one rule, in a new set if there is none. Raises what is wrong with it."""
    if body.get("rule_id", rule_id) != rule_id:
        raise IllegalArgumentError(f"rule_id [{body['rule_id']}] is not [{rule_id}], as the path says")
    rule = _shown({**body, "rule_id": rule_id})
    rules = list(query_rulesets(node.cluster.state).get(name, ()))
    places = [place for place, kept in enumerate(rules) if kept["rule_id"] == rule_id]
    if places:
        rules[places[0]] = rule
    else:
        rules.append(rule)
    _put(node, name, rules)
    return {"result": "updated" if places else "created"}


def get_ruleset(node: Node, name: str) -> dict[str, Any]:
    """Returns a set. Raises ResourceNotFoundError."""
    return {"ruleset_id": name, "rules": query_ruleset(node.cluster.state, name)}


def get_rule(node: Node, name: str, rule_id: str) -> Mapping[str, Any]:
    """Returns one rule. Raises ResourceNotFoundError."""
    for rule in query_ruleset(node.cluster.state, name):
        if rule["rule_id"] == rule_id:
            return rule
    raise ResourceNotFoundError(f"rule id {rule_id} not found in query ruleset {name}")


def delete_ruleset(node: Node, name: str) -> dict[str, bool]:
    """Deletes a set. Raises ResourceNotFoundError."""
    query_ruleset(node.cluster.state, name)
    node.cluster.change(lambda state: with_query_ruleset(state, name, ()))
    return {"acknowledged": True}


def delete_rule(node: Node, name: str, rule_id: str) -> dict[str, bool]:
    """Deletes one rule, and its set if that was the last. Raises ResourceNotFoundError."""
    get_rule(node, name, rule_id)
    left = [rule for rule in query_ruleset(node.cluster.state, name) if rule["rule_id"] != rule_id]
    node.cluster.change(lambda state: with_query_ruleset(state, name, left))
    return {"acknowledged": True}


def list_rulesets(node: Node, start: int, size: int) -> dict[str, Any]:
    """Returns what the sets are about, by id."""
    sets = query_rulesets(node.cluster.state)
    shown = [_summary(name, sets[name]) for name in sorted(sets)[start : start + size]]
    return {"count": len(sets), "results": shown}


def try_ruleset(node: Node, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns which rules of a set apply. Raises ResourceNotFoundError."""
    read = parse_object("query_ruleset_test", body, {"match_criteria": Member(OBJECT)})
    require(read, "match_criteria")
    known = read_known(read["match_criteria"])
    found = [rule.id for rule in find_ruleset(node, name) if rule.applies(known)]
    return {
        "total_matched_rules": len(found),
        "matched_rules": [{"ruleset_id": name, "rule_id": rule_id} for rule_id in found],
    }


def _put(node: Node, name: str, rules: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    if len(rules) > MAX_RULES:
        raise IllegalArgumentError(f"The number of rules in a ruleset cannot exceed {MAX_RULES}")
    exists = name in query_rulesets(node.cluster.state)
    node.cluster.change(lambda state: with_query_ruleset(state, name, rules))
    return {"result": "updated" if exists else "created"}


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a rule as it is shown and kept. Raises what is wrong with it."""
    rule = read_rule(body)
    criteria = [
        {"type": one.type} | ({} if one.metadata is None else {"metadata": one.metadata, "values": list(one.values)})
        for one in rule.criteria
    ]
    shown = {"rule_id": rule.id, "type": rule.type, "criteria": criteria, "actions": dict(body["actions"])}
    return shown if rule.priority is None else {**shown, "priority": rule.priority}


def _summary(name: str, rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    criteria = Counter(criterion["type"] for rule in rules for criterion in rule["criteria"])
    return {
        "ruleset_id": name,
        "rule_total_count": len(rules),
        "rule_criteria_types_counts": dict(sorted(criteria.items())),
        "rule_type_counts": dict(sorted(Counter(rule["type"] for rule in rules).items())),
    }
