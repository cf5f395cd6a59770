"""Stored sources: frames, batches, the cache."""

import threading
from pathlib import Path

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.codec.segment import Segment, SegmentWriter
from findling.codec.stored.source import SourceReader
from findling.codec.stored.source_writer import FRAME_BYTES, pack_frames, write_source


def reader(tmp_path: Path, sources: list[bytes]) -> SourceReader:
    with SegmentWriter(tmp_path / "s.seg") as writer:
        write_source(writer, [(b"", pack_frames(sources))])
    return SourceReader(Segment.open(tmp_path / "s.seg"))


SOURCES = [b'{"number": %d, "text": "%s"}' % (n, b"word " * (n % 40)) for n in range(2000)]


def test_sources_come_back_in_the_order_asked_for(tmp_path: Path) -> None:
    found = reader(tmp_path, SOURCES)
    assert found.n_frames > 10
    docs = [1999, 0, 7, 7, 500]
    assert found.get_many(docs) == [SOURCES[doc] for doc in docs]
    assert found.get(1234) == SOURCES[1234]
    assert found.get_many([]) == []
    assert list(found.all()) == SOURCES


@pytest.mark.parametrize("sources", [[], [b""], [b"", b"a", b""], [b"x" * (3 * FRAME_BYTES), b"y"]])
def test_odd_sources(tmp_path: Path, sources: list[bytes]) -> None:
    found = reader(tmp_path, sources)
    assert found.get_many(range(len(sources))) == sources


def test_a_zero_byte_is_refused() -> None:
    with pytest.raises(IllegalArgumentError, match="zero byte"):
        list(pack_frames([b"a", b"b\0c"]))


def test_threads_read_at_once(tmp_path: Path) -> None:
    found = reader(tmp_path, SOURCES)
    wrong: list[int] = []

    def read(seed: int) -> None:
        docs = np.random.default_rng(seed).integers(0, 2000, 300)
        if found.get_many(docs) != [SOURCES[doc] for doc in docs]:
            wrong.append(seed)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_frames_of_large_documents_are_not_kept(tmp_path: Path) -> None:
    found = reader(tmp_path, [b"small", b"x" * FRAME_BYTES, b"y" * (1 << 20), b"z"])
    assert found.get(1) is found.get(1)
    assert found.get(2) == found.get(2) == b"y" * (1 << 20)
    assert found.get(2) is not found.get(2)
