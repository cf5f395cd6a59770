"""top_hits: the best documents of each bucket, shown like the hits of a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import as_boolean, json_token
from findling.base.runs import distinct, run_starts
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import UNKNOWN_KEY, HandParameters
from findling.search.aggs.base.partials import HitsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows, distinct_docs
from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.field_docs import smallest
from findling.search.collector.matches import Matches
from findling.search.explanation import shortest_float
from findling.search.fetch.field_format import parse_field_formats
from findling.search.fetch.script_fields import parse_script_fields
from findling.search.highlight.request import parse_highlight
from findling.search.sort import BY_SCORE, SortField, parse_sort
from findling.search.source_filter import parse_source_filter

if TYPE_CHECKING:
    from findling.search.collector.sort_key import SortKey

_FLAGS: Final = ("explain", "version", "seq_no_primary_term", "track_scores")
_SHOWN: Final = ("_source", "stored_fields", "docvalue_fields", "fields", "highlight", "script_fields", *_FLAGS)
# the kind of JSON -> the members that may be given as such
_SCALARS: Final = ("from", "size", *_FLAGS, "stored_fields", "sort", "_source")
_MEMBERS: Final = {
    "START_OBJECT": ("_source", "script_fields", "sort", "highlight"),
    "START_ARRAY": ("docvalue_fields", "fields", "sort", "stored_fields", "_source"),
    "VALUE_NULL": (),
}
# values that a document sorts by, as objects
_BYTES_PER_CANDIDATE: Final = 300


def _check_highlight(body: object) -> None:
    """Raises ParsingError and XContentParseError for what is no highlight."""
    if not isinstance(body, Mapping):
        raise ParsingError(f"Unknown key for a {json_token(body)} in [highlight].")
    parse_highlight(body)


@register("top_hits")
@dataclass(frozen=True, kw_only=True)
class TopHitsAggregation(Aggregation):
    """Partial: {"total", "max_score", "hits": [{"order": what it compares by, "hit": JSON}]}, from + size at most.

    body: the parameters that say what is shown of hits, as of a search request
    """

    type_name = "top_hits"
    partial_type = HitsPartial

    from_: int
    size: int
    sort: tuple[SortField, ...] | None
    body: Mapping[str, Any]

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> HandParameters:
        """Returns a reader by hand."""
        return HandParameters(cls.type_name, body, name, UNKNOWN_KEY)

    @classmethod
    def parse(cls, name: str, params: HandParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and ParsingError."""
        for key in params.names():
            _check_kind(params, key)
        from_, size = params.integer("from", 0), params.integer("size", 3)
        for key, value in (("from", from_), ("size", size)):
            if value < 0:
                raise IllegalArgumentError(f"[{key}] must be greater than or equal to 0. Found [{value}] in [{name}]")
        sort = params.take("sort")
        body = {key: params.take(key) for key in _SHOWN if key in params}
        if "_source" in body:
            parse_source_filter(body["_source"])
        if "highlight" in body:
            _check_highlight(body["highlight"])
        for key in ("docvalue_fields", "fields"):
            if key in body:
                parse_field_formats(key, body[key])
        if "script_fields" in body:
            parse_script_fields(body["script_fields"])
        if "stored_fields" in body and not isinstance(body["stored_fields"], str | list):
            found = json_token(body["stored_fields"])
            raise ParsingError(f"Expected [VALUE_STRING] or [START_ARRAY] in [stored_fields] but found [{found}]")
        params.finish()
        return cls(
            name=name, from_=from_, size=size, sort=None if sort is None else parse_sort(sort) or None, body=body
        )

    @property
    def needs_scores(self) -> bool:
        """Whether hits are ordered by score, or show it."""
        return self.shows_scores or any(key.is_score for key in self.sort or ())

    @property
    def shows_scores(self) -> bool:
        """Whether hits show their scores."""
        return self.sort is None or self.body.get("track_scores") in (True, "true")

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator.

        Raises IllegalArgumentError for fields that cannot be sorted by and for more hits than an index allows.
        """
        limit, wanted = ctx.shard.setting("index.max_inner_result_window", 100), self.from_ + self.size
        if wanted > limit:
            raise IllegalArgumentError(
                f"Top hits result window is too large, the top hits aggregator [{self.name}]'s from + size must be "
                f"less than or equal to: [{limit}] but was [{wanted}]. This limit can be set by changing the "
                "[index.max_inner_result_window] index level setting."
            )
        return TopHitsAggregator(self, ctx)

    def empty(self) -> Partial:
        """Returns no hits."""
        return {"total": 0, "max_score": None, "hits": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges the hits; ties go to the earlier shard."""
        hits = [hit for partial in partials for hit in partial["hits"]]
        if len(partials) > 1:
            hits.sort(key=lambda hit: hit["order"])
        scores = [partial["max_score"] for partial in partials if partial["max_score"] is not None]
        return {
            "total": sum(partial["total"] for partial in partials),
            "max_score": max(scores, default=None),
            "hits": hits[: self.from_ + self.size],
        }

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the `hits` object."""
        return {
            "hits": {
                "total": {"value": partial["total"], "relation": "eq"},
                "max_score": partial["max_score"],
                "hits": [hit["hit"] for hit in partial["hits"][self.from_ :]],
            }
        }


def _check_kind(params: HandParameters, key: str) -> None:
    """Raises ParsingError for a member that is not known as what it is given as, IllegalArgumentError for a flag."""
    value = params.take(key)
    kind = json_token(value)
    if key not in _MEMBERS.get(kind, _SCALARS):
        raise params.unknown(key, value)
    if key in _FLAGS:
        as_boolean(value)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """doc: shard-wide; order: what it compares by; sort: as shown."""

    order: tuple[Any, ...]
    doc: int
    score: float | None
    sort: tuple[Any, ...] | None


class TopHitsAggregator(Aggregator):
    """Keeps the best rows of each bucket, segment by segment."""

    def __init__(self, aggregation: TopHitsAggregation, ctx: AggregationContext) -> None:
        self._aggregation = aggregation
        self._ctx = ctx
        self._fetch = ctx.fetch_hits
        with nullcontext() if ctx.scope is None else ctx.shard.within(ctx.scope):
            self._keys: list[SortKey] = bind_sort(aggregation.sort or BY_SCORE, ctx.shard)
        self._depth = aggregation.from_ + aggregation.size
        self._counts = Counts()
        self._max_scores: dict[int, float] = {}
        self._best: dict[int, list[_Candidate]] = {}

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Takes the best rows of each bucket."""
        if self._aggregation.from_ + self._aggregation.size == 0 and rows.size:
            collector = "TotalHitCountCollector" if self._aggregation.sort else "TotalHitCountCollectorManager"
            raise IllegalArgumentError(
                f"numHits must be > 0; please use {collector} if you just need the total hit count"
            )
        self._counts.add(rows.buckets, rows.size, rows.n_buckets)
        if rows.size == 0 or self._depth == 0:
            return
        docs, places = distinct_docs(rows)
        scores = leaf.scores_of(docs)
        matches = Matches(leaf.segment, docs, scores)
        if rows.buckets is None and places is None:
            self._collect_together(matches, docs, scores)
            return
        if places is None:
            places = np.arange(rows.size)
        buckets = np.zeros(rows.size, np.int32) if rows.buckets is None else rows.buckets
        if self._aggregation.shows_scores and self._aggregation.sort is not None:
            self._note_max_scores(scores[places], buckets)
        columns = [key.column(matches)[places] for key in self._keys]
        order = np.lexsort([docs[places], *reversed(columns), buckets])
        ordered = buckets[order]
        starts = np.flatnonzero(run_starts(ordered))
        rank = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.append(starts, len(ordered))))
        kept = order[rank < self._depth]
        self._keep(matches, places[kept], buckets[kept])

    def _collect_together(self, matches: Matches, docs: NDArray[np.int32], scores: NDArray[np.float32]) -> None:
        """Takes the best of documents that are all in one bucket."""
        columns = [key.column(matches) for key in self._keys]
        few = not np.isnan(columns[0]).any()
        kept = smallest(columns, self._depth) if few else np.lexsort(columns[::-1])[: self._depth]
        buckets = np.zeros(len(docs), np.int32)
        if self._aggregation.shows_scores and self._aggregation.sort is not None:
            self._note_max_scores(scores, buckets)
        self._keep(matches, kept, buckets[kept])

    def _note_max_scores(self, scores: NDArray[np.float32], buckets: NDArray[np.int32]) -> None:
        """Keeps the best score of each bucket, which hits in another order need not have."""
        best = np.full(int(buckets.max()) + 1, -np.inf, np.float32)
        np.maximum.at(best, buckets, scores)
        for bucket in distinct(buckets).tolist():
            self._max_scores[bucket] = max(self._max_scores.get(bucket, -np.inf), float(best[bucket]))

    def _keep(self, matches: Matches, places: NDArray[np.int64], buckets: NDArray[np.int32]) -> None:
        self._ctx.account(len(buckets) * _BYTES_PER_CANDIDATE, "<agg top_hits>")
        needed, positions = np.unique(places, return_inverse=True)
        assert matches.scores is not None
        some = Matches(matches.segment, matches.docs[needed], matches.scores[needed])
        values = list(zip(*(key.values(some) for key in self._keys), strict=True))
        shows_scores = self._aggregation.shows_scores
        for position, bucket in zip(positions.tolist(), buckets.tolist(), strict=True):
            own = values[position]
            candidate = _Candidate(
                tuple(key.comparable(value) for key, value in zip(self._keys, own, strict=True)),
                matches.segment.doc_base + int(some.docs[position]),
                float(matches.scores[needed[position]]) if shows_scores else None,
                None if self._aggregation.sort is None else self._shown(own),
            )
            self._best.setdefault(bucket, []).append(candidate)

    def _shown(self, values: Sequence[object]) -> tuple[Any, ...]:
        return tuple(key.shown(value) for key, value in zip(self._keys, values, strict=True))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the rendered hits of each bucket; raises IllegalArgumentError where nobody can render them."""
        counts = self._counts.upto(max(buckets, default=-1) + 1)
        return [self._partial(bucket, int(counts[bucket])) for bucket in buckets]

    def _partial(self, bucket: int, total: int) -> Partial:
        found = sorted(self._best.get(bucket, []), key=lambda entry: (entry.order, entry.doc))[: self._depth]
        if found and self._fetch is None:
            raise IllegalArgumentError(f"[top_hits] aggregation [{self._aggregation.name}] cannot be used here")
        hits = (
            self._fetch(self._aggregation.body, [(h.doc, h.score, h.sort) for h in found], self._ctx.scope)
            if self._fetch and found
            else []
        )
        scores = [entry.score for entry in found if entry.score is not None]
        best = self._max_scores.get(bucket, max(scores, default=None))
        return {
            "total": total,
            "max_score": None if best is None else shortest_float(best),
            "hits": [{"order": entry.order, "hit": hit} for entry, hit in zip(found, hits, strict=True)],
        }
