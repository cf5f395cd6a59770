"""The knn query in OpenSearch's form: {"knn": {"FIELD": {"vector": [...], "k": 3}}}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query
from findling.search.query.match_all import unmapped
from findling.search.query.primitive.nearest import NearestQuery
from findling.search.vectors.query_vector import QueryVector, read_query_vector

if TYPE_CHECKING:
    from findling.mapping.dense_vectors import DenseVectors
    from findling.search.context import ShardContext

MAX_K: Final = 10_000
_ALL: Final = 2**31 - 1
_KNOWN: Final = ("vector", "k", "filter", "max_distance", "min_score", "boost", "_name", "method_parameters", "rescore")


@dataclass(frozen=True, kw_only=True)
class RadialQuery(Query):
    """The k nearest, or all that are near enough.

    distance: as OpenSearch's spaces have it (squares of l2, one minus a cosine, minus an inner product, bits)
    candidates: of each segment, None for k
    """

    field: str
    vector: QueryVector
    k: int | None
    distance: float | None
    min_score: float | None
    candidates: int | None
    filter: Query | None

    def children(self) -> tuple[Query, ...]:
        return () if self.filter is None else (self.filter,)

    def rewrite(self, ctx: ShardContext) -> Query:
        found = ctx.field(self.field)
        if found is None:
            return unmapped(self.field)
        vectors = found.type.vectors
        if vectors is None or not vectors.is_radial:
            raise IllegalArgumentError(f"Field '{self.field}' is not knn_vector type.")
        vectors.query_vector(self.vector)
        k = _ALL if self.k is None else self.k
        return NearestQuery(
            field=found.name,
            vector=self.vector,
            k=k,
            candidates=k if self.candidates is None else max(k, self.candidates),
            filter=None if self.filter is None else self.filter.rewrite(ctx),
            least_score=self._least_score(vectors),
            path=ctx.mapping.nested_scope(found.name),
            parent=ctx.outer_scope,
            seen=ctx.searcher_token,
            boost=self.boost,
        )

    def _least_score(self, vectors: DenseVectors) -> float | None:
        if self.distance is None:
            return self.min_score
        return float(vectors.score_at(self.distance))


def is_radial(body: Mapping[str, Any]) -> bool:
    """Tells whether a knn query is in OpenSearch's form."""
    members = list(Parameters("knn", body).each())
    return len(members) == 1 and isinstance(members[0][1], Mapping) and "vector" in members[0][1]


def parse_radial(body: Mapping[str, Any], inner: InnerParser) -> Query:
    """Parses the query. Raises ParsingError and IllegalArgumentError."""
    fields = Parameters("knn", body)
    (field,) = fields.names()
    members = Parameters("knn", fields.take(field))
    for key in members.names():
        if key not in _KNOWN:
            raise ParsingError(f"[knn] unknown token [{key}]")
    ends = [key for key in ("k", "max_distance", "min_score") if key in members]
    if len(ends) != 1:
        raise IllegalArgumentError("[knn] requires exactly one of k, distance or score to be set")
    k = members.integer("k", None)
    if k is not None and not 0 < k <= MAX_K:
        raise IllegalArgumentError(f"[knn] requires k to be in the range (0, {MAX_K}]")
    vector = members.take("vector")
    if not vector:
        raise IllegalArgumentError("[knn] requires query vector")
    method = Parameters("method_parameters", members.object("method_parameters") or {})
    inner_filter = members.take("filter")
    common = members.common()
    return RadialQuery(
        field=field,
        vector=read_query_vector(vector),
        k=k,
        distance=members.number("max_distance", None),
        min_score=members.number("min_score", None),
        candidates=method.integer("ef_search", None),
        filter=None if inner_filter is None else inner(inner_filter),
        **common,
    )
