"""CRC-32C (Castagnoli) of bytes, arrays and parts of files."""

import os

import google_crc32c
import numpy as np
from numpy.typing import NDArray

_CHUNK_BYTES = 1 << 20


def crc32c(data: bytes | bytearray | memoryview, crc: int = 0) -> int:
    """Returns the checksum of `data`, continuing from the checksum of what stood before it."""
    return int(google_crc32c.extend(crc, bytes(data) if isinstance(data, memoryview) else data))


def array_bytes(array: NDArray[np.generic]) -> memoryview:
    """Returns the bytes of a contiguous array, without copying them."""
    return memoryview(array.reshape(-1).view(np.uint8).data) if array.size else memoryview(b"")


def crc32c_of_array(array: NDArray[np.generic], crc: int = 0) -> int:
    """Returns the checksum of the array's bytes, in pieces, so that no whole copy is made."""
    data = array_bytes(array)
    for start in range(0, len(data), _CHUNK_BYTES):
        crc = crc32c(data[start : start + _CHUNK_BYTES], crc)
    return crc


def crc32c_of_file(fd: int, offset: int, size: int) -> int:
    """Returns the checksum of the bytes [offset, offset + size) of an open file.

    They are read with pread, not through a mapping, so that they do not stay in the process's resident memory. The
    checksum of fewer bytes if the file ends early.
    """
    crc, end = 0, offset + size
    while offset < end:
        chunk = os.pread(fd, min(_CHUNK_BYTES, end - offset), offset)
        if not chunk:
            break
        crc = crc32c(chunk, crc)
        offset += len(chunk)
    return crc
