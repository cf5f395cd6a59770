"""The `knn` section of a search: the nearest vectors of all shards, whose scores are added to those of the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, ParsingError, XContentParseError
from findling.base.json_values import json_token
from findling.base.object_parser import OBJECT, Member
from findling.search.inner_hits import parse_inner_hits
from findling.search.query.base import Query, parse_query, weigh
from findling.search.query.bool import BoolQuery
from findling.search.query.creation import creating
from findling.search.query.nested import NestedQuery
from findling.search.query.primitive.scored_docs import ScoredDocsQuery
from findling.search.query.vectors.knn import KnnQuery
from findling.search.vectors.knn_body import (
    KnnBody,
    body_of,
    check_counts,
    default_candidates,
    negative_boost,
    read_knn,
)
from findling.search.vectors.nearest import best

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, slots=True)
class KnnSection:
    """One search for nearest vectors: k hits of all shards together."""

    body: KnnBody
    k: int
    candidates: int

    @classmethod
    def of(cls, body: KnnBody, size: int) -> KnnSection:
        """Returns the section with its defaults, which depend on how many hits are shown.

        Raises IllegalArgumentError.
        """
        k = size if body.k is None else body.k
        candidates = default_candidates(k) if body.num_candidates is None else body.num_candidates
        check_counts(k, candidates)
        return cls(body, k, candidates)

    @property
    def query(self) -> KnnQuery:
        """The query that finds the candidates of a shard, unboosted."""
        if self.body.boost < 0:
            counts = {"k": self.candidates, "num_candidates": self.candidates}
            raise negative_boost({"field": self.body.field, "query_vector": list(self.body.vector), **counts})
        return KnnQuery(
            field=self.body.field,
            vector=self.body.vector,
            k=self.candidates,
            num_candidates=self.candidates,
            filters=self.body.filters,
            similarity=self.body.similarity,
            oversample=self.body.oversample,
        )


@dataclass(frozen=True, slots=True)
class SectionHits:
    """The hits of one section on one shard: (n,) int64 shard-wide docs and (n,) float32 scores, best first.

    path: of the nested documents that they are, None for root documents
    """

    docs: NDArray[np.int64]
    scores: NDArray[np.float32]
    path: str | None = None


def parse_knn_section(value: object) -> tuple[KnnBody, ...]:
    """Returns the searches of the section's JSON, one or a list. Raises what is wrong with them."""
    if isinstance(value, dict):
        return (_parse(value),)
    if not isinstance(value, list):
        raise ParsingError(f"Unknown key for a {json_token(value)} in [knn].")
    for entry in value:
        if not isinstance(entry, dict):
            raise XContentParseError(
                f"malformed knn format, within the knn search array only objects are allowed; found {json_token(entry)}"
            )
    return tuple(map(_parse, value))


def _parse(value: dict[str, object]) -> KnnBody:
    read = read_knn(value, parse_query, {"inner_hits": Member(OBJECT, parse_inner_hits)})
    if "query_vector" not in read:
        check_counts(read.get("k"), read.get("num_candidates"))
        if "query_vector_builder" not in read:
            raise IllegalArgumentError("either [query_vector_builder] or [query_vector] must be provided")
    elif "query_vector_builder" in read:
        raise IllegalArgumentError("cannot provide both [query_vector_builder] and [query_vector]")
    return body_of(read)


def knn_phase(sections: tuple[KnnSection, ...], ctx: ShardContext) -> list[SectionHits]:
    """Returns the best k hits of each section on one shard."""
    if ctx.dfs is None:
        return [_shard_hits(section, ctx) for section in sections]
    found = []
    for section in sections:
        with ctx.dfs.section(ctx):
            found.append(_shard_hits(section, ctx))
    return found


def _shard_hits(section: KnnSection, ctx: ShardContext) -> SectionHits:
    query = section.query
    with creating(ctx):
        weight = weigh(query.rewrite(ctx), ctx, True)
    found = [(weight.score(segment), segment.doc_base) for segment in ctx.segments]
    docs = np.concatenate([scored.docs.astype(np.int64) + base for scored, base in found] or [np.empty(0, np.int64)])
    scores = np.concatenate([scored.scores for scored, _ in found] or [np.empty(0, np.float32)])
    places, kept = best(np.arange(len(docs), dtype=np.int32), scores, section.k)
    field = ctx.field(section.body.field)
    return SectionHits(docs[places], kept, None if field is None else field.nested_path)


def merge_hits(section: KnnSection, shards: list[SectionHits]) -> list[SectionHits]:
    """Returns of each shard's hits those that are among the best k of all; ties go to the earlier shard."""
    owners = np.repeat(np.arange(len(shards)), [len(hits.docs) for hits in shards])
    scores = np.concatenate([hits.scores for hits in shards])
    kept = np.zeros(len(scores), np.bool_)
    kept[np.argsort(-scores, kind="stable")[: section.k]] = True
    chosen = [kept[owners == place] for place in range(len(shards))]
    return [
        SectionHits(hits.docs[mask], hits.scores[mask], hits.path) for hits, mask in zip(shards, chosen, strict=True)
    ]


def with_sections(query: Query | None, sections: tuple[KnnSection, ...], hits: list[SectionHits]) -> Query:
    """Returns the query that a shard evaluates: the search's, and what was found for each section."""
    parts: list[Query] = [] if query is None else [query]
    for section, found in zip(sections, hits, strict=True):
        parts.append(_query_of(section.body, found))
    return parts[0] if len(parts) == 1 else BoolQuery(should=tuple(parts))


def _query_of(body: KnnBody, found: SectionHits) -> Query:
    order = np.argsort(found.docs, kind="stable")
    docs, scores = found.docs[order], found.scores[order]
    plain: dict[str, Any] = {} if found.path is not None else {"name": body.name}
    query = ScoredDocsQuery(docs=tuple(docs.tolist()), scores=tuple(scores.tolist()), boost=body.boost, **plain)
    if found.path is None:
        return query
    return NestedQuery(path=found.path, inner=query, score_mode="max", name=body.name)
