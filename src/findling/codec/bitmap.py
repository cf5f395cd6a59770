"""Bitmap: a set of segment-local document ids as bits of 64-bit words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import sets

_WORD_BITS = 64


class Bitmap:
    """A set of docs in [0, size).

    words: (ceil(size / 64),) uint64; doc d is bit d & 63 of word d >> 6; bits at and beyond `size` are zero
    size:  number of docs the set ranges over, normally a segment's max_doc

    The operators return new bitmaps; `set` and `clear` modify this one and need writable words.
    """

    __slots__ = ("size", "words")

    def __init__(self, words: NDArray[np.uint64], size: int) -> None:
        if words.shape != (word_count(size),):
            raise ValueError(f"a bitmap of {size} bits needs {word_count(size)} words, got {words.shape}")
        self.words = words
        self.size = size

    @classmethod
    def empty(cls, size: int) -> Bitmap:
        """Returns the bitmap without any doc."""
        return cls(np.zeros(word_count(size), np.uint64), size)

    @classmethod
    def full(cls, size: int) -> Bitmap:
        """Returns the bitmap with every doc."""
        bitmap = cls(np.full(word_count(size), np.uint64(0xFFFFFFFFFFFFFFFF)), size)
        bitmap._clear_spare_bits()
        return bitmap

    @classmethod
    def from_docs(cls, docs: NDArray[np.int32], size: int) -> Bitmap:
        """Returns the bitmap of `docs`: (n,) int32 within [0, size), any order, repeats allowed."""
        bitmap = cls.empty(size)
        bitmap.set(docs)
        return bitmap

    @classmethod
    def from_mask(cls, mask: NDArray[np.bool_]) -> Bitmap:
        """Returns the bitmap of the docs whose entry in `mask`: (size,) bool is true."""
        packed = np.zeros(word_count(len(mask)) * 8, np.uint8)
        octets = np.packbits(mask, bitorder="little")
        packed[: len(octets)] = octets
        return cls(packed.view("<u8").astype(np.uint64, copy=False), len(mask))

    def to_docs(self) -> NDArray[np.int32]:
        """Returns the docs in increasing order, (count,) int32."""
        docs = np.empty(self.count(), np.int32)
        sets.words_to_docs(self.words, docs)
        return docs

    def first(self, n: int) -> NDArray[np.int32]:
        """Returns the first n docs in increasing order, or all if there are fewer."""
        docs = np.empty(min(n, self.size), np.int32)
        return docs[: sets.first_docs(self.words, docs)]

    def to_mask(self) -> NDArray[np.bool_]:
        """Returns one bool per doc, (size,)."""
        octets = self.words.astype("<u8", copy=False).view(np.uint8)
        return np.unpackbits(octets, count=self.size, bitorder="little").view(np.bool_)

    def count(self) -> int:
        """Returns the number of docs in the set."""
        return int(np.bitwise_count(self.words).sum(dtype=np.int64))

    def get(self, doc: int) -> bool:
        """Returns whether `doc`, in [0, size), is in the set."""
        return bool((int(self.words[doc >> 6]) >> (doc & 63)) & 1)

    def test(self, docs: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Returns for each of `docs`: (n,) int32 within [0, size), any order, whether it is in the set."""
        out = np.empty(len(docs), np.uint8)
        sets.test_bits(self.words, _as_docs(docs), out)
        return out.view(np.bool_)

    def filter(self, docs: NDArray[np.int32]) -> NDArray[np.int32]:
        """Returns those of `docs`: (n,) int32 within [0, size) that are in the set, in their order."""
        out = np.empty(len(docs), np.int32)
        return out[: sets.filter_docs(self.words, _as_docs(docs), out)]

    def set(self, docs: NDArray[np.int32]) -> None:
        """Adds `docs`: (n,) int32 within [0, size)."""
        self._check_range(docs)
        sets.set_bits(_as_docs(docs), self.words)

    def clear(self, docs: NDArray[np.int32]) -> None:
        """Removes `docs`: (n,) int32 within [0, size)."""
        self._check_range(docs)
        sets.clear_bits(_as_docs(docs), self.words)

    def copy(self) -> Bitmap:
        """Returns a bitmap of the same docs with words of its own."""
        return Bitmap(self.words.copy(), self.size)

    def and_not(self, other: Bitmap) -> Bitmap:
        """Returns the docs of this set that are not in `other`."""
        self._check_size(other)
        return Bitmap(self.words & ~other.words, self.size)

    def __and__(self, other: Bitmap) -> Bitmap:
        self._check_size(other)
        return Bitmap(self.words & other.words, self.size)

    def __or__(self, other: Bitmap) -> Bitmap:
        self._check_size(other)
        return Bitmap(self.words | other.words, self.size)

    def __invert__(self) -> Bitmap:
        bitmap = Bitmap(~self.words, self.size)
        bitmap._clear_spare_bits()
        return bitmap

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Bitmap):
            return NotImplemented
        return self.size == other.size and bool(np.array_equal(self.words, other.words))

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return f"Bitmap(count={self.count()}, size={self.size})"

    def _clear_spare_bits(self) -> None:
        used = self.size % _WORD_BITS
        if used:
            self.words[-1] &= np.uint64((1 << used) - 1)

    def _check_size(self, other: Bitmap) -> None:
        if self.size != other.size:
            raise ValueError(f"bitmaps of different sizes: {self.size} and {other.size}")

    def _check_range(self, docs: NDArray[np.int32]) -> None:
        # an id outside would write beside the words: the kernel does not look
        if len(docs) and (int(docs.min()) < 0 or int(docs.max()) >= self.size):
            raise ValueError(f"docs outside [0, {self.size})")


def word_count(size: int) -> int:
    """Returns the number of 64-bit words that hold `size` bits."""
    return (size + _WORD_BITS - 1) // _WORD_BITS


def _as_docs(docs: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.ascontiguousarray(docs, dtype=np.int32)
