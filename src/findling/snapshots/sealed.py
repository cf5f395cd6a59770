"""JSON as repositories keep it: packed, with a head that tells the format and the checksum.

A blob is one line, `findling-snapshots 1 <CRC-32C of the rest, 8 hex digits>`, and the JSON as a zstd frame.
"""

import re
from typing import Any, Final

import orjson
import zstandard

from findling.codec.checksums import crc32c

FORMAT: Final = 1
_HEAD: Final = re.compile(rb"findling-snapshots (\d{1,3}) ([0-9a-f]{8})")
_LARGEST: Final = 1 << 30


class DamagedBlobError(ValueError):
    """A blob that is not what was written; the text says how it differs."""


def seal(value: object) -> bytes:
    """Returns the blob of JSON."""
    packed = zstandard.ZstdCompressor().compress(orjson.dumps(value))
    return b"findling-snapshots %d %08x\n%b" % (FORMAT, crc32c(packed), packed)


def unseal(blob: bytes) -> Any:
    """Returns the JSON of a blob. Raises DamagedBlobError."""
    head, _, packed = blob.partition(b"\n")
    named = _HEAD.fullmatch(head)
    if named is None:
        raise DamagedBlobError("it is none of Findling's")
    if int(named[1]) > FORMAT:
        raise DamagedBlobError(f"it has format {int(named[1])}, this Findling reads {FORMAT}")
    if crc32c(packed) != int(named[2], 16):
        raise DamagedBlobError("its checksum does not match")
    return orjson.loads(zstandard.ZstdDecompressor().decompress(packed, max_output_size=_LARGEST))
