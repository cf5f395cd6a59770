"""The hash of a document's routing fields, which says its shard and begins its `_id`.

Source: Elasticsearch's IndexRouting.ExtractFromSource: the fields as they stand in the JSON, before any mapping.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.java_values import shown
from findling.base.json_values import json_token
from findling.base.wildcards import matches_any
from findling.kernels.columns.murmur3 import hash_strings

_BYTES: Final = 4
_MASK: Final = 0xFFFFFFFF


def routing_hash(document: Mapping[str, Any], routing_path: Sequence[str]) -> int:
    """Returns the hash, unsigned 32 bits. Raises IllegalArgumentError for a document without routing fields."""
    found = sorted(_routing_values(document, "", routing_path, False), key=lambda pair: pair[0])
    if not found:
        raise IllegalArgumentError("Error extracting routing: source didn't contain any routing fields")
    hashes = hash_strings([text for pair in found for text in pair], 0).tolist()
    result = 0
    for name, value in zip(hashes[::2], hashes[1::2], strict=True):
        result = (31 * result + (name ^ value)) & _MASK
    return result


def _routing_values(
    members: Mapping[str, Any], path: str, routing_path: Sequence[str], is_within: bool
) -> Iterator[tuple[bytes, bytes]]:
    """Yields name and text of all values at names that fit, and below them, in the order of the document."""
    for key, value in members.items():
        name = f"{path}.{key}" if path else key
        fits = is_within or matches_any(routing_path, name)
        if isinstance(value, dict):
            yield from _routing_values(value, name, routing_path, fits)
        elif fits:
            for leaf in _leaves(value):
                yield name.encode("utf-8", "surrogatepass"), leaf.encode("utf-8", "surrogatepass")


def _leaves(value: object) -> Iterator[str]:
    if not isinstance(value, list):
        if value is not None:
            yield shown(value)
        return
    for entry in value:
        if entry is None or isinstance(entry, (dict, list)):
            fault = ParsingError(f"Failed to parse object: expecting value token but found [{json_token(entry)}]")
            raise IllegalArgumentError(f"Error extracting routing: {fault.reason}") from fault
        yield shown(entry)


def encode_hash(hashed: int) -> str:
    """Returns a routing hash as `_ts_routing_hash` shows it, which a document of a time series has for its routing."""
    return base64.urlsafe_b64encode(hashed.to_bytes(_BYTES, "little")).rstrip(b"=").decode()


def decode_hash(text: str) -> int | None:
    """Returns the routing hash that an id or an encoded hash begins with; None if the text is neither."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return None if len(data) < _BYTES else int.from_bytes(data[:_BYTES], "little")
