"""Attempts of edges and devices to go beyond what is theirs: all are refused, and what is theirs is not."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.base.ids import random_uuid
from findling.cluster.authority.certificates import new_request
from findling.cluster.authority.errors import JoinRefusedError
from findling.cluster.authority.files import ROLES, EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.join_request import JoinRequest
from findling.cluster.authority.joining import Applicant, join
from findling.cluster.authority.user_keys import new_seed, public_key
from findling.cluster.nats.connection import NatsConnection
from findling.edge.attached import serve_fleet
from findling.edge.server.configuration import BELOW, DEVICES
from findling.edge.server.device_list import DeviceList
from findling.edge.server.running import free_port
from tests.edge.devices import PahoDevice
from tests.edge.enrolled import enrol_edge, found_hub, rogue_leaf
from tests.edge.running import Place, edge_at, wait_until
from tests.reference.api import Api


class Spy:
    """Hears all that passes in an account."""

    def __init__(self, connection: NatsConnection) -> None:
        self.heard: list[str] = []
        self.connection = connection
        connection.subscribe(">", lambda message: self.heard.append(message.subject))

    def has_heard(self, subject: str) -> bool:
        return subject in self.heard


class Scene:
    """A hub with keys, and the files of two edges."""

    def __init__(self, hub: Place, authority: Authority, files: dict[str, EnrolmentFiles], spy: Spy) -> None:
        self.hub, self.authority, self.files, self.spy = hub, authority, files, spy


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    directory, port = tmp_path_factory.mktemp("keys"), free_port()
    authority = found_hub(directory / "hub", port)
    hub = Place(directory / "hub", edge_listen=f"127.0.0.1:{port}")
    serve_fleet(hub.hub)
    assert hub.listener is not None
    connection = hub.listener.server.connect(BELOW)
    files = {name: enrol_edge(directory / name, authority, name) for name in ("n1", "n2", "stolen")}
    yield Scene(hub, authority, files, Spy(connection))
    connection.close()
    hub.close()


PUBLISHED = [
    "fe.up.n2.documents",  # to write for another
    "fe.up.n2.status",
    "fe.up.n2.sync",
    "fe.up.n2.re.mark.1",  # to answer for another
    "fe.down.n2.poke",  # to call another
    "fe.down.n1.poke",
    "fl.findling.anything",
    "$JS.API.STREAM.LIST",
    "$JS.n2.API.STREAM.LIST",  # of another edge's domain
    "$JS.n2.API.STREAM.PURGE.FE_OUT",
    "$SYS.REQ.SERVER.PING",
    "findling.n2.d1.temperature",
]
HEARD = ["fe.down.n2.poke", "fe.down.n2.re.mark.7", "fe.up.n2.documents", "fl.findling.anything"]


def test_an_edge_sends_on_its_own_subjects_only(scene: Scene, tmp_path: Path) -> None:
    with rogue_leaf(tmp_path / "rogue", scene.files["n1"]) as rogue:
        # the hub tells its leaves step by step what it wants to hear
        wait_until(lambda: _publish(rogue.client, "fe.up.n1.first") and scene.spy.has_heard("fe.up.n1.first"))
        rogue.client.run(rogue.client.client.flush(), 10)
        wait_until(lambda: _publish(rogue.client, "fe.up.n1.last") and scene.spy.heard[-1] == "fe.up.n1.last")
        for number, subject in enumerate(PUBLISHED):
            own = f"fe.up.n1.after{number}"
            rogue.client.publish(subject, b"{}")
            rogue.client.publish(own, b"{}")
            # what is its own comes, and came later
            wait_until(lambda own=own: scene.spy.has_heard(own))
            assert subject not in scene.spy.heard


def test_an_edge_hears_its_own_subjects_only(scene: Scene, tmp_path: Path) -> None:
    heard: list[str] = []
    with rogue_leaf(tmp_path / "rogue", scene.files["n1"]) as rogue:
        assert rogue.says("Leafnode connection created")
        rogue.client.subscribe(">", lambda message: heard.append(message.subject))
        for subject in ("fe.down.n2.>", "fe.up.>", "fe.down.n1.own"):
            rogue.client.subscribe(subject, lambda message: heard.append(message.subject))

        def own_arrives() -> bool:
            for subject in (*HEARD, "fe.down.n1.own"):
                scene.spy.connection.publish(subject, b"{}")
            return "fe.down.n1.own" in heard

        wait_until(own_arrives)
        assert set(heard) & set(HEARD) == set()


def test_without_its_own_key_and_certificate_nobody_comes(scene: Scene, tmp_path: Path) -> None:
    assert scene.authority.door is not None
    other = found_hub(tmp_path / "other", free_port())
    for ca_hash, token, fault in (
        (other.hash, scene.authority.make_token("edge", 60_000), "has the hash"),
        (scene.authority.hash, other.make_token("edge", 60_000), "not known here"),
        (scene.authority.hash, scene.authority.make_token("node", 60_000), "members of kind"),
    ):
        with pytest.raises(JoinRefusedError, match=fault):
            join(EnrolmentFiles(tmp_path / "x"), scene.authority.door, token, ca_hash, Applicant("x", "edge"))
    with rogue_leaf(tmp_path / "unknown", scene.files["n1"], nkey=new_seed()) as rogue:
        assert rogue.says("Authorization Violation")
    good = scene.files["n1"]
    for name, tls in (("bare", {"ca_file": str(good.ca)}), ("trusting", {"insecure": True})):
        before = _turned_away(scene)
        with rogue_leaf(tmp_path / name, good, tls=tls):
            wait_until(lambda before=before: _turned_away(scene) > before)


def _turned_away(scene: Scene) -> int:
    """Returns how often the hub's nats-server says that somebody showed no certificate."""
    assert scene.hub.listener is not None
    return scene.hub.listener.server.log.read_text(encoding="utf-8").count("client didn't provide a certificate")


