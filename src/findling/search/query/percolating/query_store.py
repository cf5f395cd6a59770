"""Stored queries as they were parsed, kept with the segments that have them."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Final

import numpy as np
import orjson

from findling.search.query.base import Query, parse_query
from findling.search.query.percolating.stored_query import is_relative

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.index.searcher import Searcher
    from findling.mapping.mapping import Mapping as IndexMapping
    from findling.search.context import SegmentContext
    from findling.search.query.percolating.documents import PercolationContext

# parsed queries of one segment that are kept
_MOST_KEPT: Final = 20_000


class StoredQuery:
    """One stored query.

    parsed: as it is in the document
    """

    __slots__ = ("_is_relative", "_mapping", "_rewritten", "parsed")

    def __init__(self, text: bytes) -> None:
        body = orjson.loads(text)
        self.parsed = parse_query(body)
        self._is_relative = is_relative(body)
        self._rewritten: Query | None = None
        self._mapping: IndexMapping | None = None

    def rewritten(self, ctx: PercolationContext) -> Query:
        """Returns the query as it is evaluated on documents; the same for all of them if that depends on no terms."""
        if self._rewritten is not None and self._mapping is ctx.mapping:
            return self._rewritten
        ctx.looked_at_documents = False
        query = self.parsed.rewrite(ctx)
        if not self._is_relative and not ctx.looked_at_documents:
            self._rewritten, self._mapping = query, ctx.mapping
        return query


class QueryStore:
    """The stored queries of one field."""

    def __init__(self, searcher: Searcher, field: str) -> None:
        self._field = field
        kept: weakref.WeakKeyDictionary[SegmentReader, dict[int, StoredQuery]]
        kept = searcher.kept.setdefault(("stored queries", field), weakref.WeakKeyDictionary())
        self._kept = kept

    def get(self, segment: SegmentContext, doc: int) -> StoredQuery | None:
        """Returns the query of a document, None if it has none."""
        kept = self._kept.get(segment.reader)
        if kept is None:
            kept = self._kept.setdefault(segment.reader, {})
        found = kept.get(doc)
        if found is None:
            text = self._text(segment, doc)
            if text is None:
                return None
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[doc] = StoredQuery(text)
        return found

    def _text(self, segment: SegmentContext, doc: int) -> bytes | None:
        column = segment.reader.ordinals(self._field)
        ord_ = -1 if column is None else int(column.single(np.array([doc], np.int32))[0])
        return None if column is None or ord_ < 0 else column.dictionary.term(ord_)
