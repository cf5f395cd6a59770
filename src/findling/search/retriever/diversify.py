"""diversify: of another retriever's list, documents that are relevant and unlike each other (MMR)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_float
from findling.base.json_values import as_float, as_integer
from findling.base.object_parser import NUMBER, OBJECT, STRING, Member
from findling.inference.errors import InferenceError
from findling.search.retriever.base import RequestTraits, Shards, common_of, parse_named, read_retriever, register
from findling.search.retriever.compound import WINDOW, CompoundRetriever, window_of
from findling.search.retriever.ranked_docs import RankedDocs
from findling.search.vectors.knn_body import VECTOR_MEMBERS
from findling.search.vectors.query_vector import QueryVector

_DEFAULT_SIZE: Final = 10


@dataclass(frozen=True, kw_only=True)
class DiversifyRetriever(CompoundRetriever):
    """The diversify retriever.

    share: how much relevance counts, from 0 to 1; the rest is for being unlike those that were chosen before
    vector: what documents are relevant to; None: by the scores of the list
    """

    kind: ClassVar[str] = "diversify"
    shows_scores: ClassVar[bool] = True

    field: str
    share: float | None
    size: int
    vector: QueryVector | None = None

    def faults(self, traits: RequestTraits) -> list[str]:
        found = super().faults(traits)
        if self.size <= 0:
            found.append(f"[diversify] MMR result diversification [size] of {self.size} must be greater than zero")
        if self.size > self.window:
            found.append(
                f"[diversify] MMR result diversification [size] of {self.size} cannot be greater than the "
                f"[rank_window_size] of {self.window}"
            )
        if self.share is None or not 0 <= self.share <= 1:
            shown = "null" if self.share is None else java_float(self.share)
            found.append(
                "[diversify] MMR result diversification must have a [lambda] between 0.0 and 1.0. The value provided "
                f"was {shown}"
            )
        return found

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        (ranked,) = lists
        if not len(ranked):
            return ranked
        rows, known = _vectors(shards.values(ranked, self.field), self.field)
        chosen = self._chosen(_units(rows), known, ranked.scores)
        return ranked.take(np.sort(chosen))

    def _chosen(self, rows: NDArray[np.float64], known: NDArray[np.bool_], scores: Any) -> NDArray[np.intp]:
        """Returns places of the documents that are chosen, one by one; those without a vector are like none."""
        relevance = np.nan_to_num(scores.astype(np.float64))
        if self.vector is not None:
            relevance = _likeness(rows @ _units(np.array([self.vector], np.float64))[0])
        share = self.share or 0.0
        nearest = np.zeros(len(rows))
        left = np.ones(len(rows), np.bool_)
        chosen: list[int] = []
        for _ in range(min(self.size, len(rows))):
            worth = np.where(left, share * relevance - (1 - share) * nearest, -np.inf)
            best = int(np.argmax(worth))
            chosen.append(best)
            left[best] = False
            if known[best]:
                nearest = np.where(known, np.maximum(nearest, _likeness(rows @ rows[best])), nearest)
        return np.array(chosen, np.intp)


def _likeness(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    return (1 + cosines) / 2


def _units(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: NDArray[np.float64] = rows / np.where(lengths == 0, 1, lengths)
    return units


def _vectors(values: Sequence[Sequence[Any]], field: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Returns a row for each document, and which of them have a vector. Raises InferenceError if none has one."""
    known = np.array([bool(entry) and isinstance(entry[0], (int, float)) for entry in values], np.bool_)
    if not known.any():
        raise InferenceError(f"Failed to retrieve vectors for field [{field}]. Is it a [dense_vector] field?")
    dims = len(values[int(np.argmax(known))])
    rows = np.zeros((len(values), dims))
    for place in np.flatnonzero(known).tolist():
        rows[place] = values[place]
    return rows, known


@register("diversify")
def parse_diversify(body: Mapping[str, Any]) -> DiversifyRetriever:
    """Parses {"diversify": {"type": "mmr", "field": "vector", "lambda": 0.7, "size": 5, "retriever": {...}}}."""
    members = {
        "retriever": Member(OBJECT, parse_named),
        "type": Member(STRING, _read_type),
        "field": Member(STRING),
        "lambda": Member(NUMBER, as_float),
        "size": Member(NUMBER, as_integer),
        "query_vector": VECTOR_MEMBERS["query_vector"],
        "query_vector_builder": VECTOR_MEMBERS["query_vector_builder"],
        **WINDOW,
    }
    read = read_retriever("diversify", body, members, ("retriever", "type", "field"))
    window = window_of(read)
    return DiversifyRetriever(
        children=(read["retriever"],),
        field=read["field"],
        share=read.get("lambda"),
        size=read.get("size", min(_DEFAULT_SIZE, window)),
        vector=read.get("query_vector", read.get("query_vector_builder")),
        window=window,
        **common_of(read),
    )


def _read_type(value: str) -> str:
    if value.lower() != "mmr":
        raise IllegalArgumentError(f"unknown result diversification type [{value}]")
    return value
