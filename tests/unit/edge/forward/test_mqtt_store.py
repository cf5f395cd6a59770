"""What NATS keeps of devices is forgotten at once when it is kept elsewhere, but not what other devices wait for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.cluster.nats.connection import NatsConnection
from findling.edge.forward.mqtt_store import CONSUMER, STREAM
from findling.edge.server.configuration import DEVICES
from tests.edge.devices import PahoDevice
from tests.edge.running import Place, edge_at, wait_until

MANY = 200


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Place]:
    with edge_at(tmp_path / "n1", "n1", None) as place:
        yield place


@pytest.fixture
def connection(edge: Place) -> Iterator[NatsConnection]:
    found = edge.edge.server.connect(DEVICES)
    yield found
    found.close()


def kept(connection: NatsConnection) -> int:
    return int(connection.patient_api(f"STREAM.INFO.{STREAM}", {})["state"]["messages"])


def consumer(connection: NatsConnection) -> Any:
    return connection.patient_api(f"CONSUMER.INFO.{STREAM}.{CONSUMER}", {})


def publish(device: PahoDevice, begin: int) -> None:
    for number in range(begin, begin + MANY):
        device.publish(number)
    wait_until(lambda: len(device.acknowledged) == begin + MANY)


def test_nothing_is_kept_that_nobody_waits_for(edge: Place, connection: NatsConnection) -> None:
    with PahoDevice(edge.edge.config, "d1") as device:
        for begin in (0, MANY):
            publish(device, begin)
            wait_until(lambda begin=begin: edge.count() == begin + MANY)
        device.publish(2 * MANY)
        wait_until(lambda: edge.count() == 2 * MANY + 1 and kept(connection) == 0)
    found = consumer(connection)
    assert (found["num_ack_pending"], found["num_redelivered"], found["num_pending"]) == (0, 0, 0)
    assert edge.edge.intake.counts.doubled == 0


def test_a_device_that_is_away_gets_what_it_subscribed_to(edge: Place, connection: NatsConnection) -> None:
    with PahoDevice(edge.edge.config, "d2") as reader:
        reader.client.subscribe("findling/n1/d1/#", qos=1)
        with PahoDevice(edge.edge.config, "d1") as device:
            device.publish(0)
            wait_until(lambda: len(reader.received) == 1)
    with PahoDevice(edge.edge.config, "d3") as device:  # it takes the place of nobody, and fills the stream
        publish(device, 0)
    with PahoDevice(edge.edge.config, "d1") as device:
        publish(device, 0)
    wait_until(lambda: edge.count() == 2 * MANY and consumer(connection)["num_ack_pending"] == 0)
    assert kept(connection) == MANY
    with PahoDevice(edge.edge.config, "d2") as reader:
        wait_until(lambda: len(reader.received) >= MANY)
    wait_until(lambda: kept(connection) == 0)
