"""A device, its edge and a hub: what is acknowledged arrives once, in order, whatever is cut or killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from findling.edge.forward.frames import LARGEST_DOCUMENT
from tests.edge.devices import PahoDevice
from tests.edge.running import Link, Place, edge_at, hub_at, wait_until


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[Place, int]]:
    with hub_at(tmp_path / "hub") as found:
        yield found


def numbers(place: Place) -> list[int]:
    return [hit["_source"]["n"] for hit in place.documents()]


def test_events_are_searched_here_and_on_the_hub(tmp_path: Path, hub: tuple[Place, int]) -> None:
    centre, port = hub
    with edge_at(tmp_path / "n1", "n1", port) as edge, PahoDevice(edge.edge.config, "d1") as device:
        for number in range(50):
            device.publish(number, celsius=20.5)
        wait_until(lambda: len(device.acknowledged) == 50 and centre.count() == 50)
        hit = centre.documents()[0]
        assert hit["_id"] == "n1.d1.temperature.0"
        assert hit["_source"]["edge"] == {"node": "n1", "device": "d1", "topic": "temperature", "n": 0}
        assert numbers(edge) == numbers(centre) == list(range(50))
        wait_until(lambda: centre.hub.present() == ["n1"])
        wait_until(lambda: sum(edge.edge.status()["backlog"]["documents"].values()) == 0)


def test_a_cut_link_and_killed_servers_lose_nothing(tmp_path: Path, hub: tuple[Place, int]) -> None:
    centre, port = hub
    link = Link(port)
    with edge_at(tmp_path / "n1", "n1", link.port) as edge, PahoDevice(edge.edge.config, "d1") as device:
        for number in range(100):
            device.publish(number)
        wait_until(lambda: centre.count() == 100)
        link.cut()
        for number in range(100, 200):
            device.publish(number)
        wait_until(lambda: edge.count() == 200)
        assert centre.count() == 100
        os.kill(edge.edge.server.pid, signal.SIGKILL)
        for number in range(200, 300):
            device.publish(number)
        wait_until(lambda: len(device.acknowledged) == 300 and edge.count() == 300)
        link.join()
        wait_until(lambda: centre.count() == 300)
        assert numbers(centre) == list(range(300))


def test_an_edge_goes_on_where_it_was_stopped(tmp_path: Path, hub: tuple[Place, int]) -> None:
    centre, port = hub
    link = Link(port)
    link.cut()
    with edge_at(tmp_path / "n1", "n1", link.port) as edge:
        with PahoDevice(edge.edge.config, "d1") as device:
            for number in range(60):
                device.publish(number)
            wait_until(lambda: len(device.acknowledged) == 60)
        edge.close()
        edge.open()
        assert sum(edge.edge.outbox.counts.waiting.values()) >= 0
        link.join()
        wait_until(lambda: centre.count() == 60)
        assert numbers(centre) == list(range(60))


def test_mqtt_5_is_refused_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with edge_at(tmp_path / "n1", "n1", None) as edge:
        device = PahoDevice(edge.edge.config, "d1", protocol=mqtt.MQTTv5).connected()
        try:
            assert device.refusal == "Unsupported protocol version"
            wait_until(lambda: "a device came with MQTT 5 and was refused: it must speak 3.1.1" in caplog.text)
        finally:
            device.close()


def test_a_batch_of_large_events_goes_in_parts_and_one_too_large_is_refused(
    tmp_path: Path, hub: tuple[Place, int], caplog: pytest.LogCaptureFixture
) -> None:
    centre, port = hub
    link = Link(port)
    link.cut()
    with edge_at(tmp_path / "n1", "n1", link.port) as edge, PahoDevice(edge.edge.config, "d1") as device:
        for number in range(1, 13):  # one by one: NATS disconnects a device whose events take 5 seconds to the disk
            device.publish(number, noise=os.urandom(700_000).hex())
            wait_until(lambda number=number: number in device.acknowledged)
        device.publish(13, noise=os.urandom(LARGEST_DOCUMENT // 2).hex())
        device.publish(14, celsius=20.5)
        wait_until(lambda: len(device.acknowledged) == 14 and edge.edge.intake.counts.events == 14)
        assert edge.edge.status()["events"]["refused"] == 1
        assert "an event is too large and was refused device=d1 topic=temperature" in caplog.text
        link.join()
        wait_until(lambda: centre.count() == 13)
        assert numbers(centre) == [*range(1, 13), 14]
