"""Writes salvaged documents as new segments: parsed and analysed again, with the ids, versions and numbers they had."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import orjson

from findling.base.errors import IllegalStateError
from findling.base.matching import patience
from findling.codec.index_sort import IndexSort
from findling.codec.segment_writer import write_segment
from findling.index.buffer import AcceptedDocuments, DocumentBuffer
from findling.index.commits import CommittedSegment
from findling.index.operations.batch_selection import select_inputs
from findling.index.segment_files import segment_data
from findling.index.segment_names import SUFFIX, segment_name
from findling.index.set_aside import set_aside
from findling.index.sorted_documents import in_index_order
from findling.index.translog.operation_log import LoggedBatch
from findling.mapping.documents.stored_source import source_of
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import ParsedBatch

_SEGMENT_BYTES = 64 << 20


@dataclass(frozen=True)
class RepairedIndex:
    """What a repair has to know of the index of a shard; its mapping is read once documents are to be written.

    primary_term: of the shard
    """

    name: str
    read_mapping: Callable[[], Mapping]
    read_sort: Callable[[Mapping], IndexSort]
    primary_term: int = 1

    @cached_property
    def mapping(self) -> Mapping:
        return self.read_mapping()

    @cached_property
    def sort(self) -> IndexSort:
        return self.read_sort(self.mapping)


class Rewriter:
    """Makes segments in a shard's directory. next_segment: the number of the next"""

    def __init__(self, directory: Path, index: RepairedIndex, next_segment: int) -> None:
        self._directory = directory
        self._index = index
        self.next_segment = next_segment

    def write(self, batches: Iterable[LoggedBatch]) -> list[CommittedSegment]:
        """Returns the segments of some documents. Those that the mapping refuses are set aside (index.set_aside)."""
        segments: list[CommittedSegment] = []
        buffer = DocumentBuffer()
        for batch in batches:
            self._add(buffer, batch)
            if buffer.estimated_bytes > _SEGMENT_BYTES:
                segments += self._close(buffer)
                buffer = DocumentBuffer()
        return segments + self._close(buffer)

    def _add(self, buffer: DocumentBuffer, batch: LoggedBatch) -> None:
        with patience():
            parsed = self._parse(batch)
        for number, error in parsed.errors.items():
            set_aside(self._directory, self._index.name, batch, number, error)
        good = [number for number in range(len(batch)) if number not in parsed.errors]
        if not good:
            return
        chosen = batch.select(np.array(good, np.intp))
        buffer.add(
            AcceptedDocuments(
                batch=select_inputs(parsed, good),
                ids=chosen.ids,
                sources=chosen.sources,  # as they were stored
                routings=chosen.routings,
                seq_nos=chosen.seq_nos,
                versions=chosen.versions,
                primary_term=chosen.primary_term,
            )
        )

    def _parse(self, batch: LoggedBatch) -> ParsedBatch:
        documents = [orjson.loads(source_of(stored)) for stored in batch.sources]
        parsed = self._index.mapping.parse_batch(batch.ids, documents, batch.routings)
        if parsed.mapping_update is not None:
            raise IllegalStateError(f"documents have fields that the mapping lacks: {parsed.mapping_update}")
        return parsed

    def _close(self, buffer: DocumentBuffer) -> list[CommittedSegment]:
        if not len(buffer):
            return []
        documents = in_index_order(buffer.documents_without(frozenset()), self._index.sort)
        name = segment_name(self.next_segment)
        self.next_segment += 1
        write_segment(self._directory / (name + SUFFIX), segment_data(documents, self._index.mapping.context.analysis))
        return [CommittedSegment(name, documents.batch.n_docs)]
