"""DocSet: the documents of one segment that a query matches, as a sorted list or a bitmap, whichever is smaller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.codec.bitmap import Bitmap
from findling.kernels.columns import sets

Docs = NDArray[np.int32]

# a doc costs 32 bits in a list and one bit per doc of the segment in a bitmap
BITS_PER_LISTED_DOC: Final = 32


class DocSet:
    """An immutable set of segment-local docs within [0, size), nested and deleted documents included.

    Holds the form it was made from and makes the other one on demand; neither may be modified by callers.
    """

    __slots__ = ("_bitmap", "_count", "_docs", "size")

    def __init__(self, size: int, docs: Docs | None = None, bitmap: Bitmap | None = None, count: int = -1) -> None:
        if docs is None and bitmap is None:
            raise ValueError("a doc set needs docs or a bitmap")
        self.size = size
        self._docs = docs
        self._bitmap = bitmap
        # of a bitmap -1 until they have been counted
        self._count = count if docs is None else len(docs)

    @classmethod
    def from_docs(cls, docs: Docs, size: int) -> DocSet:
        """Returns the set of `docs`: (n,) int32, strictly increasing, within [0, size)."""
        return cls(size, docs=np.ascontiguousarray(docs, np.int32))

    @classmethod
    def from_bitmap(cls, bitmap: Bitmap) -> DocSet:
        """Returns the set of the docs in `bitmap`, which must not change any more."""
        return cls(bitmap.size, bitmap=bitmap)

    @classmethod
    def from_mask(cls, mask: NDArray[np.bool_]) -> DocSet:
        """Returns the set of the docs whose entry in `mask`: (size,) bool is true."""
        return cls.from_bitmap(Bitmap.from_mask(mask))

    @classmethod
    def empty(cls, size: int) -> DocSet:
        """Returns the set without any doc."""
        return cls(size, docs=np.empty(0, np.int32))

    @classmethod
    def full(cls, size: int) -> DocSet:
        """Returns the set of all docs."""
        return cls(size, bitmap=Bitmap.full(size))

    def docs(self) -> Docs:
        """Returns the docs, (count,) int32, strictly increasing."""
        if self._docs is None:
            assert self._bitmap is not None
            self._docs = self._bitmap.to_docs()
            self._count = len(self._docs)
        return self._docs

    def bitmap(self) -> Bitmap:
        """Returns the docs as a bitmap of `size` bits."""
        if self._bitmap is None:
            assert self._docs is not None
            self._bitmap = Bitmap.from_docs(self._docs, self.size)
        return self._bitmap

    def first(self, n: int) -> Docs:
        """Returns the first n docs, or all if there are fewer."""
        return self._docs[:n] if self._docs is not None else self.bitmap().first(n)

    def count(self) -> int:
        """Returns the number of docs."""
        if self._count < 0:
            assert self._bitmap is not None
            self._count = self._bitmap.count()
        return self._count

    @property
    def is_listed(self) -> bool:
        """Whether the docs are there as a list already, so that `docs` costs nothing."""
        return self._docs is not None

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the forms present take."""
        listed = 0 if self._docs is None else self._docs.nbytes
        return listed + (0 if self._bitmap is None else self._bitmap.words.nbytes)

    def compact(self) -> DocSet:
        """Returns the same set in its smaller form only."""
        if self.count() * BITS_PER_LISTED_DOC < self.size:
            return DocSet(self.size, docs=self.docs())
        return DocSet(self.size, bitmap=self.bitmap())

    def contains(self, docs: Docs) -> NDArray[np.bool_]:
        """Returns for each of `docs`: (n,) int32 in any order whether it is in the set."""
        if self._bitmap is None and len(docs) * 8 < self.size // 64:
            return _contained(self.docs(), docs)
        return self.bitmap().test(docs)

    def __and__(self, other: DocSet) -> DocSet:
        first, second = (self, other) if self._cost() <= other._cost() else (other, self)
        if first._docs is None:
            return DocSet(self.size, bitmap=first.bitmap() & second.bitmap())
        if second._bitmap is not None:
            return DocSet(self.size, docs=second._bitmap.filter(first._docs))
        out = np.empty(len(first._docs), np.int32)
        return DocSet(self.size, docs=out[: sets.intersect_sorted(first._docs, second.docs(), out)])

    def __or__(self, other: DocSet) -> DocSet:
        if self._docs is not None and other._docs is not None and self._sparse_with(other):
            out = np.empty(len(self._docs) + len(other._docs), np.int32)
            return DocSet(self.size, docs=out[: sets.union_sorted(self._docs, other._docs, out)])
        return DocSet(self.size, bitmap=self.bitmap() | other.bitmap())

    def and_not(self, other: DocSet) -> DocSet:
        """Returns the docs of this set that are not in `other`."""
        if self._docs is None:
            return DocSet(self.size, bitmap=self.bitmap().and_not(other.bitmap()))
        if other._bitmap is not None:
            return DocSet(self.size, docs=self._docs[~other._bitmap.test(self._docs)])
        out = np.empty(len(self._docs), np.int32)
        return DocSet(self.size, docs=out[: sets.difference_sorted(self._docs, other.docs(), out)])

    def complement(self) -> DocSet:
        """Returns all docs of the segment that are not in this set."""
        return DocSet(self.size, bitmap=~self.bitmap())

    def restrict(self, visible: Bitmap | None) -> DocSet:
        """Returns the docs that are in `visible` as well; None stands for all."""
        return self if visible is None else self & DocSet.from_bitmap(visible)

    def __repr__(self) -> str:
        return f"DocSet(count={self.count()}, size={self.size})"

    def _cost(self) -> int:
        return self.size + 1 if self._docs is None else len(self._docs)

    def _sparse_with(self, other: DocSet) -> bool:
        return (self.count() + other.count()) * BITS_PER_LISTED_DOC < self.size


def union(doc_sets: Sequence[DocSet], size: int) -> DocSet:
    """Returns the docs in any of the sets."""
    if not doc_sets:
        return DocSet.empty(size)
    if len(doc_sets) == 1:
        return doc_sets[0]
    if sum(doc_set.count() for doc_set in doc_sets) * BITS_PER_LISTED_DOC < size:
        return DocSet.from_docs(distinct(np.concatenate([doc_set.docs() for doc_set in doc_sets])), size)
    bitmap = Bitmap.empty(size)
    for doc_set in doc_sets:
        if doc_set.is_listed:
            bitmap.set(doc_set.docs())
        else:
            bitmap.words |= doc_set.bitmap().words
    return DocSet.from_bitmap(bitmap)


def intersection(doc_sets: Sequence[DocSet]) -> DocSet:
    """Returns the docs in all of the sets, of which there must be at least one, smallest first."""
    ordered = sorted(doc_sets, key=DocSet.count)
    result = ordered[0]
    for doc_set in ordered[1:]:
        result = result & doc_set
    return result


def _contained(members: Docs, docs: Docs) -> NDArray[np.bool_]:
    if not len(members):
        return np.zeros(len(docs), np.bool_)
    places = np.searchsorted(members, docs)
    places[places == len(members)] = 0
    found: NDArray[np.bool_] = members[places] == docs
    return found
