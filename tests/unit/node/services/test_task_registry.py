"""Tasks are listed while they run, waited for, and hold nothing once they have ended."""

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.base.errors import TaskCancelledError
from findling.base.work.current import check_work
from findling.node.services.background_tasks import run_task
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.node.services.tasks import Task


class Subject:
    """What an action keeps beside its task, and knows it."""

    def __init__(self, task: Task) -> None:
        self.task = task


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as started:
        yield started


def test_what_a_task_was_about_goes_without_looking_for_cycles(node: Node) -> None:
    task = node.tasks.start("action", "")
    subject = Subject(task)
    task.subject = subject
    seen = weakref.ref(subject)
    gc.disable()
    try:
        node.tasks.finish(task, keep=False)
        del subject, task
        assert seen() is None
    finally:
        gc.enable()


def test_a_part_is_stopped_with_the_whole(node: Node) -> None:
    nothing = dict[str, str]()
    with (
        node.tasks.during("whole", lambda: "all", nothing, lambda: None) as whole,
        node.tasks.during("part", lambda: "some", nothing, lambda: None, whole) as part,
    ):
        check_work()
        assert part.to_json(0)["parent_task_id"] == whole.full_id
        assert part.to_json(0)["description"] == "some"
        whole.cancelled = True
        with pytest.raises(TaskCancelledError):
            check_work()
    assert not node.tasks.running()
    check_work()


def test_who_waits_hears_of_the_end(node: Node) -> None:
    task = node.tasks.start("action", "")
    waiting = threading.Thread(target=task.wait, args=(60,))
    waiting.start()
    node.tasks.finish(task, keep=True)
    waiting.join(60)
    assert not waiting.is_alive()
    task.wait(60)  # it has ended already
    assert node.tasks.result(task)["completed"] is True


def test_the_newest_results_are_kept(node: Node) -> None:
    tasks = [node.tasks.start("action", "") for _ in range(1_001)]
    for task in tasks:
        node.tasks.finish(task, keep=True)
    assert node.tasks.find(tasks[0].id) is None
    assert node.tasks.find(tasks[1].id) is tasks[1]
    assert node.tasks.find(tasks[-1].id) is tasks[-1]


def test_a_task_without_a_thread_is_none(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_room)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        run_task(node, "action", "", lambda task: {}, wait=False)
    monkeypatch.undo()
    assert not node.tasks.running()
