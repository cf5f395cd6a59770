"""Request bodies: size limits and gzip in bounded steps, so that a small body cannot unpack into a large one."""

import zlib

from findling.base.errors import ContentTooLargeError, ParseError

MAX_CONTENT_BYTES = 100 << 20
_STEP_BYTES = 1 << 16
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class BodyReader:
    """Collects the chunks of one request body, unpacking them on the way.

    encoding: value of Content-Encoding
    Raises ContentTooLargeError as soon as the unpacked body exceeds `limit` bytes, ParseError for a body
    that is not what its encoding says.
    """

    def __init__(self, encoding: str | None, limit: int = MAX_CONTENT_BYTES) -> None:
        name = (encoding or "identity").strip().lower()
        if name not in ("gzip", "deflate", "identity", ""):
            raise ParseError(f"Content-Encoding [{encoding}] is not supported")
        self._unzip = zlib.decompressobj(_GZIP_WINDOW if name == "gzip" else zlib.MAX_WBITS) if name in (
            "gzip", "deflate") else None  # fmt: skip
        self._chunks: list[bytes] = []
        self._size = 0
        self._limit = limit

    def feed(self, chunk: bytes) -> None:
        """Takes the next chunk as it came over the wire."""
        if self._unzip is None:
            self._take(chunk)
            return
        try:
            while chunk:
                self._take(self._unzip.decompress(chunk, _STEP_BYTES))
                chunk = self._unzip.unconsumed_tail
        except zlib.error as error:
            raise ParseError(f"cannot decompress the request body: {error}") from error

    def _take(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._limit:
            raise too_large(self._limit)
        self._chunks.append(chunk)

    def finish(self) -> bytes:
        """Returns the whole body."""
        if self._unzip is not None and self._size and not self._unzip.eof:
            raise ParseError("cannot decompress the request body: it ends too early")
        return b"".join(self._chunks)


def too_large(limit: int) -> ContentTooLargeError:
    """Returns the error for a body above the limit."""
    return ContentTooLargeError(f"entity content is too long [content length exceeds {limit} bytes] for the configured "
                                f"buffer limit [{limit}]")  # fmt: skip
