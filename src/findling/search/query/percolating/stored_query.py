"""Queries that are documents: whether they may be stored, and what they are found by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import orjson

from findling.base.errors import IllegalArgumentError, QueryShardError
from findling.base.work.breakers import unlimited_account
from findling.index.searcher import Searcher
from findling.mapping.mapped_field import MappedField
from findling.mapping.types.percolator import Extraction, extraction
from findling.mapping.types.text import TextFieldType
from findling.search.context import SegmentContext, ShardContext
from findling.search.query.base import Query, parse_query
from findling.search.query.requirements import UNKNOWN, Requirements
from findling.search.statistics import ShardStatistics

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry
    from findling.mapping.mapping import Mapping as IndexMapping

# two moments, between which a query that is relative to now changes
_MOMENTS: Final = (0, 10**12 + 123_456_789)


class StoredQueryContext(ShardContext):
    """What stored queries see: they may name mapped fields only, unless the others are taken for text.

    looked_at_documents: whether anybody asked for segments or statistics since this was set to False. A rewritten query
        depends on the documents if its rewriting did
    """

    looked_at_documents = False

    @property
    def segments(self) -> tuple[SegmentContext, ...]:
        self.looked_at_documents = True
        return self._segments

    @segments.setter
    def segments(self, segments: tuple[SegmentContext, ...]) -> None:
        self._segments = segments

    @property
    def statistics(self) -> ShardStatistics:
        self.looked_at_documents = True
        return self._statistics

    @statistics.setter
    def statistics(self, statistics: ShardStatistics) -> None:
        self._statistics = statistics

    def field(self, name: str) -> MappedField | None:
        found = super().field(name)
        if found is not None or "*" in name:
            return found
        if not self.mapping.settings.percolates_unmapped_as_text:
            raise QueryShardError(f"No field mapping can be found for the field with name [{name}]", index=self.index)
        return MappedField(name, TextFieldType.from_definition(name, {}, self.mapping.context), name)


def read_stored_query(body: object, mapping: IndexMapping | None) -> Extraction:
    """Returns what a query is found by. Raises FindlingErrors if it cannot be parsed, or not be asked of the mapping.

    mapping: that of the index; None: the query is only parsed
    """
    query = parse_query(body)
    check_storable(query)
    if mapping is None:
        return Extraction()
    required = _requirements(query, mapping, _MOMENTS[0])
    if required.known and is_relative(body) and required != _requirements(query, mapping, _MOMENTS[1]):
        required = UNKNOWN
    if not required.known:
        return Extraction()
    if required.is_anything:
        return Extraction(least=0)
    return extraction(list(required.terms), list(required.ranges), required.least, required.exact)


def check_storable(query: Query) -> None:
    """Raises IllegalArgumentError if a query, or one within it, cannot be asked of documents that are in no index."""
    if query.refused_in_percolator:
        raise IllegalArgumentError(
            f"the [{query.refused_in_percolator}] query is unsupported inside a percolator query"
        )
    for child in query.children():
        check_storable(child)


def is_relative(body: object) -> bool:
    """Returns whether a query may depend on the time at which it is asked."""
    return b"now" in orjson.dumps(body)


def _requirements(query: Query, mapping: IndexMapping, now_ms: int) -> Requirements:
    account = unlimited_account()
    try:
        analysis = cast("AnalysisRegistry", mapping.context.analysis)
        ctx = StoredQueryContext(mapping, analysis, Searcher((), 0, -1), account, "", now_ms=now_ms)
        required = query.rewrite(ctx).requirements()
        return UNKNOWN if ctx.looked_at_documents else required
    finally:
        account.close()
