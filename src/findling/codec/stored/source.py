"""Stored sources: the JSON of each document, in compressed frames.

    _source/frames       uint8, zstd frames with content checksums, one after the other; a frame holds its documents
                         with a zero byte between them, which JSON never contains
    _source/frame_start  narrow uint (n_frames + 1) into frames
    _source/first_doc    int32 (n_frames + 1), first document of each frame

Frames may have a zstd dictionary: then they can be small, so that a document is read at a small price, and still take
little. They come in parts, one after the other, each with one dictionary:

    _source/dictionaries      uint8, the dictionaries one after the other; an empty one stands for none
    _source/dictionary_start  narrow uint (n_parts + 1) into dictionaries
    _source/first_frame       int32 (n_parts), first frame of each part
    left out if no frame has a dictionary

The directory's `_source` says `hasty` if the frames were packed while documents came in: a merge packs them again.
Nested documents have an empty source. The frames alone may lie elsewhere than in the file (see codec.stored.apart).
"""

import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import zstandard
from numpy.typing import NDArray

from findling.codec.segment import Segment, corrupt
from findling.codec.stored.apart import store_of
from findling.codec.stored.source_frames import SEPARATOR, frame_reader

_CACHED_FRAMES = 256
_MOST_CACHED_BYTES = 32 << 10
"""Larger frames hold one large document: they are not kept."""
_FEW = 128
"""So many documents are looked up one by one, from frames of the cache."""


class SourceReader:
    """Reads sources; keeps the frames decompressed last. Thread-safe: what is kept is read without the lock.

    parts: dictionary (b"" for none) and frames of each part that has any
    is_hasty: whether the frames were packed while documents came in
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._apart = store_of(segment.path)
        # of views single numbers are had fast
        self._data = segment.array("_source/frames").data
        self._starts = segment.array("_source/frame_start").data
        self._first_doc: NDArray[np.int32] = segment.array("_source/first_doc")
        self._first_docs = self._first_doc.data
        self.is_hasty = bool(segment.meta.get("_source", {}).get("hasty"))
        self._first_frame, dictionaries = _read_dictionaries(segment)
        self._unpack = [frame_reader(dictionary) for dictionary in dictionaries]
        bounds = pairwise([*self._first_frame, self.n_frames])
        self.parts = [(d, range(*bound)) for d, bound in zip(dictionaries, bounds, strict=True) if bound[0] < bound[1]]
        self._cache: dict[int, list[bytes]] = {}
        self._lock = threading.Lock()

    @property
    def n_frames(self) -> int:
        """How many frames there are."""
        return len(self._first_doc) - 1

    @property
    def nbytes(self) -> int:
        """The compressed size in bytes."""
        return int(self._starts[-1])

    def get(self, doc: int) -> bytes:
        """Returns the source of one document; raises CorruptIndexError if its frame is damaged."""
        number = bisect_right(self._first_docs, doc) - 1
        documents = self._cache.get(number) or self._kept(number, self.documents(number))
        return documents[doc - self._first_docs[number]]

    def get_many(self, docs: NDArray[np.int32] | Sequence[int]) -> list[bytes]:
        """Returns the sources of some documents, in their order; each frame is decompressed once.

        Raises CorruptIndexError if a frame is damaged.
        """
        if len(docs) <= _FEW and self._apart is None:
            return list(map(self.get, docs.tolist() if isinstance(docs, np.ndarray) else docs))
        which = np.asarray(docs, np.int32)
        frames = np.searchsorted(self._first_doc, which, side="right") - 1
        places = (which - self._first_doc[frames]).tolist()
        opened = self._frames(sorted(set(frames.tolist())))
        return [opened[frame][place] for frame, place in zip(frames.tolist(), places, strict=True)]

    def frame_docs(self) -> list[int]:
        """Returns the number of documents in each frame."""
        counts: list[int] = np.diff(self._first_doc).tolist()
        return counts

    def raw(self, number: int) -> memoryview:
        """Returns a frame as it is, unchecked."""
        if self._apart is not None:
            return memoryview(self._apart.read([self._bounds(number)])[0])
        return self._data[self._starts[number] : self._starts[number + 1]]

    def _bounds(self, number: int) -> tuple[int, int]:
        """Returns where a frame begins and ends in the file."""
        start = self._segment.offset("_source/frames")
        return start + self._starts[number], start + self._starts[number + 1]

    def content(self, number: int) -> bytes:
        """Returns what a frame holds: documents with SEPARATOR between them; raises CorruptIndexError."""
        return self._content(number, self.raw(number))

    def _content(self, number: int, frame: bytes | memoryview) -> bytes:
        try:
            return self._unpack[bisect_right(self._first_frame, number) - 1](frame)
        except zstandard.ZstdError as error:
            raise self._damaged(number) from error

    def all(self) -> Iterator[bytes]:
        """Yields the source of every document, without filling the cache."""
        for number in range(self.n_frames):
            yield from self.documents(number)

    def _kept(self, number: int, documents: list[bytes]) -> list[bytes]:
        if sum(map(len, documents)) > _MOST_CACHED_BYTES:
            return documents
        with self._lock:
            self._cache[number] = documents
            if len(self._cache) > _CACHED_FRAMES:
                del self._cache[next(iter(self._cache))]
        return documents

    def _frames(self, numbers: Sequence[int]) -> dict[int, list[bytes]]:
        """Returns the documents of frames; those that lie apart, and are not cached, are brought together."""
        if self._apart is None:
            return {n: self._cache.get(n) or self._kept(n, self.documents(n)) for n in numbers}
        with self._lock:
            found = {number: self._cache[number] for number in numbers if number in self._cache}
        missing = [number for number in numbers if number not in found]
        if missing:
            pieces = self._apart.read([self._bounds(number) for number in missing])
            for number, piece in zip(missing, pieces, strict=True):
                found[number] = self._kept(number, self._split(number, self._content(number, piece)))
        return found

    def documents(self, number: int) -> list[bytes]:
        """Returns the sources of the documents of a frame; raises CorruptIndexError."""
        return self._split(number, self.content(number))

    def _split(self, number: int, content: bytes) -> list[bytes]:
        documents = content.split(SEPARATOR)
        if len(documents) != self._first_doc[number + 1] - self._first_doc[number]:
            raise self._damaged(number)
        return documents

    def _damaged(self, number: int) -> Exception:
        if self._apart is not None:
            return self._apart.damaged(f"frame [{number}] of _source is damaged")
        offset = self._segment.offset("_source/frames") + self._starts[number]
        return corrupt(f"frame [{number}] of _source is damaged", self._segment.path, offset)


def _read_dictionaries(segment: Segment) -> tuple[list[int], list[bytes]]:
    """Returns the first frame and the dictionary of each part."""
    if not segment.has("_source/dictionaries"):
        return [0], [b""]
    blob, starts = segment.array("_source/dictionaries").tobytes(), segment.array("_source/dictionary_start").tolist()
    return segment.array("_source/first_frame").tolist(), [blob[start:end] for start, end in pairwise(starts)]