def test_a_stolen_key_is_out_once_it_is_revoked(scene: Scene, tmp_path: Path) -> None:
    api = Api(scene.hub.node)
    with rogue_leaf(tmp_path / "thief", scene.files["stolen"]) as thief:
        wait_until(lambda: _publish(thief.client, "fe.up.stolen.status") and scene.spy.has_heard("fe.up.stolen.status"))
        api.put("/_edge/nodes/stolen", {"description": "was in the lorry"})
        assert api.post("/_edge/nodes/stolen/_revoke").status == 200
        assert thief.says("Authorization Violation")
        before = len(scene.spy.heard)
        for _ in range(20):
            _publish(thief.client, "fe.up.stolen.status")
        thief.client.run(thief.client.client.flush(), 10)
        assert "fe.up.stolen.status" not in scene.spy.heard[before:]
    with pytest.raises(JoinRefusedError, match="was revoked"):
        scene.authority.enrol(_again(scene, "stolen"))


def _again(scene: Scene, name: str) -> Any:
    """Returns what a thief asks with the revoked key and a token it has."""
    token = scene.authority.make_token("edge", 60_000)
    key = public_key(scene.files[name].seed.read_text(encoding="ascii"))
    requests = {role: new_request(name)[0] for role in ROLES}
    return JoinRequest(token, None, name, "edge", (), None, None, key, requests)


def _publish(connection: NatsConnection, subject: str) -> bool:
    connection.publish(subject, b"{}")
    return True


_SERVERS_OWN = ("$JS.", "_INBOX.", "$MQTT.JSA.", "$MQTT.sess", "fe.out.normal")


class Door:
    """An edge with two devices that have passwords."""

    def __init__(self, edge: Place, passwords: dict[str, str], spy: Spy) -> None:
        self.edge, self.passwords, self.spy = edge, passwords, spy


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    directory = tmp_path_factory.mktemp("devices") / "n1"
    devices = DeviceList(directory / "edge")
    passwords = {name: devices.add(name) for name in ("d1", "d2")}
    with edge_at(directory, "n1", None) as edge:
        connection = edge.edge.server.connect(DEVICES)
        yield Door(edge, passwords, Spy(connection))
        connection.close()


@pytest.mark.parametrize(
    ("user", "password"),
    [("d1", None), ("d1", "wrong-password"), ("d1", "of d2"), ("d3", "of d1"), ("devices", "of d1"), ("", "of d1")],
)
def test_who_cannot_say_who_it_is_is_refused(door: Door, user: str, password: str | None) -> None:
    config = door.edge.edge.config
    said = door.passwords.get((password or "").removeprefix("of "), password)
    device = PahoDevice(config, "x", user=user, password=said).connected()
    try:
        assert device.refusal in ("Not authorized", "Bad user name or password")
    finally:
        device.close()


