"""Partial results as bytes, to be sent from one node to another.

The form: `FPA1`, the length of the head as 4 bytes (little endian), the head, the blobs. The head is JSON; what JSON
has no form for is an object with a single member whose name begins with `$`:

    {"$array": [dtype, offset, length]}   an array of one dimension; its items lie in the blobs, little endian
    {"$bytes": [offset, length]}          bytes in the blobs
    {"$json": [offset, length]}           JSON in the blobs, such as the source of a hit, to be spliced in as it is
    {"$float": "nan"}                     a number that is not finite: nan, inf, -inf
    {"$int": "18446744073709551616"}      a whole number beyond 64 bits
    {"$tuple": [...]}                     a tuple: what hits compare by
    {"$object": [[name, value], ...]}     an object with a name that begins with $ itself
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import orjson

MAGIC: Final = b"FPA1"
_LEAST: Final = -(2**63)
_MOST: Final = 2**64 - 1


def encode(partial: object) -> bytes:
    """Returns the bytes of a partial result. Raises TypeError for what is no plain value."""
    blobs: list[bytes] = []
    head = orjson.dumps(_Encoder(blobs).plain(partial))
    return b"".join((MAGIC, len(head).to_bytes(4, "little"), head, *blobs))


def decode(data: bytes) -> Any:
    """Returns the partial result of some bytes; its arrays are views of them. Raises ValueError for other bytes."""
    if data[:4] != MAGIC:
        raise ValueError("no partial results")
    start = 8 + int.from_bytes(data[4:8], "little")
    return _Decoder(memoryview(data)[start:]).value(orjson.loads(data[8:start]))


class _Encoder:
    def __init__(self, blobs: list[bytes]) -> None:
        self._blobs = blobs
        self._offset = 0

    def plain(self, value: object) -> object:
        """Returns what JSON has of a value."""
        if value is None or isinstance(value, (str, bool)):
            return value
        if isinstance(value, int):
            return value if _LEAST <= value <= _MOST else {"$int": str(value)}
        if isinstance(value, float):
            return value if math.isfinite(value) else {"$float": str(value)}
        if isinstance(value, Mapping):
            return self._object(value)
        if isinstance(value, list):
            return [self.plain(entry) for entry in value]
        if isinstance(value, tuple):
            return {"$tuple": [self.plain(entry) for entry in value]}
        if isinstance(value, np.ndarray):
            items = np.ascontiguousarray(value, value.dtype.newbyteorder("<"))
            return {"$array": [value.dtype.str[1:], self._put(items.tobytes()), len(value)]}
        if isinstance(value, (bytes, memoryview)):
            return {"$bytes": [self._put(bytes(value)), len(value)]}
        if isinstance(value, orjson.Fragment):
            text = orjson.dumps(value)
            return {"$json": [self._put(text), len(text)]}
        raise TypeError(f"a partial result cannot hold {type(value).__name__}")

    def _object(self, value: Mapping[str, object]) -> dict[str, object]:
        members = {name: self.plain(entry) for name, entry in value.items()}
        if any(name.startswith("$") for name in members):
            return {"$object": [[name, entry] for name, entry in members.items()]}
        return members

    def _put(self, blob: bytes) -> int:
        offset = self._offset
        # so that arrays can be read where they lie
        padded = blob + bytes(-len(blob) % 8)
        self._blobs.append(padded)
        self._offset += len(padded)
        return offset


class _Decoder:
    def __init__(self, blobs: memoryview) -> None:
        self._blobs = blobs

    def value(self, plain: object) -> object:
        """Returns the value of what JSON had of it."""
        if isinstance(plain, list):
            return [self.value(entry) for entry in plain]
        if not isinstance(plain, dict):
            return plain
        name = next(iter(plain), "")
        return self._special(name, plain[name]) if name.startswith("$") else self._members(plain.items())

    def _members(self, members: Any) -> dict[str, Any]:
        return {name: self.value(entry) for name, entry in members}

    def _special(self, name: str, body: Any) -> Any:
        if name == "$array":
            dtype, offset, length = body
            return np.frombuffer(self._blobs, np.dtype(f"<{dtype}"), length, offset) if length else np.empty(0, dtype)
        if name == "$bytes":
            return bytes(self._blobs[body[0] : body[0] + body[1]])
        if name == "$json":
            return orjson.Fragment(bytes(self._blobs[body[0] : body[0] + body[1]]))
        if name == "$tuple":
            return tuple([self.value(entry) for entry in body])
        if name == "$object":
            return self._members(body)
        return float(body) if name == "$float" else int(body)
