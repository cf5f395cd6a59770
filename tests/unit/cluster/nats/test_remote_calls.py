"""Calls from node to node whose request or answer is lost: whoever waits is told, and others go on."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from findling.cluster.nats import payload
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import ClusterUnavailableError, NodeUnreachableError
from findling.cluster.nats.remote_calls import PING, RemoteCalls
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[dict[str, RemoteCalls]]:
    with ExitStack() as stack:
        servers = NatsServers(tmp_path, 1)
        stack.callback(servers.stop)
        servers.start(servers.names[0])
        made = {}
        for name in ("asker", "other"):
            connection = NatsConnection([servers.urls], "calls", name)
            stack.callback(connection.close)
            connection.connect(60)
            made[name] = RemoteCalls(connection, name)
            made[name].start()
            stack.callback(made[name].stop)
        # the server knows of the subscriptions
        wait_for(lambda: made["asker"].begin("other", PING, None).exception(60) is None)
        yield made


def lose_next(connection: NatsConnection) -> None:
    """Has a connection lose the next message that is published, as one that breaks off does."""
    publish = connection.publish

    def lost(subject: str, payload: bytes, headers: dict[str, str] | None = None) -> None:
        connection.publish = publish  # type: ignore[method-assign]

    connection.publish = lost  # type: ignore[method-assign]


def test_a_lost_answer_is_not_waited_for(calls: dict[str, RemoteCalls]) -> None:
    done = []
    calls["other"].register("work", lambda _: done.append(True))
    lose_next(calls["other"]._connection)
    with pytest.raises(NodeUnreachableError, match="does not answer"):
        calls["asker"].call("other", "work", None, 3600)
    assert done == [True]
    assert calls["asker"].call("other", "work", None) is None


def test_who_works_is_waited_for_until_nobody_wants_the_answer(calls: dict[str, RemoteCalls]) -> None:
    let_go = threading.Event()
    calls["other"].register("work", lambda _: let_go.wait())
    looks = iter((True, True, False))
    try:
        with pytest.raises(NodeUnreachableError):
            calls["asker"].call("other", "work", None, 3600, lambda: next(looks))
        assert next(looks, None) is None
    finally:
        let_go.set()


def test_nothing_begins_once_the_connection_is_closed(calls: dict[str, RemoteCalls]) -> None:
    connection = NatsConnection(calls["asker"]._connection._urls, "calls", "third")
    connection.connect(60)
    third = RemoteCalls(connection, "third")
    connection.close()
    connection.close()
    with pytest.raises(ClusterUnavailableError, match="is closed"):
        connection.api("INFO", {})
    with pytest.raises(ClusterUnavailableError, match="is closed"):
        third.call("other", "work", None)


def test_nodes_of_another_form_are_told_by_name(calls: dict[str, RemoteCalls], monkeypatch: pytest.MonkeyPatch) -> None:
    calls["other"].register("work", lambda _: "done")
    # a node of a newer version asks
    newer = bytes((payload.WIRE + 1,)) + payload.packed(None)
    asker = calls["asker"]._connection
    request = asker.client.request("fl.calls.n.other.work", newer, 60)
    refusal = payload.error_of(payload.opened(asker.run(request, 60).data, "other"))
    assert isinstance(refusal, NodeUnreachableError)
    assert refusal.reason == "[another node] speaks form 2 of calls between nodes, this one form 1"
    # a node of a newer version answers
    monkeypatch.setattr(calls["other"], "_reply", partial(reply_as_newer, calls["other"]))
    with pytest.raises(NodeUnreachableError, match=r"\[other\] speaks form 2 of calls between nodes, this one form 1"):
        calls["asker"].call("other", "work", None)
    monkeypatch.undo()
    assert calls["asker"].call("other", "work", None) == "done"


def reply_as_newer(calls: RemoteCalls, message: Any, answer: bytes) -> None:
    calls._connection.publish(message.reply, bytes((payload.WIRE + 1,)) + answer, {"Fl-Part": "last"})


def test_who_lacks_a_call_says_so(calls: dict[str, RemoteCalls]) -> None:
    with pytest.raises(NodeUnreachableError, match=r"node \[other\] knows no \[newer\]"):
        calls["asker"].call("other", "newer", None)
