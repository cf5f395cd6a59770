"""The synonyms API: sets of rules that analyzers of many indices share, and the reloading of those analyzers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    ResourceNotFoundError,
    XContentParseError,
)
from findling.base.ids import random_uuid
from findling.base.work.current import checked
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState
from findling.cluster.synonym_sets import synonym_set, synonym_sets, with_synonym_set
from findling.node.services.index_selection import select_services, shards_header
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node

OPTIONS: Final = IndicesOptions()


def put_synonym_set(node: Node, name: str, body: Mapping[str, object], refresh: bool = True) -> dict[str, object]:
    """Creates a set or replaces it whole, and reloads the analyzers that use it."""
    rules = _rules(body)
    found: list[bool] = []

    def change(state: ClusterState) -> ClusterState:
        found.append(name in synonym_sets(state))
        return with_synonym_set(state, name, rules)

    node.cluster.change(change)
    return _updated(node, name, "updated" if found[-1] else "created", refresh)


def get_synonym_set(node: Node, name: str, start: int = 0, size: int = 10) -> dict[str, object]:
    """Returns a page of the rules of a set. Raises ResourceNotFoundError."""
    rules = list(synonym_set(node.cluster.state, name).items())
    page = [{"id": key, "synonyms": rule} for key, rule in rules[start : start + size]]
    return {"count": len(rules), "synonyms_set": page}


def get_synonym_sets(node: Node, start: int = 0, size: int = 10) -> dict[str, object]:
    """Returns a page of the names of all sets with their sizes."""
    sets = list(synonym_sets(node.cluster.state).items())
    page = [{"synonyms_set": name, "count": len(rules)} for name, rules in sets[start : start + size]]
    return {"count": len(sets), "results": page}


def delete_synonym_set(node: Node, name: str) -> dict[str, object]:
    """Deletes a set. Raises ResourceNotFoundError, and IllegalArgumentError if an index uses it."""

    def change(state: ClusterState) -> ClusterState:
        synonym_set(state, name)
        users = sorted(index.name for index in state.indices.values() if _uses(index.settings, name))
        if users:
            raise IllegalArgumentError(
                f"synonyms set [{name}] cannot be deleted as it is used in the following indices: {', '.join(users)}"
            )
        return with_synonym_set(state, name, None)

    node.cluster.change(change)
    return {"acknowledged": True}


def put_synonym_rule(
    node: Node, name: str, key: str, body: Mapping[str, object], refresh: bool = True
) -> dict[str, object]:
    """Adds a rule to a set or replaces it. Raises ResourceNotFoundError if there is no such set."""
    rule = _rule(body, ("synonyms",))
    _check_rules([rule])
    found: list[bool] = []

    def change(state: ClusterState) -> ClusterState:
        rules = synonym_set(state, name)
        found.append(key in rules)
        return with_synonym_set(state, name, {**rules, key: rule})

    node.cluster.change(change)
    return _updated(node, name, "updated" if found[-1] else "created", refresh)


def get_synonym_rule(node: Node, name: str, key: str) -> dict[str, object]:
    """Returns one rule. Raises ResourceNotFoundError."""
    return {"id": key, "synonyms": _existing(node.cluster.state, name, key)[key]}


def delete_synonym_rule(node: Node, name: str, key: str, refresh: bool = True) -> dict[str, object]:
    """Takes a rule out of its set. Raises ResourceNotFoundError."""

    def change(state: ClusterState) -> ClusterState:
        rules = {other: rule for other, rule in _existing(state, name, key).items() if other != key}
        return with_synonym_set(state, name, rules)

    node.cluster.change(change)
    return _updated(node, name, "deleted", refresh)


def reload_search_analyzers(node: Node, expression: str | None, options: IndicesOptions = OPTIONS) -> dict[str, object]:
    """Reads anew what the updateable filters of indices name."""
    return _reloaded(node, select_services(node, expression, options), all_indices=True)


def _existing(state: ClusterState, name: str, key: str) -> Mapping[str, str]:
    """Returns the rules of a set in which there is a certain one."""
    rules = synonym_set(state, name)
    if key not in rules:
        raise ResourceNotFoundError(f"synonym rule [{key}] not found on synonyms set [{name}]")
    return rules


def _rules(body: Mapping[str, Any]) -> dict[str, str]:
    """Returns rule id -> rule of a body. Raises XContentParseError, ActionRequestValidationError."""
    listed = body.get("synonyms_set")
    if listed is None or body.keys() != {"synonyms_set"}:
        raise XContentParseError("[1:1] [synonyms_set] expected a body of [synonyms_set] alone", line=1, col=1)
    items = listed if isinstance(listed, list) else [listed]
    read = [_rule(item, ("synonyms", "id")) for item in checked(items)]
    _check_rules(read)
    return {str(item.get("id") or random_uuid()): rule for item, rule in checked(zip(items, read, strict=True))}


def _check_rules(rules: Sequence[str]) -> None:
    """Raises ActionRequestValidationError that tells of all that is wrong with rules."""
    faults = [fault for fault in map(_fault, checked(rules)) if fault is not None]
    if faults:
        raise ActionRequestValidationError.of(*faults)


def _fault(rule: str) -> str | None:
    sides = rule.split("=>")
    if not rule:
        return "[synonyms] field can't be empty"
    if len(sides) > 2:
        return f"More than one explicit mapping specified in the same synonyms rule: [{rule}]"
    # nothing at all between commas goes unnoticed
    if any(word and not word.strip() for side in sides for word in side.split(",")):
        return f"Incorrect syntax for [synonyms]: [{rule}]"
    return None


def _rule(body: object, known: tuple[str, ...]) -> str:
    """Returns the text of a rule. Raises XContentParseError."""
    if not isinstance(body, Mapping) or not isinstance(body.get("synonyms"), str):
        raise XContentParseError("[1:1] [synonym_rule] required [synonyms]", line=1, col=1)
    for key in body:
        if key not in known:
            raise XContentParseError(f"[1:1] [synonym_rule] unknown field [{key}]", line=1, col=1)
    return str(body["synonyms"])


def _uses(settings: Mapping[str, object], name: str) -> bool:
    """Tells whether flat index settings name a set."""
    return any(
        key.startswith("index.analysis.filter.") and key.endswith(".synonyms_set") and value == name
        for key, value in settings.items()
    )


def _updated(node: Node, name: str, result: str, refresh: bool) -> dict[str, object]:
    """Returns the answer to a change of a set, after reloading the analyzers that use it."""
    if not refresh:
        return {"result": result}
    users = [service for service in node.indices.opened() if _uses(service.metadata.settings, name)]
    return {"result": result, "reload_analyzers_details": _reloaded(node, users)}


def _reloaded(node: Node, services: list[IndexService], all_indices: bool = False) -> dict[str, object]:
    """Returns what was loaded anew. all_indices: those with nothing to load are told of as well"""
    details = []
    for service in services:
        names = service.reload_search_analyzers()
        if names or all_indices:
            details.append({"index": service.name, "reloaded_analyzers": names, "reloaded_node_ids": [node.id]})
    return {"_shards": shards_header([service.metadata for service in services]), "reload_details": details}
