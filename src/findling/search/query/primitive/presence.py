"""Documents that have any value in some fields, by the bitmaps that segments keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.search.doc_set import DocSet, union
from findling.search.query.base import Query, Weight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class PresenceQuery(Query):
    """Documents with a value in any of the fields."""

    lucene_class: ClassVar[str] = "ConstantScoreQuery"

    fields: tuple[str, ...]

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return PresenceWeight(self)


class PresenceWeight(Weight):
    """Unites the presence bitmaps, which segments keep."""

    cacheable = False
    query: PresenceQuery

    def __init__(self, query: PresenceQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        bitmaps = (segment.reader.presence(field) for field in self.query.fields)
        return union([DocSet.from_bitmap(bitmap) for bitmap in bitmaps if bitmap is not None], segment.max_doc)

    def describe(self) -> str:
        shown = [f"ConstantScore(FieldExistsQuery [field={field}])" for field in self.query.fields]
        return shown[0] if len(shown) == 1 else f"ConstantScore({' '.join(shown)})"
