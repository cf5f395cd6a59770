"""A revision in use: what takes too long for somebody is ended the next time, and for nobody else."""

import threading
from collections.abc import Iterator

import pytest

from findling.policy.engine.apart import Helpers
from findling.policy.engine.errors import DeadlineError, EngineError
from findling.policy.snapshot import Snapshot
from findling.policy.store.revision import Revision

MODULE = """package a

p := input.x

bomb := count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, input.times)])
"""


@pytest.fixture
def snapshot() -> Iterator[Snapshot]:
    helpers = Helpers()
    snapshot = Snapshot.of(Revision(1, modules={"a.rego": MODULE}), helpers, 10)
    yield snapshot
    snapshot.close()
    helpers.close()


def test_a_bomb_is_its_askers_alone(snapshot: Snapshot) -> None:
    first = threading.Thread(target=snapshot.evaluate, args=("a.bomb", {"times": 5000}, "eve"))
    first.start()
    while first.is_alive() and not snapshot._slow:  # until the one under way is noticed
        assert snapshot.evaluate("a.p", {"x": 1}, "ann") == 1
    assert snapshot._slow == {"eve"}
    with pytest.raises(DeadlineError):
        snapshot.evaluate("a.bomb", {"times": 1_000_000}, "eve")
    assert snapshot.evaluate("a.p", {"x": 2}, "eve") == 2
    first.join()


def test_who_began_before_it_was_closed_is_answered(snapshot: Snapshot) -> None:
    snapshot.prepare()
    snapshot.close()
    assert snapshot.evaluate("a.p", {"x": 1}) == 1
    pool = snapshot._engines()
    with pool.engine() as engine:
        pass
    with pytest.raises(EngineError, match="closed"):
        engine.evaluate("a.p", {})
