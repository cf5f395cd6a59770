"""Decisions wait in a file until they are in the index; a line that was torn spoils no other."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.base.errors import IllegalArgumentError
from findling.policy.decision_log import ALL, DENIED, OFF, DecisionLog
from findling.policy.engine.apart import Helpers
from findling.policy.snapshot import Snapshot
from findling.policy.store.facts import Facts
from findling.policy.store.revision import Revision


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    helpers = Helpers()
    yield helpers
    helpers.close()


@pytest.fixture
def snapshot(helpers: Helpers) -> Snapshot:
    return Snapshot.of(Revision(3), helpers, 10)


class Index:
    """Takes events; fails while it is broken."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.is_broken = False

    def __call__(self, lines: list[bytes]) -> None:
        if self.is_broken:
            raise IllegalArgumentError("no")
        self.ids += [orjson.loads(line)["decision_id"] for line in lines]


def log_of(path: Path) -> DecisionLog:
    return DecisionLog(path, FixedClock(7), lambda: ALL)


@pytest.mark.parametrize(("mode", "wanted"), [(ALL, [True, True]), (DENIED, [False, True]), (OFF, [False, False])])
def test_which_are_noted(tmp_path: Path, mode: str, wanted: list[bool]) -> None:
    log = DecisionLog(tmp_path / "log", FixedClock(), lambda: mode)
    assert [log.wants(allowed) for allowed in (True, False)] == wanted


def test_events_outlive_whoever_wrote_them(tmp_path: Path, snapshot: Snapshot) -> None:
    log = log_of(tmp_path / "log")
    log.write("1", "a.b", snapshot, {"x": 1}, result=True)
    event = orjson.loads((tmp_path / "log").read_bytes())
    assert event == {
        "decision_id": "1",
        "@timestamp": 7,
        "path": "a/b",
        "revision": 3,
        "bundles": {},
        "requested_by": None,
        "input": {"x": 1},
        "result": True,
    }
    with (tmp_path / "log").open("ab") as file:
        file.write(b'{"decision_id": "torn", "pa')
    again, index = log_of(tmp_path / "log"), Index()
    again.write("2", "a.b", snapshot, {})
    again.start(index)
    again.flush()
    assert index.ids == ["1", "2"]
    assert list(tmp_path.iterdir()) == []
    again.close()
    log.close()


def test_what_cannot_be_indexed_stays(tmp_path: Path, snapshot: Snapshot) -> None:
    log, index = log_of(tmp_path / "log"), Index()
    index.is_broken = True
    log.start(index)
    log.write("1", "a", snapshot, {})
    with pytest.raises(IllegalArgumentError):
        log.flush()
    log.write("2", "a", snapshot, {})
    index.is_broken = False
    log.flush()
    assert index.ids == ["1", "2"]
    log.close()


def test_an_input_that_cannot_be_masked_is_left_out(tmp_path: Path, helpers: Helpers) -> None:
    module = 'package system.log\n\nmask := ["/input/p"] if 1 / input.input.n > 0\n'
    revision = Revision(1, modules={"m": module}, facts=Facts(("system.log",)))
    snapshot, log, index = Snapshot.of(revision, helpers, 10), log_of(tmp_path / "log"), Index()
    log.write("1", "a", snapshot, {"p": "secret", "n": 0})
    log.write("2", "a", snapshot, {"p": "secret", "n": 1})
    assert b"secret" not in (tmp_path / "log").read_bytes()
    first, second = (orjson.loads(line) for line in (tmp_path / "log").read_bytes().splitlines())
    assert "divide by zero" in first["mask_error"]
    assert (second["input"], second["erased"]) == ({"n": 1}, ["/input/p"])
    log.start(index)
    log.flush()
    assert index.ids == ["1", "2"]
    log.close()
    snapshot.close()
