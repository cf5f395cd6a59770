"""script_score: the documents of a query, with scores that a script computes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_float
from findling.base.object_parser import NUMBER, OBJECT, TEXT, Member, parse_object
from findling.mapping.script_text import shown_script
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import InnerParser, Query, Scored, Weight, register, weigh
from findling.search.query.expensive import check_expensive
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.positions.marks import InnerMarks, Marks
from findling.search.script.door import ScoreScript, score_script

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class ScriptScoreQuery(Query):
    """The documents of `inner` whose score by the script is at least `min_score`."""

    lucene_class: ClassVar[str] = "ScriptScoreQuery"

    inner: Query
    script: ScriptDefinition
    min_score: float | None = None

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("script score", ctx)
        score_script(self.script, ctx)
        inner = self.inner.rewrite(ctx)
        if isinstance(inner, MatchNoneQuery):
            return inner
        return ScriptScoreQuery(inner=inner, script=self.script, min_score=self.min_score, boost=self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        return InnerMarks(query=self, inner=self.inner.marks(ctx), hides="scripted")

    def matches_nothing(self) -> bool:
        return self.inner.matches_nothing()

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        script = score_script(self.script, ctx)
        needed = script.needs_scores and (scoring or self.min_score is not None)
        return ScriptScoreWeight(self, weigh(self.inner, ctx, needed), script)


class ScriptScoreWeight(Weight):
    """Asks the script about the visible documents of the inner query."""

    cacheable = False

    query: ScriptScoreQuery

    def __init__(self, query: ScriptScoreQuery, inner: Weight, script: ScoreScript) -> None:
        super().__init__(query)
        self.query = query
        self.inner = inner
        self._script = script

    def match(self, segment: SegmentContext) -> DocSet:
        if self.query.min_score is None:
            return self.inner.filter(segment)
        return DocSet.from_docs(self.score(segment).docs, segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        found = self._inner_scores(segment)
        if segment.visible is not None:
            found = found.keep(segment.visible.test(found.docs))
        least = self.query.min_score
        with np.errstate(over="ignore"):
            boost = np.float32(self.query.boost)
            scores = self._script.scores(segment, found.docs, found.scores) * boost
            scored = Scored(found.docs, scores)
            return scored if least is None else scored.keep(scores >= np.float32(least))

    def _inner_scores(self, segment: SegmentContext) -> Scored:
        if self._script.needs_scores:
            return self.inner.score(segment)
        return Scored.constant(self.inner.filter(segment).docs(), 0.0)

    def cost(self, segment: SegmentContext) -> int:
        return self.inner.cost(segment)

    def describe(self) -> str:
        return f"ScriptScoreQuery({self.inner.describe()})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        inner = self.inner.explain(segment, doc)
        if not inner.matches:
            return inner
        found = self._script.score_of(segment, doc, inner.value)
        text = f'script score function, computed with script:"{shown_script(self.query.script)}"'
        details = [Explanation.match(inner.value, "_score: ", [inner])] if self._script.needs_scores else []
        explained = Explanation.match(found, text, details)
        if self.query.boost != 1.0:
            boosted = float(np.float32(found) * np.float32(self.query.boost))
            parts = [Explanation.match(self.query.boost, "boost"), explained]
            explained = Explanation.match(boosted, "Boosted score, product of:", parts)
        least = self.query.min_score
        if least is None or explained.value >= np.float32(least):
            return explained
        return Explanation.no_match(
            f"Score value is too low, expected at least {least} but got {explained.value}", [explained]
        )


@register("script_score")
def parse_script_score(body: object, inner: InnerParser) -> Query:
    """Parses {"script_score": {"query": {...}, "script": {...}, "min_score": 2}}."""
    assert isinstance(body, dict)
    members = parse_object("script_score", body, {**_MEMBERS, "query": Member(OBJECT, inner)})
    missing = [name for name in ("query", "script") if name not in members]
    if missing:
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")
    return ScriptScoreQuery(
        inner=members["query"],
        script=members["script"],
        min_score=members.get("min_score"),
        boost=members.get("boost", 1.0),
        name=members.get("_name"),
    )


def _boost(value: object) -> float:
    boost = as_float(value)
    if boost < 0:
        raise IllegalArgumentError(
            "negative [boost] are not allowed in [script_score], use a value between 0 and 1 to deboost"
        )
    return boost


_MEMBERS: Final = {
    "script": Member(OBJECT, parse_script),
    "min_score": Member(NUMBER, as_float),
    "boost": Member(NUMBER, _boost),
    "_name": Member(TEXT, str),
}
