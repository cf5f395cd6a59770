"""fingerprint: a hash of some fields."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable, Iterator
from typing import Any, Final

from findling.analysis.murmur3_128 import murmur3_128
from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register


def _murmur(data: bytes) -> bytes:
    return struct.pack(">QQ", *murmur3_128(data))


METHODS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "SHA-1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "SHA-256": lambda data: hashlib.sha256(data).digest(),
    "SHA-512": lambda data: hashlib.sha512(data).digest(),
    "MurmurHash3": _murmur,
}


class FingerprintProcessor(Processor):
    """Hashes values with what tells them apart. Source: Elasticsearch's FingerprintProcessor."""

    kind = "fingerprint"

    def __init__(
        self, fields: list[FieldPath], target: FieldPath, salt: bytes, method: str, ignores_missing: bool
    ) -> None:
        self._fields = sorted(fields, key=lambda path: path.text)
        self._target = target
        self._salt = salt
        self._hash = METHODS[method]
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        values = []
        for path in reversed(self._fields):
            value = path.get(document, True)
            if value is not None:
                values.append(value)
            elif not self._ignores_missing:
                raise IllegalArgumentError(f"missing field [{path.text}] when calculating fingerprint")
        if values:
            data = self._salt + b"".join(piece for value in reversed(values) for piece in _pieces(value))
            self._target.set(document, base64.b64encode(self._hash(data)).decode())


def _pieces(value: Any) -> Iterator[bytes]:
    if isinstance(value, list):
        for entry in value:
            yield from _pieces(entry)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield b"\0" + key.encode()
            yield from _pieces(value[key])
    else:
        yield b"\0" + _bytes_of(value)


def _bytes_of(value: Any) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if isinstance(value, bool):
        return b"\1" if value else b"\2"
    if isinstance(value, int):
        return struct.pack("<i" if -(2**31) <= value < 2**31 else "<q", value)
    return struct.pack("<d", value)


@register("fingerprint")
def make_fingerprint(making: Making) -> FingerprintProcessor:
    """Reads {"fingerprint": {"fields": ["user", "time"]}}."""
    given = making.configuration
    fields = given.required_list("fields")
    if not fields:
        raise given.fault("fields", "must specify at least one field")
    target = given.text("target_field") or "fingerprint"
    salt = given.text("salt") or ""
    method = given.text("method") or "SHA-1"
    if method not in METHODS:
        raise given.fault("method", f"[{method}] must be one of the supported hash methods [{','.join(METHODS)}]")
    salt_bytes = salt.encode() if salt.strip() else b""
    paths = [field_path(str(name)) for name in fields]
    return FingerprintProcessor(paths, field_path(target), salt_bytes, method, given.flag("ignore_missing"))
