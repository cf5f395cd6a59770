"""Live documents: which documents of a segment are not deleted, in a small file of its own per commit generation.

magic "FNDLLIV" and the format's letter (E), size in bits (uint64), bitmap words (uint64 each), CRC32C of all that
(uint32); little-endian
"""

import struct
from pathlib import Path

import numpy as np

from findling.codec.bitmap import Bitmap
from findling.codec.checksums import crc32c
from findling.codec.durable_files import sync_descriptor
from findling.codec.segment import corrupt

MAGIC = b"FNDLLIVE"
_HEAD = struct.Struct("<8sQ")


def write_live_docs(path: Path | str, live: Bitmap, sync: bool = True) -> None:
    """Writes the file and syncs it; the caller syncs the directory."""
    data = _HEAD.pack(MAGIC, live.size) + live.words.astype("<u8", copy=False).tobytes()
    with Path(path).open("wb") as file:
        file.write(data + struct.pack("<I", crc32c(data)))
        file.flush()
        if sync:
            sync_descriptor(file.fileno())


def read_live_docs(path: Path | str, max_doc: int) -> Bitmap:
    """Returns the live documents of a segment; raises CorruptIndexError if the file is damaged or of another size."""
    path = Path(path)
    data = path.read_bytes()
    if data[:7] == MAGIC[:7] and data[7:8] > MAGIC[7:]:
        raise corrupt(f"live docs of format [{data[7:8].decode('latin-1')}], this Findling reads [E]", path, 0)
    expected = _HEAD.size + -(-max_doc // 64) * 8 + 4
    if len(data) != expected:
        raise corrupt(f"live docs have [{len(data)}] bytes instead of [{expected}]", path, min(len(data), expected))
    if crc32c(data[:-4]) != struct.unpack("<I", data[-4:])[0]:
        raise corrupt("checksum of live docs does not match", path, 0)
    magic, size = _HEAD.unpack_from(data)
    if magic != MAGIC or size != max_doc:
        raise corrupt(f"live docs are for [{size}] documents, the segment has [{max_doc}]", path, 0)
    return Bitmap(np.frombuffer(data[_HEAD.size : -4], "<u8").astype(np.uint64), max_doc)
