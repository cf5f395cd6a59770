"""Tasks are listed while they run, waited for, and hold nothing once they have ended."""

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.base.errors import TaskCancelledError
from findling.base.work.current import check_work
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
