"""Primitive query of documents that share the id of a join with documents that another query finds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.joining.join_numbers import Numbers, join_numbers
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

MAX_COUNT: Final = 2**31 - 1
_SNAPSHOTS: Final = itertools.count()


@dataclass(frozen=True, kw_only=True)
class JoinedDocsQuery(Query):
    """Documents of `target` whose id in `field` is also that of documents of `source`: of enough, and of not too many.

    score_mode: how their scores become one: none (the boost), min, max, sum, avg
    snapshot: number of the snapshot it is for: whether a document matches depends on other segments, and caches of
        segments must not take what they hold for the answer of another snapshot
    """

    lucene_class: ClassVar[str] = "GlobalOrdinalsQuery"

    field: str
    source: Query
    target: Query
    score_mode: str = "none"
    at_least: int = 1
    at_most: int = MAX_COUNT
    snapshot: int

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        with ctx.within(None):
            source = self.source.weight(ctx, scoring and self.score_mode != "none")
            target = self.target.weight(ctx, False)
        return JoinedDocsWeight(self, ctx, source, target, scoring)

    def matches_nothing(self) -> bool:
        return self.source.matches_nothing() or self.target.matches_nothing()

    def described(self, source: Weight) -> str:
        """Returns the query in Lucene's notation."""
        return f"GlobalOrdinalsQuery{{joinField={self.field}}}"


@dataclass(frozen=True, kw_only=True)
class CountedJoinQuery(JoinedDocsQuery):
    """The same where scores or the number of documents matter."""

    lucene_class: ClassVar[str] = "GlobalOrdinalsWithScoreQuery"

    def described(self, source: Weight) -> str:
        limits = f"min={self.at_least},max={self.at_most}"
        return f"GlobalOrdinalsQuery{{joinField={self.field},{limits},fromQuery={source.describe()}}}"


def joined_docs(
    ctx: ShardContext, field: str, source: Query, target: Query, score_mode: str, limits: tuple[int, int], boost: float
) -> JoinedDocsQuery:
    """Returns the query for the snapshot of a context; limits: how many documents of `source` there are to be."""
    counts = limits[0] > 1 or limits[1] < MAX_COUNT
    kind = JoinedDocsQuery if score_mode == "none" and not counts else CountedJoinQuery
    return kind(
        field=field,
        source=source,
        target=target,
        score_mode=score_mode,
        at_least=limits[0],
        at_most=limits[1],
        snapshot=snapshot_number(ctx),
        boost=boost,
    )


def snapshot_number(ctx: ShardContext) -> int:
    """Returns a number that no other snapshot has."""
    return remembered(ctx.searcher, ("snapshot number",), lambda: next(_SNAPSHOTS) + 1)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the source has for each number, (bound,) each; values: float32 scores, None: not asked for."""

    matches: NDArray[np.bool_]
    values: NDArray[np.float32] | None


class JoinedDocsWeight(Weight):
    """Finds the source's documents in all segments first, then tests the target's, segment by segment."""

    query: JoinedDocsQuery

    def __init__(
        self, query: JoinedDocsQuery, ctx: ShardContext, source: Weight, target: Weight, scoring: bool
    ) -> None:
        super().__init__(query)
        self.query = query
        self.source = source
        self.target = target
        self.scores_source = scoring and query.score_mode != "none"
        self._ctx = ctx
        self.numbers = join_numbers(ctx.searcher, query.field)

    @cached_property
    def _found(self) -> _Found:
        numbers, scores = self._sources()
        bound = self.numbers.bound
        counts = np.bincount(numbers, minlength=bound)
        matches = counts >= max(self.query.at_least, 1)
        if self.query.at_most < MAX_COUNT:
            matches &= counts <= self.query.at_most
        values = None if scores is None else _joined_scores(self.query.score_mode, numbers, scores, counts)
        return _Found(matches, values)

    def _sources(self) -> tuple[Numbers, NDArray[np.float32] | None]:
        """Returns the number, and the score if wanted, of each live document that the source finds."""
        numbers: list[Numbers] = []
        scores: list[NDArray[np.float32]] = []
        for segment in self._ctx.segments:
            self._ctx.check()
            docs, found = self._scored(segment) if self.scores_source else (self.sources(segment), None)
            docs_with_id, of_docs = self.numbers.of_docs(segment, docs)
            numbers.append(of_docs)
            if found is not None:
                scores.append(found[np.isin(docs, docs_with_id)] if len(docs_with_id) < len(docs) else found)
        joined = np.concatenate(numbers) if numbers else np.empty(0, np.int32)
        if not self.scores_source:
            return joined, None
        return joined, np.concatenate(scores) if scores else np.empty(0, np.float32)

    def sources(self, segment: SegmentContext) -> Docs:
        """Returns the live documents of a segment that the source finds."""
        return self.source.filter(segment).restrict(segment.visible).docs()

    def _scored(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]]:
        scored = self.source.score(segment)
        if segment.visible is not None:
            scored = scored.keep(segment.visible.test(scored.docs))
        return scored.docs, scored.scores

    def _targets(self, segment: SegmentContext) -> tuple[Docs, Numbers]:
        docs, numbers = self.numbers.of_docs(segment, self.target.filter(segment).docs())
        kept = self._found.matches[numbers]
        return docs[kept], numbers[kept]

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self._targets(segment)[0], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        docs, numbers = self._targets(segment)
        values = self._found.values
        if values is None:
            return Scored.constant(docs, self.query.boost)
        return Scored(docs, values[numbers] * np.float32(self.query.boost))

    def constant_score(self) -> float | None:
        return self.query.boost if self.query.score_mode == "none" else None

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        column = segment.reader.ordinals(self.query.field)
        ord_ = -1 if column is None else int(column.single(np.array([doc], np.int32))[0])
        if column is None or ord_ < 0:
            return Explanation.no_match("Not a match")
        shown = column.dictionary.term(ord_).decode("utf-8", "replace")
        score = self.score(segment).score_of(doc)
        if score is None:
            return Explanation.no_match(f"Not a match, join value {shown}")
        return Explanation.match(score, f"A match, join value {shown}")

    def describe(self) -> str:
        return self.query.described(self.source)


def _joined_scores(
    mode: str, numbers: Numbers, scores: NDArray[np.float32], counts: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Returns one score for each number, (len(counts),) float32; those of no document are of no use.

    Sums are of single precision, in the order of the documents, as in Lucene.
    """
    joined = np.zeros(len(counts), np.float32)
    if mode in ("sum", "avg"):
        np.add.at(joined, numbers, scores)
        return joined / np.maximum(counts, 1).astype(np.float32) if mode == "avg" else joined
    joined[:] = -np.inf if mode == "max" else np.inf
    (np.maximum if mode == "max" else np.minimum).at(joined, numbers, scores)
    return joined
