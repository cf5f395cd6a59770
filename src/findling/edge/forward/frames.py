"""Batches of documents as they lie in the outbox and go over the wire.

A frame is a head (JSON) and a body (zstd): one document a line, its key, a tab, its JSON. Several frames make a
message: each has its length before it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
import zstandard

from findling.base.errors import IllegalArgumentError

_LENGTH_BYTES: Final = 4
_MOST_BYTES: Final = 64 << 20
_LEVEL: Final = 3
FRAME_BYTES: Final = 1 << 20
"""Of the documents of a frame, before they are packed; a frame of one document may have more."""
LARGEST_DOCUMENT: Final = 4 << 20
"""A frame of one such document still fits into a message of NATS, whatever its bytes are, with others before it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Documents of one index. origin: names of the edges they came through, below the one that sends them"""

    index: str
    origin: str
    documents: list[tuple[str, bytes]]
    priority: str = "normal"


def split(frame: Frame) -> Iterator[Frame]:
    """Yields frames that have the documents of one, in order, each of about `FRAME_BYTES` at most."""
    part: list[tuple[str, bytes]] = []
    size = 0
    for document in frame.documents:
        n_bytes = len(document[0]) + len(document[1])
        if part and size + n_bytes > FRAME_BYTES:
            yield replace(frame, documents=part)
            part, size = [], 0
        part.append(document)
        size += n_bytes
    if part:
        yield replace(frame, documents=part)


def packed(frame: Frame) -> bytes:
    """Returns the bytes of a frame."""
    body = b"\n".join(key.encode() + b"\t" + source for key, source in frame.documents)
    said = {"index": frame.index, "origin": frame.origin, "priority": frame.priority, "count": len(frame.documents)}
    head = orjson.dumps(said)
    return head + b"\n" + zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def unpacked(data: bytes) -> Frame:
    """Returns the frame of bytes. Raises IllegalArgumentError for what is none."""
    head, _, body = data.partition(b"\n")
    try:
        said: dict[str, Any] = orjson.loads(head)
        text = zstandard.ZstdDecompressor().decompress(body, max_output_size=_MOST_BYTES)
        lines = text.split(b"\n") if text else []
        documents = [(key.decode(), source) for key, _, source in (line.partition(b"\t") for line in lines)]
        return Frame(str(said["index"]), str(said["origin"]), documents, str(said["priority"]))
    except (orjson.JSONDecodeError, zstandard.ZstdError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise IllegalArgumentError(f"no frame of documents: {error}") from error


def joined(frames: Iterable[bytes]) -> bytes:
    """Returns a message of frames."""
    return b"".join(len(frame).to_bytes(_LENGTH_BYTES, "big") + frame for frame in frames)


def parted(message: bytes) -> Iterator[bytes]:
    """Yields the frames of a message. Raises IllegalArgumentError for one that is cut."""
    place = 0
    while place < len(message):
        length = int.from_bytes(message[place : place + _LENGTH_BYTES], "big")
        place += _LENGTH_BYTES
        if length == 0 or place + length > len(message):
            raise IllegalArgumentError("a message of frames is cut")
        yield message[place : place + length]
        place += length
