"""Functions take events, each bundle in a process of its own."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.edge.functions.errors import FunctionFailedError
from findling.edge.functions.functions import Functions
from findling.edge.functions.landlock import landlock_version
from findling.node.services.node import Node
from tests.unit.edge.functions.conftest import Pack, Published

ECHO = """
@on("sensors/+/temperature")
def hot(event, edge):
    edge.publish("alarm", {"of": event.topic, "celsius": event.payload["celsius"], "node": edge.node})
"""


def settled(functions: Functions, name: str = "bundle") -> None:
    assert functions.running(name).wait_idle(10)


def until(found: Callable[[], Any]) -> Any:
    """Waits for something that another process does."""
    deadline = time.monotonic() + 10
    while not (value := found()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return value


def test_a_function_takes_the_topics_it_names(functions: Functions, packed: Pack, published: Published) -> None:
    functions.deploy(packed(ECHO))
    assert functions.emit("findling/n1/sensors/a/temperature", {"celsius": 71}) == 1
    assert functions.emit("findling/n1/sensors/a/pressure", {"celsius": 71}) == 0
    settled(functions)
    assert published.messages == [("alarm", {"of": "sensors/a/temperature", "celsius": 71, "node": "n1"})]


def test_timers_sensors_and_messages_of_the_hub(functions: Functions, packed: Pack, published: Published) -> None:
    functions.deploy(
        packed("""
@every("20ms")
def tick(event, edge): edge.publish("tick", None)
@on_sensor("cpu")
def cpu(event, edge): edge.publish("cpu", event.payload["percent"] >= 0)
@on_hub("news/#")
def news(event, edge): edge.publish("news", event.payload)
""")
    )
    functions.emit("$hub/news/today", "rain")
    topics = until(lambda: {"tick", "cpu", "news"} <= {topic for topic, _ in published.messages})
    assert topics
    assert ("news", "rain") in published.messages


def test_functions_read_search_and_write(functions: Functions, packed: Pack, published: Published, node: Node) -> None:
    functions.deploy(
        packed("""
@on("go")
def go(event, edge):
    first = edge.index("readings", {"celsius": 20}, id="1")
    edge.index("readings", {"celsius": 30})
    found = edge.search("readings", {"query": {"range": {"celsius": {"gte": 25}}}})
    missing = edge.get("readings", "2")
    edge.publish("seen", [first, edge.get("readings", "1"), missing, edge.infer("sum", [[1, 2]])])
    try:
        edge.search("nothing")
    except Exception as error:
        edge.publish("refused", [error.type, error.status])
""")
    )
    functions.emit("go", None)
    settled(functions)
    assert published.messages == [
        ("seen", ["1", {"celsius": 20}, None, [3]]),
        ("refused", ["index_not_found_exception", 404]),
    ]


def test_a_broken_function_stops_nobody(functions: Functions, packed: Pack, published: Published) -> None:
    functions.deploy(packed(ECHO, name="good"))
    functions.deploy(
        packed("""
import os
@on("sensors/#")
def bad(event, edge): raise ValueError("no")
@on("die")
def die(event, edge): os._exit(3)
@on("alive")
def alive(event, edge): edge.publish("alive", None)
""")
    )
    functions.emit("sensors/a/temperature", {"celsius": 1})
    functions.emit("die", None)
    functions.emit("alive", None)
    settled(functions)
    settled(functions, "good")
    assert sorted(topic for topic, _ in published.messages) == ["alarm", "alive"]
    shown = functions.shown()["bundle"]
    assert (shown["calls"], shown["failures"], shown["restarts"], shown["state"]) == (3, 2, 1, "running")
    assert "ended with 3" in shown["last_error"]
    told = [entry["message"] for entry in functions.journal.latest("bundle")]
    assert "ValueError: no" in told[0]
    assert 'main.py", line' in told[0]


@pytest.mark.parametrize(
    ("deed", "limits", "told"),
    [
        ("x = bytearray(1 << 30)", {}, "MemoryError"),
        ("while True: pass", {"cpu_s": 1, "timeout_ms": 20000}, "SIGXCPU"),
        ("import time; time.sleep(60)", {"timeout_ms": 100}, "did not answer within 0.1s"),
        ("open(edge.data / 'big', 'wb').write(bytes(2 << 20))", {"file_bytes": 1 << 20}, "File too large"),
    ],
)
def test_limits(functions: Functions, packed: Pack, deed: str, limits: dict[str, Any], told: str) -> None:
    functions.deploy(packed(f"@on('go')\ndef go(event, edge):\n    {deed}\n", **limits))
    functions.emit("go", None)
    assert functions.running("bundle").wait_idle(20)
    assert told in functions.shown()["bundle"]["last_error"]


@pytest.mark.skipif(landlock_version() < 6, reason="the kernel's Landlock keeps less from functions")
def test_files_of_others_are_out_of_reach(
    functions: Functions, packed: Pack, published: Published, tmp_path: Path
) -> None:
    functions.deploy(packed("", name="other"))
    secret = next((tmp_path / "functions" / "other").rglob("main.py"))
    (tmp_path / "functions" / "other" / "data" / "kept").write_text("secret")
    functions.deploy(
        packed("""
