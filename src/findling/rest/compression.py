"""Request bodies: limits of size and memory, and gzip in steps, so that a small body cannot unpack into a large one."""

import zlib
from types import TracebackType
from typing import Final, Self

from findling.base.errors import ContentTooLargeError, ParseError
from findling.base.work.breakers import CircuitBreaker, MemoryAccount
from findling.base.work.json_decoding import LONG_BYTES, decoded_size
from findling.rest.request import Request

MAX_CONTENT_BYTES = 100 << 20
MAX_RATIO: Final = 250
"""A body may unpack to so many times its size once it has more than _ANY_RATIO_BYTES."""
_ANY_RATIO_BYTES: Final = 8 << 20
_STEP_BYTES = 1 << 16
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_LABEL: Final = "<http_request>"
_SMALL_BYTES: Final = 1 << 20


class BodyMemory:
    """What a body takes of the node's memory while it comes in and afterwards.

    body: holds it to the end of the request; arriving: what all bodies of more than a megabyte that are not complete
    may have together, so that those who never complete them leave room for others
    """

    def __init__(self, body: MemoryAccount, arriving: CircuitBreaker) -> None:
        self._body = body
        self._arriving = arriving
        self._held = 0

    def add(self, size: int, so_far: int) -> None:
        """Reserves `size` bytes of a body that had `so_far`. Raises CircuitBreakingError (429)."""
        self._body.add(size, _LABEL)
        if so_far + size > _SMALL_BYTES:
            self._arriving.add(size, _LABEL)
            self._held += size

    def complete(self) -> None:
        """The body is complete, or will not be."""
        self._arriving.release(self._held)
        self._held = 0


class BodyReader:
    """Collects the chunks of one request body, unpacking them on the way; a context manager.

    encoding: value of Content-Encoding
    Raises ContentTooLargeError as soon as the unpacked body exceeds `limit` bytes or too many times its packed size,
    ParseError for a body that is not what its encoding says.
    """

    def __init__(self, encoding: str | None, memory: BodyMemory, limit: int = MAX_CONTENT_BYTES) -> None:
        name = (encoding or "identity").strip().lower()
        if name not in ("gzip", "deflate", "identity", ""):
            raise ParseError(f"Content-Encoding [{encoding}] is not supported")
        self._unzip = zlib.decompressobj(_GZIP_WINDOW if name == "gzip" else zlib.MAX_WBITS) if name in (
            "gzip", "deflate") else None  # fmt: skip
        self._chunks: list[bytes] = []
        self._size = 0
        self._packed = 0
        self._limit = limit
        self._memory = memory

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._memory.complete()
        self._chunks.clear()

    def feed(self, chunk: bytes) -> None:
        """Takes the next chunk as it came over the wire."""
        self._packed += len(chunk)
        if self._unzip is None:
            self._take(chunk)
            return
        try:
            while chunk:
                self._take(self._unzip.decompress(chunk, _STEP_BYTES))
                self._check_ratio()
                chunk = self._unzip.unconsumed_tail
        except zlib.error as error:
            raise ParseError(f"cannot decompress the request body: {error}") from error

    def _take(self, chunk: bytes) -> None:
        if self._size + len(chunk) > self._limit:
            raise too_large(self._limit)
        self._memory.add(len(chunk), self._size)
        self._size += len(chunk)
        self._chunks.append(chunk)

    def _check_ratio(self) -> None:
        if self._size > _ANY_RATIO_BYTES and self._size > MAX_RATIO * self._packed:
            raise ContentTooLargeError(
                f"entity content is too long [it unpacks to more than {MAX_RATIO} times its [{self._packed}] bytes]"
            )

    def finish(self) -> bytes:
        """Returns the whole body."""
        if self._unzip is not None and self._size and not self._unzip.eof:
            raise ParseError("cannot decompress the request body: it ends too early")
        return b"".join(self._chunks)


def body_size(request: Request) -> int:
    """Returns about how much memory the values of a body take once it is decoded; 0 for one that is not, or is short.

    Lines are decoded one by one by those who take them.
    """
    body = request.body
    if len(body) < LONG_BYTES or (request.content_type is not None and request.content_type.ndjson):
        return 0
    return decoded_size(body)


def too_large(limit: int) -> ContentTooLargeError:
    """Returns the error for a body above the limit."""
    return ContentTooLargeError(f"entity content is too long [content length exceeds {limit} bytes] for the configured "
                                f"buffer limit [{limit}]")  # fmt: skip
