"""Stored sources: the JSON of each document, in compressed frames.

    _source/frames       uint8, zstd frames with content checksums, one after the other; a frame holds its documents
                         with a zero byte between them, which JSON never contains
    _source/frame_start  narrow uint (n_frames + 1) into frames
    _source/first_doc    int32 (n_frames + 1), first document of each frame

Frames that a merge packed have a zstd dictionary. They come in parts, one after the other, each with one dictionary:

    _source/dictionaries      uint8, the dictionaries one after the other; an empty one stands for none
    _source/dictionary_start  narrow uint (n_parts + 1) into dictionaries
    _source/first_frame       int32 (n_parts), first frame of each part
    left out if no frame has a dictionary

Nested documents have an empty source.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import zstandard
from numpy.typing import NDArray

from findling.analysis.packed_strings import PackedBytes
from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import starts_of
from findling.codec.narrow import narrow_unsigned
from findling.codec.segment import Segment, SegmentWriter, corrupt
from findling.codec.stored.source_frames import SEPARATOR, FramePacker, frame_reader
from findling.kernels.terms import terms as kernel

__all__ = ["FRAME_BYTES", "SourceReader", "pack_frames", "write_source"]

FRAME_BYTES = 16 << 10
_CACHED_FRAMES = 64


def pack_frames(
    sources: Iterable[bytes | PackedBytes], packer: FramePacker | None = None
) -> Iterator[tuple[bytes, int]]:
    """Yields compressed frames and the number of documents in each; packed sources stand for all that are in them.

    Raises IllegalArgumentError if a source contains a zero byte.
    """
    pending = _PendingFrame(packer or FramePacker(level=1))
    for source in sources:
        if isinstance(source, PackedBytes):
            yield from pending.add_packed(source)
            continue
        pending.add(source)
        if pending.size >= FRAME_BYTES:
            yield pending.close()
    if pending.count:
        yield pending.close()


class _PendingFrame:
    """The documents of a frame that is not full.

    count: number of documents; size: bytes, separators included
    """

    def __init__(self, packer: FramePacker) -> None:
        self._packer = packer
        self._parts: list[bytes] = []
        self.count = self.size = 0

    def add(self, source: bytes) -> None:
        """Adds one document."""
        self._parts.append(source)
        self.count += 1
        self.size += len(source) + 1

    def add_packed(self, sources: PackedBytes) -> Iterator[tuple[bytes, int]]:
        """Adds many documents and yields the frames that get full: those that they would get one by one."""
        sizes = sources.starts + np.arange(len(sources) + 1)
        first = 0
        while first < len(sources):
            last = min(int(np.searchsorted(sizes, sizes[first] + FRAME_BYTES - self.size)), len(sources))
            size = int(sizes[last] - sizes[first])
            joined = np.zeros(size - 1, np.uint8)
            kernel.join_strings(sources.blob, sources.starts[first : last + 1], joined)
            self._parts.append(joined.tobytes())
            self.count += last - first
            self.size += size
            first = last
            if self.size >= FRAME_BYTES:
                yield self.close()

    def close(self) -> tuple[bytes, int]:
        """Returns the frame and the number of documents in it; the next one begins."""
        content, count = SEPARATOR.join(self._parts), self.count
        if content.count(SEPARATOR) != count - 1:
            raise IllegalArgumentError("a stored source contains a zero byte")
        self._parts, self.count, self.size = [], 0, 0
        return self._packer.pack(content), count


def write_source(writer: SegmentWriter, parts: Iterable[tuple[bytes, Iterable[tuple[bytes, int]]]]) -> None:
    """Writes frames as `pack_frames` yields them, without keeping them, part by part; each begins with its dictionary.

    Of parts that follow each other with the same dictionary one is made.
    """
    sizes, counts, first_frames, dictionaries = [0], [0], [0], [b""]

    def chunks() -> Iterator[bytes]:
        for dictionary, frames in parts:
            if dictionary != dictionaries[-1]:
                first_frames.append(len(counts) - 1)
                dictionaries.append(dictionary)
            for frame, n_docs in frames:
                sizes.append(len(frame))
                counts.append(n_docs)
                yield frame

    writer.add_chunks("_source/frames", chunks())
    writer.add("_source/frame_start", narrow_unsigned(np.cumsum(sizes, dtype=np.int64)))
    writer.add("_source/first_doc", np.cumsum(counts, dtype=np.int32))
    if len(dictionaries) > 1:
        writer.add("_source/dictionaries", np.frombuffer(b"".join(dictionaries), np.uint8))
        writer.add("_source/dictionary_start", narrow_unsigned(starts_of(np.array(list(map(len, dictionaries))))))
        writer.add("_source/first_frame", np.array(first_frames, np.int32))


class SourceReader:
    """Reads sources; keeps the frames decompressed last. Thread-safe.

    parts: dictionary (b"" for none) and frames of each part that has any
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._frames: NDArray[np.uint8] = segment.array("_source/frames")
        self._frame_start: NDArray[np.unsignedinteger] = segment.array("_source/frame_start")
        self._first_doc: NDArray[np.int32] = segment.array("_source/first_doc")
        self._first_frame, dictionaries = _read_dictionaries(segment)
        self._unpack = [frame_reader(dictionary) for dictionary in dictionaries]
        bounds = pairwise([*self._first_frame, self.n_frames])
        self.parts = [(d, range(*bound)) for d, bound in zip(dictionaries, bounds, strict=True) if bound[0] < bound[1]]
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

    def frame_docs(self) -> list[int]:
        """Returns the number of documents in each frame."""
        counts: list[int] = np.diff(self._first_doc).tolist()
        return counts

    def raw(self, number: int) -> bytes:
        """Returns a frame as it is, unchecked."""
        return self._frames.data[int(self._frame_start[number]) : int(self._frame_start[number + 1])].tobytes()

    def content(self, number: int) -> bytes:
        """Returns what a frame holds: documents with SEPARATOR between them; raises CorruptIndexError."""
        try:
            return self._unpack[bisect_right(self._first_frame, number) - 1](self.raw(number))
        except zstandard.ZstdError as error:
            raise self._damaged(number) from error

    def all(self) -> Iterator[bytes]:
        """Yields the source of every document, without filling the cache."""
        for number in range(self.n_frames):
            yield from self.documents(number)

    def _frame(self, number: int) -> list[bytes]:
        with self._lock:
            found = self._cache.get(number)
            if found is not None:
                self._cache.move_to_end(number)
                return found
        found = self.documents(number)
        with self._lock:
            self._cache[number] = found
            if len(self._cache) > _CACHED_FRAMES:
                self._cache.popitem(last=False)
        return found

    def documents(self, number: int) -> list[bytes]:
        """Returns the sources of the documents of a frame; raises CorruptIndexError."""
        documents = self.content(number).split(SEPARATOR)
        if len(documents) != self._first_doc[number + 1] - self._first_doc[number]:
            raise self._damaged(number)
        return documents

    def _damaged(self, number: int) -> Exception:
        offset = self._segment.offset("_source/frames") + int(self._frame_start[number])
        return corrupt(f"frame [{number}] of _source is damaged", self._segment.path, offset)


def _read_dictionaries(segment: Segment) -> tuple[list[int], list[bytes]]:
    """Returns the first frame and the dictionary of each part."""
    if not segment.has("_source/dictionaries"):
        return [0], [b""]
    blob, starts = segment.array("_source/dictionaries").tobytes(), segment.array("_source/dictionary_start").tolist()
    return segment.array("_source/first_frame").tolist(), [blob[start:end] for start, end in pairwise(starts)]