import os, signal, socket
def tried(name, do, edge):
    try:
        do()
    except OSError as error:
        edge.publish(name, type(error).__name__)
    else:
        edge.publish(name, "done")
@on("go")
def go(event, edge):
    code, kept, node, parent = event.payload
    tried("code", lambda: open(code).read(), edge)
    tried("data", lambda: open(kept).read(), edge)
    tried("node", lambda: os.listdir(node), edge)
    tried("passwords", lambda: open("/etc/passwd").read(), edge)
    tried("environment", lambda: open(f"/proc/{parent}/environ").read(), edge)
    tried("own code", lambda: open(__file__, "a"), edge)
    tried("outside", lambda: open("/tmp/findling-function", "w"), edge)
    tried("signal", lambda: os.kill(parent, 0), edge)
    tried("network", lambda: socket.create_connection(("127.0.0.1", 9)), edge)
    tried("own data", lambda: (edge.data / "x").write_text("y"), edge)
""")
    )
    kept = tmp_path / "functions" / "other" / "data" / "kept"
    functions.emit("go", [str(secret), str(kept), str(tmp_path / "node"), os.getpid()])
    settled(functions)
    answers = dict(published.messages)
    assert answers.pop("own data") == "done"
    assert set(answers.values()) == {"PermissionError"}, answers
    assert len(answers) == 9


def test_a_version_replaces_the_one_before(functions: Functions, packed: Pack, published: Published) -> None:
    def version(number: int) -> bytes:
        text = f"@on('go')\ndef go(event, edge): edge.publish('version', {number})\n"
        return packed(text, version=str(number))

    functions.deploy(version(1))
    functions.deploy(version(2))
    with pytest.raises(FunctionFailedError, match="ZeroDivisionError"):
        functions.deploy(packed("1 / 0", version="3"))
    functions.emit("go", None)
    settled(functions)
    assert published.messages == [("version", 2)]
    assert functions.shown()["bundle"]["version"] == "2"
    functions.remove("bundle")
    assert functions.emit("go", None) == 0
    with pytest.raises(ResourceNotFoundError):
        functions.remove("bundle")


def test_what_is_deployed_runs_after_a_restart(
    functions: Functions, packed: Pack, published: Published, tmp_path: Path, node: Node, key: Any
) -> None:
    functions.deploy(packed(ECHO))
    functions.deploy(packed("", name="untrusted"))
    functions.close()
    again = Functions(tmp_path / "functions", "n1", functions._services, [key.public], unconfined=True)
    again.start()
    try:
        again.emit("sensors/b/temperature", {"celsius": 5})
        assert again.running("bundle").wait_idle(10)
        assert [payload["celsius"] for _, payload in published.messages] == [5]
    finally:
        again.close()


def test_events_beyond_the_queue_are_counted(functions: Functions, packed: Pack) -> None:
    functions.deploy(packed("import time\n@on('go')\ndef go(event, edge): time.sleep(0.2)\n", queue=2))
    taken = sum(functions.emit("go", number) for number in range(10))
    settled(functions)
    shown = functions.shown()["bundle"]
    assert taken in (2, 3)
    assert shown["dropped"] == 10 - taken


def test_what_is_printed_and_measured_is_kept(functions: Functions, packed: Pack) -> None:
    functions.deploy(packed("@on('go')\ndef go(event, edge):\n    print('a'); edge.metric('hot', 3)\n"))
    functions.emit("go", None)
    settled(functions)
    log, metric = functions.journal.take()
    assert (log["message"], log["level"], log["functions"], log["node"]) == ("a", "info", "bundle", "n1")
    assert (metric["metric"], metric["value"]) == ("hot", 3.0)
    assert functions.journal.take() == []


@pytest.mark.parametrize("topic", ["", "a/#/b", "a+/b", "a#"])
def test_filters_that_are_none(functions: Functions, packed: Pack, topic: str) -> None:
    with pytest.raises(FunctionFailedError, match="is no filter of topics"):
        functions.deploy(packed(f"@on({topic!r})\ndef go(event, edge): pass\n"))


def test_limits_that_are_none(packed: Pack) -> None:
    for limits in ({"memory": 5}, {"cpu_s": "x"}, {"cpu_s": 0}, {"network": 1}):
        with pytest.raises(IllegalArgumentError):
            packed("", **limits)
