"""Devices of others at an edge, unmodified: aiomqtt, gmqtt, MQTT.js, mosquitto's tools and mosquitto as a bridge."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.edge.server.running import free_port
from tests.edge.running import Place, edge_at, wait_until
from tests.programs.conftest import PROGRAMS, Run, installed

HERE = Path(__file__).parent
MOSQUITTO = PROGRAMS / "mosquitto"
VERSIONS = {"3.1.1": "4", "5": "5"}


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Place]:
    with edge_at(tmp_path / "n1", "n1", None) as found:
        yield found


def port_of(edge: Place) -> str:
    return str(edge.edge.config.edge_mqtt).rpartition(":")[2]


def numbers(edge: Place, device: str) -> list[int]:
    return [hit["_source"]["n"] for hit in edge.documents() if hit["_source"]["edge"]["device"] == device]


def test_aiomqtt(edge: Place, run: Run) -> None:
    python = installed("mqtt", "bin", "python")
    assert "heard: 50" in run([python, HERE / "aiomqtt_device.py", port_of(edge), "findling/n1/aio/temperature"])
    wait_until(lambda: numbers(edge, "aio") == list(range(50)))


@pytest.mark.parametrize("kind", ["paho", "gmqtt"])
def test_the_publisher_of_the_campaign(edge: Place, run: Run, tmp_path: Path, kind: str) -> None:
    python, script = installed("mqtt", "bin", "python"), HERE.parent / "edge" / "publisher.py"
    run([python, script, kind, port_of(edge), "n1", kind, "50", "1000", tmp_path / "told"])
    wait_until(lambda: numbers(edge, kind) == list(range(50)))


def test_mqtt_js(edge: Place, run: Run) -> None:
    modules = installed("mqtt-js", "node_modules", "mqtt").parent
    node, url = shutil.which("node") or "node", f"mqtt://127.0.0.1:{port_of(edge)}"
    told = run([node, HERE / "mqtt.js", url, "findling/n1/js/temperature", VERSIONS["3.1.1"]], NODE_PATH=str(modules))
    assert "acknowledged: 50" in told
    wait_until(lambda: numbers(edge, "js") == list(range(50)))
    told = run([node, HERE / "mqtt.js", url, "findling/n1/js/temperature", VERSIONS["5"]], NODE_PATH=str(modules))
    assert "refused: Connection refused: Unacceptable protocol version" in told


def libraries() -> dict[str, str]:
    found = [*MOSQUITTO.glob("usr/lib/*-linux-gnu"), *MOSQUITTO.glob("lib/*-linux-gnu")]
    return {"LD_LIBRARY_PATH": ":".join(map(str, found))}


def test_the_tools_of_mosquitto(edge: Place, run: Run) -> None:
    publish, subscribe = (
        installed("mosquitto", "usr/bin/mosquitto_pub"),
        installed("mosquitto", "usr/bin/mosquitto_sub"),
    )
    common = ["-p", port_of(edge), "-q", "1", "-V", "mqttv311"]
    heard = subprocess.Popen(
        [subscribe, *common, "-i", "listener", "-t", "findling/n1/+/temperature", "-C", "3", "-W", "60"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, **libraries()},
    )  # fmt: skip

    def said(number: int) -> None:
        topic = ["-i", "mosquitto", "-t", "findling/n1/mosquitto/temperature", "-m", f'{{"n": {number}}}']
        run([publish, *common, *topic], **libraries())

    for number in range(3):
        said(number)
    wait_until(lambda: numbers(edge, "mosquitto") == [0, 1, 2])
    while heard.poll() is None:  # it may have come later than some of them
        said(3)
        time.sleep(0.1)
    assert len(heard.communicate()[0].splitlines()) == 3
    refused = run(
        [publish, "-p", port_of(edge), "-V", "mqttv5", "-t", "x", "-m", "x"], accepted=(1, 132), **libraries()
    )
    assert "unsupported protocol version" in refused.lower()


def test_mosquitto_as_a_bridge(edge: Place, run: Run, tmp_path: Path) -> None:
    """Devices that speak with a mosquitto they have already: it brings on what they say, once it can."""
    broker, port = installed("mosquitto", "usr/sbin/mosquitto"), free_port()
    publish = installed("mosquitto", "usr/bin/mosquitto_pub")
    config = tmp_path / "mosquitto.conf"
    config.write_text(
        f"""listener {port} 127.0.0.1
allow_anonymous true
user root
connection findling
address 127.0.0.1:{port_of(edge)}
bridge_protocol_version mqttv311
remote_clientid bridge
notifications false
try_private false
cleansession false
topic # out 1 old/ findling/n1/bridge/
"""
    )
    server = subprocess.Popen([broker, "-c", config], env={**os.environ, **libraries()})
    try:
        wait_until(lambda: _published(run, publish, port, 0))
        for number in range(1, 20):
            assert _published(run, publish, port, number)
        wait_until(lambda: sorted(set(numbers(edge, "bridge"))) == list(range(20)))
    finally:
        server.terminate()
        server.wait(30)


def _published(run: Run, publish: Path, port: int, number: int) -> bool:
    message = ["-t", "old/temperature", "-q", "1", "-m", f'{{"n": {number}}}']
    return "Error" not in run([publish, "-p", port, *message], accepted=(0, 1), **libraries())
