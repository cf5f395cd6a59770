"""The documents that match a query, without scores: for counting and for work on each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.mapping.documents.stored_source import source_of
from findling.node.search.shard_targets import ShardTarget, narrowed
from findling.node.search.shards.action import on_shard, shard_action
from findling.search.context import SegmentContext, ShardContext
from findling.search.query.base import Query, Weight, parse_query
from findling.search.query.creation import rewritten, weight_of
from findling.search.query.match_all import MatchAllQuery

_Row = tuple[str, bytes, int, int, int, str | None]


@dataclass(frozen=True, slots=True)
class Match:
    """One matching document, as it was when the search began."""

    target: ShardTarget
    id: str
    source: bytes
    seq_no: int
    primary_term: int
    version: int
    routing: str | None


def parse_for(target: ShardTarget, query: object) -> Query:
    """Returns a query (from its JSON, None is everything) under the filters and the slice of a target."""
    parsed = MatchAllQuery() if query is None else parse_query(query)
    return narrowed(parsed, target) or parsed


def weight_for(target: ShardTarget, context: ShardContext, query: object, scoring: bool = False) -> Weight:
    """Returns the evaluation of a query on a target. Raises what is wrong with the query."""
    return weight_of(parse_for(target, query), context, scoring)


def visible_docs(weight: Weight, segment: SegmentContext, min_score: float | None = None) -> NDArray[np.int32]:
    """Returns the live root documents of a segment that match, sorted."""
    if min_score is None:
        docs = weight.match(segment).docs()
    else:
        scored = weight.score(segment)
        docs = scored.docs[scored.scores >= min_score]
    visible = segment.visible
    return docs if visible is None else docs[visible.test(docs)]


class Count(NamedTuple):
    """What is counted: matches of a query (its JSON), no further than `terminate_after` unless that is 0."""

    query: object
    min_score: float | None = None
    terminate_after: int = 0


@shard_action
def count_matches(target: ShardTarget, count: Count) -> int:
    """Returns how many documents of a shard match."""
    context, (query, min_score, terminate_after) = target.ready, count
    weight = weight_for(target, context, query, min_score is not None)
    total = 0
    for segment in context.segments:
        context.check()
        known = weight.count(segment) if min_score is None else None
        total += len(visible_docs(weight, segment, min_score)) if known is None else known
        if terminate_after and total >= terminate_after:
            return terminate_after
    return total


@shard_action
def find_docs(target: ShardTarget, asked: tuple[Query | None, int]) -> NDArray[np.int64]:
    """Returns the numbers of the matching documents, shard-wide, sorted. asked: query, and size of the pages shown"""
    query, size = asked
    context = target.ready
    context.request_size = size
    weight = rewritten(query, context).weight(context, scoring=False)
    parts = []
    for segment in context.segments:
        context.check()
        parts.append(visible_docs(weight, segment).astype(np.int64) + segment.doc_base)
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def read_matches(target: ShardTarget, docs: Sequence[int]) -> list[Match]:
    """Returns documents of a shard, given by their shard-wide numbers, in that order."""
    return [Match(target, *row) for row in on_shard(read_documents, target, docs)]


@shard_action
def read_documents(target: ShardTarget, docs: Sequence[int]) -> list[_Row]:
    """Returns what `Match` says of documents, without where they are."""
    segments = target.ready.segments
    bases = np.array([segment.doc_base for segment in segments], np.int64)
    numbers = np.asarray(docs, np.int64)
    owners = np.searchsorted(bases, numbers, side="right") - 1
    found: dict[int, _Row] = {}
    for ord_ in distinct(owners).tolist():
        inside = numbers[owners == ord_]
        rows = _read(segments[ord_], (inside - bases[ord_]).astype(np.int32))
        found.update(zip(inside.tolist(), rows, strict=True))
    return [found[doc] for doc in docs]


def _read(segment: SegmentContext, docs: NDArray[np.int32]) -> list[_Row]:
    reader = segment.reader
    ids = reader.ids.get_many(docs)
    sources = [source_of(stored) for stored in reader.source.get_many(docs)]
    routings = reader.routing_of(docs)
    numbers = [np.asarray(column[docs]).tolist() for column in (reader.seq_nos, reader.primary_terms, reader.versions)]
    return [
        (doc_id.decode("utf-8", "surrogatepass"), source, seq_no, term, version, routing)
        for doc_id, source, routing, seq_no, term, version in zip(ids, sources, routings, *numbers, strict=True)
    ]
