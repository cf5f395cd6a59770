"""A pool refuses what does not fit into its queue, and counts what it does."""

import threading

import pytest

from findling.base.errors import RejectedExecutionError
from findling.node.services.threads.bounded_pool import BoundedPool


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
