"""Frames: what is packed is unpacked, and split by bytes."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.edge.forward.frames import FRAME_BYTES, Frame, joined, packed, parted, split, unpacked


def documents(*sizes: int) -> list[tuple[str, bytes]]:
    return [(f"d.{place}", b"x" * size) for place, size in enumerate(sizes)]


def test_a_frame_comes_back_as_it_was() -> None:
    frame = Frame("edge-events", "gate:n1", documents(5, 0, 100), "high")
    assert unpacked(packed(frame)) == frame
    assert list(parted(joined([b"one", b"three"]))) == [b"one", b"three"]
    with pytest.raises(IllegalArgumentError):
        list(parted(joined([b"one"])[:-1]))


def test_frames_are_split_by_bytes_in_order() -> None:
    frame = Frame("edge-events", "", documents(10, FRAME_BYTES, 10, 10, FRAME_BYTES // 2, FRAME_BYTES // 2), "low")
    parts = list(split(frame))
    assert [len(part.documents) for part in parts] == [1, 1, 3, 1]
    assert [document for part in parts for document in part.documents] == frame.documents
    assert {part.priority for part in parts} == {"low"}
    assert list(split(Frame("edge-events", "", []))) == []
