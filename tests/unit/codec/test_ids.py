"""Ids: look-ups, layouts, generated ids."""

import base64
from pathlib import Path

import numpy as np
import pytest

from findling.codec.byte_strings import ByteStrings
from findling.codec.ids import HashedIds, IdReader, write_ids
from findling.codec.segment import Segment, SegmentWriter


def reader(tmp_path: Path, ids: list[bytes]) -> IdReader:
    path = tmp_path / "i.seg"
    with SegmentWriter(path) as writer:
        write_ids(writer, ByteStrings.from_list(ids))
    return IdReader(Segment.open(path))


def generated(n: int) -> list[bytes]:
    random = np.random.default_rng(5)
    return [base64.urlsafe_b64encode(random.bytes(15)) for _ in range(n)]


@pytest.mark.parametrize(
    "ids",
    [
        [],
        [b"a"],
        [b"1", b"22", b"", b"333"],
        [b"same", b"size", b"each"],
        [str(n).encode() for n in range(5000)],
        generated(300),
        [*generated(3), b"not-20-long"],
        [b"!" * 20, b"?" * 20],
    ],
    ids=len,
)
def test_ids_are_found_and_given_back(tmp_path: Path, ids: list[bytes]) -> None:
    found = reader(tmp_path, ids)
    docs = [doc if id else -1 for doc, id in enumerate(ids)]
    assert len(found) == len(ids)
    assert found.lookup(ids).tolist() == docs
    assert found.lookup([b"missing", b"", b"x" * 20, b"A" * 19 + b"!", *generated(400)[300:]]).max(initial=-1) == -1
    assert found.get_many(range(len(ids))) == ids
    assert [found.get(doc) for doc in range(len(ids))] == ids
    assert found.strings().to_list() == ids


def test_generated_ids_are_packed(tmp_path: Path) -> None:
    reader(tmp_path, generated(100))
    segment = Segment.open(tmp_path / "i.seg")
    assert segment.nbytes("_id/blob") == 1500
    assert not segment.has("_id/list.data")


def test_the_last_of_equal_ids_is_found(tmp_path: Path) -> None:
    assert reader(tmp_path, [b"a", b"b", b"a", b"a", b"c"]).lookup([b"a", b"b"]).tolist() == [3, 1]


def test_hashes_serve_several_segments(tmp_path: Path) -> None:
    made = generated(10)
    wanted = HashedIds([made[3], b"b", b""])
    (tmp_path / "x").mkdir()
    assert reader(tmp_path, made).lookup(wanted).tolist() == [3, -1, -1]
    assert reader(tmp_path / "x", [b"a", b"b"]).lookup(wanted).tolist() == [-1, 1, -1]
    assert len(wanted) == 3
