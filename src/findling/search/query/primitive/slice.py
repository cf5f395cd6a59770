"""One part of all documents: a search cut into slices, so that several workers each see documents of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import json_token
from findling.codec.ids import HashedIds
from findling.search.doc_set import DocSet
from findling.search.parameters import ObjectParameters
from findling.search.partition_hashes import hashes_of_numbers
from findling.search.query.base import Query, Weight
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_ID: Final = "_id"


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a search's documents is wanted.

    id: number of the part, below max; max: how many parts there are
    field: what documents are divided by: their `_id`, or a numeric field, of which the first value counts
    """

    id: int
    max: int
    field: str = _ID

    def on_shard(self, place: int, n_shards: int) -> Query:
        """Returns the query of what the slice has of a shard.

        Whole shards go round the slices if there are enough of them, whole slices round the shards if there are not.
        """
        if self.id < 0:
            # no number was given
            return MatchNoneQuery(reason="not in slice")
        if self.max <= n_shards:
            return MatchAllQuery() if place % self.max == self.id else MatchNoneQuery(reason="not in slice")
        if self.id % n_shards != place:
            return MatchNoneQuery(reason="not in slice")
        n_parts = self.max // n_shards + (self.max % n_shards > place)
        if n_parts == 1:
            return MatchAllQuery()
        return SliceQuery(part=self.id // n_shards, n_parts=n_parts, field=self.field)


def parse_slice(body: object) -> Slice:
    """Returns the slice of a `slice` member. Raises ParsingError or XContentParseError."""
    if not isinstance(body, Mapping):
        raise ParsingError(f"Unknown key for a {json_token(body)} in [slice].", line=1, col=1)
    parameters = ObjectParameters("slice", body)
    field = parameters.text("field", _ID) or _ID
    number, maximum = parameters.integer("id", -1), parameters.integer("max", None)
    parameters.finish()
    if "id" in parameters and number < 0:
        raise parameters.refused("id", IllegalArgumentError("id must be greater than or equal to 0"))
    if maximum is None:
        return Slice(number, 1, field)
    if maximum <= 1:
        raise parameters.refused("max", IllegalArgumentError("max must be greater than 1"))
    if number >= maximum:
        raise parameters.refused("max", IllegalArgumentError("max must be greater than id"))
    return Slice(number, maximum, field)


@dataclass(frozen=True, kw_only=True)
class SliceQuery(Query):
    """Documents of one part of a shard's, by the hashes of their ids or of a field's first values."""

    lucene_class: ClassVar[str] = "SliceQuery"

    part: int
    n_parts: int
    field: str

    def rewrite(self, ctx: ShardContext) -> Query:
        if self.field == _ID:
            return self
        field = ctx.field(self.field)
        if field is None:
            raise IllegalArgumentError(f"field {self.field} not found")
        if not field.is_aggregatable or not field.structures.is_numeric:
            raise IllegalArgumentError(f"cannot load numeric doc values on {self.field}")
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return SliceWeight(self)


class SliceWeight(Weight):
    """Hashes the ids or values of a whole segment, once: the filter cache keeps the result."""

    query: SliceQuery

    def __init__(self, query: SliceQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        query = self.query
        if query.field == _ID:
            hashes = HashedIds(segment.reader.ids.strings()).hashes % np.uint64(query.n_parts)
            return DocSet.from_mask(hashes == np.uint64(query.part))
        column = segment.reader.numeric(query.field)
        if column is None:
            return DocSet.full(segment.max_doc) if query.part == 0 else DocSet.empty(segment.max_doc)
        docs = np.arange(segment.max_doc, dtype=np.int32)
        values = column.single(docs, 0)
        numbers = values.view(np.int64) if values.dtype == np.float64 else values
        return DocSet.from_mask(hashes_of_numbers(numbers) % query.n_parts == query.part)

    def describe(self) -> str:
        return f"SliceQuery[field={self.query.field}, id={self.query.part}, max={self.query.n_parts}]"
