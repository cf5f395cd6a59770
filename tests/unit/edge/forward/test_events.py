"""Documents of events, and how they are packed."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.edge.forward.event import Event, document_of
from findling.edge.forward.frames import Frame, joined, packed, parted, unpacked
from findling.edge.hub.documents import documents_of


@pytest.mark.parametrize(
    ("payload", "key", "members"),
    [
        (b'{"n": 7, "v": 1.5}', "d1.t.7", {"n": 7, "v": 1.5}),
        (b'{"n": 7, "boot": "x"}', "d1.t.x.7", {"n": 7, "boot": "x"}),
        (b'{"n": true}', "d1.s42", {"n": True}),
        (b"21.5", "d1.s42", {"value": 21.5}),
        (b"[1, 2]", "d1.s42", {"values": [1, 2]}),
        (b"open", "d1.s42", {"value": "open"}),
        (b"\xff\x00", "d1.s42", {"data": "/wA="}),
    ],
)
def test_documents(payload: bytes, key: str, members: dict[str, Any]) -> None:
    found = document_of(Event("d1", "t", payload, 42, 1_700_000_000_000), "n1")
    assert found.key == key
    own = found.source.pop("edge")
    assert (own["node"], own["device"], own["topic"]) == ("n1", "d1", "t")
    assert found.source.pop("@timestamp") == "2023-11-14T22:13:20.000Z"
    assert found.source == members


def test_a_device_may_tell_the_time_and_not_who_it_is() -> None:
    payload = b'{"@timestamp": "2020-01-01T00:00:00Z", "edge": {"node": "other"}}'
    found = document_of(Event("d1", "t", payload, 1, 0), "n1")
    assert found.source["@timestamp"] == "2020-01-01T00:00:00Z"
    assert found.source["edge"]["node"] == "n1"


def test_long_names_make_short_keys() -> None:
    found = document_of(Event("d1", "t" * 900, b'{"n": 1}', 1, 0), "n1")
    assert len(found.key) <= 100


def test_frames_come_out_as_they_went_in() -> None:
    frames = [Frame("edge-a", "", [("k1", b'{"a":1}'), ("k2", b'{"b":"x\\ty"}')]), Frame("edge-b", "gw", [])]
    message = joined(map(packed, frames))
    assert [unpacked(data) for data in parted(message)] == frames


@pytest.mark.parametrize("wrong", [b"\0\0\0\x09ab", b"\0\0\0\0", b"\0\0\0\x02{}"])
def test_what_is_no_frame(wrong: bytes) -> None:
    with pytest.raises(IllegalArgumentError):
        [unpacked(data) for data in parted(wrong)]


def test_no_edge_writes_for_another() -> None:
    forged = Frame("edge-a", "", [("k", b'{"edge":{"node":"n2"},"edge":{"node":"n3"}}')])
    assert documents_of(forged, "n1") == [("n1.k", b'{"edge":{"node":"n1"}}')]
    below = Frame("edge-a", "s7", [("k", b"{}")])
    assert documents_of(below, "gw") == [("gw:s7.k", b'{"edge":{"node":"gw:s7"}}')]
    with pytest.raises(IllegalArgumentError):
        documents_of(Frame("edge-a", "../x", []), "n1")
