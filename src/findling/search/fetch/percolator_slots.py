"""Which documents of a percolation the stored query of a hit matches: slots in `fields`, what it marks in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.mapping.documents.stored_source import read_stored
from findling.search.highlight.highlights import Highlights
from findling.search.highlight.request import HighlightRequest
from findling.search.highlight.text.field_texts import HitSource
from findling.search.query.base import Query, named_queries
from findling.search.query.creation import creating
from findling.search.query.percolating.percolate import PercolateQuery
from findling.search.query.percolating.percolated_docs import PercolatedDocsWeight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.doc_set import Docs

_FIELD: Final = "_percolator_document_slot"


class PercolatorSlots:
    """The slots of one percolate query on one shard.

    field: what the slots are called in the hits' `fields`
    highlight: what is marked in the documents that the stored query of a hit matches
    """

    def __init__(
        self, query: PercolateQuery, ctx: ShardContext, is_alone: bool, highlight: HighlightRequest | None = None
    ) -> None:
        name = query.slot_name or query.field
        self.field = _FIELD if is_alone else f"{_FIELD}_{name}"
        self._prefix = "" if is_alone else f"{name}_"
        self._highlight = highlight
        with creating(ctx):
            rewritten = query.rewrite(ctx)
            self._weight = PercolatedDocsWeight(rewritten, ctx)
        self._documents = rewritten.documents
        self._roots = rewritten.documents.roots

    def add(self, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]]) -> None:
        """Adds the slots to the hits of a segment whose query matches any document; docs: (n,) int32, one per hit."""
        for doc, result in zip(docs.tolist(), results, strict=True):
            matching = self._weight.matching(segment, doc)
            if len(matching):
                slots = np.searchsorted(self._roots, matching).tolist()
                fields = result.setdefault("fields", {})
                fields[self.field] = slots
                self._add_names(segment, doc, dict(zip(matching.tolist(), slots, strict=True)), fields)
                if self._highlight is not None:
                    self._add_highlights(self._highlight, segment, doc, matching, result)

    def _add_names(self, segment: SegmentContext, doc: int, slots: dict[int, int], fields: dict[str, Any]) -> None:
        """Adds which named parts of the stored query each document matches."""
        found: dict[int, list[str]] = {}
        for name, matching in self._weight.matching_parts(segment, doc, named_queries):
            for place in matching.tolist():
                if place in slots:
                    found.setdefault(slots[place], []).append(name)
        for slot in sorted(found):
            fields[f"{self.field}_{slot}_matched_queries"] = found[slot]

    def _add_highlights(
        self, request: HighlightRequest, segment: SegmentContext, doc: int, matching: Docs, result: dict[str, Any]
    ) -> None:
        """Adds what the stored query of a hit marks in the documents that it matches."""
        query, within = self._weight.stored(segment, doc)
        slots = np.searchsorted(self._roots, matching).tolist()
        sources = [HitSource(read_stored(self._documents.sources[slot])) for slot in slots]
        marked: list[dict[str, Any]] = [{} for _ in slots]
        Highlights(request, query, within).add(within.segment, matching, marked, sources)
        for slot, document in zip(slots, marked, strict=True):
            number = f"{slot}_" if len(self._roots) > 1 else ""
            for name, parts in document.get("highlight", {}).items():
                result.setdefault("highlight", {})[f"{self._prefix}{number}{name}"] = parts


def percolator_slots(
    query: Query | None, ctx: ShardContext, highlight: HighlightRequest | None
) -> list[PercolatorSlots]:
    """Returns the slots of all percolate queries that a hit may match."""
    found = [] if query is None else list(_percolations(query))
    return [PercolatorSlots(one, ctx, len(found) == 1, highlight) for one in found]


def _percolations(query: Query) -> Iterator[PercolateQuery]:
    if isinstance(query, PercolateQuery):
        yield query
    for child in query.matching_children():
        yield from _percolations(child)
