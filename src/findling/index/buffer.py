"""The in-memory buffer: documents that are in the log but in no segment yet."""

from array import array
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from findling.codec.ids import HashedIds
from findling.codec.index_sort import IndexSort
from findling.index.id_table import IdTable, hashed_ids
from findling.index.operations.batch_selection import concatenate, estimate_bytes, select_docs
from findling.index.operations.operation import GetResult
from findling.index.operations.source_chunks import SourceChunks
from findling.index.operations.versioning import DocumentVersion
from findling.mapping.parsed_batch import ParsedBatch

_BYTES_PER_DOCUMENT = 250
"""Memory of a document besides its source and columns: id, dict entry, list slots, object headers."""


@dataclass(slots=True)
class BufferedDocuments:
    """The live documents of a buffer, what becomes a segment.

    batch: their columns; batch.roots[i] is the doc of document i
    ids, routings, seq_nos, primary_terms, versions: one per document (not per nested doc), int64
    sources: their bytes, in chunks
    slots: (n,) slot of each document in the buffer it comes from, increasing unless they are sorted
    index_sort: what they are in the order of; empty: of their coming
    """

    batch: ParsedBatch
    ids: list[str]
    sources: list[Sequence[bytes]]
    routings: list[str | None]
    seq_nos: npt.NDArray[np.int64]
    primary_terms: npt.NDArray[np.int64]
    versions: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int64]
    index_sort: IndexSort = ()


@dataclass(slots=True)
class AcceptedDocuments:
    """Documents that passed the version checks, numbered and logged, on their way into the buffer.

    batch: exactly these documents, in this order
    seq_nos, versions: (n,) int64
    hashed: the ids, if somebody has hashed them already
    """

    batch: ParsedBatch
    ids: list[str]
    sources: Sequence[bytes]
    routings: list[str | None]
    seq_nos: npt.NDArray[np.int64]
    versions: npt.NDArray[np.int64]
    primary_term: int
    hashed: HashedIds | None = None


class DocumentBuffer:
    """Documents by slot, in the order they came; an id's slot is that of its latest document, unless that is dead.

    Not thread-safe: the shard's write lock guards it. A frozen buffer gets no more documents, but deletes until it is
    published.
    """

    def __init__(self) -> None:
        self.estimated_bytes = 0
        self.n_docs = 0
        self.dead: set[int] = set()
        self._slots = IdTable()
        self._batches: list[ParsedBatch] = []
        self._ids: list[str] = []
        self._sources = SourceChunks()
        self._routings: list[str | None] = []
        self._seq_nos = array("q")
        self._versions = array("q")
        self._primary_terms = array("q")

    def __len__(self) -> int:
        """Number of slots, dead ones included."""
        return len(self._ids)

    @property
    def live_count(self) -> int:
        """Number of documents that are not dead."""
        return len(self._ids) - len(self.dead)

    def add(self, documents: AcceptedDocuments) -> None:
        """Appends documents. Earlier documents of the same ids must be deleted by the caller."""
        count = len(documents.ids)
        self._batches.append(documents.batch)
        self.n_docs += documents.batch.n_docs
        self._ids += documents.ids
        held = self._sources.nbytes
        self._sources.append(documents.sources)
        self._routings += documents.routings
        self._seq_nos.frombytes(documents.seq_nos.tobytes())
        self._versions.frombytes(documents.versions.tobytes())
        self._primary_terms += array("q", [documents.primary_term]) * count
        self._slots.append(hashed_ids(documents.ids) if documents.hashed is None else documents.hashed)
        self.estimated_bytes += (
            estimate_bytes(documents.batch) + self._sources.nbytes - held + _BYTES_PER_DOCUMENT * count
        )

    def delete(self, numbers: Sequence[int]) -> None:
        """Marks the documents in these slots as dead."""
        self.dead.update(numbers)

    def find(self, doc_id: str) -> DocumentVersion | None:
        """Returns the state of the live document of this id."""
        return self.find_many([doc_id], hashed_ids([doc_id])).get(doc_id)

    def find_many(self, ids: Sequence[str], hashed: HashedIds) -> dict[str, DocumentVersion]:
        """Returns the states of the live documents among some ids.

        hashed: the same ids
        """
        slots = self._slots.find(hashed)
        if slots is None:
            return {}
        found = zip(ids, slots.tolist(), strict=True)
        return {doc_id: self._state(slot) for doc_id, slot in found if slot >= 0 and slot not in self.dead}

    def _state(self, slot: int) -> DocumentVersion:
        return DocumentVersion(self._versions[slot], self._seq_nos[slot], self._primary_terms[slot], self, slot)

    def get(self, doc_id: str) -> GetResult | None:
        """Returns the live document of this id."""
        state = self.find(doc_id)
        if state is None:
            return None
        source, routing = self._sources[state.number], self._routings[state.number]
        return GetResult(doc_id, source, state.version, state.seq_no, state.primary_term, routing)

    def documents_without(self, dead: AbstractSet[int]) -> BufferedDocuments:
        """Returns the documents in all slots but those in `dead`; the buffer stays as it is.

        Reads only what deletes leave alone: needs no lock once the buffer is frozen.
        """
        batch = concatenate(self._batches)
        slots = np.arange(len(self._ids))
        ids, routings = list(self._ids), list(self._routings)
        if dead:
            slots = np.delete(slots, list(dead))
            batch = select_docs(batch, _live_docs(batch, dead))
            ids = [self._ids[slot] for slot in slots.tolist()]
            routings = [self._routings[slot] for slot in slots.tolist()]
        return BufferedDocuments(
            batch=batch,
            ids=ids,
            sources=list(self._sources.chosen(slots)),
            routings=routings,
            seq_nos=np.frombuffer(self._seq_nos, dtype=np.int64)[slots],
            primary_terms=np.frombuffer(self._primary_terms, dtype=np.int64)[slots],
            versions=np.frombuffer(self._versions, dtype=np.int64)[slots],
            slots=slots,
        )

    def extend(self, later: "DocumentBuffer") -> None:
        """Takes over the documents of a buffer that came after this one; ids and dead slots included."""
        base = len(self._ids)
        self._batches += later._batches
        self.n_docs += later.n_docs
        self._ids += later._ids
        self._sources.extend(later._sources)
        self._routings += later._routings
        self._seq_nos += later._seq_nos
        self._versions += later._versions
        self._primary_terms += later._primary_terms
        self._slots.extend(later._slots)
        self.dead.update(base + slot for slot in later.dead)
        self.estimated_bytes += later.estimated_bytes


def _live_docs(batch: ParsedBatch, dead: AbstractSet[int]) -> npt.NDArray[np.bool_]:
    """Returns which docs of the whole batch, nested ones included, belong to documents that are not dead."""
    live = np.ones(len(batch.roots), dtype=np.bool_)
    live[np.fromiter(dead, dtype=np.int64, count=len(dead))] = False
    if batch.root_mask is None:
        return live
    return np.repeat(live, np.diff(batch.roots, prepend=np.int32(-1)))
