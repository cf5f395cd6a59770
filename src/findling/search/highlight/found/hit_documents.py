"""The documents of a segment whose texts are marked: what of a query they match, and which terms fit a pattern."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs
from findling.search.highlight.text.field_text import FieldText
from findling.search.highlight.text.indexed_text import IndexedPlaces
from findling.search.query.base import Query, Weight
from findling.search.query.creation import weight_of

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.context import SegmentContext, ShardContext

Find = Callable[["TermDictionary"], Any]


class QueryWeights:
    """The weights of parts of queries on one shard, made when they are asked for.

    path: the nested objects whose texts are marked, None for whole documents
    """

    def __init__(self, ctx: ShardContext, path: str | None = None) -> None:
        self.ctx = ctx
        self._path = path
        self._made: dict[int, tuple[Query, Weight]] = {}

    def weight(self, query: Query) -> Weight:
        """Returns the weight of a query."""
        found = self._made.get(id(query))
        if found is None:
            with self.ctx.within(self._path if self._path is not None else self.ctx.nested_scope):
                found = self._made[id(query)] = query, weight_of(query, self.ctx, False)
        return found[1]


class HitDocuments:
    """Some documents of a segment; docs: (n,) int32, in any order"""

    def __init__(self, weights: QueryWeights, segment: SegmentContext, docs: Docs) -> None:
        self._weights = weights
        self._segment = segment
        self.docs = docs
        self._order = np.argsort(docs, kind="stable")
        self._matching: dict[int, NDArray[np.bool_]] = {}
        self._fitting: dict[tuple[Any, str], Any] = {}
        self._places: dict[str, IndexedPlaces | None] = {}

    def match(self, query: Query, place: int) -> bool:
        """Whether the document at a place among them matches a query."""
        found = self._matching.get(id(query))
        if found is None:
            found = np.empty(len(self.docs), np.bool_)
            found[self._order] = self._weights.weight(query).accepts(self._segment, self.docs[self._order])
            self._matching[id(query)] = found
        return bool(found[place])

    @property
    def n_docs(self) -> int:
        """How many documents the segment has, deleted ones left out."""
        return self._segment.live_count

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns in how many documents of the segment a term is."""
        terms = self._segment.reader.terms(field)
        ord = -1 if terms is None else terms.lookup(term)
        return 0 if terms is None or ord < 0 else terms.doc_freq(ord)

    def indexed_places(self, field: str) -> IndexedPlaces | None:
        """Returns where the terms of a field stand in the documents, None if the segment does not have that."""
        if field not in self._places:
            reader = self._segment.reader.terms(field)
            has_offsets = reader is not None and reader.has_offsets
            self._places[field] = IndexedPlaces(reader, self.docs) if reader is not None and has_offsets else None
        return self._places[field]

    def fitting_terms(self, find: Find, text: FieldText) -> list[bytes]:
        """Returns the terms of a text, sorted, that fit a pattern."""
        dictionary = self._dictionary(text.field)
        if dictionary is None:
            return []
        key = find, text.field
        if key not in self._fitting:
            self._fitting[key] = find(dictionary)
        fitting = self._fitting[key]
        terms = text.terms
        ords = dictionary.lookup_many(terms)
        return [term for term, fits in zip(terms, _among(ords, fitting).tolist(), strict=True) if fits]

    def _dictionary(self, field: str) -> TermDictionary | None:
        terms = self._segment.reader.terms(field)
        if terms is not None:
            return terms
        column = self._segment.reader.ordinals(field)
        return None if column is None else column.dictionary


def _among(ords: NDArray[np.int32], fitting: Any) -> NDArray[np.bool_]:
    """Returns which of some ordinals are among others; -1 is not."""
    if isinstance(fitting, range):
        inside: NDArray[np.bool_] = (ords >= fitting.start) & (ords < fitting.stop)
        return inside
    among: NDArray[np.bool_] = np.isin(ords, fitting) & (ords >= 0)
    return among
