"""Statistics that go from node to node: those that queries ask for, gathered on each shard and summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findling.base.errors import FindlingError
from findling.search.query.base import Query
from findling.search.query.creation import weight_of
from findling.search.statistics import FieldStatistics, ShardStatistics

if TYPE_CHECKING:
    from findling.search.context import ShardContext

Term = tuple[str, bytes]


@dataclass(slots=True)
class Summed:
    """What was asked for. doc_freqs, total_term_freqs: by field and term"""

    fields: dict[str, FieldStatistics] = field(default_factory=dict)
    doc_freqs: Counter[Term] = field(default_factory=Counter)
    total_term_freqs: Counter[Term] = field(default_factory=Counter)


class SummedStatistics(ShardStatistics):
    """Sums over shards that are elsewhere; what was not asked for before is the shard's own."""

    def __init__(self, sums: Summed, own: ShardStatistics) -> None:
        self._sums = sums
        self._own = own

    @property
    def segments(self):  # type: ignore[no-untyped-def]
        return self._own.segments

    def field(self, field: str) -> FieldStatistics:
        return self._sums.fields.get(field) or self._own.field(field)

    def doc_freq(self, field: str, term: bytes) -> int:
        found = self._sums.doc_freqs.get((field, term))
        return self._own.doc_freq(field, term) if found is None else found

    def total_term_freq(self, field: str, term: bytes) -> int:
        found = self._sums.total_term_freqs.get((field, term))
        return self._own.total_term_freq(field, term) if found is None else found


class _Noted(ShardStatistics):
    """A shard's own statistics, which notes what it was asked."""

    def __init__(self, own: ShardStatistics) -> None:
        self.noted = Summed()
        self._own = own

    @property
    def segments(self):  # type: ignore[no-untyped-def]
        return self._own.segments

    def field(self, field: str) -> FieldStatistics:
        found = self.noted.fields[field] = self._own.field(field)
        return found

    def doc_freq(self, field: str, term: bytes) -> int:
        found = self.noted.doc_freqs[field, term] = self._own.doc_freq(field, term)
        return found

    def total_term_freq(self, field: str, term: bytes) -> int:
        found = self.noted.total_term_freqs[field, term] = self._own.total_term_freq(field, term)
        return found


def gathered(queries: Iterable[Query | None], ctx: ShardContext) -> Summed:
    """Returns the statistics that queries ask a shard for; what is wrong with a query shows up later."""
    own = ctx.statistics
    noting = ctx.statistics = _Noted(own)
    try:
        for query in queries:
            try:
                weight_of(query, ctx, True)
            except FindlingError:
                continue
    finally:
        ctx.statistics = own
    return noting.noted


def summed(parts: Sequence[Summed]) -> Summed:
    """Returns the sums over shards, with the terms that any of them was asked for."""
    total = Summed()
    for part in parts:
        total.doc_freqs.update(part.doc_freqs)
        total.total_term_freqs.update(part.total_term_freqs)
        for name, one in part.fields.items():
            known = total.fields.get(name)
            total.fields[name] = one if known is None else _added(known, one)
    return total


def _added(one: FieldStatistics, other: FieldStatistics) -> FieldStatistics:
    return FieldStatistics(
        one.doc_count + other.doc_count,
        one.sum_total_term_freq + other.sum_total_term_freq,
        one.sum_doc_freq + other.sum_doc_freq,
    )
