"""Whoever waits for a refresh is called once it covers the operation."""

import threading

from findling.index.refresh_listeners import RefreshListeners


def test_callbacks_come_when_their_operation_is_visible() -> None:
    listeners = RefreshListeners(visible_seq_no=4)
    called: list[int] = []
    assert listeners.add(4, lambda: called.append(4))
    assert not listeners.add(6, lambda: called.append(6))
    assert not listeners.add(5, lambda: called.append(5))
    assert listeners.waiting == 2
    listeners.refreshed(5)
    assert called == [4, 5]
    listeners.refreshed(3)
    assert listeners.visible_seq_no == 5
    listeners.refreshed(6)
    assert called == [4, 5, 6]


def test_waiting_ends_with_the_refresh_the_timeout_or_closing() -> None:
    listeners = RefreshListeners()
    assert not listeners.wait(0, timeout_s=0)
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(listeners.wait(n))) for n in (0, 9)]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    while listeners.waiting < 2:
        threading.Event().wait(0.001)
    listeners.refreshed(0)
    threads[0].join()
    listeners.close()
    threads[1].join()
    assert answers == [True, False]
    assert listeners.wait(0)


def test_closing_calls_everybody() -> None:
    listeners = RefreshListeners(max_listeners=1)
    called: list[int] = []
    listeners.add(1, lambda: called.append(1))
    assert listeners.full
    listeners.close()
    assert listeners.add(2, lambda: called.append(2))
    assert called == [1, 2]


def test_watchers_hear_of_every_refresh_that_shows_something() -> None:
    listeners = RefreshListeners(visible_seq_no=4)
    called: list[str] = []

    def watcher() -> None:
        called.append("watcher")

    assert not listeners.wanted
    listeners.watch(watcher)
    assert listeners.wanted
    assert listeners.waiting == 0
    listeners.refreshed(4)
    assert called == []
    listeners.refreshed(5)
    listeners.refreshed(7)
    assert called == ["watcher"] * 2
    listeners.unwatch(watcher)
    assert not listeners.wanted
    listeners.refreshed(8)
    assert len(called) == 2
    listeners.watch(watcher)
    listeners.close()
    listeners.watch(watcher)
    assert len(called) == 4
