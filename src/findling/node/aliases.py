"""Aliases: shown, added and removed, several at once or not at all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from findling.base.errors import (
    ActionRequestValidationError,
    AliasesNotFoundError,
    IllegalArgumentError,
    IllegalStateError,
    IndexNotFoundError,
    XContentParseError,
)
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.cluster.wildcards import matches
from findling.node.create_index import parse_alias
from findling.node.index_selection import select
from findling.node.node import Node

OPTIONS = IndicesOptions(closed=True, forbid_closed=False, hidden=False)
_CHANGE_OPTIONS = IndicesOptions(closed=True, forbid_closed=False, allow_no_indices=False, aliases=False)
_KEYS = frozenset(
    {
        "index", "indices", "alias", "aliases", "filter", "routing", "index_routing", "search_routing",
        "is_write_index", "is_hidden", "must_exist",
    }
)  # fmt: skip

StateChange = Callable[[ClusterState], ClusterState]


def get_aliases(
    node: Node, expression: str | None, names: list[str], options: IndicesOptions = OPTIONS
) -> tuple[dict[str, Any], int]:
    """Returns the aliases of indices, and 404 with what was found if an alias named outright is missing."""
    wanted = [name for name in names if name not in ("_all", "*")]
    answer: dict[str, Any] = {}
    found: set[str] = set()
    for index in select(node, expression, options):
        chosen = _chosen(index, wanted)
        found.update(chosen)
        if chosen or not names:
            answer[index.name] = {"aliases": {name: index.aliases[name].to_json() for name in chosen}}
    missing = [name for name in wanted if "*" not in name and not name.startswith("-") and name not in found]
    if missing:
        label = "alias" if len(missing) == 1 else "aliases"
        return {"error": f"{label} [{','.join(sorted(missing))}] missing", "status": 404, **answer}, 404
    return answer, 200


def _chosen(index: IndexMetadata, patterns: list[str]) -> list[str]:
    if not patterns:
        return sorted(index.aliases)
    chosen: set[str] = set()
    for pattern in patterns:
        if pattern.startswith("-"):
            chosen -= {name for name in chosen if matches(pattern[1:], name)}
        else:
            chosen |= {name for name in index.aliases if matches(pattern, name)}
    return sorted(chosen)


def aliases_exist(node: Node, expression: str | None, names: list[str], options: IndicesOptions = OPTIONS) -> bool:
    """Whether one of the aliases exists."""
    return any(_chosen(index, names) for index in select(node, expression, options)) if names else True


def put_alias(node: Node, expression: str, alias: str, body: dict[str, Any]) -> dict[str, Any]:
    """Adds one alias to indices."""
    return update_aliases(node, {"actions": [{"add": {**body, "index": expression, "alias": alias}}]})


def delete_aliases(node: Node, expression: str, names: list[str]) -> dict[str, Any]:
    """Removes aliases from indices. Raises AliasesNotFoundError if there are none."""
    return update_aliases(node, {"actions": [{"remove": {"index": expression, "aliases": names, "must_exist": True}}]})


def update_aliases(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Carries out all actions as one change: nobody sees a part of them."""
    actions = body.get("actions")
    for key in body:
        if key != "actions":
            raise XContentParseError(f"[1:1] [aliases] unknown field [{key}]", line=1, col=1)
    if not isinstance(actions, list) or not actions:
        raise IllegalArgumentError("No action specified")
    now_ms = node.clock.now_ms()
    parsed = [_parse_action(action, now_ms) for action in actions]

    def change(state: ClusterState) -> ClusterState:
        original = state
        for step in parsed:
            state = step(state)
        _check_write_indices(state, original)
        return state

    node.cluster.update(change)
    return {"acknowledged": True, "errors": False}


