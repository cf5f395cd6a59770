"""Primitive query for a phrase with several ways through it: synonyms of several words, parts of words joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs
from findling.search.query.base import Query, Weight
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.positions.marks import AnyMarks, Marks
from findling.search.query.primitive.phrase import PhraseQuery, PhraseWeight
from findling.search.query.primitive.term_weight import PostingsWeight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.plan import Plan
    from findling.search.similarities.sim_scorer import SimScorer
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class GraphPhraseQuery(Query):
    """Documents in which any of the paths stands, each an exact phrase.

    Scored as Lucene's span queries are: one frequency for all paths, and the sum of the idf of all their terms.
    """

    lucene_class: ClassVar[str] = "SpanNearQuery"

    field: str
    paths: tuple[PhraseQuery, ...]

    def rewrite(self, ctx: ShardContext) -> Query:
        paths = tuple(path for path in self.paths if path.parts)
        if len(paths) == 1:
            return paths[0].boosted(self.boost).rewrite(ctx)
        if not paths:
            return MatchNoneQuery(reason="no path of the phrase can match")
        return GraphPhraseQuery(field=self.field, paths=paths, boost=self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        return AnyMarks(query=self, parts=tuple(path.marks(ctx) for path in self.paths))

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        words = {term: None for path in self.paths for _, terms in path.parts for term in terms}
        together = PhraseQuery(
            field=self.field, parts=tuple((i, (term,)) for i, term in enumerate(words)), boost=self.boost
        )
        parts = [path.rewrite(ctx).weight(ctx, scoring) for path in self.paths]
        # the whole's similarity is that of a phrase of all terms
        whole = together.weight(ctx, scoring)
        assert isinstance(whole, PhraseWeight)
        return GraphPhraseWeight(together, parts, ctx, whole.similarity)


class GraphPhraseWeight(PhraseWeight):
    """Adds up how often each path is in a document."""

    def __init__(
        self, query: PhraseQuery, paths: list[Weight], ctx: ShardContext, similarity: SimScorer | None
    ) -> None:
        super().__init__(query, ctx.terms, similarity)
        self._paths = paths

    def plan(self, snapshot: Snapshot) -> Plan | None:
        return None

    def docs_freqs(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]]:
        found = [postings for path in self._paths if (postings := _docs_freqs(path, segment)) is not None]
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        docs, places = np.unique(np.concatenate([docs for docs, _ in found]), return_inverse=True)
        freqs = np.zeros(len(docs), np.float32)
        np.add.at(freqs, places, np.concatenate([freqs for _, freqs in found]))
        return docs.astype(np.int32), freqs

    def cost(self, segment: SegmentContext) -> int:
        return sum(path.cost(segment) for path in self._paths)

    def describe(self) -> str:
        return f"spanOr([{', '.join(path.describe() for path in self._paths)}])"


def _docs_freqs(path: Weight, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]] | None:
    assert isinstance(path, (PhraseWeight, PostingsWeight))
    postings = path.docs_freqs(segment)
    return None if postings is None else (postings[0], postings[1].astype(np.float32))
