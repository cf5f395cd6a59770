"""Numbers and truth values of documents as columns, for scripts that run over whole columns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.script.painless.columns.protocol import Column
from findling.script.types import BOOLEAN, DOUBLE, LONG
from findling.search.doc_set import Docs

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores


class SegmentColumns:
    """Documents of a segment, as a script over columns reads them.

    docs: (n,) int32, increasing; scores: (n,) float32, None if the script does not read them
    """

    def __init__(self, ctx: ShardContext, segment: SegmentContext, docs: Docs, scores: Scores | None) -> None:
        self._ctx = ctx
        self._segment = segment
        self._docs = docs
        self._scores = scores
        self._read: dict[str, Column | None] = {}

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self._docs)

    def scores(self) -> NDArray[np.float64]:
        """Returns the scores, (count,) float64."""
        assert self._scores is not None
        return self._scores.astype(np.float64)

    def column(self, name: str) -> Column | None:
        """Returns a field, None if it is not mapped or if scripts see anything but numbers or truth values in it."""
        if name not in self._read:
            field = None if self._ctx.constant(name) is not None else self._ctx.field(name)
            self._read[name] = None if field is None or not _is_number(field) else self._numbers(field)
        return self._read[name]

    def _numbers(self, field: MappedField) -> Column:
        column, numbers = self._segment.reader.numeric(field.name), field.type.numbers
        if column is None:
            return Column(LONG, np.zeros(self.count, np.int64), np.zeros(self.count, np.int32))
        values, owners = column.values(self._docs)
        counts = np.bincount(owners, minlength=self.count).astype(np.int32)
        if len(values) != self.count or not counts.all():
            values = _first(values, counts)
        if numbers is not None and numbers.is_truth:
            return Column(BOOLEAN, values != 0, counts)
        if numbers is not None and numbers.is_double:
            return Column(DOUBLE, numbers.read(values).astype(np.float64), counts)
        return Column(LONG, values, counts)


def _first(values: NDArray[Any], counts: NDArray[np.int32]) -> NDArray[Any]:
    """Returns the first value of each document, anything where there is none."""
    if not len(values):
        return np.zeros(len(counts), np.int64)
    first: NDArray[Any] = values[np.minimum(np.cumsum(counts) - counts, len(values) - 1)]
    return first


def _is_number(field: MappedField) -> bool:
    """Tells whether scripts see plain numbers or truth values in a field."""
    of, structures = field.type, field.structures
    if not of.shows_doc_values or structures.is_vector or structures.has_terms or of.is_point:
        return False
    return of.time_unit is None and not (of.numbers is not None and of.numbers.offset)
