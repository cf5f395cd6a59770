"""Highlights: what a request wants marked in the hits of one shard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.mapping.documents.stored_source import StoredDocument
from findling.search.doc_set import Docs
from findling.search.highlight import types as _types  # noqa: F401  registers the highlighters
from findling.search.highlight.found.hit_documents import HitDocuments, QueryWeights
from findling.search.highlight.highlighter import Highlighter, ShownHits, highlighter_type
from findling.search.highlight.options import HighlightOptions
from findling.search.highlight.request import HighlightRequest
from findling.search.highlight.text.field_texts import HitSource
from findling.search.query.base import Query
from findling.search.query.creation import creating
from findling.search.query.match_all import MatchAllQuery
from findling.search.query.positions.marks import Marks

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext


class Highlights:
    """The highlighters of a request.

    query: what is marked unless a field has a query of its own
    path: the nested objects whose texts are marked, None for whole documents
    """

    def __init__(
        self, request: HighlightRequest, query: Query | None, ctx: ShardContext, path: str | None = None
    ) -> None:
        self._request = request
        self._query = MatchAllQuery() if query is None else query
        self._ctx = ctx
        self._path = path
        self._weights = QueryWeights(ctx, path)
        self._marks: dict[int, Marks] = {}

    def add(
        self, segment: SegmentContext, docs: Docs, results: Sequence[dict[str, Any]], sources: Sequence[HitSource]
    ) -> None:
        """Adds `highlight` to the hits of a segment that have any; docs: (n,) int32, one per hit."""
        documents = HitDocuments(self._weights, segment, docs)
        for highlighter in self._highlighters.values():
            highlighter.check()
        hits = ShownHits(self._ctx, documents, sources)
        for place, result in enumerate(results):
            self._ctx.check()
            found = {name: parts for name, one in self._highlighters.items() if (parts := one.fragments(hits, place))}
            if found:
                result["highlight"] = found

    def add_nested(self, segment: SegmentContext, doc: int, result: dict[str, Any], value: object) -> None:
        """Adds `highlight` to a hit that is a nested object. value: its part of the source"""
        source = HitSource(StoredDocument(value, value), f"{self._path}.")
        self.add(segment, np.array([doc], np.int32), [result], [source])

    @cached_property
    def _highlighters(self) -> dict[str, Highlighter]:
        """The highlighters by the names that are shown; of several of the same name the last one."""
        wanted = {
            name: (field, entry.options, highlighter_type(entry.options, entry.name))
            for entry in self._request
            for name, field in self._fields(entry.name)
            if "*" not in entry.name or highlighter_type(entry.options, entry.name).can_mark(field)
        }
        first: dict[tuple[type[Highlighter], str], HighlightOptions] = {}
        found: dict[str, Highlighter] = {}
        for name, (field, options, kind) in wanted.items():
            # as in Elasticsearch, which keeps what it makes by the field's own name
            own = first.setdefault((kind, field.name), options)
            chosen = replace(options, **{option: own.__dict__[option] for option in kind.shared})
            found[name] = kind(field, chosen, self._marks_of(own.highlight_query), self._ctx)
        return found

    def _fields(self, name: str) -> Iterator[tuple[str, MappedField]]:
        mapping = self._ctx.mapping
        for found in mapping.matching(name) if "*" in name else (name,):
            field = self._ctx.field(found)
            # of the fields that a pattern names those are marked that are texts
            if field is not None and ("*" not in name or (field.type.terms.characters and field.type.terms.scored)):
                yield found, field

    def _marks_of(self, query: Query | None) -> Marks:
        chosen = self._query if query is None else query
        found = self._marks.get(id(chosen))
        if found is None:
            with creating(self._ctx), self._ctx.within(self._path):
                found = self._marks[id(chosen)] = chosen.marks(self._ctx)
        return found
