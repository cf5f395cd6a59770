"""Collects distinct values: marks on a table where they are ordinals or lie close together, a hash table elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct, distinct_of_ordered
from findling.kernels.columns import aggs
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.distinct.distinct_counts import (
    add_hashes,
    counted,
    encoded,
    estimate,
    mixed,
    most_encoded,
    new_registers,
    of_hashes,
)
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.ordinal_counts import sorted_ords
from findling.search.aggs.values.ordinal_values import OrdinalValues
from findling.search.aggs.values.sortable_doubles import from_sortable, to_sortable

_MAX_TABLE: Final = 1 << 24
_ALWAYS_TABLE: Final = 1 << 10
# of more keys than this in a segment, of which a sample shows many to be distinct, only a sketch is kept
_SKETCH_FROM: Final = 1 << 21
_SAMPLE: Final = 1 << 14
_KEYS_PER_DOC: Final = 4
_LABEL: Final = "<agg cardinality>"
# key, bucket and slots of the hash table
_BYTES_PER_PAIR: Final = 24
_NO_KEYS: Final[NDArray[np.int64]] = np.empty(0, np.int64)


class Keys(Protocol):
    """Values as whole numbers, equal ones for equal values.

    n_keys: keys are below it and not negative; 0: they may be any
    """

    n_keys: int

    @property
    def are_in_columns(self) -> bool:
        """Whether they are found in columns of the field's name."""

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns the keys of docs and their owners, None for one each in order."""

    def ordered(self, keys: NDArray[np.generic]) -> NDArray[np.generic]:
        """Returns keys sorted; may change them."""

    def are_all(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> bool:
        """Tells whether docs are known to have all keys below n_keys between them, without looking at them."""

    def hashes(self, keys: NDArray[np.int64] | slice) -> NDArray[np.uint64]:
        """Returns the hashes of keys, the same on every shard; a slice only of keys below n_keys."""


class OrdinalKeys:
    """Global ordinals as keys."""

    def __init__(self, values: OrdinalValues) -> None:
        self._values = values
        self.n_keys = values.n_ords

    @property
    def are_in_columns(self) -> bool:
        """Whether the field has a column of its own."""
        return self._values.is_by_name

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns the ordinals of docs."""
        return self._values.read(leaf, docs)

    def ordered(self, keys: NDArray[Any]) -> NDArray[Any]:
        """Returns ordinals sorted."""
        return sorted_ords(keys, self.n_keys)

    def are_all(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> bool:
        """Tells whether these are all documents of a segment that has all terms."""
        frequencies = self._values.doc_frequencies(leaf) if docs is None else None
        return frequencies is not None and len(frequencies) == self.n_keys

    def hashes(self, keys: NDArray[np.int64] | slice) -> NDArray[np.uint64]:
        """Returns the hashes of the terms."""
        hashes: NDArray[np.uint64] = self._values.hashes()[keys]
        return hashes


class IntervalKeys:
    """All intervals of a document together, which are one value: the sum of their hashes, whatever their order."""

    n_keys = 0

    def __init__(self, values: OrdinalValues) -> None:
        self._values = values

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns one key for each of the docs that have intervals."""
        ords, owners = self._values.read(leaf, docs)
        hashes = self._values.hashes()[ords]
        if owners is None or len(owners) == 0:
            return hashes.view(np.int64), owners
        docs_with, firsts = np.unique(owners, return_index=True)
        return np.add.reduceat(hashes, firsts).view(np.int64), docs_with

    def ordered(self, keys: NDArray[np.generic]) -> NDArray[np.generic]:
        """Returns keys sorted."""
        return np.sort(keys)

    def are_all(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> bool:
        """Nothing tells."""
        return False

    def hashes(self, keys: NDArray[np.int64] | slice) -> NDArray[np.uint64]:
        """Returns the hashes of keys."""
        numbers = np.empty(0, np.int64) if isinstance(keys, slice) else keys
        return mixed(numbers)


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

    @property
    def are_in_columns(self) -> bool:
        """They are."""
        return True

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns the values of docs."""
        return self._values.mapped(leaf.reader, docs, self._keys)

    def ordered(self, keys: NDArray[np.generic]) -> NDArray[np.generic]:
        """Returns values sorted."""
        return np.sort(keys)

    def are_all(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> bool:
        """Columns do not tell."""
        return False

    def hashes(self, keys: NDArray[np.int64] | slice) -> NDArray[np.uint64]:
        """Returns the hashes of the values."""
        numbers = np.arange(self.n_keys, dtype=np.int64)[keys] if isinstance(keys, slice) else keys
        return mixed(from_sortable(numbers).view(np.int64) if self._values.is_double else numbers + self._base)

    def _keys(self, values: NDArray[Any]) -> NDArray[Any]:
        if self._values.is_double:
            return to_sortable(values)
        return (values - self._base).astype(np.int32) if self.n_keys else values


class CardinalityAggregator(Aggregator):
    """Distinct keys per bucket.

    Under a single bucket: marks on a table where the keys have a small range or there are not many more of them than
    documents, else the sorted distinct keys of each segment, or a sketch if there are millions.

    precision: of sketches
    """

    def __init__(self, keys: Keys, max_parents: int | None, ctx: AggregationContext, precision: int) -> None:
        self._keys = keys
        self._precision = precision
        self._ctx = ctx
        self._is_single = max_parents == 1
        most = min(max(_KEYS_PER_DOC * ctx.expected_docs, _ALWAYS_TABLE), _MAX_TABLE)
        self._has_table = self._is_single and 0 < keys.n_keys <= most
        self._seen: NDArray[np.uint8] | None = None
        self._has_all = False
        self._distinct: list[NDArray[Any]] = []
        self._sketch: NDArray[np.uint8] | None = None
        self._pairs: HashedBucketOrds | None = None if self._is_single else HashedBucketOrds()

    @property
    def reads_columns_only(self) -> bool:
        return self._keys.are_in_columns

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Notes the keys of the rows."""
        if self._is_single and (self._has_all or self._keys.are_all(leaf, rows.docs)):
            self._has_all = True
            return
        keys, owners = self._keys.read(leaf, rows.docs)
        if self._pairs is not None:
            before = len(self._pairs)
            self._pairs.assign(keys, rows.buckets_at(owners))
            self._ctx.account((len(self._pairs) - before) * _BYTES_PER_PAIR, _LABEL)
        elif self._has_table:
            if self._seen is None:
                self._ctx.account(self._keys.n_keys, _LABEL)
                self._seen = np.zeros(self._keys.n_keys, np.uint8)
            aggs.mark_ords(keys.astype(np.int32, copy=False), self._seen)
        elif self._sketch is not None or _are_too_many(keys):
            if self._sketch is None:
                self._sketch = new_registers(self._precision)
            for start in range(0, len(keys), _SAMPLE):
                block = keys[start : start + _SAMPLE].astype(np.int64, copy=False)
                add_hashes(self._sketch, self._keys.hashes(block), self._precision)
        else:
            self._distinct.append(distinct_of_ordered(self._keys.ordered(keys)))
            self._ctx.account(self._distinct[-1].nbytes, _LABEL)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the distinct values of each bucket."""
        return [self._partial(bucket) for bucket in buckets]

    def _partial(self, bucket: int) -> Partial:
        hashes = self._keys.hashes(self._keys_of(bucket))
        if self._sketch is not None and bucket == 0:
            add_hashes(self._sketch, hashes, self._precision)
            return {"precision": self._precision, "registers": self._sketch.tobytes()}
        self._ctx.account(hashes.nbytes, _LABEL)
        return of_hashes(hashes, self._precision)

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the numbers of distinct values."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        if self._pairs is None:
            return np.array([estimate(self._partial(bucket)) for bucket in range(n_buckets)], np.float64)
        return self._estimates(self._pairs, n_buckets)

    def _estimates(self, pairs: HashedBucketOrds, n_buckets: int) -> NDArray[np.float64]:
        """Returns the number of each bucket: of what is kept of hashes, where that are few."""
        parents = pairs.parents().astype(np.int64)
        kept = parents << 32 | encoded(self._keys.hashes(pairs.keys()), self._precision).astype(np.int64)
        numbers = np.bincount(distinct(kept) >> 32, minlength=n_buckets)[:n_buckets]
        figures = counted(numbers).astype(np.float64)
        for bucket in np.flatnonzero(numbers > most_encoded(self._precision)).tolist():
            figures[bucket] = estimate(self._partial(bucket))
        return figures

    def _keys_of(self, bucket: int) -> NDArray[np.int64] | slice:
        if self._pairs is not None:
            return self._pairs.of_parent(bucket)[0]
        if bucket != 0:
            return _NO_KEYS
        if self._has_all:
            return slice(None)
        if self._seen is not None:
            return np.flatnonzero(self._seen.view(np.bool_))
        if len(self._distinct) > 1:
            self._distinct = [distinct(np.concatenate(self._distinct))]
        return self._distinct[0].astype(np.int64, copy=False) if self._distinct else _NO_KEYS


def _are_too_many(keys: NDArray[Any]) -> bool:
    if len(keys) < _SKETCH_FROM:
        return False
    sample = distinct(keys[:: len(keys) // _SAMPLE])
    return len(sample) > _SAMPLE // 4
