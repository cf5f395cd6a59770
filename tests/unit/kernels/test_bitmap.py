"""What a bitmap refuses."""

import numpy as np
import pytest

from findling.codec.bitmap import Bitmap


def test_docs_outside_are_refused():
    """A doc beyond the size would be written beside the words."""
    bitmap = Bitmap.empty(100)
    for doc in (-1, 100, 1_000_000):
        with pytest.raises(ValueError, match="outside"):
            bitmap.set(np.array([doc], np.int32))
        with pytest.raises(ValueError, match="outside"):
            bitmap.clear(np.array([doc], np.int32))


def test_sizes_have_to_agree():
    """Sets of different segments cannot be combined."""
    left, right = Bitmap.empty(64), Bitmap.empty(65)
    for combine in (left.__and__, left.__or__, left.and_not):
        with pytest.raises(ValueError, match="different sizes"):
            combine(right)
    with pytest.raises(ValueError, match="needs 2 words"):
        Bitmap(left.words, 65)


def test_equality_and_representation():
    """Bitmaps are equal if their docs and sizes are, cannot be hashed, and show their count."""
    bitmap = Bitmap.from_docs(np.array([1, 2], np.int32), 10)
    assert bitmap == Bitmap.from_docs(np.array([2, 1, 1], np.int32), 10)
    assert bitmap != Bitmap.from_docs(np.array([1, 2], np.int32), 11)
    assert bitmap != "something else"
    assert repr(bitmap) == "Bitmap(count=2, size=10)"
    with pytest.raises(TypeError):
        hash(bitmap)


def test_words_may_be_read_only():
    """Memory-mapped words are read, never written."""
    words = np.array([5], np.uint64)
    words.flags.writeable = False
    assert Bitmap(words, 64).to_docs().tolist() == [0, 2]
