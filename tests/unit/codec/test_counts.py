"""Small counts, and the blocks that follow from document frequencies."""

from pathlib import Path

import numpy as np
import pytest

from findling.codec.postings.counts import Counts, write_counts
from findling.codec.postings.term_blocks import TermBlocks
from findling.codec.segment import Segment, SegmentWriter


def stored(tmp_path: Path, counts: list[int], most: int = 254) -> Counts:
    with SegmentWriter(tmp_path / "c.seg") as writer:
        write_counts(writer, "x", np.array(counts, np.int64), most)
    return Counts(Segment.open(tmp_path / "c.seg"), "x", len(counts))


@pytest.mark.parametrize("most", [3, 127, 254])
@pytest.mark.parametrize("counts", [[], [0], [0, 0], [254, 255, 256], [1, 1 << 40, 3, 0, 127, 128, 4, 70_000]])
def test_counts_come_back(tmp_path: Path, counts: list[int], most: int) -> None:
    found = stored(tmp_path, counts, most)
    assert [found[number] for number in range(len(counts))] == counts
    assert found.range(0, len(counts)).tolist() == counts
    assert found.range(1, 3).tolist() == counts[1:3]
    assert found.large.tolist() == [number for number, count in enumerate(counts) if count > most]


@pytest.mark.parametrize("doc_freqs", [[1], [128, 129, 1, 256, 257, 1], [1000], [], [5, 128, 128 * 7 + 1]])
def test_blocks_of_terms(tmp_path: Path, doc_freqs: list[int]) -> None:
    sizes = [-(-doc_freq // 128) for doc_freq in doc_freqs]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int).tolist()
    blocks = TermBlocks(stored(tmp_path, [doc_freq - 1 for doc_freq in doc_freqs], 127))
    n = len(doc_freqs)
    assert [blocks.first(ord) for ord in range(n + 1)] == starts
    assert blocks.firsts(np.arange(n)).tolist() == starts[:n]
    assert blocks.firsts(np.arange(n)[::-1]).tolist() == starts[:n][::-1]
    for low in range(n):
        assert blocks.starts(low, n).tolist() == starts[low:]
    assert blocks.of_several().tolist() == [size > 1 for size in sizes for _ in range(size)]
