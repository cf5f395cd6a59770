"""Collection statistics that scoring needs, over all segments of one shard, deleted documents included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import ShardContext


@dataclass(frozen=True, slots=True)
class FieldStatistics:
    """Of one field: documents that have it, and its tokens.

    sum_total_term_freq: equals sum_doc_freq where frequencies are not indexed, as in Lucene
    """

    doc_count: int
    sum_total_term_freq: int
    sum_doc_freq: int = 0


def share_statistics(contexts: Sequence[ShardContext]) -> None:
    """Makes several shards score as if they were one (dfs_query_then_fetch): by the sums of their statistics."""
    shared = ShardStatistics([segment.reader for context in contexts for segment in context.segments])
    for context in contexts:
        context.statistics = shared


class ShardStatistics:
    """Field and term statistics of one shard, looked up once per search.

    Mirrors Lucene's IndexSearcher.collectionStatistics and termStatistics.
    """

    def __init__(self, readers: Sequence[SegmentReader]) -> None:
        self._readers = readers
        self._fields: dict[str, FieldStatistics] = {}
        self._doc_freqs: dict[tuple[str, bytes], int] = {}
        self._ords: dict[tuple[int, str, bytes], int] = {}

    def field(self, field: str) -> FieldStatistics:
        """Returns the sums over all segments; zeros for a field that no segment indexes."""
        found = self._fields.get(field)
        if found is None:
            found = self._fields[field] = self._sum_field(field)
        return found

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns the number of docs with the term, deleted ones included."""
        key = (field, term)
        found = self._doc_freqs.get(key)
        if found is None:
            found = self._doc_freqs[key] = self._sum_doc_freq(field, term)
        return found

    def ord(self, reader: SegmentReader, field: str, term: bytes) -> int:
        """Returns the ordinal of a term in one of the segments, -1 if it is not there; looked up once per search."""
        key = (id(reader), field, term)
        found = self._ords.get(key)
        if found is None:
            terms = reader.terms(field)
            found = self._ords[key] = -1 if terms is None else terms.lookup(term)
        return found

    def total_term_freq(self, field: str, term: bytes) -> int:
        """Returns the number of occurrences of the term, those in deleted docs included."""
        total = 0
        for reader in self._readers:
            terms, ord_ = reader.terms(field), self.ord(reader, field, term)
            if terms is not None and ord_ >= 0:
                total += int(terms.total_term_freq(ord_))
        return total

    def _sum_field(self, field: str) -> FieldStatistics:
        doc_count = sum_total_term_freq = sum_doc_freq = 0
        for reader in self._readers:
            terms = reader.terms(field)
            if terms is not None:
                doc_count += int(terms.doc_count)
                sum_total_term_freq += int(terms.sum_total_term_freq)
                sum_doc_freq += int(terms.sum_doc_freq)
        return FieldStatistics(doc_count, sum_total_term_freq, sum_doc_freq)

    def _sum_doc_freq(self, field: str, term: bytes) -> int:
        total = 0
        for reader in self._readers:
            terms, ord_ = reader.terms(field), self.ord(reader, field, term)
            if terms is not None and ord_ >= 0:
                total += int(terms.doc_freq(ord_))
        return total
