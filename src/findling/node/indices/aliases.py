"""Aliases: shown, added and removed, several at once or not at all."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import IllegalArgumentError, IllegalStateError
from findling.base.object_parser import LIST, Member, parse_object
from findling.base.wildcards import matches
from findling.cluster.access import current_access, seen_names
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState
from findling.node.indices.alias_actions import AliasAction, not_found, parse_actions
from findling.node.indices.stream_aliases import both_have, shown_stream_aliases, streams_and_others
from findling.node.services.index_selection import select, select_shown
from findling.node.services.node import Node

MAX_ACTIONS: Final = 10_000
OPTIONS = IndicesOptions(closed=True, forbid_closed=False, hidden=True)


def get_aliases(
    node: Node, expression: str | None, names: list[str], options: IndicesOptions = OPTIONS
) -> tuple[dict[str, Any], int]:
    """Returns the aliases of indices, and 404 with what was found if an alias named outright is missing."""
    wanted = [] if set(names) <= {"_all", "*"} else ["*" if name == "_all" else name for name in names]
    answer, found, rest = _of_streams(node, expression, wanted, options)
    indices = [] if rest == "" else select_shown(node, rest, replace(options, streams=False))
    _check_named(wanted)
    streams = node.cluster.state.streams
    for index in indices:
        chosen = _chosen(index.aliases, wanted)
        found.update(chosen)
        # what is behind a data stream has no entry of its own without aliases, even if it is named
        if chosen or (not names and streams.parent(index.name) is None):
            answer[index.name] = {"aliases": {name: index.aliases[name].to_json() for name in chosen}}
    missing = _missing(wanted, found)
    if missing:
        label = "alias" if len(missing) == 1 else "aliases"
        return {"error": f"{label} [{','.join(sorted(missing))}] missing", "status": 404, **answer}, 404
    return answer, 200


def _check_named(names: list[str]) -> None:
    """Raises the refusal of aliases that are asked for by name and may not be used. It does not tell which."""
    access = current_access()
    asked = [name for name in names if "*" not in name and name != "_all" and not name.startswith("-")]
    if access is not None and not all(map(access.sees, asked)):
        raise access.refusal(())


def _missing(names: list[str], found: set[str]) -> list[str]:
    """Returns the names of aliases that stand for themselves, are not taken out by a later one, and were not found."""
    first_pattern = next((place for place, name in enumerate(names) if "*" in name), len(names))
    missing = []
    for place, name in enumerate(names):
        if "*" in name or name in found or (place > first_pattern and name.startswith("-")):
            continue
        later = names[max(place + 1, first_pattern) :]
        if not any(other.startswith("-") and matches(other[1:], name) for other in later):
            missing.append(name)
    return missing


def _of_streams(
    node: Node, expression: str | None, wanted: list[str], options: IndicesOptions
) -> tuple[dict[str, Any], set[str], str | None]:
    """Returns what data streams have of aliases, their names, and the expression without the names of streams."""
    state, now_ms = node.cluster.state, node.clock.now_ms()
    if not state.streams:
        return {}, set(), expression
    shown, found, rest = shown_stream_aliases(state, expression, now_ms, lambda names: _chosen(names, wanted), options)
    return shown, found, expression if rest is None else ",".join(rest)


def _chosen(aliases: Iterable[str], patterns: list[str]) -> list[str]:
    seen = seen_names(aliases)
    if not patterns:
        return sorted(seen)
    chosen: set[str] = set()
    for pattern in patterns:
        if pattern.startswith("-"):
            chosen -= {name for name in chosen if matches(pattern[1:], name)}
        else:
            chosen |= {name for name in seen if matches(pattern, name)}
    return sorted(chosen)


def aliases_exist(node: Node, expression: str | None, names: list[str], options: IndicesOptions = OPTIONS) -> bool:
    """Whether one of the aliases exists."""
    if not names:
        return True
    _check_named(names)
    _, found, rest = _of_streams(node, expression, names, options)
    if found or rest == "":
        return bool(found)
    return any(_chosen(index.aliases, names) for index in select(node, rest, replace(options, streams=False)))


def put_alias(node: Node, expression: str, alias: str, body: dict[str, Any]) -> dict[str, Any]:
    """Adds one alias to indices."""
    for key in body:
        if key not in _DEFINITION or key == "is_hidden":
            raise IllegalArgumentError(f"Unsupported field [{key}]")
    return _carry_out(node, [AliasAction("add", _split(expression, "index"), [alias], None, body)])


_DEFINITION: Final = frozenset({"filter", "routing", "index_routing", "search_routing", "is_write_index", "is_hidden"})


def _split(names: str, what: str) -> list[str]:
    if not names:
        raise IllegalArgumentError(f"[{what}] can't be empty string")
    return [name for name in names.split(",") if name]


def delete_aliases(node: Node, expression: str, names: list[str]) -> dict[str, object]:
    """Removes aliases from indices. Raises AliasesNotFoundError if there are none."""
    return _carry_out(node, [AliasAction("remove", _split(expression, "index"), names, True)])


def update_aliases(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Carries out all actions as one change: nobody sees a part of them.

    Returns what became of each if some had nothing to remove. Raises AliasesNotFoundError if an alias had to exist,
    or if nothing was done at all.
    """
    actions = parse_object("aliases", body, {"actions": Member(LIST, parse_actions)}).get("actions")
    if not actions:
        raise IllegalArgumentError("No action specified")
    if len(actions) > MAX_ACTIONS:
        # each looks at what those before it left, and the whole is one change of the state
        raise IllegalArgumentError(f"too many alias actions: [{len(actions)}], at most [{MAX_ACTIONS}] in one request")
    return _carry_out(node, actions)


