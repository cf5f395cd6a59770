"""ids: documents by their _id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.base.errors import XContentParseError
from findling.base.json_values import json_token, scalar_text
from findling.base.runs import distinct
from findling.search.doc_set import DocSet
from findling.search.parameters import ObjectParameters, told_as_parsing
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.match_all import MatchNoneQuery

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class IdsQuery(Query):
    """Documents whose _id is one of `values` (sorted and distinct)."""

    lucene_class: ClassVar[str] = "MultiTermQueryConstantScoreBlendedWrapper"

    values: tuple[str, ...]

    def rewrite(self, ctx: ShardContext) -> Query:
        if not self.values:
            return MatchNoneQuery(reason='The "ids" query has no values')
        return IdsQuery(values=self.values, boost=self.boost)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return IdsWeight(self)

    def united_terms(self, segment: SegmentContext) -> Sequence[tuple[str, bytes]]:
        found = segment.reader.ids.lookup([value.encode() for value in self.values])
        shown = [_shown(value) for value, doc in zip(self.values, found, strict=True) if doc >= 0]
        return [("_id", text.encode()) for text in sorted(shown)]


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
        return DocSet.from_docs(distinct(docs[docs >= 0]), segment.max_doc)

    def cost(self, segment: SegmentContext) -> int:
        return len(self._ids)

    def describe(self) -> str:
        return f"_id:({' '.join(sorted(map(_shown, self.query.values)))})"


def _shown(id: str) -> str:
    """Returns the bytes by which Lucene knows an id: two digits in each if it is a number without a leading zero."""
    if id.isascii() and id.isdecimal() and (id[0] != "0" or len(id) == 1):
        digits = id if len(id) % 2 == 0 else id + "f"
        raw = b"\xfe" + bytes.fromhex(digits)
    else:
        raw = b"\xff" + id.encode()
    return f"[{' '.join(f'{byte:x}' for byte in raw)}]"


@register("ids")
def parse_ids(body: object, inner: InnerParser) -> Query:
    """Parses {"ids": {"values": ["1", "2"]}}."""
    parameters = ObjectParameters("ids", body)
    with told_as_parsing():
        query = IdsQuery(values=tuple(sorted(set(_ids(parameters)))), **parameters.common())
        parameters.finish()
    return query


def _ids(parameters: ObjectParameters) -> list[str]:
    """Returns the ids: a text, or a list of which any scalar is taken as text."""
    given = parameters.take("values", [])
    if isinstance(given, str):
        return [given]
    if not isinstance(given, list):
        raise parameters.wrong_token("values", given)
    for value in given:
        if value is None or isinstance(value, (dict, list)):
            raise parameters.refused("values", XContentParseError("Can't get text on a " + json_token(value)))
    return list(map(scalar_text, given))
