"""What rules say holds: what is dropped for room, summarised, kept here, and sent when."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.edge.errors import OutboxFullError
from findling.edge.forward.frames import unpacked
from findling.edge.forward.local_index import keep_limits
from findling.edge.forward.outbox import Outbox
from findling.edge.forward.rollups import Rollups
from findling.edge.forward.rules import Rules
from findling.edge.server.configuration import DEVICES
from findling.edge.server.running import BesideServer
from findling.edge.streams import ensure_template, write_documents
from findling.node.indices.maintenance import refresh
from findling.node.services.config import NodeConfig
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from tests.edge.devices import PahoDevice
from tests.edge.running import edge_at, hub_at, wait_until

NOW = 1_800_000_000_000
MINUTE = 60_000


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """An outbox of 1 MB, in a nats-server of its own."""
    server = BesideServer.planned("n1", tmp_path / "nats", None, store_bytes=4 << 20, sync="always")
    server.start()
    connection = server.connect(DEVICES)
    made = Outbox(connection, 1 << 20, tmp_path / "dropped.json")
    made.open()
    yield made
    connection.close()
    server.stop()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    config = NodeConfig(data=tmp_path / "node", sync=False, background=False, threads=2)
    with Node(config, FixedClock(NOW)) as made:
        ensure_template(made, 0)
        yield made


def frame(kilobytes: int, number: int) -> bytes:
    """Returns bytes that begin with a number and that no compression makes much less."""
    return number.to_bytes(4, "big") + random.Random(number).randbytes(kilobytes << 10)


def waiting(outbox: Outbox, priority: str) -> list[int]:
    """Returns the numbers of the frames of a priority, the oldest first."""
    return [int.from_bytes(one.frame[:4], "big") for one in outbox.read(priority, 64 << 20, 1000)]


def test_the_oldest_of_the_least_important_makes_room_and_is_counted(outbox: Outbox, tmp_path: Path) -> None:
    number = 0

    def append(priority: str, times: int) -> None:
        nonlocal number
        for _ in range(times):
            number += 1
            outbox.append(priority, frame(100, number), 10, f"m{number}")

    append("low", 4)
    append("normal", 4)
    append("high", 4)
    assert waiting(outbox, "normal") == [5, 6, 7, 8]
    assert waiting(outbox, "low") != []
    assert waiting(outbox, "low") == [1, 2, 3, 4][-len(waiting(outbox, "low")) :]
    dropped_low = outbox.counts.dropped["low"]
    assert dropped_low == 10 * (4 - len(waiting(outbox, "low"))) > 0
    append("high", 4)
    assert waiting(outbox, "low") == []
    assert waiting(outbox, "high") == [9, 10, 11, 12, 13, 14, 15, 16]
    dropped = outbox.counts.dropped
    assert (dropped["low"], dropped["high"]) == (40, 0)
    assert dropped["normal"] == 10 * (4 - len(waiting(outbox, "normal"))) > 0
    with pytest.raises(OutboxFullError):
        append("high", 8)
    assert outbox.counts.dropped["high"] == 0
    with pytest.raises(OutboxFullError):
        append("low", 1)
    again = Outbox(outbox._connection, 1 << 20, tmp_path / "dropped.json")
    again.open()
    assert again.counts.dropped == outbox.counts.dropped
    assert again.counts.waiting == outbox.counts.waiting


def test_summaries_are_one_a_minute_and_the_same_when_made_again(outbox: Outbox, node: Node, tmp_path: Path) -> None:
    rules = Rules.of({"rules": [{"topic": "+/temperature", "index": "temperatures", "forward": "summarised"}]})
    assert isinstance(node.clock, FixedClock)
    documents = []
    for minute, values in ((0, [10, 20]), (1, [30])):
        for place, celsius in enumerate(values):
            at = iso_time(NOW + minute * MINUTE + place * 1000)
            own = {"node": "n1", "device": "d1", "topic": "temperature"}
            source = {"@timestamp": at, "celsius": celsius, "n": place, "edge": own}
            documents.append((f"d1.{minute}.{place}", orjson.dumps(source)))
    write_documents(node, "edge-temperatures", documents)
    refresh(node, "edge-temperatures")
    node.clock.advance(MINUTE + 11_000)
    rollups = Rollups(node, "n1", outbox, tmp_path / "rollups.json")
    assert rollups.roll(rules) == 1
    node.clock.advance(MINUTE)
    assert rollups.roll(rules) == 1
    assert Rollups(node, "n1", outbox, tmp_path / "rollups.json").roll(rules) == 0
    found = [unpacked(one.frame) for one in outbox.read("normal", 1 << 20, 100)]
    (first, second) = [(key, orjson.loads(source)) for one in found for key, source in one.documents]
    assert first[0] == f"d1.temperature.m{NOW // MINUTE}"
    assert first[1]["edge"] == {"node": "n1", "device": "d1", "topic": "temperature", "summary_of": 2}
    assert first[1]["summary"] == {"celsius": {"min": 10, "max": 20, "avg": 15, "sum": 30, "count": 2}}
    assert second[1]["summary"]["celsius"]["count"] == 1


def test_the_local_index_loses_what_is_too_old(node: Node) -> None:
    assert isinstance(node.clock, FixedClock)
    rules = Rules.of({"rules": [{"topic": "#", "index": "seen", "keep": {"max_age": "8h", "max_size": "1gb"}}]})
    for hour in range(24):
        write_documents(node, "edge-seen", [(f"d.{hour}", orjson.dumps({"@timestamp": iso_time(node.clock.now_ms())}))])
        node.clock.advance(60 * MINUTE)
        keep_limits(node, rules)
    parts = node.cluster.state.streams.streams["edge-seen"].indices
    oldest = min(node.cluster.state.indices[part].creation_date for part in parts)
    assert 8 <= (node.clock.now_ms() - oldest) / (60 * MINUTE) <= 10
    assert len(parts) <= 11


def test_the_local_index_loses_what_is_too_much(node: Node) -> None:
    rules = Rules.of({"rules": [{"topic": "#", "index": "seen", "keep": {"max_age": "8h", "max_size": "3mb"}}]})
    for number in range(12):
        source = {"@timestamp": iso_time(NOW), "text": [f"{number}-{place * 7919 % 99_991}" for place in range(40_000)]}
        write_documents(node, "edge-seen", [(f"d.{number}", orjson.dumps(source))])
        for part in node.cluster.state.streams.streams["edge-seen"].indices:
            node.indices.get(node.cluster.state.indices[part]).shard(0).flush()
        keep_limits(node, rules)
    streams = node.cluster.state.streams.streams["edge-seen"]
    kept = [number for number in range(12) if any(_has(node, part, number) for part in streams.indices)]
    assert kept == list(range(12))[-len(kept) :]
    assert 0 < len(kept) < 12


def _has(node: Node, index: str, number: int) -> bool:
    return node.indices.get(node.cluster.state.indices[index]).shard(0).get_many([f"d.{number}"])[0] is not None


def test_what_waits_for_its_hour_comes_then_and_alarms_at_once(tmp_path: Path) -> None:
    hour = time.gmtime().tm_hour
    window = f"{(hour + 2) % 24:02d}:00-{(hour + 3) % 24:02d}:00"
    rules = [
        {"topic": "+/alarm", "index": "alarms", "priority": "high"},
        {"topic": "+/secret", "index": "secrets", "forward": "stays"},
    ]
    file = tmp_path / "rules.json"  # which is YAML as well
    file.write_bytes(orjson.dumps({"rules": rules, "send": {"schedule": [window], "bytes_per_second": 100_000}}))
    with (
        hub_at(tmp_path / "hub") as (hub, port),
        edge_at(tmp_path / "n1", "n1", port, edge_rules=file) as edge,
        PahoDevice(edge.edge.config, "d1") as device,
    ):
        device.publish(1)
        device.publish(2, "secret")
        device.publish(3, "alarm")
        wait_until(lambda: hub.count("edge-alarms") == 1)
        assert (hub.count(), edge.count(), edge.count("edge-secrets")) == (0, 1, 1)
        assert edge.edge.status()["backlog"]["documents"]["normal"] == 1
        edge.edge.rules = Rules.of({"rules": rules})
        wait_until(lambda: hub.count() == 1)
        assert hub.count("edge-secrets") == 0
