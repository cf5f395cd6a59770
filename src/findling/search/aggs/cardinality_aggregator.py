"""Collects distinct values: marks on a table where they are ordinals or lie close together, a hash table elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.kernels import aggs
from findling.search.aggs.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.bucket_ords import HashedBucketOrds
from findling.search.aggs.distinct_hashes import mixed, of_hashes
from findling.search.aggs.numeric_values import NumericValues
from findling.search.aggs.ordinal_values import OrdinalValues
from findling.search.aggs.rows import Rows
from findling.search.aggs.sortable_doubles import to_sortable

_MAX_TABLE: Final = 1 << 24


class Keys(Protocol):
    """Values as whole numbers, equal ones for equal values.

    n_keys: keys are below it and not negative; 0: they may be any
    """

    n_keys: int

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns the keys of docs and their owners, None for one each in order."""

    def hashes(self, keys: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Returns the hashes of keys, the same on every shard."""


class OrdinalKeys:
    """Global ordinals as keys."""

    def __init__(self, values: OrdinalValues) -> None:
        self._values = values
        self.n_keys = values.n_ords

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns the ordinals of docs."""
        return self._values.read(leaf, docs)

    def hashes(self, keys: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Returns the hashes of the terms."""
        hashes: NDArray[np.uint64] = self._values.hashes()[keys]
        return hashes


class NumericKeys:
    """Numbers as keys, less the smallest where that makes a small range."""

    def __init__(self, values: NumericValues, ctx: AggregationContext) -> None:
        self._values = values
        self._base = 0
        self.n_keys = 0
        bounds = None if values.is_double else values.bounds(ctx.readers())
        if bounds is not None and bounds[1] - bounds[0] < _MAX_TABLE:
            self._base = int(bounds[0])
            self.n_keys = int(bounds[1]) - self._base + 1

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns the values of docs."""
        return self._values.mapped(leaf.reader, docs, self._keys)

    def hashes(self, keys: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Returns the hashes of the values."""
        return mixed(keys + self._base)

    def _keys(self, values: NDArray[Any]) -> NDArray[Any]:
        if self._values.is_double:
            return to_sortable(values)
        return (values - self._base).astype(np.int32) if self.n_keys else values


class CardinalityAggregator(Aggregator):
    """Distinct keys per bucket.

    Under a single bucket: marks on a table where the keys have a small range, sorted distinct keys of each segment
    where they do not.
    """

    def __init__(self, keys: Keys, max_parents: int | None) -> None:
        self._keys = keys
        self._is_single = max_parents == 1
        marks = self._is_single and 0 < keys.n_keys <= _MAX_TABLE
        self._seen = np.zeros(keys.n_keys, np.uint8) if marks else None
        self._distinct: list[NDArray[np.int64]] = []
        self._pairs = HashedBucketOrds()

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Notes the keys of the rows."""
        keys, owners = self._keys.read(leaf, rows.docs)
        if self._seen is not None:
            aggs.mark_ords(keys.astype(np.int32, copy=False), self._seen)
        elif self._is_single:
            self._distinct.append(_distinct(keys))
        else:
            self._pairs.assign(keys, rows.buckets_at(owners))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the distinct values of each bucket."""
        return [of_hashes(self._keys.hashes(self._keys_of(bucket))) for bucket in buckets]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the numbers of distinct values."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        if self._is_single:
            return np.array([len(self._keys_of(bucket)) for bucket in range(n_buckets)], np.float64)
        return np.bincount(self._pairs.parents(), minlength=n_buckets)[:n_buckets].astype(np.float64)

    def _keys_of(self, bucket: int) -> NDArray[np.int64]:
        if not self._is_single:
            return self._pairs.of_parent(bucket)[0]
        if bucket != 0:
            return np.empty(0, np.int64)
        if self._seen is not None:
            return np.flatnonzero(self._seen)
        if len(self._distinct) > 1:
            self._distinct = [_distinct(np.concatenate(self._distinct))]
        return self._distinct[0] if self._distinct else np.empty(0, np.int64)


def _distinct(keys: NDArray[Any]) -> NDArray[np.int64]:
    """Returns the distinct keys, sorted."""
    ordered = np.sort(keys.astype(np.int64, copy=False))
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
