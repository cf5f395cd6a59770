"""The documents of a percolation as an index of their own, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.index.memory_index import memory_searcher
from findling.mapping.similarity import Similarity
from findling.mapping.types.percolator import encode_term
from findling.search.context import NO_CACHE, SegmentContext, ShardContext
from findling.search.query.percolating.stored_query import StoredQueryContext

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.mapping.mapping import Mapping as IndexMapping

# Elasticsearch searches these documents with Lucene's similarity, whatever that of the index and its fields is
_SIMILARITY: Final = Similarity(has_gain=False)


class PercolationContext(StoredQueryContext):
    """What stored queries see of the documents that they are tried on."""

    def similarity(self, name: str) -> Similarity:
        return _SIMILARITY

    @property
    def segment(self) -> SegmentContext:
        """The one segment that has the documents."""
        return self.segments[0]


class PercolatedDocuments:
    """Some documents, parsed by a mapping. Raises the FindlingError of the first that it cannot take.

    mapping: of the index that has the queries; sources: JSON texts, at least one
    """

    def __init__(self, mapping: IndexMapping, sources: Sequence[bytes]) -> None:
        self.mapping = mapping
        self.sources = sources
        self._searcher = memory_searcher(mapping, sources)

    @property
    def _reader(self) -> SegmentReader:
        return self._searcher.segments[0].reader

    @property
    def is_one(self) -> bool:
        """Whether there is one document, without nested ones."""
        return self._reader.max_doc == 1

    @cached_property
    def roots(self) -> NDArray[np.int32]:
        """The doc of each of the documents, (n,) int32, increasing."""
        roots = self._reader.roots
        return np.arange(self._reader.max_doc, dtype=np.int32) if roots is None else roots.to_docs()

    @cached_property
    def terms(self) -> list[bytes]:
        """All terms of the documents, as stored queries keep theirs."""
        found: list[bytes] = []
        for field in self._reader.fields:
            terms = self._reader.terms(field)
            if terms is not None:
                found += [encode_term(field, term) for term in terms.terms(np.arange(len(terms)))]
        return found

    @cached_property
    def numbers(self) -> dict[str, NDArray[np.generic]]:
        """All numbers of the documents by field, increasing."""
        found = {}
        docs = np.arange(self._reader.max_doc, dtype=np.int32)
        for field in self._reader.fields:
            column = self._reader.numeric(field)
            if column is not None and column.count:
                found[field] = distinct(column.values(docs)[0])
        return found

    def context(self, ctx: ShardContext) -> PercolationContext:
        """Returns what stored queries of a shard see of the documents."""
        return PercolationContext(
            mapping=self.mapping,
            analysis=ctx.analysis,
            searcher=self._searcher,
            account=ctx.account,
            index=ctx.index,
            shard=ctx.shard,
            now_ms=ctx.now_ms,
            settings=ctx.settings,
            check=ctx.check,
            lookup=ctx.lookup,
            filters=NO_CACHE,
        )
