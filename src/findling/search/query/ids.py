"""ids: documents by their _id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.base.errors import ParsingError, XContentParseError
from findling.search.doc_set import DocSet
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.parameters import ObjectParameters, json_token, scalar_text

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class IdsQuery(Query):
    """Documents whose _id is one of `values` (sorted and distinct)."""

    values: tuple[str, ...]

    def rewrite(self, ctx: ShardContext) -> Query:
        if not self.values:
            return MatchNoneQuery(reason='The "ids" query has no values')
        return IdsQuery(values=self.values, boost=self.boost)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return IdsWeight(self)


class IdsWeight(Weight):
    """Looks the ids up in the segment's hash table."""

    cacheable = False
    query: IdsQuery

    def __init__(self, query: IdsQuery) -> None:
        super().__init__(query)
        self.query = query
        self._ids = [value.encode() for value in query.values]

    def match(self, segment: SegmentContext) -> DocSet:
        docs = np.asarray(segment.reader.ids.lookup(self._ids), np.int32)
        return DocSet.from_docs(np.unique(docs[docs >= 0]), segment.max_doc)

    def cost(self, segment: SegmentContext) -> int:
        return len(self._ids)

    def describe(self) -> str:
        return f"_id:({' '.join(self.query.values)})"


@register("ids")
def parse_ids(body: Any, inner: InnerParser) -> Query:
    """Parses {"ids": {"values": ["1", "2"]}}."""
    parameters = ObjectParameters("ids", body)
    values = parameters.take("values")
    if values is None:
        raise ParsingError("[ids] requires providing 'values'")
    if not isinstance(values, list):
        values = [values]
    for value in values:
        if isinstance(value, (dict, list)) or value is None:
            raise XContentParseError(f"[ids] values doesn't support values of type: {json_token(value)}")
    query = IdsQuery(values=tuple(sorted(set(map(scalar_text, values)))), **parameters.common())
    parameters.finish()
    return query
