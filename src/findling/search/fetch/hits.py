"""Makes the hits of the response from documents of one shard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeVar

import numpy as np
import orjson

from findling.base.errors import IllegalArgumentError
from findling.mapping.documents.stored_source import read_stored, source_of, stored_values
from findling.search.doc_set import Docs
from findling.search.fetch.computed_fields import computed_fields
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.field_values import docvalue_fields
from findling.search.fetch.inner_hits import InnerHits, nested_inner_hits
from findling.search.fetch.join_inner_hits import JoinInnerHits, join_inner_hits
from findling.search.fetch.matched_queries import MatchedQueries
from findling.search.fetch.percolator_slots import PercolatorSlots, percolator_slots
from findling.search.fetch.script_fields import ScriptFields
from findling.search.fetch.showing_queries import showing_queries
from findling.search.fetch.source_values import SourceFetcher, stored_fields
from findling.search.highlight.highlights import Highlights
from findling.search.highlight.text.field_texts import HitSource
from findling.search.query.base import shows_more
from findling.search.query.creation import weight_of
from findling.search.source_filter import SourceFilter

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.explanation import Explanation
    from findling.search.request import SearchRequest
    from findling.search.shard_result import ShardHit

_T = TypeVar("_T")
_FEW: Final = 100
"""Pages of more hits are read segment by segment, so that what stands together is read once."""


class Explainer(Protocol):
    """What tells why hits score as they do: a weight, or what was done after it."""

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        """Returns why `doc` scores as it does."""


class HitBuilder:
    """What a request wants to see of hits, bound to one shard.

    explainer: None if nobody asks for explanations
    """

    # whether all hits take the same steps, which somebody measures
    is_measured: ClassVar[bool] = False

    # what is so if hits show what they are and nothing that has to be read or evaluated, but for their source
    _is_plain = True
    _shows_versions = _shows_fields = _evaluates = False
    _stored: tuple[FieldFormat, ...] = ()
    _inner: Sequence[InnerHits] = ()
    _joined: Sequence[JoinInnerHits] = ()
    _slots: Sequence[PercolatorSlots] = ()
    _matched: MatchedQueries | None = None
    _highlights: Highlights | None = None
    _scripts: ScriptFields | None = None

    def __init__(self, request: SearchRequest, ctx: ShardContext, explainer: Explainer | None) -> None:
        self._request = request
        self._ctx = ctx
        self._explainer = explainer
        self._source = request.source
        if request.source.exclude_vectors:
            self._source = request.source.on_fields(ctx.mapping.vector_fields)
        check_source(request.source, ctx)
        if self.is_measured or _shows_more(request):
            self._prepare(request, ctx)

    def _prepare(self, request: SearchRequest, ctx: ShardContext) -> None:
        """Binds what has to be read and evaluated."""
        self._is_plain = False
        self._shows_versions = request.version or request.seq_no_primary_term
        stored = stored_fields(request.stored_fields, ctx) if request.stored_fields else ()
        self._stored = tuple(entry for entry in stored if ctx.mapping.nested_scope(entry.field) is None)
        roots = [request.query, request.post_filter, *[query for one in request.rescore for query in one.queries()]]
        self._matched = MatchedQueries(roots, request.include_named_queries_score, ctx)
        showing = showing_queries((request.query, request.post_filter))
        self._inner = nested_inner_hits(showing, ctx) if showing else []
        self._joined = join_inner_hits(showing, ctx, self._built) if showing else []
        self._slots = percolator_slots(request.query, ctx, request.highlight)
        self._highlights = Highlights(request.highlight, request.query, ctx) if request.highlight else None
        self._scripts = ScriptFields(request.script_fields, ctx) if request.script_fields else None
        self._shows_fields = bool(request.fields or request.docvalue_fields or self._stored or self._scripts)
        self._evaluates = bool(
            self._inner or self._joined or self._slots or request.explain or self._matched or self._highlights
        )

    def _built(self, request: SearchRequest, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        """Returns the JSON of hits of another request of the shard, which are shown within those of this one."""
        weight = weight_of(request.query, self._ctx, True) if request.explain else None
        return HitBuilder(request, self._ctx, weight).build(hits)

    def build(self, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        """Returns the JSON of the hits, in their order."""
        segments = self._ctx.segments
        if not hits:
            return []
        if self._is_plain and len(hits) <= _FEW and not self._ctx.snapshot.has_special_hits:
            return self._plain(hits)
        if len(segments) == 1:
            return self._build_segment(segments[0], hits)
        results: list[dict[str, Any]] = [{} for _ in hits]
        by_segment: dict[int, list[int]] = {}
        bases = self._ctx.snapshot.doc_bases
        for place, hit in enumerate(hits):
            by_segment.setdefault(bisect_right(bases, hit.doc) - 1, []).append(place)
        for ord_, places in by_segment.items():
            self._ctx.check()
            built = self._build_segment(segments[ord_], [hits[place] for place in places])
            for place, result in zip(places, built, strict=True):
                results[place] = result
        return results

    def _build_segment(self, segment: SegmentContext, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        """Returns the JSON of hits of one segment, in their order; columns and sources are read in that of the docs."""
        docs = np.array([hit.doc - segment.doc_base for hit in hits], np.int32)
        results = self._heads(segment, docs, hits)
        sources = self._sources(segment, docs)
        if self._source.enabled:
            self._add_sources(results, sources)
        if self._shows_fields:
            self._add_fields(segment, docs, results, sources)
        if self._request.hides_stored_fields:
            for result in results:
                for name in ("_id", "_routing", "_ignored"):
                    result.pop(name, None)
        if self._request.sort is not None or hits[0].sort is not None:
            for hit, result in zip(hits, results, strict=True):
                if hit.sort is not None:
                    result["sort"] = list(hit.sort)
        if self._evaluates:
            self._add_evaluations(segment, docs, results, sources)
        return results

    def _add_sources(self, results: list[dict[str, Any]], sources: list[bytes | None]) -> None:
        show = self._source.shown
        for result, stored in zip(results, sources, strict=True):
            if stored and (shown := source_of(stored)):
                result["_source"] = show(shown)

    def _plain(self, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        """Returns hits that show index, id, score, source and what they are sorted by, one after the other."""
        snapshot, identity, shows, size = self._ctx.snapshot, self._ctx.identity, self._source.enabled, 0
        segments, bases, show = snapshot.segments, snapshot.doc_bases, self._source.shown
        results: list[dict[str, Any]] = []
        self._ctx.check()
        for doc, score, sort in hits:
            segment = segments[bisect_right(bases, doc) - 1]
            reader = segment.reader
            doc -= segment.doc_base
            id_ = str(reader.ids.get(doc), "utf-8", "surrogatepass")
            result: dict[str, Any] = {**identity, "_id": id_, "_score": score}
            if shows:
                stored = reader.source.get(doc)
                size += len(stored)
                if stored and (shown := source_of(stored)):
                    result["_source"] = show(shown)
            if sort is not None:
                result["sort"] = list(sort)
            results += (result,)
        if size:
            self._ctx.account.add(size, "<fetch_phase>")
        return results

    def _heads(self, segment: SegmentContext, docs: Docs, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        """Returns the hits with what stands before their contents."""
        identity = self._ctx.identity
        ids = segment.reader.ids.get_many(docs)
        if not self._shows_versions:
            results = [
                {**identity, "_id": id_.decode("utf-8", "surrogatepass"), "_score": hit.score}
                for id_, hit in zip(ids, hits, strict=True)
            ]
        else:
            results = []
            for id_, hit, doc in zip(ids, hits, docs.tolist(), strict=True):
                result: dict[str, Any] = {**identity, "_id": id_.decode("utf-8", "surrogatepass")}
                self._add_versions(result, segment, doc)
                result["_score"] = hit.score
                results.append(result)
        if segment.reader.routing is not None:
            for result, routing in zip(results, segment.reader.routing_of(docs), strict=True):
                if routing is not None:
                    result["_routing"] = routing
        _add_ignored_fields(segment, docs, results)
        return results

    @property
    def _loads_sources(self) -> bool:
        return bool(self._source.enabled or self._request.fields or self._inner or self._stored or self._highlights)

    def _sources(self, segment: SegmentContext, docs: Any) -> list[bytes | None]:
        if not self._loads_sources:
            return [None] * len(docs)
        sources: list[bytes | None] = list(segment.reader.source.get_many(docs))
        self._ctx.account.add(sum([len(source) for source in sources if source]), "<fetch_phase>")
        return sources

    def _add_versions(self, result: dict[str, Any], segment: SegmentContext, doc: int) -> None:
        if self._request.version:
            result["_version"] = int(segment.reader.versions[doc])
        if self._request.seq_no_primary_term:
            result["_seq_no"] = int(segment.reader.seq_nos[doc])
            result["_primary_term"] = int(segment.reader.primary_terms[doc])

    def _add_fields(
        self, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]], sources: list[bytes | None]
    ) -> None:
        """Adds `fields`: doc values and what scripts show, then the values of the source."""
        found: list[dict[str, Any]] = [{} for _ in docs]
        if self._request.docvalue_fields:
            found = self._doc_values(segment, docs)
        if self._scripts is not None:
            for fields, own in zip(found, self._script_values(self._scripts, segment, docs), strict=True):
                fields.update(own)
        self._add_values(segment, docs, results, sources, found)

    def _doc_values(self, segment: SegmentContext, docs: Docs) -> list[dict[str, Any]]:
        wanted = self._request.docvalue_fields
        return _in_doc_order(docs, lambda ordered: docvalue_fields(wanted, self._ctx, segment, ordered))

    def _script_values(self, scripts: ScriptFields, segment: SegmentContext, docs: Docs) -> list[dict[str, Any]]:
        return _in_doc_order(docs, lambda ordered: scripts.read(segment, ordered))

    def _add_values(
        self,
        segment: SegmentContext,
        docs: Docs,
        results: list[dict[str, Any]],
        sources: list[bytes | None],
        found: list[dict[str, Any]],
    ) -> None:
        request = self._request
        fetcher, stored = SourceFetcher(request.fields, self._ctx), SourceFetcher(self._stored, self._ctx)
        if fetcher.computed:
            computed = _in_doc_order(
                docs, lambda ordered: computed_fields(fetcher.computed, self._ctx, segment, ordered)
            )
            for fields, own in zip(found, computed, strict=True):
                fields.update(own)
        for result, source, fields in zip(results, sources, found, strict=True):
            if request.fields and source and (shown := source_of(source)):
                own_values = fetcher.fields(orjson.loads(shown))
                fields.update(own_values.values)
                if own_values.ignored:
                    result["ignored_field_values"] = own_values.ignored
            if self._stored and source:
                fields.update(stored.fields(stored_values(source)).values)
            fields.update(fetcher.metadata(result))
            if fields:
                result["fields"] = fields

    def _add_evaluations(
        self, segment: SegmentContext, docs: Any, results: list[dict[str, Any]], sources: list[bytes | None]
    ) -> None:
        if self._explainer is not None:
            self._add_explanations(self._explainer, segment, docs, results)
        if self._highlights is not None:
            self._add_highlights(self._highlights, segment, docs, results, sources)
        if self._matched:
            self._add_names(segment, docs, results)
        if self._slots:
            self._add_slots(segment, docs, results)
        if self._inner or self._joined:
            self._add_inner_hits(segment, docs, results, sources)

    def _add_highlights(
        self,
        highlights: Highlights,
        segment: SegmentContext,
        docs: Docs,
        results: list[dict[str, Any]],
        sources: list[bytes | None],
    ) -> None:
        highlights.add(segment, docs, results, [HitSource(read_stored(source)) for source in sources])

    def _add_names(self, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]]) -> None:
        assert self._matched is not None
        self._matched.add(segment, docs, results)

    def _add_slots(self, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]]) -> None:
        for slots in self._slots:
            slots.add(segment, docs, results)

    def _add_inner_hits(
        self, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]], sources: list[bytes | None]
    ) -> None:
        for joined in self._joined:
            joined.add(segment, docs, results)
        for inner in self._inner:
            inner.add(segment, docs, results, sources)

    def _add_explanations(
        self, explainer: Explainer, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]]
    ) -> None:
        for doc, result in zip(docs.tolist(), results, strict=True):
            result |= self._ctx.whereabouts
            result["_explanation"] = explainer.explain(segment, doc).render()


def _shows_more(request: SearchRequest) -> bool:
    """Whether hits show more than what they are, their source and what they are sorted by."""
    return bool(
        request.explain
        or request.version
        or request.seq_no_primary_term
        or request.stored_fields is not None
        or request.fields
        or request.docvalue_fields
        or request.script_fields
        or request.highlight
        or request.rescore
        or shows_more(request.query)
        or shows_more(request.post_filter)
    )


def check_source(source: SourceFilter, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError for parts of a `_source` that the index does not keep."""
    if source.enabled and not source.is_whole and not ctx.mapping.source_options["enabled"]:
        raise IllegalArgumentError(
            f"unable to fetch fields from _source field: _source is disabled in the mappings for index [{ctx.index}]"
        )


def _in_doc_order(docs: Docs, read: Callable[[Docs], list[_T]]) -> list[_T]:
    """Returns what `read` gives for each doc; it gets them in increasing order."""
    order = np.argsort(docs)
    results: list[Any] = [None] * len(docs)
    for place, value in zip(order.tolist(), read(docs[order]), strict=True):
        results[place] = value
    return results


def _add_ignored_fields(segment: SegmentContext, docs: Docs, results: list[dict[str, Any]]) -> None:
    """Adds to each hit the names of fields with ignored values."""
    column = segment.reader.ordinals("_ignored")
    if column is None:
        return

    def read(ordered: Docs) -> list[list[str]]:
        found: list[list[str]] = [[] for _ in ordered]
        ords, owners = column.values(ordered)
        for term, owner in zip(column.dictionary.terms(ords), owners.tolist(), strict=True):
            found[owner].append(term.decode())
        return found

    for result, names in zip(results, _in_doc_order(docs, read), strict=True):
        if names:
            result["_ignored"] = names
