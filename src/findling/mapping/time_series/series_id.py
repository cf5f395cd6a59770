"""The `_tsid` of a time series: hashes of the names and values of its dimensions, one beside the other.

Series that have values in common stand near each other in its order.
Source: Elasticsearch's RoutingPathFields. Its hashes also cover what its buffers have beyond a name or value; here
zeros of the same number are added.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

from findling.analysis.murmur3_128 import murmur3_128
from findling.base.errors import IllegalArgumentError
from findling.kernels.columns.murmur3 import hash_strings

_MOST_HASHED: Final = 512
_PAGE: Final = 16_384

# name, and the encoded values of one dimension of a series in the order of the document
Dimension = tuple[str, Sequence[bytes]]


def encode_text(text: bytes) -> bytes:
    """Returns the value of a text as it is hashed."""
    return b"s" + variable_length(len(text)) + text


def encode_long(number: int) -> bytes:
    """Returns the value of a whole number as it is hashed."""
    return b"l" + (number & (1 << 64) - 1).to_bytes(8, "big")


def encode_unsigned(number: int) -> bytes:
    """Returns the value of an unsigned_long as it is hashed. number: as its column has it, less 2 ** 63"""
    value = number + (1 << 63)
    return encode_long(value) if value < 1 << 63 else b"u" + (number & (1 << 64) - 1).to_bytes(8, "big")


def encode_truth(number: int) -> bytes:
    """Returns the value of a boolean as it is hashed."""
    return b"bt" if number else b"bf"


def variable_length(number: int) -> bytes:
    """Returns a number in as many bytes as it needs, 7 bits each, the lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))


def series_id(dimensions: Sequence[Dimension]) -> bytes:
    """Returns the `_tsid` of a series. dimensions: those with values, by the UTF-8 bytes of their names"""
    values = [value for _, encoded in dimensions for value in encoded]
    firsts = [encoded[0] for _, encoded in dimensions[:_MOST_HASHED]]
    parts = [
        _hash_128(b"".join(map(_padded_name, (name for name, _ in dimensions)))),
        hash_strings(firsts, 0).astype("<u4").tobytes(),
        _hash_128(b"".join(map(_padded_value, values))),
    ]
    hashed = b"".join(parts)
    return variable_length(len(hashed)) + hashed


def shown_series(series: bytes) -> str:
    """Returns a `_tsid` as text."""
    return base64.urlsafe_b64encode(series).rstrip(b"=").decode()


def read_series(text: str) -> bytes:
    """Returns the `_tsid` that a text shows. Raises IllegalArgumentError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise IllegalArgumentError(f"Illegal base64 character in [{text}]") from None


def _hash_128(data: bytes) -> bytes:
    return b"".join(half.to_bytes(8, "little") for half in murmur3_128(data))


def _padded_name(name: str) -> bytes:
    """Returns a name in a buffer for the longest UTF-8 that so many UTF-16 units can have."""
    encoded = name.encode("utf-8", "surrogatepass")
    units = len(name.encode("utf-16-le", "surrogatepass")) // 2
    return encoded.ljust(3 * units, b"\0")


def _padded_value(value: bytes) -> bytes:
    """Returns a value in a buffer that grew as it was written: an eighth beyond what is needed, in steps of 8."""
    size = len(value)
    if size > _PAGE:
        return value
    grown = 8 if size <= 8 else size + max(size >> 3, 3) + 7 & ~7
    return value.ljust(grown, b"\0")
