"""The machine of graphql-transport-ws: what each message leads to."""

from typing import Any

import orjson
import pytest

from findling.graphql.request import GraphQLRequest
from findling.rest.graphql.transport_ws import Close, Initialise, Reply, Start, Stop, TransportWs

QUERY = {"query": "{a}"}


def acknowledged(**options: Any) -> TransportWs:
    machine = TransportWs(**options)
    assert machine.receive('{"type":"connection_init"}') == Initialise({})
    assert machine.acknowledge() == {"type": "connection_ack"}
    return machine


def said(machine: TransportWs, **message: Any) -> Any:
    return machine.receive(orjson.dumps(message))


def test_an_operation_from_its_start_to_its_end() -> None:
    machine = acknowledged()
    assert said(machine, type="subscribe", id="1", payload=QUERY) == Start("1", GraphQLRequest("{a}"))
    assert machine.finish("1")
    assert not machine.finish("1")
    assert isinstance(said(machine, type="subscribe", id="1", payload=QUERY), Start)


def test_the_client_ends_an_operation() -> None:
    machine = acknowledged()
    said(machine, type="subscribe", id="1", payload=QUERY)
    assert said(machine, type="complete", id="1") == Stop("1")
    assert said(machine, type="complete", id="1") is None
    assert not machine.finish("1")


def test_all_members_of_an_operation() -> None:
    payload = {"query": "{a}", "operationName": "b", "variables": {"c": 1}, "extensions": {"d": 2}}
    step = said(acknowledged(), type="subscribe", id="1", payload=payload)
    assert step == Start("1", GraphQLRequest("{a}", {"c": 1}, "b", {"d": 2}))
    nulls = {"query": "{a}", "operationName": None, "variables": None, "extensions": None}
    assert said(acknowledged(), type="subscribe", id="1", payload=nulls) == Start("1", GraphQLRequest("{a}"))


def test_pings_are_answered_at_any_time() -> None:
    machine = TransportWs()
    assert said(machine, type="ping") == Reply({"type": "pong"})
    assert said(machine, type="ping", payload={"a": 1}) == Reply({"type": "pong", "payload": {"a": 1}})
    assert said(machine, type="pong", payload=None) is None


def test_nothing_begins_before_the_acknowledgement() -> None:
    machine = TransportWs()
    assert said(machine, type="subscribe", id="1", payload=QUERY) == Close(4401, "Unauthorized")
    said(machine, type="connection_init", payload={"a": 1})
    assert said(machine, type="subscribe", id="1", payload=QUERY) == Close(4401, "Unauthorized")
    assert said(machine, type="connection_init") == Close(4429, "Too many initialisation requests")


def test_an_id_stands_for_one_operation() -> None:
    machine = acknowledged()
    said(machine, type="subscribe", id="1", payload=QUERY)
    assert said(machine, type="subscribe", id="1", payload=QUERY) == Close(4409, "Subscriber for 1 already exists")


def test_more_operations_than_may_run_are_refused_one_by_one() -> None:
    machine = acknowledged(max_operations=1)
    said(machine, type="subscribe", id="1", payload=QUERY)
    refused = said(machine, type="subscribe", id="2", payload=QUERY)
    assert isinstance(refused, Reply)
    assert (refused.message["type"], refused.message["id"]) == ("error", "2")
    machine.finish("1")
    assert isinstance(said(machine, type="subscribe", id="2", payload=QUERY), Start)


@pytest.mark.parametrize(
    "message",
    [
        "", "{", "1", "null", "[]", "{}", '{"type":1}', '{"type":"x"}', '{"type":"next","id":"1"}',
        '{"type":"connection_init","payload":1}', '{"type":"ping","payload":"a"}', '{"type":"pong","payload":[]}',
        '{"type":"subscribe"}', '{"type":"subscribe","id":""}', '{"type":"subscribe","id":1}',
        '{"type":"subscribe","id":"1"}', '{"type":"subscribe","id":"1","payload":{}}',
        '{"type":"subscribe","id":"1","payload":{"query":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":"x"}}',
        '{"type":"complete"}', '{"type":"complete","id":7}', b"\xff",
        '{"type":"' + "x" * 500 + '"}',
    ],
)  # fmt: skip
def test_what_is_no_message_closes(message: str | bytes) -> None:
    step = acknowledged().receive(message)
    assert isinstance(step, Close)
    assert step.code == 4400
    assert 0 < len(step.reason.encode()) <= 123
