"""The state's messages while nodes of two versions are members: each is written as all of them can read it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from findling.base.errors import IllegalStateError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.state_messages import decode, encode
from findling.cluster.nats.state_stream import StateStream
from findling.cluster.nats.streams import Stream
from findling.cluster.shards.members import STATE_FORMAT, Member, with_member
from findling.cluster.state import ClusterState
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers

OLD = Member("a", "old", "127.0.0.1:9200")
NEW = Member("b", "new", "127.0.0.1:9201", format=STATE_FORMAT)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    servers = NatsServers(tmp_path_factory.mktemp("nats"), 1)
    servers.start(servers.names[0])
    yield servers.urls
    servers.stop()


@contextmanager
def connected(url: str, cluster: str) -> Iterator[NatsConnection]:
    with closing(NatsConnection([url], cluster, "test", None)) as connection:
        connection.connect(30)
        yield connection


def stored(store: StateStream, change: ClusterState) -> None:
    known = store.load()
    assert store.compare_and_set(known.version, replace(change, version=known.version + 1))


def test_a_message_comes_back() -> None:
    body = {"state": {"indices": {"a" * 99: [1, None, "ä"]}}}
    for version in range(1, STATE_FORMAT + 1):
        assert decode(encode(body, version)) == body
    assert encode(body, 1)[:1] == b"{"
    assert len(encode({"x": ["again"] * 1000}, 2)) < 100


def test_a_cluster_is_upgraded_node_by_node(url: str) -> None:
    with connected(url, "mixed") as connection:
        stream = Stream(connection, "FL_mixed_STATE", f"{connection.prefix}.state")
        with closing(StateStream(connection)) as one, closing(StateStream(connection)) as two:
            one.open()
            two.open()
            for change, written in (
                (lambda state: with_member(state, NEW), 2),
                (lambda state: with_member(state, OLD), 1),
                (lambda state: replace(state, persistent={"a": "1"}), 1),
                (lambda state: with_member(state, replace(OLD, format=2)), 2),
                (lambda state: replace(state, persistent={"a": "2"}), 2),
            ):
                stored(one, change(one.load()))
                message = stream.read(stream.bounds()[1])
                assert message is not None
                assert message.payload[0] == (ord("{") if written == 1 else written)
                assert two.load().to_json() == one.load().to_json()


def test_who_is_too_old_says_so(url: str) -> None:
    with connected(url, "later") as connection:
        with closing(StateStream(connection)) as store:
            store.open()
            stream = Stream(connection, "FL_later_STATE", f"{connection.prefix}.state")
            stream.append(bytes([STATE_FORMAT + 1]) + b"?", random_uuid(), stream.bounds()[1])
        wait_for(lambda: stream.bounds()[1] == 2)
        store = StateStream(connection)
        with pytest.raises(IllegalStateError, match=r"written in format 3, this Findling reads 2: it is older"):
            store.open()
