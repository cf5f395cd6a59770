"""Primitive query on range fields: intervals that have a relation to one interval. The score is the boost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.ranges import related
from findling.mapping.value_range import Bounds, Intervals, ValueRange
from findling.search.query.base import Query, Weight
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.primitive.multi_term import MultiTermQuery, MultiTermWeight, TermFinder

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.context import ShardContext


def interval_query(field: Intervals, wanted: ValueRange, relation: str | None, boost: float) -> Query:
    """Returns the query of a range or, with equal bounds, of a value.

    relation: intersects (or None), within, contains
    """
    bounds = field.query_bounds(wanted)
    if bounds is None:
        return MatchNoneQuery(reason="empty range")
    return IntervalQuery(field=field.name, bounds=bounds, relation=relation or "intersects", boost=boost)


@dataclass(frozen=True, kw_only=True)
class IntervalQuery(MultiTermQuery):
    """Documents with any interval that intersects, is within or contains `bounds`, which are inclusive."""

    bounds: Bounds
    relation: str

    def finder(self) -> TermFinder:
        return self._ords

    def _ords(self, terms: TermDictionary) -> NDArray[np.int64]:
        return related(terms.blob, self.bounds, self.relation)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return MultiTermWeight(self)

    def describe(self) -> str:
        return f"{self.field}:<{self.relation} {self.bounds[0].hex()} TO {self.bounds[1].hex()}>"
