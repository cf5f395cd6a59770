"""Who is believed about a stream."""

from pathlib import Path

import pytest

from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import ClusterUnavailableError
from findling.cluster.nats.streams import Stream
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers


def test_a_leader_that_is_alone_is_not_believed(tmp_path: Path) -> None:
    servers = NatsServers(tmp_path)
    for name in servers.names:
        servers.start(name)
    connection = NatsConnection(servers.urls.split(","), "streams", "test")
    try:
        connection.connect(60)
        stream = Stream(connection, "FL_streams_a", "fl.streams.a")
        stream.make()
        assert stream.append(b"1", "first", 0) == 1
        assert stream.bounds() == (1, 1)
        leader = connection.api(f"STREAM.INFO.{stream.name}", {})["cluster"]["leader"]
        others = [name for name in servers.names if name[-1] != leader[-1]]
        for name in others:
            servers.halt(name)
        wait_for(lambda: refuses(stream))
        with pytest.raises(ClusterUnavailableError):
            stream.mark("alone", {}, 0.5)
        for name in others:
            servers.resume(name)
        # the mark that nobody answered for is there or not; under its name it is there once
        marked = stream.mark("alone", {}, 60)
        assert stream.bounds(60) == (1, marked)
        assert marked == stream.mark("alone", {}, 60) == 2
    finally:
        connection.close()
        for name in servers.names:
            servers.resume(name)
        servers.stop()


def refuses(stream: Stream) -> bool:
    try:
        stream.bounds(0.5)
    except ClusterUnavailableError:
        return True
    return False


def test_one_server_is_believed(tmp_path: Path) -> None:
    servers = NatsServers(tmp_path, 1)
    servers.start(servers.names[0])
    connection = NatsConnection([servers.urls], "streams", "test")
    try:
        connection.connect(60)
        stream = Stream(connection, "FL_streams_b", "fl.streams.b")
        stream.make()
        assert stream.bounds()[1] == 0
        for number in range(40):
            assert stream.append(b"%d" % number, str(number), number) == number + 1
        assert stream.bounds() == (1, 40)
        row = stream.read_row(3, 40)
        assert [message.payload for message in row] == [b"%d" % number for number in range(2, 2 + len(row))]
        assert len(row) > 1
        assert stream.read_row(41, 50) == []
        stream.purge(10)
        assert stream.read_row(9, 40) == []
    finally:
        connection.close()
        servers.stop()
