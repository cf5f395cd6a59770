"""Parts of the work on all documents that match, side by side, each a task below the one that was asked for."""

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context

from findling.node.by_query.by_query_progress import Progress
from findling.node.services.node import Node
from findling.node.services.tasks import Task

Part = Callable[[Progress, Task], None]
"""Does the work of one slice, and notes it in its progress."""


def run_slices(node: Node, whole: Progress, task: Task, parts: Sequence[Part]) -> None:
    """Runs parts at the same time; the speed of the whole is shared out among them. Raises what the first one raises.

    whole: gets their progress, of which each is shown once it has ended
    """
    errors: list[BaseException] = []
    works = [_Slice(node, whole, task, number, part, errors) for number, part in enumerate(parts)]
    share(task, [work.task for work in works])
    for work in works:
        work.show()
    threads = [
        threading.Thread(target=copy_context().run, args=(work.run,), name=f"findling-slice-{number}")
        for number, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def share(task: Task, children: list[Task]) -> None:
    """Shares out the speed of a task among those of its children that run still."""
    running = [child for child in children if not child.done]
    for child in running:
        child.throttle.change(task.throttle.speed / len(running))


class _Slice:
    """One part and its task."""

    def __init__(
        self, node: Node, whole: Progress, parent: Task, number: int, part: Part, errors: list[BaseException]
    ) -> None:
        self._node = node
        self._whole = whole
        self._parent = parent
        self._part = part
        self._errors = errors
        self.task = node.tasks.start(parent.action, parent.description, dict(parent.headers))
        self.task.parent, self.task.outer = parent.full_id, parent.check
        parent.children.append(self.task)
        self._progress = Progress(self.task.throttle, whole.aborts, slice_id=number)
        whole.parts.append(self._progress)

    def show(self) -> None:
        """Gives both tasks their status."""
        self.task.status = self._progress.status()
        self._parent.status = self._whole.status()

    def run(self) -> None:
        try:
            self._part(self._progress, self.task)
        except BaseException as error:
            self._errors.append(error)
        finally:
            self._progress.is_done = True
            self.show()
            self._node.tasks.finish(self.task, keep=False)
