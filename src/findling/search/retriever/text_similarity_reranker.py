"""text_similarity_reranker: the list of another retriever, its best documents put in order by a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from findling.base.errors import FindlingError
from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, OBJECT, STRING, Member
from findling.inference.errors import InferenceError
from findling.inference.provider import RERANK, InferenceRequest
from findling.search.explanation import Explanation
from findling.search.retriever.base import Shards, common_of, parse_named, read_retriever, register
from findling.search.retriever.compound import WINDOW, CompoundRetriever, window_of
from findling.search.retriever.ranked_docs import RankDetails, RankedDocs

DEFAULT_ENDPOINT: Final = ".rerank-v1-elasticsearch"


@dataclass(frozen=True, kw_only=True)
class TextSimilarityReranker(CompoundRetriever):
    """The text_similarity_reranker retriever. text: what a model compares the values of `field` with"""

    kind: ClassVar[str] = "text_similarity_reranker"

    endpoint: str
    text: str
    field: str
    allows_failures: bool = False

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        (ranked,) = lists
        if not len(ranked):
            return ranked
        values = shards.values(ranked, self.field)
        texts = [" ".join(map(str, entries)) for entries in values]
        try:
            scores = self._scores(texts, shards)
        except InferenceError:
            if self.allows_failures:
                return ranked
            raise
        order = np.lexsort((ranked.docs, ranked.shards, -scores))
        if self.min_score is not None:
            order = order[scores[order] >= np.float32(self.min_score)]
        details = _Details(self.endpoint, self.field)
        return RankedDocs(ranked.keys, ranked.shards[order], ranked.docs[order], scores[order], details)

    def _scores(self, texts: Sequence[str], shards: Shards) -> Any:
        request = InferenceRequest(task_type=RERANK, inputs=texts, query=self.text, input_type="search")
        try:
            given = shards.infer(self.endpoint, request)
        except InferenceError:
            raise
        except FindlingError as error:
            raise InferenceError(error.reason, error.status) from error
        scores = np.array(given, np.float32)
        # scores of models may be below zero, those of documents may not; as in Elasticsearch
        return np.maximum(scores, 0) + np.minimum(np.exp(scores), 1)


@dataclass(frozen=True, slots=True)
class _Details(RankDetails):
    endpoint: str
    field: str

    def explain(
        self, ranked: RankedDocs, place: int, sources: Sequence[Explanation], names: Sequence[str | None]
    ) -> Explanation:
        name = names[0] if names and names[0] is not None else ""
        text = (
            f"text_similarity_reranker match using inference endpoint: [{self.endpoint}] on document field: "
            f"[{self.field}] matching on source query "
        )
        return Explanation.match(float(ranked.scores[place]), text + name, sources)


@register("text_similarity_reranker")
def parse_reranker(body: Mapping[str, Any]) -> TextSimilarityReranker:
    """Parses {"text_similarity_reranker": {"retriever": {...}, "field": "text", "inference_id": "...", ...}}."""
    members = {
        "retriever": Member(OBJECT, parse_named),
        "inference_id": Member(STRING),
        "inference_text": Member(STRING),
        "field": Member(STRING),
        "allow_rerank_failures": Member(BOOLEAN, as_boolean),
        **WINDOW,
    }
    read = read_retriever("text_similarity_reranker", body, members, ("retriever", "inference_text", "field"))
    return TextSimilarityReranker(
        children=(read["retriever"],),
        endpoint=read.get("inference_id", DEFAULT_ENDPOINT),
        text=read["inference_text"],
        field=read["field"],
        allows_failures=read.get("allow_rerank_failures", False),
        window=window_of(read),
        **common_of(read),
    )
