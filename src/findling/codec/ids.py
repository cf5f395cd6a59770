"""Document ids: the bytes of each document's _id, and a hash table from ids to documents.

_id/blob uint8, _id/offsets uint32 (max_doc + 1); nested documents have an empty id
_id/slots uint32, an open-addressing table, two thirds full: see kernels/ids.py
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import ByteStrings
from findling.codec.segment import Segment, SegmentWriter
from findling.kernels import ids as kernel


@dataclass(frozen=True, slots=True)
class HashedIds:
    """Ids to look for, hashed once for all segments; hashes: (n,) uint64."""

    strings: ByteStrings
    hashes: NDArray[np.uint64]

    @classmethod
    def of(cls, ids: "Sequence[bytes] | ByteStrings") -> "HashedIds":
        """Returns ids with their hashes."""
        strings = ids if isinstance(ids, ByteStrings) else ByteStrings.from_list(ids)
        hashes = np.empty(len(strings), np.uint64)
        kernel.hash_ids(strings.blob, strings.starts, hashes)
        return cls(strings, hashes)


def write_ids(writer: SegmentWriter, ids: ByteStrings) -> None:
    """Writes the ids of all documents, in order; of two documents with one id the later is found."""
    if ids.starts[-1] >= 1 << 32:
        raise IllegalArgumentError("ids take more than 4 GiB in one segment")
    slots = np.full(len(ids) + len(ids) // 2 + 1, 0xFFFFFFFF, np.uint32)
    kernel.build_table(ids.blob, ids.starts, HashedIds.of(ids).hashes, _doc_bits(len(ids)), slots)
    writer.add("_id/blob", ids.blob)
    writer.add("_id/offsets", ids.starts.astype(np.uint32))
    writer.add("_id/slots", slots)


def _doc_bits(max_doc: int) -> int:
    return max_doc.bit_length()


class IdReader:
    """Finds documents by id and ids by document. Thread-safe; the table is opened at the first look-up."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._blob: NDArray[np.uint8] = segment.array("_id/blob")
        self._offsets: NDArray[np.uint32] = segment.array("_id/offsets")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def lookup(self, ids: Sequence[bytes] | HashedIds) -> NDArray[np.int32]:
        """Returns the document of each id, -1 where there is none, (n,) int32; deleted documents are found too."""
        wanted = ids if isinstance(ids, HashedIds) else HashedIds.of(ids)
        docs = np.empty(len(wanted.hashes), np.int32)
        kernel.lookup(
            (wanted.strings.blob, wanted.strings.starts, wanted.hashes),
            self._blob,
            self._offsets,
            _doc_bits(len(self)),
            self._segment.array("_id/slots"),
            docs,
        )
        return docs

    def get(self, doc: int) -> bytes:
        """Returns the id of a document."""
        return self._blob[self._offsets[doc] : self._offsets[doc + 1]].tobytes()

    def get_many(self, docs: NDArray[np.int32] | Sequence[int]) -> list[bytes]:
        """Returns the ids of some documents, in their order."""
        which = np.asarray(docs, np.int64)
        view = self._blob.data
        bounds = zip(self._offsets[which].tolist(), self._offsets[which + 1].tolist(), strict=True)
        return [view[start:end].tobytes() for start, end in bounds]

    def strings(self) -> ByteStrings:
        """Returns the ids of all documents."""
        return ByteStrings(self._blob, self._offsets.astype(np.int64))
