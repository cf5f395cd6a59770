"""Whom a question goes to when answers are late, over a real nats-server."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import NodeUnreachableError
from findling.cluster.nats.remote_calls import PATIENCE_S, RemoteCalls
from findling.node.services.replication.node_answers import NodeAnswers
from findling.node.services.replication.race import Race
from tests.cluster.in_process import wait_for
from tests.cluster.processes import NatsServers

Ask = Callable[..., Race]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServers]:
    servers = NatsServers(tmp_path_factory.mktemp("nats"))
    for name in servers.names:
        servers.start(name)
    yield servers
    servers.stop()


@pytest.fixture
def calls(servers: NatsServers) -> Iterator[dict[str, RemoteCalls]]:
    with ExitStack() as stack:
        made = {}
        for name in ("asker", "left", "right"):
            connection = NatsConnection(servers.urls.split(","), "race", name)
            stack.callback(connection.close)
            connection.connect(60)
            made[name] = RemoteCalls(connection, name)
            made[name].start()
            stack.callback(made[name].stop)
        yield made


def race(calls: dict[str, RemoteCalls], answers: NodeAnswers, nodes: list[str], **options: Any) -> Race:
    def ask(node: str) -> Any:
        return calls["asker"].begin(node, "who", None)

    return Race(calls["asker"], answers, "who", ask, nodes, options.pop("is_live", lambda node: False), **options)


def test_the_second_answers_when_the_first_is_late(calls: dict[str, RemoteCalls]) -> None:
    let_go = threading.Event()
    calls["left"].register("who", lambda _: let_go.wait())
    calls["right"].register("who", lambda _: "right")
    answers = NodeAnswers("asker")
    try:
        ran = race(calls, answers, ["left", "right"])
        assert (ran.result(), ran.node) == ("right", "right")
        # it lives, so it is no worse than slow
        assert not answers.was_silent("left")
        assert answers.rank("right") < answers.rank("left")
    finally:
        let_go.set()


def test_a_node_that_is_not_there(calls: dict[str, RemoteCalls]) -> None:
    calls["right"].register("who", lambda _: "right")
    assert race(calls, NodeAnswers("asker"), ["nobody", "right"]).result() == "right"
    with pytest.raises(NodeUnreachableError):
        race(calls, NodeAnswers("asker"), ["nobody"]).result()
    with pytest.raises(NodeUnreachableError, match="nobody to ask"):
        race(calls, NodeAnswers("asker"), []).result()


def test_an_error_of_its_own_is_an_answer(calls: dict[str, RemoteCalls]) -> None:
    def refuses(_: object) -> None:
        raise IllegalArgumentError("not so")

    calls["left"].register("who", refuses)
    calls["right"].register("who", lambda _: "right")
    ran = race(calls, NodeAnswers("asker"), ["left", "right"])
    with pytest.raises(IllegalArgumentError, match="not so"):
        ran.result()
    assert ran.node == "left"


def test_nobody_else_is_asked_where_a_second_answer_would_leave_something_behind(calls: dict[str, RemoteCalls]) -> None:
    asked = threading.Event()
    let_go = threading.Event()
    calls["left"].register("who", lambda _: let_go.wait() and "left")
    calls["right"].register("who", lambda _: asked.set())
    checks = iter(range(30))  # as often it is looked whether anybody still wants the answer

    def check() -> None:
        if next(checks, None) is None:
            let_go.set()

    assert race(calls, NodeAnswers("asker"), ["left", "right"], hedged=False, check=check).result() == "left"
    assert not asked.is_set()


def test_own_functions_are_called_alike(calls: dict[str, RemoteCalls]) -> None:
    calls["asker"].register("who", lambda _: "asker")
    assert race(calls, NodeAnswers("asker"), ["asker", "left"]).result() == "asker"
    with pytest.raises(NodeUnreachableError, match="knows no"):
        calls["asker"].result(calls["asker"].begin("asker", "what", None), "asker")


def test_late_is_what_most_are_not() -> None:
    answers = NodeAnswers("own")
    assert answers.late_s("get") == PATIENCE_S
    for number in range(160):
        answers.began("a")
        answers.ended("a", "get", 1.0 if number % 25 == 0 else 0.05, answered=True)
    assert answers.late_s("get") == 0.05
    assert answers.late_s("search") == PATIENCE_S


def test_a_halted_server_is_left(calls: dict[str, RemoteCalls], servers: NatsServers) -> None:
    calls["left"].register("who", lambda _: "left")
    connection = calls["asker"]._connection
    port = connection.client.connected_url.port  # type: ignore[union-attr]
    name = next(name for name, number in zip(servers.names, servers.ports, strict=True) if number == port)
    left_at = calls["left"]._connection.client.connected_url.port  # type: ignore[union-attr]
    servers.halt(name)
    try:
        call = calls["asker"].begin("left", "who", None)
        with pytest.raises(NodeUnreachableError, match="the connection to NATS was lost"):
            calls["asker"].result(call, "left", 60)
        wait_for(lambda: connection.is_connected)
        assert connection.client.connected_url.port != port  # type: ignore[union-attr]
        if left_at != port:
            wait_for(lambda: answers_again(calls["asker"]))
    finally:
        servers.resume(name)


def answers_again(calls: RemoteCalls) -> bool:
    try:
        return bool(calls.call("left", "who", None, 1) == "left")
    except NodeUnreachableError:
        return False
