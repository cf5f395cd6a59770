"""A pool refuses what does not fit into its queue, and counts what it does."""

import gc
import threading
import weakref

import pytest

from findling.base.errors import RejectedExecutionError
from findling.base.work.place import current_place
from findling.node.services.threads import bounded_pool
from findling.node.services.threads.bounded_pool import BoundedPool
from findling.node.services.threads.known_clients import KnownClients


def test_calls_wait_in_their_order_and_what_is_too_many_is_refused() -> None:
    pool, go, done = BoundedPool("search", 2, 3), threading.Event(), list[int]()
    begun = threading.Barrier(3)

    def hold() -> None:
        begun.wait(10)
        assert go.wait(10)

    running = [pool.submit(hold) for _ in range(2)]
    begun.wait(10)
    waiting = [pool.submit(done.append, number) for number in range(3)]
    with pytest.raises(
        RejectedExecutionError, match=r"queue capacity = 3, .*active threads = 2, queued tasks = 3"
    ) as refused:
        pool.submit(done.append, 4)
    assert (refused.value.type, refused.value.status) == ("es_rejected_execution_exception", 429)
    assert pool.stats() == {"threads": 2, "queue": 3, "active": 2, "rejected": 1, "largest": 2, "completed": 0}
    go.set()
    for future in (*running, *waiting):
        future.result(10)
    pool.shutdown()
    assert sorted(done) == [0, 1, 2]
    assert pool.stats() == {"threads": 2, "queue": 0, "active": 0, "rejected": 1, "largest": 2, "completed": 5}


def test_a_call_that_fails_is_counted_like_others() -> None:
    pool = BoundedPool("write", 1, 0)
    with pytest.raises(ZeroDivisionError):
        pool.submit(lambda: 1 / 0).result(10)
    pool.shutdown()
    assert pool.stats()["completed"] == 1


def test_a_call_that_takes_long_lends_its_place_as_long_as_there_are_spare_threads() -> None:
    pool, go = BoundedPool("search", 1, 10, spare=1), threading.Event()
    lent = threading.Barrier(3)

    def take_long() -> None:
        place = current_place()
        assert place is not None
        place.lend()
        place.lend()
        lent.wait(10)
        assert go.wait(10)

    long = [pool.submit(take_long) for _ in range(2)]
    lent.wait(10)  # the second call began in the place of the first; it keeps its own: nothing is left to spare
    waiting = pool.submit(lambda: "others wait")
    assert pool.submit_first(lambda: "quick").result(10) == "quick"
    assert not waiting.done()
    go.set()
    assert waiting.result(10) == "others wait"
    for future in long:
        future.result(10)
    pool.shutdown()
    assert current_place() is None


def test_calls_that_never_ask_lend_their_places_once_somebody_has_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_pool, "_LONG_S", 0.0)
    pool, go, begun = BoundedPool("search", 1, 10, spare=1), threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        assert go.wait(10)

    long = pool.submit(hold)
    assert begun.wait(10)
    pool.hurry()  # nobody waits: the place is kept
    assert pool.stats()["active"] == 1
    waiting = pool.submit(lambda: "in its place")
    pool.hurry()
    assert waiting.result(10) == "in its place"
    assert not long.done()
    go.set()
    long.result(10)
    pool.shutdown()


def test_calls_of_quick_clients_go_before_those_that_wait() -> None:
    pool, go, done, begun = BoundedPool("search", 1, 10), threading.Event(), list[str](), threading.Event()

    def hold() -> None:
        begun.set()
        assert go.wait(10)

    def last() -> None:
        done.append("last")

    futures = [pool.submit(hold)]
    assert begun.wait(10)
    futures.append(pool.submit(last))
    futures.append(pool.submit_first(done.append, "first"))
    futures[-1].result(10)  # in the place that is kept for those
    assert done == ["first"]
    go.set()
    for future in futures:
        future.result(10)
    pool.shutdown(wait=True)
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(last)


def test_threads_are_started_at_once_and_end_with_the_pool() -> None:
    pool = BoundedPool("search", 2, 100, spare=3)
    pool.start()
    assert pool.stats()["threads"] == 6
    assert sorted(future.result(10) for future in [pool.submit(int, str(n)) for n in range(50)]) == list(range(50))
    pool.shutdown()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("findling-search_")]


def test_what_has_run_is_held_by_nobody() -> None:
    class Held:
        """Something that a call works on."""

    def fail(held: Held) -> None:
        raise ValueError("as it should")

    pool, held = BoundedPool("search", 1, 10), Held()
    gone = weakref.ref(held)
    future = pool.submit(fail, held)
    with pytest.raises(ValueError, match="as it should"):
        future.result(10)
    pool.submit(int).result(10)  # the thread has left the first call
    gc.disable()
    try:
        del held, future
        assert gone() is None
    finally:
        gc.enable()
    pool.shutdown()


def test_connections_are_known_by_their_last_request() -> None:
    clients = KnownClients()
    assert not clients.was_quick(("127.0.0.1", 1))
    clients.note(("127.0.0.1", 1), 0.001)
    clients.note(None, 0.001)
    assert clients.was_quick(("127.0.0.1", 1))
    assert not clients.was_quick(("127.0.0.1", 2))
    clients.note(("127.0.0.1", 1), 3.0)
    assert not clients.was_quick(("127.0.0.1", 1))
