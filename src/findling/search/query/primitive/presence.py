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


@dataclass(frozen=True, kw_only=True)
class FieldDocsQuery(Query):
    """Documents with a value in a field, as a part that does not score."""

    lucene_class: ClassVar[str] = "FieldExistsQuery"

    field: str

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return _FieldDocsWeight(self)


class _FieldDocsWeight(Weight):
    """Reads the presence bitmap."""

    cacheable = False
    query: FieldDocsQuery

    def __init__(self, query: FieldDocsQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        bitmap = segment.reader.presence(self.query.field)
        return DocSet.empty(segment.max_doc) if bitmap is None else DocSet.from_bitmap(bitmap)

    def describe(self) -> str:
        return f"FieldExistsQuery [field={self.query.field}]"


@dataclass(frozen=True, kw_only=True)
class RootDocsQuery(Query):
    """Documents that are no nested ones."""

    lucene_class: ClassVar[str] = "FieldExistsQuery"

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return _RootDocsWeight(self)


class _RootDocsWeight(Weight):
    """The bitmap of root documents that segments keep. Lucene finds them by the primary term that only they have."""

    cacheable = False

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_bitmap(segment.roots)

    def describe(self) -> str:
        return "FieldExistsQuery [field=_primary_term]"
