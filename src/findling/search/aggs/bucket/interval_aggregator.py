"""Collects histograms: each value falls into one interval."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import BucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator, distinct_pairs

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation
    from findling.search.aggs.values.numeric_values import NumericValues
    from findling.search.aggs.values.value_format import Format

# more intervals than this between the smallest and greatest value are numbered as they appear
MAX_INTERVALS: Final = 1 << 20
# own ordinals of values in no bucket: -1 among interval numbers, this among keys
NO_KEY: Final = np.iinfo(np.int64).min


class IntervalBuckets(MultiBucketAggregator):
    """Base; its partials: {"format", "buckets": [{"key", "count", "aggs"}], "empty"}, by key, without empty buckets.

    empty: the children's partials of an empty bucket, for filling gaps
    """

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        format: Format,
        ords: BucketOrds,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, ords)
        self._format = format

    @abstractmethod
    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns the keys of own ordinals."""

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets with documents of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.counted(parent)
        inner = self.inner(buckets.tolist())
        return {
            "format": self._format,
            "empty": self.children.empty() if self.children else {},
            "buckets": [
                {"key": key, "count": count, "aggs": aggs}
                for key, count, aggs in zip(self.keys(own), counts.tolist(), inner, strict=True)
            ],
        }


class IntervalAggregator(IntervalBuckets):
    """Base of those over single values.

    is_numbered: own ordinals are the numbers of intervals from 0 on, else keys
    """

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        values: NumericValues,
        ords: BucketOrds,
        is_numbered: bool,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, values.format, ords)
        self.values = values
        self.outside = -1 if is_numbered else NO_KEY

    @abstractmethod
    def intervals(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Returns the own ordinal of each value, `outside` for those that are in no bucket."""

    @property
    def reads_columns_only(self) -> bool:
        return self.children.read_columns_only

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their documents' values."""
        own, owners = self.values.mapped(leaf.reader, rows.docs, self.intervals)
        if self.may_be_outside:
            inside = np.flatnonzero(own != self.outside).astype(np.int32)
            if len(inside) < len(own):
                own, owners = own[inside], inside if owners is None else owners[inside]
        if owners is not None:
            owners, own = distinct_pairs(owners, own)
        self.add(leaf, rows, owners, own)

    @property
    def may_be_outside(self) -> bool:
        """Whether some values may be in no bucket."""
        return False
