"""Numbers the buckets of a bucket aggregation: (owning bucket, own ordinal or key) -> dense ordinal."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import bucket_ords as kernel
from findling.search.aggs.base.rows import NO_BUCKETS

_MAX_DENSE_UNDER_PARENTS = 1 << 20
# numbers this few are never worth a hash table; more are, unless there are not many more than documents
_ALWAYS_DENSE = 1 << 10
_DENSE_PER_DOC = 4
# from here on tables grow more slowly, because of the memory that stays empty
_LARGE_CAPACITY = 1 << 20
_FIRST_CAPACITY = 1 << 7


class BucketOrds(Protocol):
    """What both ways of numbering have in common."""

    def assign(
        self, own: NDArray[np.int64] | NDArray[np.int32], parents: NDArray[np.int32] | None
    ) -> NDArray[np.int32]:
        """Returns the bucket of each row, (n,) int32. parents: (n,), or None for all under bucket 0."""

    def size(self, n_parents: int) -> int:
        """Returns the bound of the ordinals given out for that many parents."""

    def own(self, buckets: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the own ordinals (or keys) of some buckets."""

    def of_parent(self, parent: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Returns own ordinals (or keys) and buckets that `parent` may have, in increasing order of the former."""


class DenseBucketOrds:
    """Numbering by arithmetic: every parent has room for all own ordinals.

    n_own: own ordinals are 0 to n_own - 1
    """

    def __init__(self, n_own: int) -> None:
        self.n_own = n_own

    def assign(
        self, own: NDArray[np.int64] | NDArray[np.int32], parents: NDArray[np.int32] | None
    ) -> NDArray[np.int32]:
        """Returns parent * n_own + own."""
        own = own.astype(np.int32, copy=False)
        # kernels count without looking: one pass that also finds the negative ones
        assert not len(own) or int(own.view(np.uint32).max()) < self.n_own, "an own ordinal is out of bounds"
        return own if parents is None else parents * np.int32(self.n_own) + own

    def size(self, n_parents: int) -> int:
        """Returns the room of all parents."""
        return n_parents * self.n_own

    def own(self, buckets: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns what is left of the parents."""
        return buckets % self.n_own

    def of_parent(self, parent: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Returns all own ordinals, used or not."""
        own = np.arange(self.n_own, dtype=np.int64)
        return own, own + parent * self.n_own


class HashedBucketOrds:
    """Numbering in order of appearance, through a hash table; own ordinals may be any int64 keys."""

    def __init__(self) -> None:
        self._keys = np.empty(_FIRST_CAPACITY, np.int64)
        self._parents = np.empty(_FIRST_CAPACITY, np.int32)
        self._slots = np.full(4 * _FIRST_CAPACITY, -1, np.int32)
        self._state = np.zeros(1, np.int64)
        self._by_parent: tuple[int, NDArray[np.int64], NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return int(self._state[0])

    def assign(
        self, own: NDArray[np.int64] | NDArray[np.int32], parents: NDArray[np.int32] | None
    ) -> NDArray[np.int32]:
        """Returns the ordinal of each (parent, key), entering new ones."""
        keys = np.ascontiguousarray(own, np.int64)
        owners = NO_BUCKETS if parents is None else np.ascontiguousarray(parents, np.int32)
        out = np.empty(len(keys), np.int32)
        done = 0
        while True:
            done = kernel.assign_ords(keys, owners, done, self._slots, self._keys, self._parents, self._state, out)
            if done == len(keys):
                return out
            self._grow()

    def size(self, n_parents: int) -> int:
        """Returns the number of ordinals given out."""
        return len(self)

    def keys(self) -> NDArray[np.int64]:
        """Returns the key of every ordinal."""
        return self._keys[: len(self)]

    def own(self, buckets: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the keys of some ordinals."""
        return self._keys[buckets]

    def parents(self) -> NDArray[np.int32]:
        """Returns the owning bucket of every ordinal."""
        return self._parents[: len(self)]

    def of_parent(self, parent: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Returns keys and ordinals under `parent`, sorted by key."""
        order, starts = self._grouped()
        if parent + 1 >= len(starts):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        ords = order[starts[parent] : starts[parent + 1]]
        return self._keys[ords], ords

    def _grouped(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if self._by_parent is None or self._by_parent[0] != len(self):
            parents = self.parents()
            n_parents = int(parents.max()) + 1 if len(parents) else 0
            order = np.argsort(self.keys()) if n_parents == 1 else np.lexsort((self.keys(), parents))
            starts = np.searchsorted(parents[order], np.arange(n_parents + 1))
            self._by_parent = len(self), order, starts
        return self._by_parent[1], self._by_parent[2]

    def _grow(self) -> None:
        capacity = len(self._keys) * (4 if len(self._keys) < _LARGE_CAPACITY else 2)
        self._keys = np.concatenate((self._keys, np.empty(capacity - len(self._keys), np.int64)))
        self._parents = np.concatenate((self._parents, np.empty(capacity - len(self._parents), np.int32)))
        self._slots = np.full(2 * capacity, -1, np.int32)
        kernel.fill_slots(self._keys, self._parents, len(self), self._slots)


def bucket_ords(n_own: int, max_parents: int | None, expected_docs: int) -> BucketOrds:
    """Returns dense numbering where it is small or will be well filled, else hashed.

    n_own: own ordinals are below it
    max_parents: the parents are fewer than this; None: unknown
    expected_docs: about how many documents will match
    """
    if max_parents is not None:
        size = max_parents * n_own
        if size <= _ALWAYS_DENSE or (size <= _DENSE_PER_DOC * expected_docs and _is_dense(n_own, max_parents)):
            return DenseBucketOrds(max(n_own, 1))
    return HashedBucketOrds()


def _is_dense(n_own: int, max_parents: int) -> bool:
    return max_parents == 1 or max_parents * n_own <= _MAX_DENSE_UNDER_PARENTS
