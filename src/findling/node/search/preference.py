"""The `preference` parameter: which shards and nodes a search asks."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar
from zlib import crc32

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.wildcards import matches_any
from findling.cluster.shards.members import master_of, members
from findling.node.services.node import Node

_KINDS: Final = ("_local", "_only_local", "_only_nodes", "_prefer_nodes", "_shards")


def check_preference(preference: str | None) -> None:
    """Raises IllegalArgumentError for a preference that does not exist."""
    for part in (preference or "").split("|"):
        if part.startswith("_") and part.partition(":")[0] not in _KINDS:
            raise IllegalArgumentError(f"no Preference for [{part}]")


class _Numbered(Protocol):
    """A shard of an index."""

    @property
    def index(self) -> str: ...

    @property
    def uuid(self) -> str: ...

    @property
    def number(self) -> int: ...

    nodes: tuple[str, ...] | None


Shard = TypeVar("Shard", bound=_Numbered)


def preferred(targets: Sequence[Shard], preference: str | None, node: Node) -> list[Shard]:
    """Returns the shards that `_shards:` leaves, each with the nodes whose copies may be read, in order.

    Raises IllegalArgumentError and NumberFormatError.
    """
    check_preference(preference)
    for part in (preference or "").split("|"):
        kind, colon, value = part.partition(":")
        if kind == "_shards" and colon:
            wanted = {_number(text) for text in value.split(",") if text}
            targets = [target for target in targets if target.number in wanted]
        elif kind == "_only_nodes" and colon and targets and node.others is None and not _means(value, node):
            raise _nobody(value, targets[0])
    if preference and node.others is not None:
        for target in targets:
            target.nodes = _nodes_of(target, preference, node)
    return list(targets)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise NumberFormatError.of(text)
    return int(text)


def _means(criteria: str, node: Node) -> bool:
    """Whether names, ids or patterns mean this node."""
    names = (node.name, node.id, "_local", "_master")
    patterns = [pattern.strip() for pattern in criteria.split(",")]
    return any(matches_any(patterns, name) for name in names)


def _nobody(criteria: str, shard: _Numbered) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"no data nodes with criteria [{criteria}] found for shard: [{shard.index}][{shard.number}]"
    )


def _nodes_of(shard: _Numbered, preference: str, node: Node) -> tuple[str, ...]:
    """Returns the nodes whose copies of a shard may be read, in order. Raises IllegalArgumentError if none may."""
    assert node.others is not None
    nodes = node.others.far.nodes_of(shard.uuid, shard.number)
    kind, colon, value = preference.rpartition("|")[2].partition(":")
    if kind == "_only_local":
        return tuple(other for other in nodes if other == node.id)
    if kind == "_only_nodes" and colon:
        meant = _ids(value, node)
        found = tuple(other for other in nodes if other in meant)
        if not found:
            raise _nobody(value, shard)
        return found
    if kind == "_prefer_nodes" and colon:
        meant = _ids(value, node)
        return tuple(sorted(nodes, key=lambda other: other not in meant))
    if kind.startswith("_") or not nodes:
        return tuple(sorted(nodes, key=lambda other: other != node.id))
    nodes.sort()
    first = crc32(preference.encode()) % len(nodes)
    return (*nodes[first:], *nodes[:first])


def _ids(criteria: str, node: Node) -> set[str]:
    """Returns the ids of the nodes that names, ids, addresses or patterns mean."""
    patterns = [pattern.strip() for pattern in criteria.split(",")]
    state = node.cluster.state
    found = {
        member.id
        for member in members(state).values()
        if any(matches_any(patterns, name) for name in (member.id, member.name, member.host, member.address))
    }
    found |= {node.id} if "_local" in patterns else set()
    master = master_of(state)
    return found | {master} if "_master" in patterns and master is not None else found
