"""The crossing of examples/traffic_light, all of it as it is begun: six processes and a link that is cut."""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from examples.traffic_light.phases import ALL_RED, FAIL_SAFE, LAMPS, RED, RING, Head, following, sound_timing

pytestmark = pytest.mark.slow  # it goes through its phases, twice
ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
QUICK = {"main_green_s": 1.5, "side_green_s": 1, "amber_s": 1, "clear_s": 1}
SLOWER = {**QUICK, "main_green_s": 2.5}
Json = dict[str, Any]


class Crossing:
    """The example in a process of its own, watched as its page does."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-u", "-m", "examples.traffic_light", "--port", "0", "--data", str(data)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = ""
        while (found := re.search(r"the crossing: http://([\d.:]+)/\s+the hub: http://([\d.:]+)", said)) is None:
            line = self._process.stdout.readline()
            assert line, said
            said += line
        self._address, self.hub = found[1], found[2]
        self.shown: list[Json] = []
        self.state: Json = {}
        self._changed = threading.Condition()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        connection = HTTPConnection(self._address)
        connection.request("GET", "/events")
        answer = connection.getresponse()
        try:
            while line := answer.readline():
                if line.startswith(b"data: "):
                    self._note(json.loads(line[6:]))
        except OSError:
            pass
        finally:
            answer.close()
            connection.close()

    def _note(self, state: Json) -> None:
        with self._changed:
            self.state = state
            light = state["shown"]
            if light is not None and (not self.shown or self.shown[-1] != light):
                self.shown.append(light)
            self._changed.notify_all()

    def until(self, holds: Any) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self.state) and holds(self.state), PATIENCE_S), self.state

    def rounds(self, number: int) -> None:
        """Waits for the main road's green, several times anew."""
        for _ in range(number):
            self.until(lambda state: state["shown"] and state["shown"]["phase"] == "side_green")
            self.until(lambda state: state["shown"]["phase"] == "main_green")

    def post(self, path: str, body: Json) -> int:
        return self._ask(self._address, path, body)[0]

    def at_hub(self) -> list[Json]:
        """Returns what the light has shown, as the hub knows it, in the order in which it came."""
        body = {"query": {"term": {"edge.topic": "shown"}}, "size": 10_000, "sort": [{"_seq_no": "asc"}]}
        _, found = self._ask(self.hub, "/edge-events/_search", body)
        return [hit["_source"] for hit in found["hits"]["hits"]]

    def _ask(self, address: str, path: str, body: Json) -> tuple[int, Any]:
        connection = HTTPConnection(address, timeout=60)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.status == 200 else text
        finally:
            connection.close()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def crossing(tmp_path: Path) -> Iterator[Crossing]:
    made = Crossing(tmp_path / "street")
    yield made
    made.stop()


def has(section: str, timing: Json) -> Any:
    return lambda state: state["hub"] is not None and state["hub"][section] == timing


def test_the_crossing(crossing: Crossing) -> None:
    # the hub changes the timing
    assert crossing.post("/timing", {"main_green_s": 0}) == 400
    assert crossing.post("/timing", QUICK) == 200
    crossing.until(has("reported", QUICK))
    crossing.rounds(1)

    # the link is cut: the street goes on, with the timing it has
    crossing.post("/link", {"joined": False})
    crossing.until(lambda state: state["link"] is False)
    crossing.post("/timing", SLOWER)
    crossing.until(has("desired", SLOWER))
    crossing.rounds(2)
    assert crossing.state["hub"]["reported"] == QUICK

    # the controller dies, and the light saves itself; it comes back, and all goes on, without the hub
    crossing.post("/controller", {"on": False})
    crossing.until(lambda state: state["shown"]["phase"] == FAIL_SAFE)
    assert LAMPS[FAIL_SAFE] == ("flashing amber", "red")
    crossing.post("/controller", {"on": True})
    crossing.rounds(1)
    assert crossing.state["hub"]["reported"] == QUICK

    # the link is mended: both sides agree again, and the hub learns what it has missed, all of it and in order
    crossing.post("/link", {"joined": True})
    crossing.until(has("reported", SLOWER))
    seen = len(crossing.shown)
    crossing.until(lambda state: len(crossing.at_hub()) >= seen)
    known = crossing.at_hub()
    numbers = [one["n"] for one in known]
    assert numbers == list(range(1, len(known) + 1))
    for one in known:
        assert RED in (one["main"], one["side"])
    assert {one["phase"] for one in known} >= {*RING, FAIL_SAFE}


def test_no_light_goes_from_green_to_green() -> None:
    """Whatever is said to it, in whatever order."""
    words = [*LAMPS, "unknown"]
    states = {FAIL_SAFE}
    for _ in words:
        for phase in list(states):
            for word in words:
                head = Head(3, phase)
                head.told(word, 0)
                states.add(head.phase)
                before, after = LAMPS[phase], LAMPS[head.phase]
                assert RED in after
                if after != before and "green" in after:
                    assert before == (RED, RED), (phase, word)
    assert states == {*RING, ALL_RED, FAIL_SAFE}


def test_a_light_that_hears_nothing_saves_itself() -> None:
    head = Head(3)
    head.told(ALL_RED, 10)
    head.tick(13)
    assert head.phase == ALL_RED
    head.tick(13.1)
    assert head.phase == FAIL_SAFE
    head.told("main_green", 14)
    assert head.phase == FAIL_SAFE
    head.told("clear_to_main", 15)
    head.told("main_green", 16)
    assert head.phase == "main_green"


def test_timings_are_taken_as_far_as_they_are_safe() -> None:
    wanted = {"amber_s": 0.1, "clear_s": True, "main_green_s": 200, "side_green_s": 5, "other": 1}
    assert sound_timing(wanted) == {"side_green_s": 5.0}
    assert [following(phase) for phase in (ALL_RED, "clear_to_main", "main_green")] == [
        "main_green",
        "main_green",
        "main_amber",
    ]
