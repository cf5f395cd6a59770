"""Rollover: a new index behind a write alias once the present one is large or old enough."""

import re
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.ids import random_uuid
from findling.base.object_parser import OBJECT, Member, parse_object
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.templates import find_template, templates_for
from findling.node.indices.create_index import (
    check_name_free,
    checked_aliases,
    copies_of,
    new_index,
    parse_create_body,
)
from findling.node.indices.rollover_conditions import check_conditions, is_due, measured, parse_conditions
from findling.node.services.active_shards import AT_ONCE, ActiveShards
from findling.node.services.new_index import add_index
from findling.node.services.node import Node

_NUMBERED: Final = re.compile(r"(.*-)(\d+)")
_DIGITS: Final = 6


ROLLOVER_MEMBERS: Final = {
    "conditions": Member(OBJECT, parse_conditions),
    "settings": Member(OBJECT),
    "mappings": Member(OBJECT),
    "aliases": Member(OBJECT, checked_aliases),
}


def rollover(
    node: Node,
    alias: str,
    new_name: str | None,
    body: dict[str, Any],
    dry_run: bool = False,
    active_shards: ActiveShards = AT_ONCE,
    lazy: bool = False,
) -> dict[str, Any]:
    """Makes the next index if a condition holds, or if there are none. lazy: is refused, streams alone know that"""
    parsed = parse_object("rollover", body, ROLLOVER_MEMBERS)
    conditions = parsed.pop("conditions", {})
    check_conditions(conditions)
    creation = parse_create_body(parsed)
    source = _source(node.cluster.state, alias)
    provided = new_name or next_name(source.settings.get("index.provided_name", source.name))
    name = resolve_date_math(provided, node.clock.now_ms())
    check_name_free(node.cluster.state, name)
    _check_template(node.cluster.state, alias, name)
    if lazy:
        raise IllegalArgumentError(
            "Lazy rollover can be applied only on a data stream. Please remove the query parameter 'lazy'."
        )
    met = measured(node, source, conditions)
    answer = {
        "acknowledged": False,
        "shards_acknowledged": False,
        "old_index": source.name,
        "new_index": name,
        "rolled_over": False,
        "dry_run": dry_run,
        "lazy": False,
        "conditions": met,
    }
    if dry_run or not is_due(conditions, met):
        return answer
    uuid, now_ms = random_uuid(), node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        old = _source(state, alias)
        new_index(
            state, name, creation, uuid, now_ms, provided, copies_of(node), node.config.flavor
        )  # what forbids the index now
        return _moved(state, alias, replace(old, rolled_over_ms=now_ms), planned)

    planned = new_index(node.cluster.state, name, creation, uuid, now_ms, provided, copies_of(node), node.config.flavor)
    made = add_index(node, planned, change)
    return {
        **answer,
        "acknowledged": True,
        "shards_acknowledged": active_shards.reached(node, made),
        "rolled_over": True,
    }


def _moved(state: ClusterState, alias: str, old: IndexMetadata, created: IndexMetadata) -> ClusterState:
    """The new index takes the writes: the alias moves there, or stays on both if it says which index writes."""
    entry = old.aliases[alias]
    if entry.is_write_index:
        kept = {**old.aliases, alias: replace(entry, is_write_index=False)}
        state = state.with_index(replace(old, aliases=kept))
        added = replace(entry, is_write_index=True)
    else:
        left = {name: body for name, body in old.aliases.items() if name != alias}
        state = state.with_index(replace(old, aliases=left))
        added = entry
    return state.with_index(replace(created, aliases={**created.aliases, alias: added}))


def _source(state: ClusterState, alias: str) -> IndexMetadata:
    targets = state.alias_targets(alias)
    if not targets:
        if alias in state.indices:
            raise IllegalArgumentError(
                "rollover target is a [concrete index] but one of [alias,data_stream] was expected"
            )
        raise ResourceNotFoundError(f"rollover target [{alias}] does not exist")
    writers = [index for index in targets if index.aliases[alias].is_write_index]
    if writers:
        return writers[0]
    if len(targets) > 1 or targets[0].aliases[alias].is_write_index is False:
        raise IllegalArgumentError(f"rollover target [{alias}] does not point to a write index")
    return targets[0]


def _check_template(state: ClusterState, alias: str, name: str) -> None:
    """Raises IllegalArgumentError if the new index would get the alias from its template: two would then write."""
    template = templates_for(state, name)
    if alias in template.aliases:
        named = find_template(state, name) or ",".join(template.legacy)
        raise IllegalArgumentError(
            f"Rollover alias [{alias}] can point to multiple indices, found duplicated alias [[{alias}]] "
            f"in index template [{named}]"
        )


def next_name(name: str) -> str:
    """Returns "logs-000002" after "logs-000001"; a name with date maths after one with them, to be computed anew.

    Raises IllegalArgumentError if the name does not end in a number.
    """
    is_math = name.startswith("<") and name.endswith(">")
    found = _NUMBERED.fullmatch(name[1:-1] if is_math else name)
    if found is None:
        raise IllegalArgumentError(f"index name [{name}] does not match pattern '^.*-\\d+$'")
    following = f"{found[1]}{int(found[2]) + 1:0{_DIGITS}d}"
    return f"<{following}>" if is_math else following
