"""The order in which Java's HashMap goes through its keys, where answers of Elasticsearch show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SMALLEST: Final = 16
_LOAD: Final = 0.75
_BITS: Final = 0xFFFFFFFF


def string_hash(text: str) -> int:
    """Returns what String.hashCode does, without the sign."""
    hashed = 0
    encoded = text.encode("utf-16-le", "surrogatepass")
    for place in range(0, len(encoded), 2):
        hashed = (31 * hashed + int.from_bytes(encoded[place : place + 2], "little")) & _BITS
    return hashed


def in_map_order(names: Iterable[str]) -> list[str]:
    """Returns distinct names as a map goes through them that they were put into one after the other."""
    found = list(names)
    size = _SMALLEST
    while size * _LOAD < len(found):
        size *= 2
    return sorted(found, key=lambda name: _spread(string_hash(name)) & (size - 1))


def _spread(hashed: int) -> int:
    return hashed ^ hashed >> 16
