"""Compression of frames of stored sources, with or without a dictionary."""

import threading
from collections.abc import Callable, Sequence

import zstandard

SEPARATOR = b"\0"


class _Codecs(threading.local):
    """What each thread has of its own: zstandard's objects are not thread-safe."""

    decompressor: zstandard.ZstdDecompressor | None = None


_codecs = _Codecs()


class FramePacker:
    """Compresses frames. Not for several threads at once.

    dictionary: of `train_dictionary`; empty: none
    """

    def __init__(self, level: int, dictionary: bytes = b"") -> None:
        shared = None
        if dictionary:
            shared = zstandard.ZstdCompressionDict(dictionary)
            shared.precompute_compress(level=level)
        self._compressor = zstandard.ZstdCompressor(
            level=level, dict_data=shared, write_checksum=True, write_content_size=True, write_dict_id=False
        )

    def pack(self, content: bytes) -> bytes:
        """Returns the compressed frame of some content."""
        frame: bytes = self._compressor.compress(content)
        return frame


def frame_reader(dictionary: bytes) -> Callable[[bytes | memoryview], bytes]:
    """Returns a thread-safe function from frame to content; it raises zstandard.ZstdError for a damaged frame."""
    if not dictionary:
        return _unpack_plain
    shared = zstandard.ZstdCompressionDict(dictionary)
    own = _Codecs()

    def unpack(frame: bytes | memoryview) -> bytes:
        if own.decompressor is None:
            own.decompressor = zstandard.ZstdDecompressor(dict_data=shared)
        content: bytes = own.decompressor.decompress(frame)
        return content

    return unpack


def _unpack_plain(frame: bytes | memoryview) -> bytes:
    if _codecs.decompressor is None:
        _codecs.decompressor = zstandard.ZstdDecompressor()
    content: bytes = _codecs.decompressor.decompress(frame)
    return content


def train_dictionary(samples: Sequence[bytes], size: int) -> bytes:
    """Returns a dictionary of so many bytes for documents like these; empty if they are too few or too much alike."""
    try:
        trained: bytes = zstandard.train_dictionary(size, list(samples)).as_bytes()
    except zstandard.ZstdError:
        return b""
    return trained
