"""Writes stored sources: documents are put together to frames, which are compressed."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from findling.analysis.packed_strings import PackedBytes
from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import starts_of
from findling.codec.narrow import narrow_unsigned
from findling.codec.segment import SegmentWriter
from findling.codec.stored.source_frames import SEPARATOR, FramePacker, train_dictionary
from findling.kernels.terms import terms as kernel

FRAME_BYTES = 8 << 10
"""Without a dictionary smaller frames would compress badly."""
SMALL_FRAME_BYTES = 2 << 10
"""With a dictionary these take as little as plain frames of 16 KB, and are read in a quarter of their time."""
_HASTY_DICTIONARY_BYTES = 16 << 10
_WORTH_A_DICTIONARY = 1 << 20
"""Sources that take less get none: to make one costs some milliseconds, whatever they take."""
_SAMPLE_BYTES = 128 << 10
_LEVEL = 1


def write_hasty_source(writer: SegmentWriter, sources: Sequence[bytes | PackedBytes]) -> None:
    """Writes the sources of documents that have just come in: fast, until a merge packs them better.

    Raises IllegalArgumentError if a source contains a zero byte.
    """
    dictionary = _dictionary(sources)
    packer = FramePacker(_LEVEL, dictionary)
    frames = pack_frames(sources, packer, SMALL_FRAME_BYTES if dictionary else FRAME_BYTES)
    write_source(writer, [(dictionary, frames)])
    if dictionary:
        writer.meta["_source"] = {"hasty": True}


def _dictionary(sources: Sequence[bytes | PackedBytes]) -> bytes:
    """Returns a dictionary made of documents from all over the sources; empty if it is not worth the time."""
    step = sum([len(part.blob) if isinstance(part, PackedBytes) else len(part) for part in sources]) // _SAMPLE_BYTES
    if step < _WORTH_A_DICTIONARY // _SAMPLE_BYTES:
        return b""
    samples: list[bytes] = []
    place = 0
    for part in sources:
        documents = part if isinstance(part, PackedBytes) else (part,)
        samples += documents[-place % step :: step]
        place += len(documents)
    return train_dictionary(list(filter(None, samples)), _HASTY_DICTIONARY_BYTES)


def pack_frames(
    sources: Iterable[bytes | PackedBytes], packer: FramePacker | None = None, frame_bytes: int = FRAME_BYTES
) -> Iterator[tuple[bytes, int]]:
    """Yields compressed frames and the number of documents in each; packed sources stand for all that are in them.

    frame_bytes: a frame is closed once it has so many

    Raises IllegalArgumentError if a source contains a zero byte.
    """
    pending = _PendingFrame(packer or FramePacker(_LEVEL), frame_bytes)
    for source in sources:
        if isinstance(source, PackedBytes):
            yield from pending.add_packed(source)
            continue
        pending.add(source)
        if pending.is_full:
            yield pending.close()
    if pending.count:
        yield pending.close()


class _PendingFrame:
    """The documents of a frame that is not full.

    count: number of documents; size: bytes, separators included
    """

    def __init__(self, packer: FramePacker, frame_bytes: int) -> None:
        self._packer = packer
        self._frame_bytes = frame_bytes
        self._parts: list[bytes] = []
        self.count = self.size = 0

    @property
    def is_full(self) -> bool:
        return self.size >= self._frame_bytes

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
            last = min(int(np.searchsorted(sizes, sizes[first] + self._frame_bytes - self.size)), len(sources))
            size = int(sizes[last] - sizes[first])
            joined = np.zeros(size - 1, np.uint8)
            kernel.join_strings(sources.blob, sources.starts[first : last + 1], joined)
            self._parts.append(joined.tobytes())
            self.count += last - first
            self.size += size
            first = last
            if self.is_full:
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
