"""Shrink, split and clone: a copy of an index with another number of shards."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    IllegalStateError,
    IndexNotFoundError,
    UnresolvedIndexError,
)
from findling.base.ids import random_uuid
from findling.base.object_parser import OBJECT, STRING, Member, parse_object
from findling.base.units import parse_bytes
from findling.cluster.index_settings import check_new_settings
from findling.cluster.name_resolution import resolve_one
from findling.cluster.routing import refused_by_series, shards_of
from findling.cluster.state import ClusterState, IndexMetadata
from findling.index.shard_copy import copy_shards
from findling.node.indices.create_index import (
    check_name_free,
    check_shard_limit,
    checked_aliases,
    parse_alias,
    parse_create_body,
)
from findling.node.services.active_shards import AT_ONCE, ActiveShards
from findling.node.services.index_blocks import check_blocks
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.node.services.visibility import refuse_more, refuse_parts

_PARTS: Final = (
    "Resize requests are not allowed for users when field or document level security is enabled on the source index"
)
_MORE: Final = "Resizing an index is not allowed when the target index has more permissions than the source index"
_MEMBERS: Final = {
    "settings": Member(OBJECT),
    "aliases": Member(OBJECT, checked_aliases),
    "max_primary_shard_size": Member(STRING, lambda value: parse_bytes(value, "max_primary_shard_size")),
}

Resize = Callable[[Node, str, str, dict[str, Any], ActiveShards], dict[str, Any]]
_DROPPED = ("index.uuid", "index.creation_date", "index.provided_name", "index.version.created")


def shrink(
    node: Node, source: str, target: str, body: Mapping[str, object], active_shards: ActiveShards = AT_ONCE
) -> dict[str, object]:
    """Copies an index into one with fewer shards: a factor of their number, by default one."""
    return _resize(node, source, target, body, "shrink", active_shards)


def split(
    node: Node, source: str, target: str, body: Mapping[str, object], active_shards: ActiveShards = AT_ONCE
) -> dict[str, Any]:
    """Copies an index into one with more shards: a multiple of their number."""
    return _resize(node, source, target, body, "split", active_shards)


def clone(
    node: Node, source: str, target: str, body: Mapping[str, object], active_shards: ActiveShards = AT_ONCE
) -> dict[str, object]:
    """Copies an index."""
    return _resize(node, source, target, body, "clone", active_shards)


def _resize(
    node: Node, source: str, target: str, body: Mapping[str, object], kind: str, active_shards: ActiveShards
) -> dict[str, object]:
    if target in node.cluster.state.indices:
        check_blocks(node.cluster.state.indices[target], "metadata_write")
    parsed = parse_object("resize_request", body, _MEMBERS)
    size: int | None = parsed.pop("max_primary_shard_size", None)
    creation = parse_create_body(parsed)
    if kind == "shrink":
        _check_size(size, creation.settings)
    _check_request(creation.settings, kind)
    try:
        old = resolve_one(node.cluster.state, source, node.clock.now_ms())
    except IndexNotFoundError:
        raise UnresolvedIndexError(source) from None
    refuse_parts(old.name, frozenset({old.name}), _PARTS)
    refuse_more(old.name, target, _MORE)
    stream = node.cluster.state.streams.parent(old.name)
    if stream is not None and stream.write_index == old.name:
        raise IllegalArgumentError(f"cannot resize the write index [{old.name}] for data stream [{stream.name}]")
    if kind == "split" and old.is_time_series:
        raise refused_by_series(old, "index-split")
    wanted = {} if size is None or kind != "shrink" else {"index.number_of_shards": shards_for_size(node, old, size)}
    shards = _shard_count(old, {**creation.settings, **wanted}, kind)
    check_name_free(node.cluster.state, target)
    if old.settings.get("index.blocks.write") != "true" and old.settings.get("index.blocks.read_only") != "true":
        raise IllegalStateError(f'index {old.name} must be read-only to resize index. use "index.blocks.write=true"')
    if kind == "shrink" and old.number_of_shards == 1:
        raise IllegalArgumentError("can't shrink an index with only one shard")
    uuid, now_ms = random_uuid(), node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        check_name_free(state, target)
        settings = _settings(old, creation.settings, target, uuid, now_ms, shards)
        check_shard_limit(state, settings)
        aliases = {name: parse_alias(state, name, value or {}, target) for name, value in creation.aliases.items()}
        made = replace(
            old,
            name=target,
            uuid=uuid,
            settings=settings,
            aliases=aliases,
            primary_terms=(1,) * shards,
            version=1,
            custom={},
        )
        return state.with_index(made)

    planned = change(node.cluster.state).indices[target]
    made = add_index(node, planned, change, lambda path, index: _copy(node, old, index, path))
    return {"acknowledged": True, "shards_acknowledged": active_shards.reached(node, made), "index": target}


def _check_size(size: int | None, settings: Mapping[str, object]) -> None:
    if size is not None and size <= 0:
        raise ActionRequestValidationError.of("max_primary_shard_size must be greater than 0")
    if size is not None and "index.number_of_shards" in settings:
        raise IllegalArgumentError(
            "Cannot set both index.number_of_shards and max_primary_shard_size for the target index"
        )


def shards_for_size(node: Node, index: IndexMetadata, size: int) -> int:
    """Returns the least number of shards that an index can be shrunk to so that none is larger than a size, in bytes.

    The number it has if there is none.
    """
    total = sum(shard.stats().store_bytes for shard in node.indices.get(index).running().values())
    before = index.number_of_shards
    fits = (count for count in range(1, before + 1) if before % count == 0 and count * size >= total)
    return next(fits, before)


def _check_request(settings: Mapping[str, object], kind: str) -> None:
    faults = []
    if any(key.startswith("index.sort.") for key in settings):
        faults.append("can't override index sort when resizing an index")
    if kind == "split" and settings.get("index.number_of_shards") is None:
        faults.append("index.number_of_shards is required for split operations")
    if faults:
        raise ActionRequestValidationError.of(*faults)


def _shards(value: Any) -> int:
    """Returns a number of shards. Raises IllegalArgumentError."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise IllegalArgumentError(
            f"Failed to parse value [{str(value)[:100]}] for setting [index.number_of_shards]"
        ) from None


