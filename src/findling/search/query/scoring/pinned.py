"""pinned: documents that somebody chose come first, in the order of the choice, then those of a query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.java_numbers import java_float
from findling.base.wildcards import matches
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, Scored, Weight, register, weigh
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.ids import IdsQuery
from findling.search.query.match_all import MatchNoneQuery

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_MOST_PINNED: Final = 100
# scores of the query stay below those with the greatest exponent that a float has
_MOST_ORGANIC: Final = np.array(0xFE << 23, np.int32).view(np.float32)


@dataclass(frozen=True)
class PinnedDocument:
    """index: None for any"""

    id: str
    index: str | None = None


@dataclass(frozen=True, kw_only=True)
class PinnedQuery(Query):
    """The pinned query of the query DSL."""

    organic: Query
    documents: tuple[PinnedDocument, ...]

    def children(self) -> Iterable[Query]:
        return (self.organic,)

    def rewrite(self, ctx: ShardContext) -> Query:
        # as in Elasticsearch, the boost of the query that is capped goes lost
        rewritten = self.organic.rewrite(ctx)
        organic: Query = rewritten
        if not isinstance(rewritten, MatchNoneQuery):
            organic = CappedScoreQuery(inner=replace(rewritten, boost=1.0), boost=self.boost)
        if not self.documents:
            return organic
        pinned = DisMaxQuery(queries=tuple(self._pins(ctx)))
        return DisMaxQuery(queries=(pinned, organic), boost=self.boost).rewrite(ctx)

    def _pins(self, ctx: ShardContext) -> Iterable[Query]:
        scores = _pin_scores(len(self.documents))
        for document, score in zip(self.documents, scores, strict=True):
            if document.index is None or matches(document.index, ctx.index):
                yield ConstantScoreQuery(inner=IdsQuery(values=(document.id,)), boost=score)


def _pin_scores(n: int) -> list[float]:
    """Returns the n least scores above those of the query, greatest first."""
    bits = int(_MOST_ORGANIC.view(np.int32)) + 1 + np.arange(n, 0, -1, dtype=np.int32)
    scores: list[float] = bits.view(np.float32).astype(np.float64).tolist()
    return scores


@dataclass(frozen=True, kw_only=True)
class CappedScoreQuery(Query):
    """The documents of `inner`, which is rewritten, with scores that leave room above them."""

    lucene_class: ClassVar[str] = "CappedScoreQuery"

    inner: Query

    def rewrite(self, ctx: ShardContext) -> Query:
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return CappedScoreWeight(self, weigh(self.inner, ctx, scoring, self.boost))

    def matches_nothing(self) -> bool:
        return self.inner.matches_nothing()


class CappedScoreWeight(Weight):
    """Scores as its inner weight does, up to a limit."""

    def __init__(self, query: CappedScoreQuery, inner: Weight) -> None:
        super().__init__(query)
        self._inner = inner
        self.cacheable = inner.cacheable

    def match(self, segment: SegmentContext) -> DocSet:
        return self._inner.match(segment)

    def score(self, segment: SegmentContext) -> Scored:
        scored = self._inner.score(segment)
        return Scored(scored.docs, np.minimum(scored.scores, _MOST_ORGANIC))

    def cost(self, segment: SegmentContext) -> int:
        return self._inner.cost(segment)

    def describe(self) -> str:
        return f"CappedScore({self._inner.describe()})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        found = self._inner.explain(segment, doc)
        most = float(_MOST_ORGANIC)
        if not found.matches or found.value <= most:
            return found
        text = f"Capped score of {java_float(most)}, max of"
        return Explanation.match(most, text, [found, Explanation.match(most, "maximum score")])


@register("pinned")
def parse_pinned(body: object, inner: InnerParser) -> Query:
    """Parses {"pinned": {"ids": ["1", "4"], "organic": {...}}} and {"pinned": {"docs": [...], "organic": {...}}}."""
    parameters = ObjectParameters("pinned", body)
    try:
        return _parsed(parameters, inner)
    except IllegalArgumentError as error:
        raise ParsingError(error.reason) from error


def _parsed(parameters: ObjectParameters, inner: InnerParser) -> Query:
    organic = parameters.object("organic")
    ids, docs = _ids(parameters), _docs(parameters)
    common = parameters.common()
    parameters.finish()
    if organic is None:
        raise parameters.missing("organic")
    if ids is not None and docs is not None:
        raise IllegalArgumentError("[pinned] ids and docs cannot both be used")
    documents = ids if docs is None else docs
    if documents is None:
        raise IllegalArgumentError("[pinned] ids and docs cannot both be null")
    return PinnedQuery(organic=inner(organic), documents=documents, **common)


def _ids(parameters: ObjectParameters) -> tuple[PinnedDocument, ...] | None:
    values = parameters.array("ids")
    for value in values or ():
        if not isinstance(value, str):
            raise parameters.wrong_token("ids", value)
    return None if values is None else checked_documents([PinnedDocument(value) for value in values], "id")


def _docs(parameters: ObjectParameters) -> tuple[PinnedDocument, ...] | None:
    values = parameters.array("docs")
    if values is None:
        return None
    return parameters.read("docs", lambda _: checked_documents([read_document(value) for value in values], "doc"), None)


def read_document(value: Any) -> PinnedDocument:
    """Returns the document that a JSON object names. Raises what is wrong with it."""
    parameters = ObjectParameters("specified_document", value)
    index, id_ = parameters.text("_index"), parameters.text("_id")
    parameters.finish()
    if id_ is None:
        raise parameters.missing("_id")
    return PinnedDocument(id_, index)


def checked_documents(documents: list[PinnedDocument], what: str) -> tuple[PinnedDocument, ...]:
    """Returns the documents. Raises IllegalArgumentError if they are too many, or not all different."""
    if len(documents) > _MOST_PINNED:
        raise IllegalArgumentError(f"[pinned] Max of {_MOST_PINNED} {what}s exceeded: {len(documents)} provided.")
    seen: set[PinnedDocument] = set()
    for document in documents:
        if document in seen:
            shown = document.id if what == "id" else f'{{"_index":"{document.index}","_id":"{document.id}"}}'
            raise IllegalArgumentError(f"[pinned] duplicate {what} found in list: {shown}")
        seen.add(document)
    return tuple(documents)
