"""Collection statistics that scoring needs, over all segments of one shard, deleted documents included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import TermLookup


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


def share_statistics(contexts: Sequence[ShardContext]) -> None:
    """Makes several shards score as if they were one (dfs_query_then_fetch): by the sums of their statistics."""
    shared = ShardStatistics([context.terms for context in contexts])
    for context in contexts:
        context.statistics = shared


class ShardStatistics:
    """Field and term statistics of one shard or, as if they were one, of several.

    parts: where terms are looked up
    fields: statistics by field that hold as long as the segments do, kept by whoever keeps those
    Mirrors Lucene's IndexSearcher.collectionStatistics and TermStates.
    """

    def __init__(self, parts: Sequence[TermLookup], fields: dict[str, FieldStatistics] | None = None) -> None:
        self._parts = parts
        self._fields: dict[str, FieldStatistics] = {} if fields is None else fields

    @property
    def segments(self) -> Iterator[SegmentContext]:
        """All segments that count."""
        return (segment for part in self._parts for segment in part.snapshot.segments)

    def field(self, field: str) -> FieldStatistics:
        """Returns the sums over all segments; zeros for a field that no segment indexes."""
        found = self._fields.get(field)
        if found is None:
            found = self._fields[field] = self._sum_field(field)
        return found

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns the number of docs with the term, deleted ones included."""
        total = 0
        for part in self._parts:
            total += part[field, term].doc_freq
        return total

    def total_term_freq(self, field: str, term: bytes) -> int:
        """Returns the number of occurrences of the term, those in deleted docs included."""
        total = 0
        for part in self._parts:
            states = part[field, term]
            for segment in part.snapshot.segments:
                ord_, terms = states.ord(segment.ord), segment.reader.terms(field)
                if terms is not None and ord_ >= 0:
                    total += terms.total_term_freq(ord_)
        return total

    def _sum_field(self, field: str) -> FieldStatistics:
        doc_count = sum_total_term_freq = sum_doc_freq = 0
        for part in self._parts:
            for segment in part.snapshot.segments:
                terms = segment.reader.terms(field)
                if terms is not None:
                    doc_count += int(terms.doc_count)
                    sum_total_term_freq += int(terms.sum_total_term_freq)
                    sum_doc_freq += int(terms.sum_doc_freq)
        return FieldStatistics(doc_count, sum_total_term_freq, sum_doc_freq)
