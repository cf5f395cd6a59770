"""Who hears whom: what nodes say of each other, over a real nats-server."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.heartbeats import Heartbeats
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers

_NODES = ("a", "b", "c")


@pytest.fixture
def beats(tmp_path: Path) -> Iterator[dict[str, Heartbeats]]:
    with ExitStack() as stack:
        servers = NatsServers(tmp_path, 1)
        stack.callback(servers.stop)
        servers.start(servers.names[0])
        made = {}
        for name in _NODES:
            connection = NatsConnection([servers.urls], "beats", name)
            stack.callback(connection.close)
            connection.connect(60)
            made[name] = Heartbeats(connection, name, lambda: {"version": 1})
            made[name].start()
            stack.callback(made[name].stop)
        yield made


def test_others_vouch_for_who_is_heard(beats: dict[str, Heartbeats]) -> None:
    a = beats["a"]
    wait_for(lambda: a.vouching(_NODES) == 3)
    assert a.vouching(("b", "nobody")) == 1
    assert a.live()["b"] == {"version": 1}
    beats["c"].stop(leaving=False)
    wait_for(lambda: a.vouching(_NODES) == 2)
    wait_for(lambda: not a.may_hear("b", "c"))
    wait_for(lambda: a.may_hear("b", "a"))
    assert a.may_hear("nobody", "a")
    assert not a.has_left("c")


def test_who_leaves_says_so(beats: dict[str, Heartbeats]) -> None:
    wait_for(lambda: "c" in beats["a"].live())
    beats["c"].stop()
    wait_for(lambda: beats["a"].has_left("c"))
    assert "c" not in beats["a"].live()


def test_it_has_listened_after_a_while(beats: dict[str, Heartbeats]) -> None:
    assert not beats["a"].has_listened()
    wait_for(beats["a"].has_listened)
