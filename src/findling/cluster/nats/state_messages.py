"""Messages of the cluster state as bytes, in formats that nodes of different versions read.

Each member says which format is the newest that it reads. Messages are written in the newest that all members read, so
that a cluster can be upgraded node by node.

1: JSON
2: the byte 2, then JSON compressed by zstd: whole states of many indices stay below what NATS carries in a message
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson
import zstandard

from findling.base.errors import IllegalStateError
from findling.cluster.shards.members import STATE_FORMAT

_PLAIN: Final = ord("{")
_LARGEST: Final = 1 << 30
"""Bytes of JSON in a message: what claims to have more is damaged."""


def encode(body: Mapping[str, Any], version: int) -> bytes:
    """Returns a message in a format. Raises TypeError for what JSON has no form of."""
    plain = orjson.dumps(body)
    return plain if version < 2 else bytes([2]) + zstandard.compress(plain)


def decode(payload: bytes) -> Any:
    """Returns what is in a message. Raises IllegalStateError for one of a later format."""
    version = 1 if payload[:1] == bytes([_PLAIN]) else payload[0]
    if version > STATE_FORMAT:
        raise IllegalStateError(
            f"the cluster's state is written in format {version}, this Findling reads {STATE_FORMAT}: "
            "it is older than the other nodes"
        )
    plain = payload if version < 2 else zstandard.decompress(payload[1:], max_output_size=_LARGEST)
    return orjson.loads(plain)
