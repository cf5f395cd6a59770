"""Document ids: the bytes of each document's _id, and a hash table from ids to documents.

    _id/blob     uint8, the ids one after the other, if all are equally long; or
    _id/list.*   a list of strings (codec/string_lists.py), if they are not, or if that takes less: ids that were
                 counted up share most of their bytes with the one before
    _id/slots    uint32, a slot for each id, bucket by bucket: see kernels/columns/ids.py
    _id/buckets  uint32 (n_buckets + 1), the first slot of each bucket

Ids that the server makes are 20 characters of base64: if all ids of a segment look like that, 15 bytes each are stored.
Nested documents have an empty id, which is in no table.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from findling.codec.byte_strings import ByteStrings, lengths_of, starts_of
from findling.codec.segment import Segment, SegmentWriter
from findling.codec.string_lists import StringList, pack_strings, write_strings
from findling.kernels.columns import ids as kernel

_GENERATED, _PACKED = 20, 15
_BUCKET = 16
"""How many ids a bucket has on average: their slots are about a cache line."""
_ALPHABET = np.zeros(256, np.bool_)
_ALPHABET[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")] = True


class HashedIds:
    """Ids to look for, hashed once for all segments.

    strings: the ids; hashes: (n,) uint64
    """

    def __init__(self, ids: Sequence[bytes] | ByteStrings) -> None:
        self.strings = ids if isinstance(ids, ByteStrings) else ByteStrings.from_list(ids)
        self.hashes = np.empty(len(self.strings), np.uint64)
        kernel.hash_ids(self.strings.blob, self.strings.starts, self.hashes)

    def __len__(self) -> int:
        return len(self.hashes)

    @cached_property
    def packed(self) -> ByteStrings:
        """The ids as segments store them whose ids are all generated; empty where an id is not of that kind."""
        fitting = lengths_of(self.strings.starts) == _GENERATED
        foreign = starts_of((~_ALPHABET[self.strings.blob]).view(np.uint8))
        fitting &= foreign[self.strings.starts[1:]] == foreign[self.strings.starts[:-1]]
        blob = self.strings.take(np.flatnonzero(fitting)).blob
        return ByteStrings(_pack(blob), starts_of(fitting.astype(np.int64) * _PACKED))


def _pack(blob: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns generated ids, 20 bytes each, in 15 bytes each."""
    return np.frombuffer(base64.urlsafe_b64decode(blob.tobytes()), np.uint8)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a segment stores its ids.

    width: bytes of every id, 0 if they differ; packed: whether they are generated ids
    """

    width: int
    packed: bool

    @classmethod
    def of(cls, ids: ByteStrings) -> "_Layout":
        lengths = lengths_of(ids.starts)
        width = int(lengths[0]) if len(lengths) and (lengths == lengths[0]).all() else 0
        packed = width == _GENERATED and bool(_ALPHABET[ids.blob].all())
        return cls(_PACKED if packed else width, packed)


def write_ids(writer: SegmentWriter, ids: ByteStrings) -> None:
    """Writes the ids of all documents, in order; of two documents with one id the later is found."""
    slots, buckets = np.empty(len(ids), np.uint32), np.zeros(len(ids) // _BUCKET + 2, np.uint32)
    n_slots = kernel.build_table(ids.starts, HashedIds(ids).hashes, len(ids).bit_length(), buckets, slots)
    layout = _write_strings(writer, ids)
    writer.meta["_id"] = {"count": len(ids), "width": layout.width, "packed": layout.packed}
    writer.add("_id/slots", slots[:n_slots])
    writer.add("_id/buckets", buckets)


def _write_strings(writer: SegmentWriter, ids: ByteStrings) -> _Layout:
    layout = _Layout.of(ids)
    if layout.packed:
        writer.add("_id/blob", _pack(ids.blob))
        return layout
    packed = pack_strings(ids)
    if layout.width and packed.nbytes >= len(ids.blob):
        writer.add("_id/blob", ids.blob)
        return layout
    write_strings(writer, "_id/list", packed)
    return _Layout(0, False)


class IdReader:
    """Finds documents by id and ids by document. Thread-safe; the table is opened at the first look-up.

    get: returns the id of a document
    """

    get: Callable[[int], bytes]

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        meta = segment.meta["_id"]
        self._count: int = meta["count"]
        self._layout = _Layout(meta["width"], meta["packed"])
        self._blob: NDArray[np.uint8] = segment.array("_id/blob") if self._layout.width else np.empty(0, np.uint8)
        self._list = None if self._layout.width else StringList(segment, "_id/list")
        self.get = _ids_of(self._blob, self._layout) if self._list is None else self._list.get

    def __len__(self) -> int:
        return self._count

    def lookup(self, ids: Sequence[bytes] | HashedIds) -> NDArray[np.int32]:
        """Returns the document of each id, -1 where there is none, (n,) int32; deleted documents are found too."""
        wanted = ids if isinstance(ids, HashedIds) else HashedIds(ids)
        strings = wanted.packed if self._layout.packed else wanted.strings
        docs = np.empty(len(wanted), np.int32)
        kernel.lookup(
            (strings.blob, strings.starts, wanted.hashes),
            (self._blob, None if self._list is None else self._list.blocks),
            self._layout.width,
            self._count.bit_length(),
            self._segment.array("_id/buckets"),
            self._segment.array("_id/slots"),
            docs,
        )
        return docs

    def get_many(self, docs: NDArray[np.integer] | Sequence[int]) -> list[bytes]:
        """Returns the ids of some documents, in their order."""
        return list(map(self.get, docs.tolist() if isinstance(docs, np.ndarray) else docs))

    def strings(self) -> ByteStrings:
        """Returns the ids of all documents."""
        if self._layout.packed:
            blob = np.frombuffer(base64.urlsafe_b64encode(self._blob.tobytes()), np.uint8)
            return ByteStrings(blob, np.arange(self._count + 1, dtype=np.int64) * _GENERATED)
        if self._list is None:
            return ByteStrings(self._blob, np.arange(self._count + 1, dtype=np.int64) * self._layout.width)
        return self._list.strings()


def _ids_of(blob: NDArray[np.uint8], layout: _Layout) -> Callable[[int], bytes]:
    """Returns what finds the id of a document among ids of one width."""
    data, width, is_packed = blob.data, layout.width, layout.packed

    def get(doc: int) -> bytes:
        stored = data[doc * width : (doc + 1) * width].tobytes()
        return base64.urlsafe_b64encode(stored) if is_packed else stored

    return get
