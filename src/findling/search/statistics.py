"""Collection statistics that scoring needs, over all segments of one shard, deleted documents included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import ShardContext


@dataclass(frozen=True)
class FieldStatistics:
    """Of one field: documents that have it, and its tokens.

    sum_total_term_freq: equals sum_doc_freq where frequencies are not indexed, as in Lucene
    """

    doc_count: int
    sum_total_term_freq: int
    sum_doc_freq: int = 0

    @cached_property
    def average_length(self) -> float:
        """Tokens per document that has the field, rounded to float32; 1 if none has it."""
        return float(np.float32(self.sum_total_term_freq / self.doc_count)) if self.doc_count else 1.0


class _TermState(NamedTuple):
    """Where one term is: docs that have it, and its ordinals by id of the segment's reader."""

    doc_freq: int
    ords: dict[int, int]


def share_statistics(contexts: Sequence[ShardContext]) -> None:
    """Makes several shards score as if they were one (dfs_query_then_fetch): by the sums of their statistics."""
    shared = ShardStatistics([segment.reader for context in contexts for segment in context.segments])
    for context in contexts:
        context.statistics = shared


class ShardStatistics:
    """Field and term statistics of one shard, looked up once per search.

    fields: statistics by field that hold as long as the segments do, kept by whoever keeps those
    Mirrors Lucene's IndexSearcher.collectionStatistics and TermStates.
    """

    def __init__(self, readers: Sequence[SegmentReader], fields: dict[str, FieldStatistics] | None = None) -> None:
        self._readers = readers
        self._fields: dict[str, FieldStatistics] = {} if fields is None else fields
        self._terms: dict[tuple[str, bytes], _TermState] = {}

    def field(self, field: str) -> FieldStatistics:
        """Returns the sums over all segments; zeros for a field that no segment indexes."""
        found = self._fields.get(field)
        if found is None:
            found = self._fields[field] = self._sum_field(field)
        return found

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns the number of docs with the term, deleted ones included."""
        return self._state(field, term).doc_freq

    def ord(self, reader: SegmentReader, field: str, term: bytes) -> int:
        """Returns the ordinal of a term in one of the segments, -1 if it is not there."""
        return self._state(field, term).ords.get(id(reader), -1)

    def total_term_freq(self, field: str, term: bytes) -> int:
        """Returns the number of occurrences of the term, those in deleted docs included."""
        total = 0
        for reader in self._readers:
            terms, ord_ = reader.terms(field), self.ord(reader, field, term)
            if terms is not None and ord_ >= 0:
                total += int(terms.total_term_freq(ord_))
        return total

    def _state(self, field: str, term: bytes) -> _TermState:
        found = self._terms.get((field, term))
        if found is None:
            found = self._terms[field, term] = self._look_up(field, term)
        return found

    def _look_up(self, field: str, term: bytes) -> _TermState:
        doc_freq = 0
        ords: dict[int, int] = {}
        for reader in self._readers:
            terms = reader.terms(field)
            if terms is None:
                continue
            ord_ = terms.lookup(term)
            if ord_ >= 0:
                ords[id(reader)] = ord_
                doc_freq += terms.doc_freq(ord_)
        return _TermState(doc_freq, ords)

    def _sum_field(self, field: str) -> FieldStatistics:
        doc_count = sum_total_term_freq = sum_doc_freq = 0
        for reader in self._readers:
            terms = reader.terms(field)
            if terms is not None:
                doc_count += int(terms.doc_count)
                sum_total_term_freq += int(terms.sum_total_term_freq)
                sum_doc_freq += int(terms.sum_doc_freq)
        return FieldStatistics(doc_count, sum_total_term_freq, sum_doc_freq)
