"""The pool lends engines to several at once."""

import pytest

from findling.policy.engine.errors import EngineError, RegoError
from findling.policy.engine.opa import OpaKind
from findling.policy.engine.pool import EnginePool
from findling.policy.engine.protocol import Sources

SOURCES = Sources({"a.rego": "package a\n\np := input.x\n"})


def test_an_engine_that_is_lent_keeps_nobody_waiting() -> None:
    pool = EnginePool(OpaKind(), SOURCES, most=2)
    with pool.engine() as first, pool.engine() as second:
        assert first is not second
        assert (first.evaluate("a.p", {"x": 1}), second.evaluate("a.p", {"x": 2})) == (1, 2)
    with pool.engine() as again:
        assert again in (first, second)
    pool.close()


def test_it_knows_who_has_held_an_engine_for_long() -> None:
    pool = EnginePool(OpaKind(), SOURCES)
    with pool.engine("ann"), pool.engine("bob"):
        assert sorted(pool.held_longer(-1)) == ["ann", "bob"]
        assert pool.held_longer(60) == []
    assert pool.held_longer(-1) == []
    pool.close()


def test_there_are_no_more_than_may_be() -> None:
    pool = EnginePool(OpaKind(), SOURCES, most=1, patience_s=0)
    with pool.engine(), pytest.raises(EngineError, match="busy"), pool.engine():
        pass
    pool.close()


def test_an_engine_lent_while_the_pool_is_closed_serves_its_borrower_and_ends() -> None:
    pool = EnginePool(OpaKind(), SOURCES)
    with pool.engine() as engine:
        pool.close()
        assert engine.evaluate("a.p", {"x": 1}) == 1
    with pytest.raises(EngineError, match="closed"):
        engine.evaluate("a.p", {"x": 1})


def test_bad_modules_are_refused_at_once() -> None:
    with pytest.raises(RegoError):
        EnginePool(OpaKind(), Sources({"a.rego": "package"}))
