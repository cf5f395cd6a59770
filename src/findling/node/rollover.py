"""Rollover: a new index behind a write alias once the present one is large or old enough."""

import re
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    ResourceNotFoundError,
    XContentParseError,
)
from findling.base.ids import random_uuid
from findling.base.units import parse_bytes, parse_time_ms
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.active_shards import AT_ONCE, ActiveShards
from findling.node.create_index import check_name_free, new_index, open_new_index, parse_create_body
from findling.node.node import Node

_NUMBERED: Final = re.compile(r"(.*-)(\d+)")
_DIGITS: Final = 6


def rollover(
    node: Node,
    alias: str,
    new_name: str | None,
    body: dict[str, Any],
    dry_run: bool = False,
    active_shards: ActiveShards = AT_ONCE,
) -> dict[str, Any]:
    """Makes the next index if a condition holds, or if there are none."""
    conditions = body.get("conditions") or {}
    creation = parse_create_body({key: value for key, value in body.items() if key != "conditions"})
    if conditions and all(key.startswith("min_") for key in conditions):
        raise ActionRequestValidationError(
            "Validation Failed: 1: at least one max_* rollover condition must be set when using min_* conditions;"
        )
    source = _source(node.cluster.state, alias)
    name = new_name or next_name(source.name)
    check_name_free(node.cluster.state, name)
    met = {f"[{key}: {value}]": _holds(node, source, key, value) for key, value in conditions.items()}
    due = not met or (
        any(met[f"[{key}: {value}]"] for key, value in conditions.items() if not key.startswith("min_"))
        and all(met[f"[{key}: {value}]"] for key, value in conditions.items() if key.startswith("min_"))
    )
    answer = {
        "acknowledged": False,
        "shards_acknowledged": False,
        "old_index": source.name,
        "new_index": name,
        "rolled_over": False,
        "dry_run": dry_run,
        "conditions": met,
    }
    if dry_run or not due:
        return answer
    uuid, now_ms = random_uuid(), node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        old = _source(state, alias)
        created = new_index(state, name, creation, uuid, now_ms)
        return _moved(state, alias, old, created)

    node.cluster.change(change)
    made = node.cluster.state.indices[name]
    open_new_index(node, made)
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


def next_name(name: str) -> str:
    """Returns "logs-000002" after "logs-000001". Raises IllegalArgumentError if the name does not end in a number."""
    found = _NUMBERED.fullmatch(name)
    if found is None:
        raise IllegalArgumentError(f"index name [{name}] does not match pattern '^.*-\\d+$'")
    return f"{found[1]}{int(found[2]) + 1:0{_DIGITS}d}"


def _holds(node: Node, index: IndexMetadata, condition: str, value: Any) -> bool:
    kind = condition.partition("_")[2]
    if condition.partition("_")[0] not in ("max", "min"):
        raise XContentParseError(f"[1:1] [conditions] unknown field [{condition}]", line=1, col=1)
    if kind == "age":
        return node.clock.now_ms() - index.creation_date >= parse_time_ms(str(value), condition)
    stats = [shard.stats() for shard in node.indices.get(index).shards()]
    if kind == "docs":
        return sum(shard.docs for shard in stats) >= int(value)
    if kind in ("size", "primary_shard_size"):
        sizes = [shard.store_bytes for shard in stats]
        return (sum(sizes) if kind == "size" else max(sizes)) >= parse_bytes(str(value), condition)
    if kind == "primary_shard_docs":
        return max(shard.docs for shard in stats) >= int(value)
    raise XContentParseError(f"[1:1] [conditions] unknown field [{condition}]", line=1, col=1)