def _shard_count(old: IndexMetadata, settings: Mapping[str, object], kind: str) -> int:
    if "index.number_of_routing_shards" in settings and (kind != "split" or old.number_of_shards > 1):
        raise IllegalArgumentError("cannot provide index.number_of_routing_shards on resize")
    given = settings.get("index.number_of_shards")
    default = 1 if kind == "shrink" else old.number_of_shards
    count, before = _shards(given or default), old.number_of_shards
    if kind == "clone" and count != before:
        raise IllegalArgumentError(
            f"the number of target shards ({count}) must be the same as the number of  source shards ( {before})"
        )
    if kind == "shrink" and count > before:
        raise IllegalArgumentError(
            f"the number of target shards [{count}] must be less that the number of source shards [{before}]"
        )
    if kind == "shrink" and before % count:
        raise IllegalArgumentError(f"the number of source shards [{before}] must be a multiple of [{count}]")
    if kind == "split" and (count <= before or count % before):
        raise IllegalArgumentError(f"the number of source shards [{before}] must be a factor of [{count}]")
    if kind == "split" and before > 1 and old.routing_shards % count:
        raise IllegalStateError(
            f"the number of routing shards [{old.routing_shards}] must be a multiple of the target shards [{count}]"
        )
    return count


def _settings(
    old: IndexMetadata, given: Mapping[str, object], target: str, uuid: str, now_ms: int, shards: int
) -> dict[str, object]:
    check_new_settings({key: value for key, value in given.items() if value is not None})
    settings = {key: value for key, value in old.settings.items() if key not in _DROPPED}
    for key, value in given.items():
        if value is None:
            settings.pop(key, None)
        else:
            settings[key] = value
    settings.update(
        {
            "index.number_of_shards": str(shards),
            **({"index.number_of_routing_shards": str(old.routing_shards)} if old.number_of_shards > 1 else {}),
            "index.uuid": uuid,
            "index.creation_date": str(now_ms),
            "index.provided_name": target,
            "index.version.created": old.settings["index.version.created"],
            "index.resize.source.name": old.name,
            "index.resize.source.uuid": old.uuid,
        }
    )
    return settings


def _copy(node: Node, old: IndexMetadata, made: IndexMetadata, path: Path) -> None:
    """Makes the shards of the new index, in a directory, of those of the old one."""
    with ExitStack() as held:
        commits = [held.enter_context(shard.held_commit()) for shard in node.indices.get(old).shards()]
        for number in range(made.number_of_shards):
            sources = [commits[place] for place in _sources(number, old.number_of_shards, made.number_of_shards)]
            belongs = partial(_belong, made, number) if made.number_of_shards > old.number_of_shards else None
            copy_shards(path / str(number), sources, belongs, node.config.sync)


def _sources(number: int, before: int, after: int) -> range:
    """Returns the old shards whose documents are in a new shard: one of them, or as many as are joined."""
    if after >= before:
        return range(number * before // after, number * before // after + 1)
    return range(number * (before // after), (number + 1) * (before // after))


def _belong(index: IndexMetadata, number: int, ids: list[str], routings: list[str | None]) -> npt.NDArray[np.bool_]:
    shards = np.asarray(shards_of(index, ids, routings), dtype=np.int64)
    return np.equal(shards, number)
