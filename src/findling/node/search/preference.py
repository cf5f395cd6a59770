"""The `preference` parameter: which shards and nodes a search asks."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.wildcards import matches_any
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
    def number(self) -> int: ...


Shard = TypeVar("Shard", bound=_Numbered)


def preferred(targets: Sequence[Shard], preference: str | None, node: Node) -> list[Shard]:
    """Returns the shards that `_shards:` leaves; `_only_nodes:` must mean this node, where all shards are.

    Raises IllegalArgumentError and NumberFormatError.
    """
    check_preference(preference)
    for part in (preference or "").split("|"):
        kind, colon, value = part.partition(":")
        if kind == "_shards" and colon:
            wanted = {_number(text) for text in value.split(",") if text}
            targets = [target for target in targets if target.number in wanted]
        elif kind == "_only_nodes" and colon and targets and not _means(value, node):
            index, number = targets[0].index, targets[0].number
            raise IllegalArgumentError(f"no data nodes with criteria [{value}] found for shard: [{index}][{number}]")
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
