"""Long requests take turns; whoever has not the turn pauses, and is not held for ever."""

import threading
import time

import pytest

from findling.base.work.turns import Turn, Turns


def test_turns_go_round_in_the_order_they_were_asked_for() -> None:
    turns = Turns(1)
    first, second, third = (Turn(turns) for _ in range(3))
    assert turns.has(first, 0.0)
    assert not turns.has(second, 0.0)
    assert not turns.has(third, 0.0)
    assert turns.has(first, 0.01)  # its slice is not over
    assert not turns.has(first, 0.03)
    assert turns.has(second, 0.03)
    assert not turns.has(third, 0.03)
    assert not turns.has(second, 0.06)
    assert [turns.has(turn, 0.06) for turn in (first, second, third)] == [False, False, True]


def test_who_is_alone_goes_on() -> None:
    turns = Turns(1)
    alone = Turn(turns)
    assert turns.has(alone, 0.0)
    assert turns.has(alone, 1000.0)


def test_the_turn_of_who_waits_for_something_lapses() -> None:
    turns = Turns(1)
    stuck, other = Turn(turns), Turn(turns)
    assert turns.has(stuck, 0.0)
    assert not turns.has(other, 0.01)
    assert turns.has(other, 0.2)
    assert not turns.has(stuck, 0.2)


def test_long_requests_give_way_to_one_that_has_just_begun() -> None:
    turns = Turns(1)
    long = Turn(turns)
    long.wait()  # it is no short one any more: nobody gives way to it
    given = threading.Event()

    def give_way() -> None:
        turns.give_way()
        given.set()

    short = Turn(turns)
    assert turns.is_any_new(time.monotonic())
    assert not turns.is_any_new(time.monotonic() + 1)  # it takes long by then, whether it says so or not
    waiter = threading.Thread(target=give_way)
    waiter.start()
    short.end()
    assert given.wait(10)
    assert not turns.is_any_new(time.monotonic())
    waiter.join()
    turns.give_way()
    long.end()


@pytest.mark.parametrize("waits", [False, True])
def test_the_turn_of_who_has_ended_is_free(waits: bool) -> None:
    turns = Turns(1)
    first, second = Turn(turns), Turn(turns)
    first.wait()
    if waits:
        second.wait()  # a pause, then it may go on for a moment
        assert not second.go.is_set()
    first.end()
    second.wait()
    assert second.go.is_set()
    second.end()
    Turn(turns).end()  # never asked