@pytest.mark.parametrize(
    "topic",
    [
        "findling/n1/d2/temperature",
        "findling/n2/d1/temperature",
        "findling/n1/temperature",
        "findling/d1",
        "elsewhere",
        "fe/out/high",
        "$JS/API/STREAM/DELETE/FE_OUT",
        "$JS/API/STREAM/PURGE/$MQTT_msgs",
        "$MQTT/msgs/findling/n1/d2/temperature",
        "$SYS/REQ/SERVER/PING",
    ],
)
@pytest.mark.parametrize("qos", [0, 1])
def test_a_device_publishes_its_own_topics_only(door: Door, topic: str, qos: int) -> None:
    with PahoDevice(door.edge.edge.config, "d1", password=door.passwords["d1"]) as device:
        before, own = len(door.spy.heard), f"own-{random_uuid()}"
        device.client.publish(topic, b"1", qos=qos)
        device.client.publish(f"findling/n1/d1/{own}", b"1", qos=qos)
        wait_until(lambda: door.spy.has_heard(f"findling.n1.d1.{own}"))
        foreign = [one for one in door.spy.heard[before:] if not one.startswith(_SERVERS_OWN) and ".own-" not in one]
        assert foreign == []
        assert topic.replace("/", ".") not in door.spy.heard[before:]
    assert "d2" not in {hit["_source"]["edge"]["device"] for hit in door.edge.documents()}


@pytest.mark.parametrize(
    "topic",
    ["findling/n1/d2/#", "findling/n1/+/temperature", "findling/#", "#", "+/+/#", "fe/out/#", "$JS/#", "$SYS/#"],
)
def test_a_device_hears_its_own_topics_only(door: Door, topic: str) -> None:
    answered = threading.Event()
    codes: list[Any] = []

    def subscribed(client: Any, data: Any, mid: int, reasons: list[Any], properties: Any) -> None:
        codes.extend(reasons)
        answered.set()

    with PahoDevice(door.edge.edge.config, "d1", password=door.passwords["d1"]) as device:
        device.client.on_subscribe = subscribed
        device.client.subscribe(topic, qos=1)
        assert answered.wait(20)
        assert [code.is_failure for code in codes] == [True]


def test_a_device_with_the_client_id_of_another_hears_nothing_of_it(door: Door) -> None:
    config = door.edge.edge.config
    with PahoDevice(config, "d2", password=door.passwords["d2"]) as victim:
        victim.client.subscribe("findling/n1/d2/orders", qos=1)
        thief = PahoDevice(config, "d2", user="d1", password=door.passwords["d1"]).connected()
        try:
            thief.client.subscribe("findling/n1/d1/mark", qos=1)
            victim.client.publish("findling/n1/d2/orders", b"secret", qos=1)
            wait_until(lambda: _marked(thief))
            assert [topic for topic, _ in thief.received if "d2" in topic] == []
        finally:
            thief.close()


def _marked(device: PahoDevice) -> bool:
    device.client.publish("findling/n1/d1/mark", b"1", qos=1)
    return any(topic.endswith("/mark") for topic, _ in device.received)


def test_a_device_that_is_removed_is_out(door: Door) -> None:
    devices = DeviceList(door.edge.edge.directory)
    password = devices.add("d9")
    gone = threading.Event()
    wait_until(lambda: _lets_in(door, "d9", password))
    with PahoDevice(door.edge.edge.config, "d9", password=password) as device:
        device.client.on_disconnect = lambda *said: gone.set()
        devices.remove("d9")
        assert gone.wait(30)
    assert not _lets_in(door, "d9", password)


def _lets_in(door: Door, name: str, password: str) -> bool:
    device = PahoDevice(door.edge.edge.config, name, password=password).connected()
    device.close()
    return device.refusal is None


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"edge_mqtt": "0.0.0.0:1883"}, "by TLS alone"),
        ({"edge_mqtt": "tls://127.0.0.1:8883"}, "findling edge init"),
        ({"edge_listen": "0.0.0.0:7422"}, "findling edge hub"),
        ({"edge_hub": "192.0.2.1:7422"}, "findling edge init"),
        ({"edge_name": None}, "--edge-name"),
    ],
)
def test_plain_is_for_this_machine_alone(tmp_path: Path, settings: dict[str, Any], fault: str) -> None:
    with pytest.raises(IllegalArgumentError, match=fault):
        Place(tmp_path / "n1", **{"edge_name": "n1", **settings}).close()


def test_devices_come_by_tls_to_an_edge_with_keys(scene: Scene, tmp_path: Path) -> None:
    data = tmp_path / "n3"
    files = enrol_edge(data, scene.authority, "n3")
    password = DeviceList(data / "edge").add("d1")
    edge = Place(data, is_edge=True, edge_mqtt=f"tls://127.0.0.1:{free_port()}")
    try:
        assert edge.edge.name == "n3"
        with PahoDevice(edge.edge.config, "d1", node="n3", password=password, ca=files.ca) as device:
            device.publish(1, celsius=20)
            wait_until(lambda: device.acknowledged == {1} and scene.hub.count() >= 1)
        assert [hit["_id"] for hit in scene.hub.documents()] == ["n3.d1.temperature.1"]
        wait_until(lambda: scene.hub.hub.present() == ["n3"])
    finally:
        edge.close()
