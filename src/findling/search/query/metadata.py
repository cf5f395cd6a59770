"""Queries on metadata fields of no structures of their own: _id, _index, _seq_no, _version, _routing, _field_names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from findling.base.errors import QueryShardError
from findling.base.json_values import required_text, scalar_text
from findling.base.wildcards import matches_any
from findling.mapping.types.number_text import exact_of
from findling.search.doc_set import DocSet
from findling.search.parameters import ObjectParameters, told_as_parsing
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.ids import IdsQuery
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.primitive.presence import PresenceQuery

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

VERSION_FIELDS: Final = ("_seq_no", "_version", "_primary_term")


def metadata_query(field: str, values: Sequence[object], ctx: ShardContext, boost: float) -> Query | None:
    """Returns the query of any of some values in a metadata field; None for other fields."""
    if not field.startswith("_"):
        return None
    if field == "_id":
        return IdsQuery(values=tuple(sorted(set(map(scalar_text, values)))), boost=boost).rewrite(ctx)
    texts = tuple(map(scalar_text, values))
    constant = pattern_query(field, lambda actual: matches_any(texts, actual), ctx, boost)
    if constant is not None:
        return constant
    if field == "_type":
        return MatchNoneQuery(reason="documents of the index have no type")
    if field in VERSION_FIELDS:
        exact = {exact_of(value) for value in values}
        numbers = tuple(sorted({int(number) for number in exact if number == number.to_integral_value()}))
        return VersionColumnQuery(field=field, ranges=tuple((number, number) for number in numbers), boost=boost)
    if field == "_field_names":
        return _field_names_query(map(scalar_text, values), ctx, boost)
    if field == "_source":
        raise QueryShardError("The _source field is not searchable", index=ctx.index)
    if field == "_routing":
        return RoutingQuery(values=tuple(sorted(set(map(scalar_text, values)))), boost=boost)
    return None


def _field_names_query(names: Iterable[str], ctx: ShardContext, boost: float) -> Query:
    """Returns the query of documents with a value in any of some fields, of those whose names Elasticsearch indexes.

    These have neither doc values nor norms, which would tell by themselves which documents have the field.
    """
    fields = [field for name in sorted(set(names)) if (field := ctx.field(name)) is not None and field.name == name]
    indexed = [f.name for f in fields if f.type.structures.doc_values == "none" and not f.type.structures.norms]
    if not indexed:
        return MatchNoneQuery(reason="no such name in [_field_names]")
    return PresenceQuery(fields=tuple(indexed), boost=boost)


def pattern_query(field: str, matches: Callable[[str], bool], ctx: ShardContext, boost: float) -> Query | None:
    """Returns the query of a pattern on a metadata field that has one value per index; None for other fields.

    matches: tells whether a value fits the pattern
    """
    has = ctx.has_constant(field, matches) if field.startswith("_") else None
    if has is None:
        return None
    if has:
        return MatchAllQuery(boost=boost)
    return MatchNoneQuery(reason=f"{field} is {ctx.constant(field)}", known_early=True)


@dataclass(frozen=True, kw_only=True)
class TypeQuery(Query):
    """The query of Elasticsearch 7 for documents of a mapping type."""

    value: str

    def rewrite(self, ctx: ShardContext) -> Query:
        # as of then: documents of an index without types are of the type _doc
        return MatchAllQuery(boost=self.boost) if self.value == (ctx.document_type or "_doc") else MatchNoneQuery()


@register("type")
def parse_type(body: object, inner: InnerParser) -> Query:
    """Parses {"type": {"value": "mobile"}}."""
    parameters = ObjectParameters("type", body)
    with told_as_parsing():
        query = TypeQuery(value=required_text(parameters.require("value")), **parameters.common())
        parameters.finish()
    return query


def version_range(field: str, low: int, high: int, boost: float) -> Query:
    """Returns the query of a range of sequence numbers, versions or primary terms."""
    return VersionColumnQuery(field=field, ranges=((low, high),), boost=boost)


@dataclass(frozen=True, kw_only=True)
class VersionColumnQuery(Query):
    """Documents whose _seq_no, _version or _primary_term is in any of the inclusive ranges."""

    lucene_class: ClassVar[str] = "PointRangeQuery"

    field: str
    ranges: tuple[tuple[int, int], ...]

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return VersionColumnWeight(self)


class VersionColumnWeight(Weight):
    """Compares the segment's version columns."""

    query: VersionColumnQuery

    def __init__(self, query: VersionColumnQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        reader = segment.reader
        column = {"_seq_no": reader.seq_nos, "_version": reader.versions, "_primary_term": reader.primary_terms}
        numbers = np.asarray(column[self.query.field])
        mask = np.zeros(segment.max_doc, np.bool_)
        for low, high in self.query.ranges:
            mask |= (numbers >= low) & (numbers <= high)
        return DocSet.from_mask(mask)


@dataclass(frozen=True, kw_only=True)
class RoutingQuery(Query):
    """Documents with one of the routing values; None: with any."""

    lucene_class: ClassVar[str] = "TermQuery"

    values: tuple[str, ...] | None

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return RoutingWeight(self)


class RoutingWeight(Weight):
    """Compares the stored routing of all documents; slow, and rarely asked for."""

    query: RoutingQuery

    def __init__(self, query: RoutingQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        routings = segment.reader.routing_of(np.arange(segment.max_doc, dtype=np.int32))
        wanted = self.query.values
        fits = [routing is not None if wanted is None else routing in wanted for routing in routings]
        return DocSet.from_mask(np.array(fits, np.bool_))