def _parse_action(action: Any, now_ms: int) -> StateChange:
    if not isinstance(action, dict) or len(action) != 1:
        raise XContentParseError("[1:1] [aliases] failed to parse field [actions]", line=1, col=1)
    ((kind, body),) = action.items()
    if kind not in ("add", "remove", "remove_index"):
        raise XContentParseError(f"[1:1] [alias_action] unknown field [{kind}]", line=1, col=1)
    if not isinstance(body, dict):
        raise XContentParseError(f"[1:1] [{kind}] expected an object", line=1, col=1)
    for key in body:
        if key not in _KEYS:
            raise XContentParseError(f"[1:1] [{kind}] unknown field [{key}]", line=1, col=1)
    indices = _listed(body, "index", "indices")
    if not indices:
        raise IllegalArgumentError("One of [index] or [indices] is required")
    if kind == "remove_index":
        return lambda state: _remove_index(state, indices, now_ms)
    aliases = _listed(body, "alias", "aliases")
    if not aliases:
        raise IllegalArgumentError("One of [alias] or [aliases] is required")
    if kind == "add":
        return lambda state: _add(state, indices, aliases, body, now_ms)
    return lambda state: _remove(state, indices, aliases, body.get("must_exist"), now_ms)


def _listed(body: dict[str, Any], single: str, plural: str) -> list[str]:
    values = body.get(plural, body.get(single))
    if values is None:
        return []
    names = values.split(",") if isinstance(values, str) else values
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise XContentParseError(f"[1:1] [{single}] doesn't support values of this type", line=1, col=1)
    if "" in names:
        raise ActionRequestValidationError(f"Validation Failed: 1: [{single}] can't be empty string;")
    return names


def _targets(state: ClusterState, indices: list[str], now_ms: int) -> list[IndexMetadata]:
    return resolve_names(state, indices, _CHANGE_OPTIONS, now_ms)


def _remove_index(state: ClusterState, indices: list[str], now_ms: int) -> ClusterState:
    return state.without_indices({index.name for index in _targets(state, indices, now_ms)})


def _add(
    state: ClusterState, indices: list[str], aliases: list[str], body: dict[str, Any], now_ms: int
) -> ClusterState:
    definition = {
        key: value for key, value in body.items() if key not in ("index", "indices", "alias", "aliases", "must_exist")
    }
    for index in _targets(state, indices, now_ms):
        added = {name: parse_alias(state, name, definition) for name in aliases}
        state = state.with_index(_with_aliases(state.indices[index.name], {**index.aliases, **added}))
    return state


def _remove(
    state: ClusterState, indices: list[str], aliases: list[str], must_exist: bool | None, now_ms: int
) -> ClusterState:
    removed = False
    for index in _targets(state, indices, now_ms):
        doomed = {name for pattern in aliases for name in index.aliases if pattern == "_all" or matches(pattern, name)}
        if doomed:
            removed = True
            left = {name: alias for name, alias in index.aliases.items() if name not in doomed}
            state = state.with_index(_with_aliases(state.indices[index.name], left))
    concrete = all("*" not in name and name != "_all" for name in aliases)
    if not removed and (must_exist or (must_exist is None and concrete)):
        raise AliasesNotFoundError(
            f"aliases [{','.join(aliases)}] missing", **{"resource.type": "aliases", "resource.id": ",".join(aliases)}
        )
    return state


def _with_aliases(index: IndexMetadata, aliases: dict[str, AliasMetadata]) -> IndexMetadata:
    return replace(index, aliases=aliases, aliases_version=index.aliases_version + 1, version=index.version + 1)


def _check_write_indices(state: ClusterState, before: ClusterState) -> None:
    if state is before:
        return
    for alias in sorted(state.alias_names()):
        if alias in state.indices:
            raise IndexNotFoundError(alias)
        writers = [index.name for index in state.alias_targets(alias) if index.aliases[alias].is_write_index]
        if len(writers) > 1:
            raise IllegalStateError(f"alias [{alias}] has more than one write index [{','.join(writers)}]")
