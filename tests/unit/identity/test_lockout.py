"""Failures are counted in sliding windows, by account and by address."""

import pytest

from findling.base.clock import FixedClock
from findling.identity.accounts.lockout import Limit, Lockout, origin_of


def test_a_window_slides() -> None:
    clock, limit = FixedClock(0), Limit(2, 1000)
    lockout = Lockout(clock)
    lockout.count("one", limit)
    clock.advance(600)
    assert not lockout.is_locked("one", limit)
    lockout.count("one", limit)
    assert lockout.is_locked("one", limit)
    assert not lockout.is_locked("two", limit)
    clock.advance(500)
    assert not lockout.is_locked("one", limit)
    lockout.count("one", limit)
    assert lockout.is_locked("one", limit)
    lockout.forget("one")
    assert not lockout.is_locked("one", limit)


def test_taking_counts_only_what_is_allowed() -> None:
    lockout, limit = Lockout(FixedClock(0)), Limit(2, 1000)
    assert [lockout.take([("one", limit), ("two", limit)]) for _ in range(3)] == [True, True, False]
    assert not lockout.take([("two", limit)])


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (None, "unknown"),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a:b", "a:b"),
    ],
)
def test_an_ipv6_network_counts_as_one(address: str | None, origin: str) -> None:
    assert origin_of(address) == origin
