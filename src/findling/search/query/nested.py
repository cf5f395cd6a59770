"""nested: documents by what is in one of their nested objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, IllegalStateError
from findling.base.json_values import required_text
from findling.base.runs import distinct
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.inner_hits import InnerHitsRequest, parse_inner_hits
from findling.search.loose_parameters import LooseParameters
from findling.search.query.base import InnerParser, Query, Scored, Weight, register, weigh
from findling.search.query.expensive import check_expensive
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.positions.marks import Marks, ObjectMarks
from findling.search.query.requirements import UNKNOWN, Requirements

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_SCORE_MODES: Final = ("avg", "sum", "max", "min", "none")


@dataclass(frozen=True, kw_only=True)
class NestedQuery(Query):
    """The nested query of the query DSL.

    inner_hits: what is shown of the nested objects that match, None if not asked for
    """

    path: str
    inner: Query
    score_mode: str = "avg"
    ignore_unmapped: bool = False
    inner_hits: InnerHitsRequest | None = field(default=None, compare=False)

    @property
    def shows_more(self) -> bool:
        return self.inner_hits is not None or super().shows_more

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    @property
    def inner_scope(self) -> str | None:
        return self.path

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("joining", ctx)
        if not ctx.mapping.is_nested(self.path):
            if self.ignore_unmapped:
                return MatchNoneQuery(reason=f"unmapped path [{self.path}]")
            raise IllegalStateError(f"[nested] failed to find nested object under path [{self.path}]")
        parent = ctx.nested_scope
        with ctx.within(self.path):
            inner = self.inner.rewrite(ctx)
        if isinstance(inner, MatchNoneQuery):
            return inner
        return NestedDocsQuery(path=self.path, parent=parent, inner=inner, score_mode=self.score_mode, boost=self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        with ctx.within(self.path):
            return ObjectMarks(query=self, inner=self.inner.marks(ctx))


@dataclass(frozen=True, kw_only=True)
class NestedDocsQuery(Query):
    """Parents (roots, or nested documents of `parent`) of the documents of `path` that match `inner`."""

    lucene_class: ClassVar[str] = "ESToParentBlockJoinQuery"

    path: str
    parent: str | None
    inner: Query
    score_mode: str

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        scoring = scoring and self.score_mode != "none"
        with ctx.within(self.path):
            # as in Lucene, a profile has the inner query below this one if it does not score
            inner = self.inner.weight(ctx, True) if scoring else weigh(self.inner, ctx, False)
        return NestedWeight(self, inner, scoring)

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return self.parent is not None

    def matches_nothing(self) -> bool:
        return self.inner.matches_nothing()

    def requirements(self) -> Requirements:
        required = self.inner.requirements()
        # of one nested document, while a whole one may have its parts in several, or no nested ones
        return UNKNOWN if required.is_anything else required.inexact()


class NestedWeight(Weight):
    """Evaluates the inner query, then goes from children to their parents, which follow them in doc order."""

    query: NestedDocsQuery

    def __init__(self, query: NestedDocsQuery, inner: Weight, scoring: bool) -> None:
        super().__init__(query)
        self.query = query
        self.inner = inner
        self.scoring = scoring

    def children(self, segment: SegmentContext) -> DocSet:
        """Returns the live nested documents that match the inner query."""
        nested = DocSet.from_bitmap(segment.nested(self.query.path))
        return (nested & self.inner.match(segment)).restrict(segment.live)

    def parents_of(self, segment: SegmentContext, children: Docs) -> NDArray[np.int32]:
        """Returns the parent of each child: the next parent document after it."""
        parents = segment.nested(self.query.parent).to_docs()
        return parents[np.searchsorted(parents, children)]

    def match(self, segment: SegmentContext) -> DocSet:
        parents = self.parents_of(segment, self.children(segment).docs())
        return DocSet.from_docs(distinct(parents), segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        if not self.scoring:
            return Scored.constant(self.match(segment).docs(), 0.0)
        scored = self.inner.score(segment)
        scored = scored.keep(self.children(segment).contains(scored.docs))
        parents, first = np.unique(self.parents_of(segment, scored.docs), return_index=True)
        values = _grouped(scored.scores.astype(np.float64), first, len(scored.docs), self.query.score_mode)
        boosted = values.astype(np.float32) * np.float32(self.query.boost)
        return Scored(parents.astype(np.int32), boosted)

    def describe(self) -> str:
        return f"ToParentBlockJoinQuery ({self.inner.describe()})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        score = self.score(segment).score_of(doc)
        if score is None:
            return Explanation.no_match("Not a match")
        children = self.children(segment).docs()
        own = children[self.parents_of(segment, children) == doc]
        # from the end of the parent before
        parents = segment.nested(self.query.parent).to_docs()
        place = int(np.searchsorted(parents, doc))
        low, high = (int(parents[place - 1]) if place else -1) + 1 + segment.doc_base, doc - 1 + segment.doc_base
        # Lucene calls the sum a total
        mode = "Total" if self.query.score_mode == "sum" else self.query.score_mode.capitalize()
        details = [self.inner.explain(segment, int(child)) for child in own[:1]] if self.scoring else []
        description = f"Score based on {len(own)} child docs in range from {low} to {high}, using score mode {mode}"
        return Explanation.match(score, description, details)


def _grouped(scores: NDArray[np.float64], first: NDArray[np.intp], n: int, mode: str) -> NDArray[np.float64]:
    """Returns one value for each run of scores; first: where the runs begin."""
    if len(first) == 0:
        return np.empty(0, np.float64)
    if mode == "max":
        return np.maximum.reduceat(scores, first)
    if mode == "min":
        return np.minimum.reduceat(scores, first)
    sums = np.add.reduceat(scores, first)
    if mode == "sum":
        return sums
    counts = np.diff(np.append(first, n))
    return sums / counts


@register("nested")
def parse_nested(body: object, inner: InnerParser) -> Query:
    """Parses {"nested": {"path": "comments", "query": {...}}}."""
    parameters = LooseParameters("nested", body)
    parameters.check("path", "score_mode", "ignore_unmapped")
    query_body = parameters.object("query")
    parsed = None if query_body is None else inner(query_body)
    path = parameters.text("path")
    mode = parameters.read("score_mode", score_mode, "avg")
    inner_hits = parameters.read("inner_hits", parse_inner_hits, None)
    ignore_unmapped = parameters.boolean("ignore_unmapped", False)
    common = parameters.common()
    if path is None:
        raise IllegalArgumentError("[nested] requires 'path' field")
    if parsed is None:
        raise IllegalArgumentError("[nested] requires 'query' field")
    return NestedQuery(
        path=path,
        inner=parsed,
        score_mode=mode,
        ignore_unmapped=ignore_unmapped,
        inner_hits=inner_hits,
        **common,
    )


def score_mode(value: object) -> str:
    """Returns how the scores of several documents become one: none, min, max, sum or avg."""
    mode = required_text(value)
    if mode not in _SCORE_MODES:
        raise IllegalArgumentError(f"No score mode for child query [{mode}] found")
    return mode
