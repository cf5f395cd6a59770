"""Queries outside of a search: counting, explaining one document, validating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import FindlingError
from findling.search.collector.matches import evaluate
from findling.search.explanation import Explanation
from findling.search.query.creation import rewritten, weight_of

if TYPE_CHECKING:
    from findling.search.context import ShardContext
    from findling.search.query.base import Query


def count(query: Query | None, ctx: ShardContext, terminate_after: int = 0, min_score: float | None = None) -> int:
    """Returns the number of visible documents of a shard that match; at most `terminate_after` unless that is 0."""
    primitive = rewritten(query, ctx)
    if primitive.matches_nothing():
        return 0
    weight = primitive.weight(ctx, min_score is not None)
    total = 0
    for segment in ctx.segments:
        ctx.check()
        known = weight.count(segment) if min_score is None else None
        if known is None:
            matches = evaluate(weight, segment, min_score is not None)
            if matches.scores is not None and min_score is not None:
                matches = matches.keep(matches.scores >= min_score)
            known = len(matches.docs)
        total += known
        if terminate_after and total >= terminate_after:
            return terminate_after
    return total


def explain_document(query: Query, ctx: ShardContext, doc_id: str) -> Explanation | None:
    """Returns why a document of the shard scores as it does, None if there is no visible document of that id."""
    for segment in ctx.segments:
        doc = int(segment.reader.ids.lookup([doc_id.encode()])[0])
        if doc < 0 or (segment.visible is not None and not segment.visible.get(doc)):
            continue
        return weight_of(query, ctx, True).explain(segment, doc)
    return None


@dataclass(frozen=True, slots=True)
class Validation:
    """Whether a query can be run on an index; explanation: the query in Lucene's notation; error: why it cannot."""

    valid: bool
    explanation: str | None = None
    error: FindlingError | None = None


def validate_query(query: Query | None, ctx: ShardContext) -> Validation:
    """Returns whether the mapping allows a query, and what it becomes."""
    try:
        return Validation(True, weight_of(query, ctx, True).describe())
    except FindlingError as error:
        return Validation(False, error=error)
