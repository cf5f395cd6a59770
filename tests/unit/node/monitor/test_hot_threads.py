"""Hot threads: whoever computes is first, with the place where; whoever waits is left out."""

import threading
from collections.abc import Iterator

import pytest

from tests.reference.api import Api


@pytest.fixture
def spinning() -> Iterator[str]:
    """A thread that computes until the test is over."""
    done = threading.Event()

    def spin_in_circles() -> None:
        while not done.is_set():
            sum(range(1000))

    thread = threading.Thread(target=spin_in_circles, name="spinner")
    thread.start()
    yield thread.name
    done.set()
    thread.join()


def test_the_busiest_thread_is_shown_with_its_stack(api: Api, spinning: str) -> None:
    text = api.get("/_nodes/hot_threads?interval=200ms&threads=1&snapshots=2").text
    head, told, *_ = text.splitlines()
    assert head.startswith(f"::: {{{api.node.name}}}{{{api.node.id}}}")
    assert told.endswith("interval=200ms, busiestThreads=1, ignoreIdleThreads=true:")
    assert f"cpu usage by thread '{spinning}'" in text
    assert "spin_in_circles(" in text


def test_threads_that_wait_are_left_out_unless_asked_for(api: Api) -> None:
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait, name="waiter")
    thread.start()
    quick = "/_nodes/hot_threads?interval=1ms&snapshots=1&threads=100"
    try:
        assert "'waiter'" not in api.get(quick).text
        assert "'waiter'" in api.get(f"{quick}&ignore_idle_threads=false&type=wait").text
    finally:
        waiting.set()
        thread.join()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("type=nope", "type not supported [nope]"),
        ("sort=nope", "sort order not supported [nope]"),
        ("threads=x", "Failed to parse int parameter [threads] with value [x]"),
    ],
)
def test_what_is_wrong_is_told(api: Api, query: str, reason: str) -> None:
    assert api.get(f"/_nodes/hot_threads?{query}").error == (400, "illegal_argument_exception", reason)


@pytest.mark.parametrize(
    "query", ["snapshots=-1", "threads=-1", "interval=-1", "type=block", "sort=cpu", "snapshots=1000000"]
)
def test_odd_numbers_are_answered_in_time(api: Api, query: str) -> None:
    assert api.get(f"/_nodes/hot_threads?interval=1ms&snapshots=1&{query}").status in (200, 400)


def test_other_nodes_have_no_threads_here(api: Api) -> None:
    assert api.get("/_nodes/elsewhere/hot_threads").text == ""
