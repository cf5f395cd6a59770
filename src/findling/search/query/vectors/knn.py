"""knn: documents whose vectors are the nearest to that of the query; the best k of each shard."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from findling.base.errors import FindlingError, IllegalArgumentError, XContentParseError
from findling.base.object_parser import field_fault
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.bool import BoolQuery
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.primitive.nearest import NearestQuery
from findling.search.query.vectors.radial import is_radial, parse_radial
from findling.search.vectors.knn_body import (
    MAX_CANDIDATES,
    body_of,
    check_counts,
    check_vector,
    default_candidates,
    negative_boost,
    not_built,
    read_knn,
)
from findling.search.vectors.query_vector import QueryVector

if TYPE_CHECKING:
    from findling.mapping.dense_vectors import DenseVectors
    from findling.search.context import ShardContext

DEFAULT_SIZE: Final = 10


@dataclass(frozen=True, kw_only=True)
class KnnQuery(Query):
    """The knn query of the query DSL; members as in KnnBody."""

    refused_in_percolator: ClassVar[str] = "knn"

    field: str
    vector: QueryVector
    k: int | None = None
    num_candidates: int | None = None
    filters: tuple[Query, ...] = ()
    similarity: float | None = None
    oversample: float | None = None

    def children(self) -> tuple[Query, ...]:
        return self.filters

    def rewrite(self, ctx: ShardContext) -> Query:
        found = ctx.field(self.field)
        if found is None:
            return unmapped(self.field)
        vectors = found.type.vectors
        if vectors is None:
            raise IllegalArgumentError("[knn] queries are only supported on [dense_vector] fields")
        if vectors.dims is None:
            return MatchNoneQuery(reason="No data has been indexed for field")
        if vectors.structures.vectors is None:
            raise IllegalArgumentError(
                f"to perform knn search on field [{found.name}], its mapping must have [index] set to [true]"
            )
        return self._rewritten(found.name, vectors, ctx)

    def _rewritten(self, name: str, vectors: DenseVectors, ctx: ShardContext) -> Query:
        k, candidates = self._counts(ctx)
        vectors.query_vector(self.vector)
        rescored = self._rescored(k, vectors)
        candidates = candidates if rescored is None else max(candidates, rescored)
        if candidates < 1:
            raise IllegalArgumentError(f"k must be at least 1, got: {candidates}")
        path = ctx.mapping.nested_scope(name)
        return NearestQuery(
            field=name,
            vector=self.vector,
            k=k,
            candidates=candidates,
            filter=self._filter(ctx),
            similarity=self.similarity,
            rescored=rescored,
            path=path,
            parent=ctx.outer_scope,
            seen=ctx.searcher_token,
            boost=self.boost,
        )

    def _counts(self, ctx: ShardContext) -> tuple[int, int]:
        """Returns k and the number of candidates."""
        k = self.k
        if k is None:
            k = DEFAULT_SIZE if ctx.request_size is None else ctx.request_size
            k = k if self.num_candidates is None else min(k, self.num_candidates)
        candidates = default_candidates(k) if self.num_candidates is None else self.num_candidates
        return k, candidates

    def _rescored(self, k: int, vectors: DenseVectors) -> int | None:
        """Returns how many are found by quantized vectors to be compared anew; None if none are."""
        oversample = vectors.oversample if self.oversample is None else self.oversample
        if vectors.structures.vectors is None or not vectors.structures.vectors.bits or not oversample:
            return None
        return max(k, min(math.ceil(k * oversample), MAX_CANDIDATES))

    def _filter(self, ctx: ShardContext) -> Query | None:
        filters = self.filters if ctx.alias_filter is None else (*self.filters, ctx.alias_filter)
        if not filters:
            return None
        query = filters[0] if len(filters) == 1 else BoolQuery(filter=filters)
        return query.rewrite(ctx)


@register("knn")
def parse_knn(body: object, inner: InnerParser) -> Query:
    """Parses {"knn": {"field": "title_vector", "query_vector": [0.1, 0.2], "k": 10}}."""
    members_of = Parameters("knn", body).whole()
    if is_radial(members_of):
        return parse_radial(members_of, inner)
    read = read_knn(members_of, inner, {})
    try:
        _check(read)
    except FindlingError as error:
        raise not_built(error) from error
    if read.get("boost", 1.0) < 0:
        raise _not_boosted(read)
    members = body_of(read)
    return KnnQuery(
        field=members.field,
        vector=members.vector,
        k=members.k,
        num_candidates=members.num_candidates,
        filters=members.filters,
        similarity=members.similarity,
        oversample=members.oversample,
        boost=members.boost,
        name=members.name,
    )


def _check(read: Mapping[str, Any]) -> None:
    check_counts(read.get("k"), read.get("num_candidates"))
    check_vector(read)


def _not_boosted(read: Mapping[str, Any]) -> XContentParseError:
    shown = {"field": read["field"], "query_vector": list(body_of(read).vector)}
    shown |= {key: read[key] for key in ("k", "num_candidates") if key in read}
    outer = XContentParseError("failed to build [knn] after last required field arrived")
    outer.place = ("knn", "boost")
    cause = field_fault("knn", "boost")
    cause.__cause__ = negative_boost(shown)
    outer.__cause__ = cause
    return outer
