"""Files and standard input as bytes, plain or unpacked, with a count of what was read."""

import contextlib
import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import zstandard

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class CountingReader(io.RawIOBase):
    """Counts the bytes read from a file, so that progress can be shown for compressed input as well."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.bytes_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.bytes_read += len(data)
        return len(data)


@contextmanager
def open_input(path: str) -> Iterator[tuple[CountingReader, io.BufferedIOBase]]:
    """Opens a file or standard input and undoes gzip or zstd, told by the first bytes."""
    with contextlib.ExitStack() as stack:
        raw = sys.stdin.buffer if path == "-" else stack.enter_context(open(path, "rb"))
        counting = CountingReader(raw)
        buffered = io.BufferedReader(counting, 1 << 20)
        yield counting, decompressed(buffered)


def decompressed(buffered: "io.BufferedReader[CountingReader]") -> io.BufferedIOBase:
    magic = buffered.peek(4)[:4]
    if magic[:2] == GZIP_MAGIC:
        return gzip.GzipFile(fileobj=buffered)
    if magic == ZSTD_MAGIC:
        reader = zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True)
        return io.BufferedReader(reader, 1 << 20)
    return buffered
