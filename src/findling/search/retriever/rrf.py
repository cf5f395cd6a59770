"""rrf: reciprocal rank fusion, by the places that documents have in several lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_float
from findling.base.json_values import as_float, as_integer
from findling.base.object_parser import NUMBER, OBJECT, STRING, STRINGS, Member, parse_object
from findling.search.explanation import Explanation
from findling.search.query.match_all import MatchNoneQuery
from findling.search.retriever.base import (
    RequestTraits,
    Retriever,
    Shards,
    common_of,
    parse_entry,
    parse_named,
    read_retriever,
    register,
)
from findling.search.retriever.compound import WINDOW, CompoundRetriever, window_of
from findling.search.retriever.field_lists import FieldLists, Weighted, field_faults, read_field_list
from findling.search.retriever.rank_fusion import Pool
from findling.search.retriever.ranked_docs import RankDetails, RankedDocs
from findling.search.retriever.standard import StandardRetriever

DEFAULT_CONSTANT: Final = 60
_NOWHERE: Final = -1


@dataclass(frozen=True, kw_only=True)
class RrfRetriever(CompoundRetriever):
    """The rrf retriever: a document is worth 1 / (constant + rank) in each list that it is in.

    weights: of the children; fields: what takes their place, None if they are given
    """

    kind: ClassVar[str] = "rrf"

    constant: int = DEFAULT_CONSTANT
    weights: tuple[float, ...] = ()
    fields: FieldLists | None = None

    def faults(self, traits: RequestTraits) -> list[str]:
        return [*super().faults(traits), *field_faults(self.kind, self.fields, bool(self.children))]

    def expanded(self, shards: Shards) -> Retriever:
        if self.fields is None:
            return self
        lists = list(self.fields.lists(self.kind, shards, _check_weight))
        if not lists:
            return StandardRetriever(query=MatchNoneQuery())
        fused = self._fused([part[0] if len(part) == 1 else Weighted(self._fused(part)) for part in lists])
        return replace(fused, filters=self.filters, name=self.name)

    def _fused(self, parts: Sequence[Weighted]) -> RrfRetriever:
        return RrfRetriever(
            children=tuple(part.retriever for part in parts),
            weights=tuple(part.weight for part in parts),
            window=self.window,
            constant=self.constant,
        )

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        pool = Pool.of(lists)
        scores = np.zeros(len(pool.docs), np.float32)
        positions = np.full((len(lists), len(pool.docs)), _NOWHERE, np.int64)
        for number, (places, weight) in enumerate(zip(pool.places, self.weights, strict=True)):
            ranks = np.arange(1, len(places) + 1)
            scores[places] += np.float32(weight) * (np.float32(1) / (self.constant + ranks).astype(np.float32))
            positions[number, places] = ranks - 1
        order = pool.order(scores)[: self.window]
        return pool.ranked(scores, order, _Details(positions[:, order], self.constant, self.weights))


def _check_weight(weight: float) -> None:
    if weight < 0:
        raise IllegalArgumentError("[rrf] per-field weights must be non-negative")


@dataclass(frozen=True, slots=True, eq=False)
class _Details(RankDetails):
    """positions: (n_lists, n) places in each list, -1 for none"""

    positions: NDArray[np.int64]
    constant: int
    weights: tuple[float, ...]

    def explain(
        self, ranked: RankedDocs, place: int, sources: Sequence[Explanation], names: Sequence[str | None]
    ) -> Explanation:
        positions = self.positions[:, place].tolist()
        parts = zip(positions, sources, names, strict=True)
        details = [self._part(number, *part) for number, part in enumerate(parts)]
        ranks = [position + 1 for position in positions]
        score = float(ranked.scores[place])
        return Explanation.match(
            score,
            f"rrf score: [{java_float(score)}] computed for initial ranks {ranks} with rankConstant: "
            f"[{self.constant}] as sum of [1 / (rank + rankConstant)] for each query",
            details,
        )

    def _part(self, number: int, position: int, source: Explanation, name: str | None) -> Explanation:
        where = f"at index [{number}]" + ("" if name is None else f" [{name}]")
        if position == _NOWHERE:
            return Explanation.no_match(f"rrf score: [0], result not found in query {where}")
        rank = position + 1
        score = java_float(float(np.float32(1) / np.float32(rank + self.constant)))
        return Explanation.match(
            rank,
            f"rrf score: [{score}], for rank [{rank}] in query {where} computed as [1 / ({rank} + {self.constant})], "
            "for matching query with score",
            [source],
        )


@register("rrf")
def parse_rrf(body: Mapping[str, Any]) -> RrfRetriever:
    """Parses {"rrf": {"retrievers": [{...}, {...}], "rank_constant": 60, "rank_window_size": 50}}."""
    members = {
        "retrievers": Member(("START_ARRAY", "START_OBJECT"), _read_children),
        "fields": Member(STRINGS, read_field_list),
        "query": Member(STRING),
        "rank_constant": Member(NUMBER, as_integer),
        **WINDOW,
    }
    read = read_retriever("rrf", body, members)
    children = read.get("retrievers", ())
    return RrfRetriever(
        children=tuple(child.retriever for child in children),
        weights=tuple(child.weight for child in children),
        fields=FieldLists.of(read),
        constant=read.get("rank_constant", DEFAULT_CONSTANT),
        window=window_of(read),
        **common_of(read),
    )


def _read_children(value: Any) -> tuple[Weighted, ...]:
    return tuple(map(_read_child, value if isinstance(value, list) else [value]))


def _read_child(value: Mapping[str, Any]) -> Weighted:
    """Returns a retriever, alone or with its weight."""
    if next(iter(value), None) in ("retriever", "weight"):
        members = {"retriever": Member(OBJECT, parse_named), "weight": Member(NUMBER, as_float)}
        read = parse_object("rrf_component", value, members)
        if "retriever" not in read:
            raise IllegalArgumentError("Required [retriever]")
        weight = read.get("weight", 1.0)
        if weight < 0:
            raise IllegalArgumentError("[weight] must be non-negative")
        return Weighted(read["retriever"], weight)
    return Weighted(parse_entry(value))
