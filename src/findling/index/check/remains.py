"""What can be read of a segment: of a whole one all, of a damaged one documents whose id, numbers and source are."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError
from findling.codec.bitmap import Bitmap
from findling.codec.segment_reader import SegmentReader
from findling.index.commits import CommittedSegment
from findling.index.segment_entry import SegmentEntry
from findling.index.translog.operation_log import INDEX_OPERATION, LoggedBatch

_AT_ONCE = 5000


class Remains:
    """The documents of a segment that will be alive in the shard to be.

    docs: their numbers in the segment, root documents only, (n,) int32, increasing
    is_whole: the file stays as it is; otherwise the documents are written again
    changed: they are not those that the segment's live docs tell of
    lost: ids of documents that cannot be read, as far as these can; n_lost: how many there are
    """

    def __init__(self, committed: CommittedSegment, path: Path, live: Bitmap | None, is_whole: bool) -> None:
        self.committed = committed
        self.is_whole = is_whole
        self.changed = False
        self.docs = np.empty(0, np.int32)
        self.lost: list[str] = []
        self.n_lost = committed.max_doc if live is None else live.count()
        self._reader: SegmentReader | None = None
        try:
            self._reader = SegmentReader.open(path)
            self._read(self._reader, live)
        except (OSError, FindlingError):
            self.docs = np.empty(0, np.int32)

    def _read(self, reader: SegmentReader, live: Bitmap | None) -> None:
        docs = _alive(reader, live)
        self.n_lost = len(docs)
        ids = _texts(reader.ids.get_many(docs))
        reader.routing_of(docs[:1])
        for numbers in (reader.seq_nos, reader.primary_terms, reader.versions):
            numbers[docs[:1]]
        readable = np.ones(len(docs), np.bool_) if self.is_whole else _readable(reader, docs)
        self.lost = [doc_id for doc_id, found in zip(ids, readable.tolist(), strict=True) if not found]
        self.n_lost = len(self.lost)
        self.docs = docs[readable]

    @property
    def ids(self) -> list[bytes]:
        """The ids of the documents."""
        return [] if self._reader is None or not len(self.docs) else self._reader.ids.get_many(self.docs)

    @property
    def seq_nos(self) -> NDArray[np.int64]:
        """Their sequence numbers, (n,)."""
        empty: NDArray[np.int64] = np.empty(0, np.int64)
        return empty if self._reader is None or not len(self.docs) else self._reader.seq_nos[self.docs]

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Lets go of the documents whose entry in `which`, (n,) bool, is false."""
        if not which.all():
            self.docs = self.docs[which]
            self.changed = True

    def live(self) -> Bitmap | None:
        """Returns the live docs of a segment that stays as it is: its documents, and what is nested in them."""
        assert self._reader is not None
        entry = SegmentEntry(self._reader, None, lambda unused: None)
        roots = _alive(self._reader, None)
        dead = roots[~np.isin(roots, self.docs)]
        if len(dead):
            entry.delete(dead.tolist())
        return entry.live

    def batches(self) -> Iterator[LoggedBatch]:
        """Yields the documents as operations, some at once; all of a batch have one primary term."""
        if self._reader is None or not len(self.docs):
            return
        terms = self._reader.primary_terms[self.docs]
        for term in sorted(set(terms.tolist())):
            of_term = self.docs[terms == term]
            for start in range(0, len(of_term), _AT_ONCE):
                yield _batch(self._reader, of_term[start : start + _AT_ONCE], term)

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()


def _alive(reader: SegmentReader, live: Bitmap | None) -> NDArray[np.int32]:
    roots = reader.roots
    if live is None:
        return np.arange(reader.max_doc, dtype=np.int32) if roots is None else roots.to_docs()
    return (live if roots is None else live & roots).to_docs()


def _readable(reader: SegmentReader, docs: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Returns for each document whether its source can be read, (n,) bool; one that was not stored cannot."""
    first_docs = np.cumsum([0, *reader.source.frame_docs()])
    readable = np.zeros(reader.max_doc, np.bool_)
    for number in range(reader.source.n_frames):
        try:
            sources = reader.source.documents(number)
        except FindlingError:
            continue
        readable[first_docs[number] : first_docs[number + 1]] = list(map(bool, sources))
    return readable[docs]


def _texts(ids: list[bytes]) -> list[str]:
    return [raw.decode("utf-8", "surrogatepass") for raw in ids]


def _batch(reader: SegmentReader, docs: NDArray[np.int32], primary_term: int) -> LoggedBatch:
    return LoggedBatch(
        primary_term=primary_term,
        seq_nos=reader.seq_nos[docs],
        versions=reader.versions[docs],
        kinds=np.full(len(docs), INDEX_OPERATION, np.uint8),
        ids=_texts(reader.ids.get_many(docs)),
        routings=reader.routing_of(docs),
        sources=reader.source.get_many(docs),
    )


def keep_newest(remains: list[Remains]) -> None:
    """Lets go of documents of which another segment has a newer version."""
    newest: dict[bytes, int] = {}
    for segment in remains:
        for doc_id, seq_no in zip(segment.ids, segment.seq_nos.tolist(), strict=True):
            newest[doc_id] = max(seq_no, newest.get(doc_id, -1))
    for segment in remains:
        latest = np.fromiter((newest[doc_id] for doc_id in segment.ids), np.int64, len(segment.docs))
        segment.keep(segment.seq_nos == latest)
