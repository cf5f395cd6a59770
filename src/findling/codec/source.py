"""Stored _source: the JSON of each document, compressed in frames of about 16 KB.

    _source/frames       uint8, zstd frames with content checksums, one after the other; a frame holds the lengths of
                         its documents (uint32 each), then the documents
    _source/frame_start  uint64 (n_frames + 1) into frames
    _source/first_doc    int32 (n_frames + 1), first document of each frame

Nested documents have an empty source.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import zstandard
from numpy.typing import NDArray

from findling.analysis.packed_strings import PackedBytes
from findling.codec.segment import Segment, SegmentWriter, corrupt

FRAME_BYTES = 16 << 10
_CACHED_FRAMES = 32
_codecs = threading.local()  # zstandard's objects are not thread-safe


def pack_frames(sources: Iterable[bytes | PackedBytes], level: int = 1) -> Iterator[tuple[bytes, int]]:
    """Yields compressed frames and the number of documents in each; packed sources stand for all that are in them."""
    pending = PendingFrame()
    for source in sources:
        if isinstance(source, PackedBytes):
            yield from pending.add_packed(source, level)
            continue
        pending.add(source)
        if pending.size >= FRAME_BYTES:
            yield pending.close(level)
    if pending.lengths:
        yield pending.close(level)


class PendingFrame:
    """The documents of a frame that is not full.

    lengths: of each; size: bytes, lengths included
    """

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.size = 0
        self._parts: list[bytes | memoryview] = []

    def add(self, source: bytes) -> None:
        """Adds one document."""
        self._parts.append(source)
        self.lengths.append(len(source))
        self.size += len(source) + 4

    def add_packed(self, sources: PackedBytes, level: int) -> Iterator[tuple[bytes, int]]:
        """Adds many documents and yields the frames that get full: those that they would get one by one."""
        sizes = sources.starts + 4 * np.arange(len(sources) + 1)
        first = 0
        while first < len(sources):
            last = int(np.searchsorted(sizes, sizes[first] + FRAME_BYTES - self.size))
            last = min(last, len(sources))
            self._parts.append(sources.blob.data[sources.starts[first] : sources.starts[last]])
            self.lengths += np.diff(sources.starts[first : last + 1]).tolist()
            self.size += int(sizes[last] - sizes[first])
            first = last
            if self.size >= FRAME_BYTES:
                yield self.close(level)

    def close(self, level: int) -> tuple[bytes, int]:
        """Returns the frame and the number of documents in it; the next one begins."""
        frame, count = _compress(self.lengths, self._parts, level), len(self.lengths)
        self.lengths, self._parts, self.size = [], [], 0
        return frame, count


def write_source(writer: SegmentWriter, frames: Iterable[tuple[bytes, int]]) -> None:
    """Writes frames as `pack_frames` and `SourceReader.raw_frames` yield them, without keeping them."""
    sizes, counts = [0], [0]

    def chunks() -> Iterator[bytes]:
        for frame, n_docs in frames:
            sizes.append(len(frame))
            counts.append(n_docs)
            yield frame

    writer.add_chunks("_source/frames", chunks())
    writer.add("_source/frame_start", np.cumsum(sizes, dtype=np.uint64))
    writer.add("_source/first_doc", np.cumsum(counts, dtype=np.int32))


def _compress(lengths: list[int], parts: list[bytes | memoryview], level: int) -> bytes:
    compressor: zstandard.ZstdCompressor | None = getattr(_codecs, f"compressor_{level}", None)
    if compressor is None:
        compressor = zstandard.ZstdCompressor(level=level, write_checksum=True, write_content_size=True)
        setattr(_codecs, f"compressor_{level}", compressor)
    frame: bytes = compressor.compress(b"".join([np.array(lengths, "<u4").tobytes(), *parts]))
    return frame


class SourceReader:
    """Reads sources; keeps the frames decompressed last. Thread-safe."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._frames: NDArray[np.uint8] = segment.array("_source/frames")
        self._frame_start: NDArray[np.uint64] = segment.array("_source/frame_start")
        self._first_doc: NDArray[np.int32] = segment.array("_source/first_doc")
        self._cache: OrderedDict[int, list[bytes]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def n_frames(self) -> int:
        """How many frames there are."""
        return len(self._first_doc) - 1

    @property
    def nbytes(self) -> int:
        """The compressed size in bytes."""
        return int(self._frame_start[-1])

    def get(self, doc: int) -> bytes:
        """Returns the source of one document."""
        return self.get_many(np.array([doc], np.int32))[0]

    def get_many(self, docs: NDArray[np.int32] | Sequence[int]) -> list[bytes]:
        """Returns the sources of some documents, in their order; each frame is decompressed once.

        Raises CorruptIndexError if a frame is damaged.
        """
        which = np.asarray(docs, np.int32)
        frames = np.searchsorted(self._first_doc, which, side="right") - 1
        places = (which - self._first_doc[frames]).tolist()
        opened = {frame: self._frame(frame) for frame in sorted(set(frames.tolist()))}
        return [opened[frame][place] for frame, place in zip(frames.tolist(), places, strict=True)]

    def raw_frames(self) -> Iterator[tuple[bytes, int]]:
        """Yields all frames as they are, after checking each, and the number of documents in each."""
        counts = np.diff(self._first_doc).tolist()
        for number, count in enumerate(counts):
            self._decompress(number)
            yield self._raw(number), count

    def all(self) -> Iterator[bytes]:
        """Yields the source of every document, without filling the cache."""
        for number in range(self.n_frames):
            yield from self._decompress(number)

    def _frame(self, number: int) -> list[bytes]:
        with self._lock:
            found = self._cache.get(number)
            if found is not None:
                self._cache.move_to_end(number)
                return found
        found = self._decompress(number)
        with self._lock:
            self._cache[number] = found
            if len(self._cache) > _CACHED_FRAMES:
                self._cache.popitem(last=False)
        return found

    def _raw(self, number: int) -> bytes:
        return self._frames[self._frame_start[number] : self._frame_start[number + 1]].tobytes()

    def _decompress(self, number: int) -> list[bytes]:
        decompressor = getattr(_codecs, "decompressor", None)
        if decompressor is None:
            decompressor = _codecs.decompressor = zstandard.ZstdDecompressor()
        n_docs = int(self._first_doc[number + 1] - self._first_doc[number])
        try:
            content: bytes = decompressor.decompress(self._raw(number))
            bounds = [4 * n_docs, *np.frombuffer(content, "<u4", n_docs).tolist()]
        except (zstandard.ZstdError, ValueError) as error:
            offset = self._segment.offset("_source/frames") + int(self._frame_start[number])
            raise corrupt(f"frame [{number}] of _source is damaged", self._segment.path, offset) from error
        ends = np.cumsum(bounds).tolist()
        return [content[start:end] for start, end in pairwise(ends)]
