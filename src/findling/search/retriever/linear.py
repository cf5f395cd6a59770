"""linear: the weighted sum of the scores that documents have in several lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_float
from findling.base.json_values import as_float
from findling.base.object_parser import NUMBER, OBJECT, STRING, STRINGS, Member, parse_object
from findling.search.explanation import Explanation
from findling.search.query.match_all import MatchNoneQuery
from findling.search.retriever.base import (
    RequestTraits,
    Retriever,
    Shards,
    common_of,
    parse_named,
    read_retriever,
    register,
)
from findling.search.retriever.compound import WINDOW, CompoundRetriever, window_of
from findling.search.retriever.field_lists import FieldLists, Weighted, field_faults, read_field_list
from findling.search.retriever.rank_fusion import Pool
from findling.search.retriever.ranked_docs import RankDetails, RankedDocs
from findling.search.retriever.score_normalizers import NONE, normalized, read_normalizer
from findling.search.retriever.standard import StandardRetriever
from findling.search.vectors.knn_body import not_built


@dataclass(frozen=True, kw_only=True)
class LinearRetriever(CompoundRetriever):
    """The linear retriever.

    weights, normalizers: of the children, None for the normalizer of all
    fields: what takes the children's place, None if they are given
    """

    kind: ClassVar[str] = "linear"
    shows_scores: ClassVar[bool] = True

    weights: tuple[float, ...] = ()
    normalizers: tuple[str | None, ...] = ()
    normalizer: str | None = None
    fields: FieldLists | None = None

    def faults(self, traits: RequestTraits) -> list[str]:
        found = [*super().faults(traits), *field_faults(self.kind, self.fields, bool(self.children))]
        if self.fields is not None and self.fields.query is not None and self.normalizer is None:
            found.append("[linear] [normalizer] must be provided when [query] is specified")
        return found

    def expanded(self, shards: Shards) -> Retriever:
        if self.fields is None:
            return self
        lists = list(self.fields.lists(self.kind, shards, _check_weight))
        if not lists:
            return StandardRetriever(query=MatchNoneQuery())
        # the list of each field is normalized, then that of all of them
        parts = [part[0] if len(part) == 1 else Weighted(self._sum(part)) for part in lists]
        return self._sum(parts).with_filters(self.filters)

    def _sum(self, parts: Sequence[Weighted]) -> LinearRetriever:
        return LinearRetriever(
            children=tuple(part.retriever for part in parts),
            weights=tuple(part.weight for part in parts),
            normalizers=(self.normalizer,) * len(parts),
            window=self.window,
        )

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        pool = Pool.of(lists)
        scores = np.zeros(len(pool.docs), np.float32)
        parts = np.zeros((len(lists), len(pool.docs)), np.float32)
        names = tuple(name or self.normalizer or NONE for name in self.normalizers)
        for number, (ranked, weight, name) in enumerate(zip(lists, self.weights, names, strict=True)):
            parts[number, pool.places[number]] = normalized(name, ranked.scores)
            own = np.nan_to_num(parts[number, pool.places[number]], nan=0.0)
            scores[pool.places[number]] += np.float32(weight) * own
        order = pool.order(scores)[: self.window]
        if self.min_score is not None:
            order = order[scores[order] >= np.float32(self.min_score)]
        return pool.ranked(scores, order, _Details(parts[:, order], self.weights, names))


def _check_weight(weight: float) -> None:
    if weight < 0:
        raise IllegalArgumentError("[linear] per-field weights must be non-negative")


@dataclass(frozen=True, slots=True, eq=False)
class _Details(RankDetails):
    """scores: (n_lists, n) float32, normalized, 0 where a list has not got a document"""

    scores: NDArray[np.float32]
    weights: tuple[float, ...]
    normalizers: tuple[str, ...]

    def explain(
        self, ranked: RankedDocs, place: int, sources: Sequence[Explanation], names: Sequence[str | None]
    ) -> Explanation:
        scores = self.scores[:, place].tolist()
        parts = zip(scores, self.weights, self.normalizers, sources, names, strict=True)
        details = [self._part(number, *part) for number, part in enumerate(parts)]
        total = float(ranked.scores[place])
        return Explanation.match(
            total,
            f"weighted linear combination score: [{java_float(total)}] computed for normalized scores "
            f"{_shown(scores)} and weights {_shown(self.weights)} as sum of (weight[i] * score[i]) for each query.",
            details,
        )

    def _part(
        self, number: int, score: float, weight: float, normalizer: str, source: Explanation, name: str | None
    ) -> Explanation:
        where = f"at index [{number}]" + ("" if name is None else f" [{name}]")
        if not score > 0:
            return Explanation.no_match(f"weighted score: [0], result not found in query {where}")
        product = float(np.float32(weight) * np.float32(score))
        return Explanation.match(
            product,
            f"weighted score: [{java_float(product)}] in query {where} computed as [{java_float(weight)} * "
            f"{java_float(score)}] using score normalizer [{normalizer}] for original matching query with score:",
            [source],
        )


def _shown(numbers: Sequence[float]) -> str:
    return f"[{', '.join(map(java_float, numbers))}]"


@register("linear")
def parse_linear(body: Mapping[str, Any]) -> LinearRetriever:
    """Parses {"linear": {"retrievers": [{"retriever": {...}, "weight": 2, "normalizer": "minmax"}, ...]}}."""
    members = {
        "retrievers": Member(("START_ARRAY", "START_OBJECT"), _read_children),
        "fields": Member(STRINGS, read_field_list),
        "query": Member(STRING),
        "normalizer": Member(STRING, read_normalizer),
        **WINDOW,
    }
    read = read_retriever("linear", body, members)
    least = read.get("min_score")
    if least is not None and least < 0:
        text = f"[min_score] must be greater than or equal to 0, was: [{java_float(least)}]"
        raise not_built(IllegalArgumentError(text), "linear")
    children = read.get("retrievers", ())
    return LinearRetriever(
        children=tuple(child.retriever for child, _ in children),
        weights=tuple(child.weight for child, _ in children),
        normalizers=tuple(normalizer for _, normalizer in children),
        normalizer=read.get("normalizer"),
        fields=FieldLists.of(read),
        window=window_of(read),
        **common_of(read),
    )


_COMPONENT = "retriever-component"


def _read_children(value: Any) -> tuple[tuple[Weighted, str | None], ...]:
    return tuple(map(_read_child, value if isinstance(value, list) else [value]))


def _read_child(value: Mapping[str, Any]) -> tuple[Weighted, str | None]:
    members = {
        "retriever": Member(OBJECT, parse_named),
        "weight": Member(NUMBER, as_float),
        "normalizer": Member(STRING, read_normalizer),
    }
    read = parse_object(_COMPONENT, value, members)
    if "retriever" not in read:
        raise IllegalArgumentError("Required [retriever]")
    weight = read.get("weight", 1.0)
    if weight < 0:
        raise not_built(IllegalArgumentError("[weight] must be non-negative"), _COMPONENT)
    return Weighted(read["retriever"], weight), read.get("normalizer")
