"""Numbers of documents: runs, columns, and what is read from them."""

from pathlib import Path

import numpy as np
import pytest

from findling.codec.columns.doc_numbers import DocNumbers, write_doc_numbers
from findling.codec.segment import Segment, SegmentWriter

RANDOM = np.random.default_rng(1).integers(-(1 << 40), 1 << 40, 50)


def stored(tmp_path: Path, numbers: list[int]) -> tuple[DocNumbers, int]:
    """Returns the numbers as they are read, and how many bytes of arrays they take."""
    with SegmentWriter(tmp_path / "n.seg") as writer:
        writer.meta["x"] = write_doc_numbers(writer, "x", np.array(numbers, np.int64))
    segment = Segment.open(tmp_path / "n.seg")
    return DocNumbers.open(segment, "x", len(numbers)), sum(map(segment.nbytes, segment.names()))


@pytest.mark.parametrize(
    ("numbers", "most_bytes"),
    [
        ([], 0),
        ([7], 0),
        ([1] * 100, 0),
        (list(range(-2, 98)), 0),
        ([*range(50, 100), *range(1 << 40, (1 << 40) + 60)], 24),
        ([1] * 90 + [3] * 90, 10),
        (RANDOM.tolist(), 400),
        ([1, 5], 2),
        ([3, 4, 4, 5, 9, 9, 9], 7),
    ],
)
def test_numbers_come_back(tmp_path: Path, numbers: list[int], most_bytes: int) -> None:
    found, n_bytes = stored(tmp_path, numbers)
    assert n_bytes <= most_bytes
    assert np.asarray(found).tolist() == numbers
    assert [found[doc] for doc in range(len(numbers))] == numbers
    assert (found.min(), found.max()) == (min(numbers, default=-1), max(numbers, default=-1))
    docs = np.arange(len(numbers))[::-2]
    assert found[docs].tolist() == numbers[::-2]
    assert found[np.asarray(found) > 3].tolist() == [number for number in numbers if number > 3]
    assert found[1:4].tolist() == numbers[1:4]
    assert (found[docs].dtype, found.dtype, found.shape) == (np.int64, np.int64, (len(numbers),))
