"""Contact with most of the servers that hold a log: lost, had again, found at another server."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.log_contact import LOST_S, LogContact, majority_silence_s
from findling.cluster.nats.streams import Stream
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[NatsServers]:
    servers = NatsServers(tmp_path / "three")
    try:
        for name in servers.names:
            servers.start(name)
        yield servers
    finally:
        servers.stop()


def log(servers: NatsServers) -> Stream:
    """Returns a stream that was made."""
    connection = NatsConnection(servers.urls.split(","), "contact", "test")
    with closing(connection):
        connection.connect(60)
        stream = Stream(connection, "FL_contact_a", "fl.contact.a")
        stream.make()
        return stream


def test_it_is_lost_without_a_majority(servers: NatsServers) -> None:
    name = log(servers).name
    connection = NatsConnection(servers.urls.split(",")[:1], "contact", "test")
    with closing(connection):
        connection.connect(60)
        contact = LogContact(connection, name)
        contact.start()
        wait_for(lambda: contact.lasted_s() > LOST_S)
        others = servers.names[1:]
        for other in others:
            servers.halt(other)
        wait_for(lambda: contact.lasted_s() == 0)
        assert contact.age() > LOST_S
        for other in others:
            servers.resume(other)
        wait_for(lambda: contact.lasted_s() > 0)


def test_a_server_without_it_is_left_for_one_with_it(servers: NatsServers, tmp_path: Path) -> None:
    name = log(servers).name
    lonely = NatsServers(tmp_path / "lonely", 1)
    lonely.start(lonely.names[0])
    with closing(NatsConnection([lonely.urls], "contact", "first")) as first:
        first.connect(60)  # it is there now
    connection = NatsConnection([lonely.urls, *servers.urls.split(",")], "contact", "test")
    try:
        connection.connect(60)
        assert connection.client.connected_url is not None
        assert connection.client.connected_url.port == lonely.ports[0]
        contact = LogContact(connection, name)
        contact.start()
        wait_for(lambda: connection.client.connected_url and connection.client.connected_url.port in servers.ports)
        wait_for(lambda: contact.lasted_s() > 0)
    finally:
        connection.close()
        lonely.stop()


def test_how_long_a_majority_was_silent() -> None:
    replicas = [{"active": 5_000_000_000}, {"active": 1_000_000_000}]
    assert majority_silence_s({}) == 0
    assert majority_silence_s({"leader": "a", "replicas": replicas}) == 1
    assert majority_silence_s({"replicas": replicas}) == float("inf")
    assert majority_silence_s({"leader": "a", "replicas": [*replicas, {"active": 0}, {}]}) == 1
