"""The hits of a search that is profiled: each step of making them is measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from findling.search.doc_set import Docs
from findling.search.fetch.hits import Explainer, HitBuilder
from findling.search.fetch.script_fields import ScriptFields
from findling.search.source_filter import WHOLE_SOURCE

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.highlight.highlights import Highlights
    from findling.search.profile.fetch_profiler import FetchProfiler
    from findling.search.request import SearchRequest
    from findling.search.shard_result import ShardHit

Results = list[dict[str, Any]]
Sources = list[bytes | None]


class MeasuredHitBuilder(HitBuilder):
    """Takes the steps of HitBuilder, each under the name that Elasticsearch has for it."""

    is_measured: ClassVar[bool] = True

    def __init__(
        self, request: SearchRequest, ctx: ShardContext, explainer: Explainer | None, profiler: FetchProfiler
    ) -> None:
        super().__init__(request, ctx, explainer)
        self._profiler = profiler
        self._phases = [name for name, is_taken in self._phases_taken(request) if is_taken]

    def _phases_taken(self, request: SearchRequest) -> list[tuple[str, bool]]:
        """Returns the phases that hits can go through, and whether those of the request do."""
        reads = not request.hides_stored_fields
        return [
            ("FetchFieldsPhase", reads),
            ("StoredFieldsPhase", reads),
            ("FetchScorePhase", request.track_scores and not request.sorts_by_score),
            ("FetchVersionPhase", request.version),
            ("SeqNoPrimaryTermPhase", request.seq_no_primary_term),
            ("ExplainPhase", request.explain),
            ("FetchSourcePhase", self._source.enabled),
            ("FetchDocValuesPhase", bool(request.docvalue_fields)),
            ("ScriptFieldsPhase", self._scripts is not None),
            ("HighlightPhase", self._highlights is not None),
            ("MatchedQueriesPhase", bool(self._matched)),
            ("PercolatorMatchedSlotSubFetchPhase", bool(self._slots)),
            ("InnerHitsPhase", bool(self._inner or self._joined)),
        ]

    def _build_segment(self, segment: SegmentContext, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        self._profiler.enter(len(hits), self._phases)
        return super()._build_segment(segment, hits)

    def _heads(self, segment: SegmentContext, docs: Docs, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        with self._profiler.reading("load_stored_fields", len(docs)):
            return super()._heads(segment, docs, hits)

    def _sources(self, segment: SegmentContext, docs: Docs) -> Sources:
        with self._profiler.reading("load_source", len(docs) if self._loads_sources else 0):
            return super()._sources(segment, docs)

    def _add_sources(self, results: Results, sources: Sources) -> None:
        with self._profiler.phase("FetchSourcePhase"):
            super()._add_sources(results, sources)
        self._profiler.count_whole_sources(len(results) if self._source == WHOLE_SOURCE else 0)

    def _doc_values(self, segment: SegmentContext, docs: Docs) -> Results:
        with self._profiler.phase("FetchDocValuesPhase"):
            return super()._doc_values(segment, docs)

    def _script_values(self, scripts: ScriptFields, segment: SegmentContext, docs: Docs) -> Results:
        with self._profiler.phase("ScriptFieldsPhase"):
            return super()._script_values(scripts, segment, docs)

    def _add_values(
        self, segment: SegmentContext, docs: Docs, results: Results, sources: Sources, found: Results
    ) -> None:
        with self._profiler.phase("FetchFieldsPhase"):
            super()._add_values(segment, docs, results, sources, found)

    def _add_explanations(self, explainer: Explainer, segment: SegmentContext, docs: Docs, results: Results) -> None:
        with self._profiler.phase("ExplainPhase"):
            super()._add_explanations(explainer, segment, docs, results)

    def _add_highlights(
        self, highlights: Highlights, segment: SegmentContext, docs: Docs, results: Results, sources: Sources
    ) -> None:
        with self._profiler.phase("HighlightPhase"):
            super()._add_highlights(highlights, segment, docs, results, sources)

    def _add_names(self, segment: SegmentContext, docs: Docs, results: Results) -> None:
        with self._profiler.phase("MatchedQueriesPhase"):
            super()._add_names(segment, docs, results)

    def _add_slots(self, segment: SegmentContext, docs: Docs, results: Results) -> None:
        with self._profiler.phase("PercolatorMatchedSlotSubFetchPhase"):
            super()._add_slots(segment, docs, results)

    def _add_inner_hits(self, segment: SegmentContext, docs: Docs, results: Results, sources: Sources) -> None:
        with self._profiler.phase("InnerHitsPhase"):
            super()._add_inner_hits(segment, docs, results, sources)
