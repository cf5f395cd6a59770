"""Collects all terms of a shard and tells the rare ones from the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.search.aggs.base.aggregator import AggregationContext, Partial
from findling.search.aggs.bucket.terms_aggregator import (
    NumericTermsAggregator,
    OrdinalTermsAggregator,
    TermsAggregator,
)

if TYPE_CHECKING:
    from findling.search.aggs.bucket.terms import TermsAggregation
    from findling.search.aggs.values.numeric_values import NumericValues
    from findling.search.aggs.values.ordinal_values import OrdinalValues


class RareTermsAggregator(TermsAggregator):
    """Base. most: documents of a rare term"""

    most: int

    def first_terms(self, parents: Sequence[int]) -> list[Partial]:
        """Returns the terms of some owning buckets."""
        return [self._partial(parent) for parent in parents]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.of_parent(parent)
        some = counts > 0
        accepted = self.accepted(own)
        if accepted is not None:
            some = some & accepted
        rare = np.flatnonzero(some & (counts <= self.most))
        rare = rare[np.lexsort((own[rare], counts[rare]))]
        shown = self.shown(own[rare].tolist())
        inner = self.inner(buckets[rare].tolist())
        for bucket, count, aggs in zip(shown, counts[rare].tolist(), inner, strict=True):
            bucket.update(count=count, aggs=aggs)
        common: list[Any] = [each["key"] for each in self.shown(own[some & (counts > self.most)].tolist())]
        return {"kind": self.kind, "format": self.format, "buckets": shown, "common": common}


class RareOrdinalsAggregator(RareTermsAggregator, OrdinalTermsAggregator):
    """Of terms."""

    def __init__(
        self,
        aggregation: TermsAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        values: OrdinalValues,
        most: int,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, values)
        self.most = most


class RareNumbersAggregator(RareTermsAggregator, NumericTermsAggregator):
    """Of numbers."""

    def __init__(
        self,
        aggregation: TermsAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        values: NumericValues,
        most: int,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, values)
        self.most = most
