"""Primitive query for terms of a field that has ordinals but no postings (`index: false`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct_of_ordered
from findling.search.doc_set import DocSet
from findling.search.query.base import Query, Weight

if TYPE_CHECKING:
    from findling.codec.columns.ordinals import OrdinalColumn
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class OrdinalSetQuery(Query):
    """Documents with any of `terms` (sorted and distinct) in their doc values; the score is the boost."""

    lucene_class: ClassVar[str] = "MultiTermQueryConstantScoreBlendedWrapper"

    field: str
    terms: tuple[bytes, ...]

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return OrdinalSetWeight(self)


class OrdinalSetWeight(Weight):
    """Scans the ordinals."""

    query: OrdinalSetQuery

    def __init__(self, query: OrdinalSetQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        column = segment.reader.ordinals(self.query.field)
        if column is None:
            return DocSet.empty(segment.max_doc)
        wanted = np.asarray(column.dictionary.lookup_many(list(self.query.terms)))
        return docs_with_ords(column, wanted[wanted >= 0], segment.max_doc)


def docs_with_ords(column: OrdinalColumn, ords: range | NDArray[np.integer], max_doc: int) -> DocSet:
    """Returns the docs that have any of the ordinals, which may be in any order."""
    if len(ords) == 0:
        return DocSet.empty(max_doc)
    table = np.zeros(column.dictionary.n_terms, np.bool_)
    table[ords] = True
    found, owners = column.values(np.arange(max_doc, dtype=np.int32))
    return DocSet.from_docs(distinct_of_ordered(owners[table[found]]), max_doc)