def _carry_out(node: Node, parsed: list[AliasAction]) -> dict[str, Any]:
    now_ms, done = node.clock.now_ms(), [False] * len(parsed)

    def change(state: ClusterState) -> ClusterState:
        original = state
        # indices go first, so that an alias may take the name of one
        for place in sorted(range(len(parsed)), key=lambda i: parsed[i].kind != "remove_index"):
            state, done[place] = parsed[place].apply(state, original, now_ms)
        if not any(done):
            raise not_found([name for action in parsed for name in action.aliases])
        if state is not original:
            _check_aliases(state)
        return state

    node.cluster.change(change)
    if all(done) or not any(done):
        return {"acknowledged": True, "errors": False}
    before = node.cluster.state
    results = [_result(action, success, before, now_ms) for action, success in zip(parsed, done, strict=True)]
    return {"acknowledged": True, "errors": True, "action_results": results}


def _result(action: AliasAction, success: bool, state: ClusterState, now_ms: int) -> dict[str, object]:
    streams, _ = streams_and_others(state, action.indices, now_ms)
    indices = [stream.name for stream in streams] or action.concrete(state, now_ms)
    shown: dict[str, Any] = {"type": action.kind, "indices": indices, "aliases": action.aliases}
    if success:
        return {"action": shown, "status": 200}
    error = not_found(action.aliases)
    return {"action": shown, "status": error.status, "error": error_object(error)}


def _check_aliases(state: ClusterState) -> None:
    """Raises IllegalStateError if the indices of an alias contradict each other."""
    for alias in sorted(state.alias_names()):
        targets = state.alias_targets(alias)
        if targets and alias in state.streams.aliases:
            raise both_have(alias)
        writers = [index.name for index in targets if index.aliases[alias].is_write_index]
        if len(writers) > 1:
            raise IllegalStateError(f"alias [{alias}] has more than one write index [{','.join(writers)}]")
        hidden = [index.name for index in targets if index.aliases[alias].is_hidden]
        if hidden and len(hidden) < len(targets):
            others = ",".join(index.name for index in targets if index.name not in hidden)
            raise IllegalStateError(
                f"alias [{alias}] has is_hidden set to true on indices [{','.join(hidden)}] but does not have "
                f"is_hidden set to true on indices [{others}]; alias must have the same is_hidden setting "
                "on all indices"
            )
