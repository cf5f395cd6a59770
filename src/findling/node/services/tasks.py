"""Long-running work: listed, cancelled, waited for."""

import itertools
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.error_body import error_object
from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    IndexNotFoundError,
    ResourceNotFoundError,
    TaskCancelledError,
)
from findling.base.work.breakers import Breakers
from findling.base.work.current import Check, current_work
from findling.base.work.request_watch import watched_work
from findling.node.services.throttle import Throttle

TASK_ID: Final = re.compile(r".*:-?[0-9]{1,19}", re.DOTALL)

_MOST_RESULTS: Final = 1_000
"""Results that are kept for who asks later: Elasticsearch keeps them in an index."""


def _go_on() -> None:
    """The check of a task that is part of nothing else."""


@dataclass(slots=True)
class Task:
    """One piece of work.

    status: what it has done so far, in the shape of its API
    throttle: how fast it may go
    subject: what the action that runs it keeps beside it, for itself
    describe: makes the description when somebody asks for it, for tasks that nobody mostly asks for
    outer: raises if what the task is part of has to stop
    parent: id of the task that it is part of; children: the tasks that are part of it
    response, error: set once it is done
    """

    id: int
    node: str
    action: str
    description: str
    start_ms: int
    headers: dict[str, str] = field(default_factory=dict)
    status: dict[str, Any] = field(default_factory=dict)
    throttle: Throttle = field(default_factory=Throttle)
    cancelled: bool = False
    done: bool = False
    running_ns: int = 0
    response: dict[str, Any] | None = None
    error: FindlingError | None = None
    cancellable: bool = True
    subject: object = None
    describe: Callable[[], str] | None = None
    outer: Check = _go_on
    parent: str | None = None
    children: list["Task"] = field(default_factory=list)
    _waiting: list[threading.Event] = field(default_factory=list)

    @property
    def full_id(self) -> str:
        return f"{self.node}:{self.id}"

    def check(self) -> None:
        """Raises TaskCancelledError if somebody cancelled the task."""
        if self.cancelled:
            raise TaskCancelledError("task cancelled [by user request]")
        self.outer()

    def wait(self, longest_s: float) -> None:
        """Waits until the task is done, or that long."""
        ended = threading.Event()
        self._waiting.append(ended)
        if not self.done:  # asked after the event is in the list: who ends the task sets `done` first
            ended.wait(longest_s)

    def end(self) -> None:
        """Says that it is done."""
        self.done = True
        for ended in self._waiting:
            ended.set()

    def to_json(self, now_ms: int, detailed: bool = True) -> dict[str, Any]:
        """Returns the task as `_tasks` lists it. detailed: with its status and description"""
        return {
            "node": self.node,
            "id": self.id,
            "type": "transport",
            "action": self.action,
            **({"status": self.status} if self.status and detailed else {}),
            **({"description": self.description if self.describe is None else self.describe()} if detailed else {}),
            "start_time_in_millis": self.start_ms,
            "running_time_in_nanos": self.running_ns or max(0, now_ms - self.start_ms) * 1_000_000,
            "cancellable": self.cancellable,
            **({"cancelled": self.cancelled} if self.cancellable else {}),
            **({"parent_task_id": self.parent} if self.parent is not None else {}),
            "headers": self.headers,
        }


class TaskRegistry:
    """The tasks of one node: those that run, and the newest results of finished ones that nobody waited for."""

    def __init__(self, node_id: str, clock: Clock, breakers: Breakers) -> None:
        self._node_id = node_id
        self._clock = clock
        self._breakers = breakers
        self._numbers = itertools.count(1)
        self._tasks: dict[int, Task] = {}
        self._kept: deque[int] = deque()
        self._lock = threading.Lock()

    def start(self, action: str, description: str, headers: dict[str, str] | None = None) -> Task:
        task = Task(next(self._numbers), self._node_id, action, description, self._clock.now_ms(), headers or {})
        with self._lock:
            self._tasks[task.id] = task
        return task

    def finish(self, task: Task, keep: bool) -> None:
        """Ends a task. keep: its result can be fetched later."""
        task.running_ns = max(1, self._clock.now_ms() - task.start_ms) * 1_000_000
        task.end()
        task.subject = None  # it may know the task: what it holds would stay until cycles are looked for
        with self._lock:
            if not keep:
                self._tasks.pop(task.id, None)
                return
            self._kept.append(task.id)
            if len(self._kept) > _MOST_RESULTS:
                self._tasks.pop(self._kept.popleft(), None)

    def during(
        self,
        action: str,
        describe: Callable[[], str],
        headers: Mapping[str, str],
        check: Check,
        parent: Task | None = None,
    ) -> "ListedTask":
        """Returns a task that is listed for the length of a with block; cancelling it stops what asks `check_work`.

        check: raises if the request has to stop; parent: the task that it is part of
        """
        task = self.start(action, "", dict(headers))
        task.describe = describe
        task.outer = check if parent is None else parent.check
        task.parent = None if parent is None else parent.full_id
        return ListedTask(self, task)

    def run(self, task: Task, run: Callable[[Task], dict[str, Any]], keep: bool) -> None:
        """Does a task's work and keeps its response or error."""
        work = watched_work(self._breakers)
        task.outer = work.check
        try:
            with work, work.part(task.check):
                task.response = run(task)
        except FindlingError as error:
            task.error = error
        finally:
            self.finish(task, keep)

    def cancel_unattended(self) -> None:
        """Cancels the running tasks that nobody waits for and that say so by having a subject: the node closes."""
        for task in self.running():
            if task.subject is not None:
                task.cancelled = True

    def running(self) -> list[Task]:
        with self._lock:
            return [task for task in self._tasks.values() if not task.done]

    def find(self, number: int) -> Task | None:
        """Returns a running or kept task by its number, None if there is none."""
        return self._tasks.get(number)

    def get(self, full_id: str) -> Task:
        """Returns a running or kept task. Raises IllegalArgumentError or ResourceNotFoundError."""
        node, _, number = full_id.rpartition(":")
        if not TASK_ID.fullmatch(full_id):
            raise IllegalArgumentError(f"malformed task id {full_id}")
        if node != self._node_id:
            raise ResourceNotFoundError(
                f"task [{full_id}] belongs to the node [{node}] which isn't part of the cluster and there is no "
                "record of the task"
            ) from _not_stored(full_id)
        task = self.find(int(number))
        if task is None:
            raise _not_stored(full_id)
        return task

    def result(self, task: Task) -> dict[str, object]:
        """Returns a task as `_tasks/{id}` shows it."""
        body: dict[str, Any] = {"completed": task.done, "task": task.to_json(self._clock.now_ms())}
        if task.error is not None:
            body["error"] = error_object(task.error)
        if task.response is not None:
            body["response"] = task.response
        return body


class ListedTask:
    """A task that runs for the length of a with block, as part of the work that runs there."""

    __slots__ = ("_registry", "_task", "_work")

    def __init__(self, registry: TaskRegistry, task: Task) -> None:
        self._registry = registry
        self._task = task
        self._work = current_work().part(task.check)

    def __enter__(self) -> Task:
        self._work.__enter__()
        return self._task

    def __exit__(self, *_: object) -> None:
        self._work.__exit__()
        self._registry.finish(self._task, keep=False)


def _not_stored(full_id: str) -> ResourceNotFoundError:
    """Returns the error of a task that nobody knows, as Elasticsearch tells it: it looks into an index of results."""
    error = ResourceNotFoundError(f"task [{full_id}] isn't running and hasn't stored its results")
    error.__cause__ = IndexNotFoundError(".tasks")
    return error
