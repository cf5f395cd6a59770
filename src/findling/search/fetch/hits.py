"""Makes the hits of the response from documents of one shard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from findling.search.explanation import shortest_float, shortest_floats
from findling.search.fetch.field_values import docvalue_fields, source_fields, stored_fields
from findling.search.fetch.inner_hits import InnerHits, inner_hits_of
from findling.search.fetch.matched_queries import MatchedQueries
from findling.search.query.base import Weight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class ShardHit:
    """A document on its way into the response.

    doc: shard-wide; score: None where not computed; sort: as shown, None if sorted by score
    """

    doc: int
    score: float | None = None
    sort: tuple[Any, ...] | None = None


class HitBuilder:
    """What a request wants to see of hits, bound to one shard.

    weight: of the main query, for explanations
    """

    def __init__(self, request: SearchRequest, ctx: ShardContext, weight: Weight | None) -> None:
        self._request = request
        self._ctx = ctx
        self._weight = weight
        self._shows_versions = request.version or request.seq_no_primary_term
        self._stored = stored_fields(request.stored_fields or (), ctx)
        self._matched = MatchedQueries(request, ctx)
        self._inner: list[InnerHits] = inner_hits_of(request.query, ctx)

    def build(self, hits: Sequence[ShardHit]) -> list[dict[str, Any]]:
        """Returns the JSON of the hits, in their order."""
        results: list[dict[str, Any]] = [{} for _ in hits]
        by_segment: dict[int, list[int]] = {}
        bases = [segment.doc_base for segment in self._ctx.segments]
        for place, hit in enumerate(hits):
            by_segment.setdefault(bisect_right(bases, hit.doc) - 1, []).append(place)
        for ord_, places in by_segment.items():
            self._ctx.check()
            places.sort(key=lambda place: hits[place].doc)
            self._build_segment(self._ctx.segments[ord_], [hits[place] for place in places], results, places)
        return results

    def _build_segment(
        self, segment: SegmentContext, hits: list[ShardHit], results: list[dict[str, Any]], places: list[int]
    ) -> None:
        docs = np.array([hit.doc - segment.doc_base for hit in hits], np.int32)
        ids = segment.reader.ids.get_many(docs)
        scores = _shown_scores(hits)
        routings = segment.reader.routing_of(docs)
        ignored = _ignored_fields(segment, docs)
        sources = self._sources(segment, docs)
        doc_values = docvalue_fields(self._request.docvalue_fields, self._ctx, segment, docs)
        for i, (hit, place) in enumerate(zip(hits, places, strict=True)):
            result: dict[str, Any] = {"_index": self._ctx.index, "_id": ids[i].decode("utf-8", "surrogatepass")}
            if self._shows_versions:
                self._add_versions(result, segment, int(docs[i]))
            result["_score"] = scores[i]
            if routings[i] is not None:
                result["_routing"] = routings[i]
            if ignored[i]:
                result["_ignored"] = ignored[i]
            self._add_contents(result, sources[i], doc_values[i])
            if self._request.hides_stored_fields:
                for name in ("_id", "_routing", "_ignored"):
                    result.pop(name, None)
            if hit.sort is not None:
                result["sort"] = list(hit.sort)
            results[place] = result
        self._add_evaluations(segment, docs, [results[place] for place in places], sources)

    def _sources(self, segment: SegmentContext, docs: Any) -> list[bytes | None]:
        needed = self._request.source.enabled or self._request.fields or self._inner or self._stored
        return list(segment.reader.source.get_many(docs)) if needed else [None] * len(docs)

    def _add_versions(self, result: dict[str, Any], segment: SegmentContext, doc: int) -> None:
        if self._request.version:
            result["_version"] = int(segment.reader.versions[doc])
        if self._request.seq_no_primary_term:
            result["_seq_no"] = int(segment.reader.seq_nos[doc])
            result["_primary_term"] = int(segment.reader.primary_terms[doc])

    def _add_contents(self, result: dict[str, Any], source: bytes | None, doc_values: dict[str, list[Any]]) -> None:
        request = self._request
        if request.source.enabled and source:
            result["_source"] = request.source.apply(source)
        fields = dict(doc_values)
        if request.fields and source:
            found = source_fields(request.fields, self._ctx, orjson.loads(source))
            fields.update(found.values)
            if found.ignored:
                result["ignored_field_values"] = found.ignored
        if self._stored and source:
            fields.update(source_fields(self._stored, self._ctx, orjson.loads(source)).values)
        if fields:
            result["fields"] = fields

    def _add_evaluations(
        self, segment: SegmentContext, docs: Any, results: list[dict[str, Any]], sources: list[bytes | None]
    ) -> None:
        if self._request.explain and self._weight is not None:
            for doc, result in zip(docs.tolist(), results, strict=True):
                result["_shard"] = f"[{self._ctx.index}][{self._ctx.shard}]"
                result["_explanation"] = self._weight.explain(segment, doc).render()
        self._matched.add(segment, docs, results)
        for inner in self._inner:
            inner.add(segment, docs, results, sources)


def _shown_scores(hits: Sequence[ShardHit]) -> list[float | None]:
    """Returns the scores as Java prints them."""
    scores = [hit.score for hit in hits]
    if None in scores:
        return [None if score is None else shortest_float(score) for score in scores]
    return [*shortest_floats(np.array(scores, np.float32))]


def _ignored_fields(segment: SegmentContext, docs: Any) -> list[list[str]]:
    """Returns for each document the names of fields with ignored values."""
    found: list[list[str]] = [[] for _ in docs]
    column = segment.reader.ordinals("_ignored")
    if column is not None:
        ords, owners = column.values(docs)
        for term, owner in zip(column.dictionary.terms(ords), owners.tolist(), strict=True):
            found[owner].append(term.decode())
    return found
