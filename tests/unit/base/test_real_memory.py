"""The parent breaker refuses by what the process holds, and running work is stopped by it."""

import resource
import subprocess
import sys

import pytest

from findling.base.errors import CircuitBreakingError, TaskCancelledError
from findling.base.work.breakers import Breakers, CircuitBreaker, MemoryAccount
from findling.base.work.current import Work, check_work, checked, current_work, expect_memory
from findling.base.work.real_memory import RealMemory
from findling.base.work.request_watch import RequestWatch

MEGABYTE = 1 << 20


@pytest.fixture
def real() -> RealMemory:
    return RealMemory()


def test_what_is_held_is_seen_at_once(real: RealMemory) -> None:
    before = real.used()
    held = bytearray(b"x" * (64 * MEGABYTE))
    assert real.used() - before > 60 * MEGABYTE
    del held
    real.relieve()
    assert real.used() - before < 30 * MEGABYTE


def test_large_reservations_are_refused_by_what_the_process_holds(real: RealMemory) -> None:
    breakers = Breakers(1 << 40, real)
    breakers.parent.limit = real.used() + 50 * MEGABYTE
    breakers.parent._idle = 0
    breakers.request.add(10 * MEGABYTE, "<test>")
    with pytest.raises(CircuitBreakingError) as refused:
        breakers.request.add(200 * MEGABYTE, "<test>")
    assert refused.value.reason.startswith("[parent] Data too large, data for [<test>] would be [")
    assert ", real usage: [" in refused.value.reason
    assert ", new bytes reserved: [209715200/200mb], usages [inflight_requests=0/0b, " in refused.value.reason
    assert breakers.request.used == 10 * MEGABYTE
    assert breakers.stats()["parent"]["tripped"] == 1
    # what is small is not refused for what others hold
    breakers.parent.limit = 20 * MEGABYTE
    breakers.request.add(1000, "<test>")


def test_work_that_has_begun_is_stopped(real: RealMemory) -> None:
    breakers = Breakers(1 << 40, real)
    breakers.parent.limit = 1
    breakers.parent._idle = 0
    watch = RequestWatch(breakers)
    watch.check()  # it has only just begun
    watch._next = 0.0
    with pytest.raises(CircuitBreakingError, match=r"data for \[<request>\]"):
        watch.check()


def test_an_idle_server_of_a_small_budget_is_within_it(real: RealMemory) -> None:
    Breakers(16 * MEGABYTE, real).parent.check(1, "<test>")


def test_steps_of_an_account_grow_with_it() -> None:
    breaker = CircuitBreaker("request", 1 << 40)
    with MemoryAccount(breaker) as account:
        account.add(40 * MEGABYTE, "<test>")
        for _ in range(100):
            account.add(10_000, "<test>")
        assert breaker.used == 40 * MEGABYTE
        account.add(MEGABYTE, "<test>")
        assert breaker.used == 41 * MEGABYTE + 100 * 10_000
    assert breaker.used == 0


def test_a_limited_address_space_leaves_less() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
        "from findling.base.work.real_memory import RealMemory; print(RealMemory().most(1 << 40))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 300 * MEGABYTE < int(found.stdout) < 1 << 30
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def test_work_asks_what_its_request_says() -> None:
    def gone() -> None:
        raise TaskCancelledError("task cancelled [by client disconnect]")

    check_work()
    expect_memory(1 << 60, "<test>")
    with Work(gone):
        with pytest.raises(TaskCancelledError):
            check_work()
        assert list(checked(range(10), every=11)) == list(range(10))
        with pytest.raises(TaskCancelledError):
            list(checked(range(10), every=10))
        with current_work().part(lambda: None):
            check_work()
    check_work()
