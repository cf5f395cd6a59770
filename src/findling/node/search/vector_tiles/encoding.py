"""Writes vector tiles: protocol buffers of the vector tile specification 2.1."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Value = str | bool | int | float
POINT, LINE, POLYGON = 1, 2, 3
_VERSION: Final = 2
_VARINT, _DOUBLE, _BYTES = 0, 1, 2


class Layer:
    """One layer. Names and values of properties are kept once and numbered as they come."""

    def __init__(self, name: str, extent: int) -> None:
        self._name = name
        self._extent = extent
        self._keys: dict[str, int] = {}
        self._values: dict[tuple[type, Value], int] = {}
        self._features: list[bytes] = []

    def add(self, kind: int, geometry: Sequence[int], properties: Mapping[str, Value]) -> None:
        """Adds a feature. kind: POINT, LINE or POLYGON; geometry: its commands"""
        tags = []
        for key, value in properties.items():
            tags.append(self._keys.setdefault(key, len(self._keys)))
            tags.append(self._values.setdefault((type(value), value), len(self._values)))
        self._features.append(_field(2, _packed(tags)) + _number(3, kind) + _field(4, _packed(geometry)))

    def to_bytes(self) -> bytes:
        """Returns the layer as a part of a tile."""
        parts = [_field(1, self._name.encode())]
        parts += [_field(2, feature) for feature in self._features]
        parts += [_field(3, key.encode("utf-8", "replace")) for key in self._keys]
        parts += [_field(4, _value(value)) for _, value in self._values]
        parts += [_number(5, self._extent), _number(15, _VERSION)]
        return _field(3, b"".join(parts))


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return _field(1, value.encode("utf-8", "replace"))
    if isinstance(value, bool):
        return _number(7, int(value))
    if isinstance(value, int):
        return _number(4, value & (1 << 64) - 1)
    return _varint(3 << 3 | _DOUBLE) + struct.pack("<d", value)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _packed(values: Iterable[int]) -> bytes:
    return b"".join(map(_varint, values))


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)
