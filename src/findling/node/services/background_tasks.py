"""Runs long work as a task: in the caller's thread, or in one of its own while the caller gets the task's id."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from findling.node.services.node import Node
from findling.node.services.tasks import Task


def run_task(
    node: Node,
    action: str,
    description: str,
    work: Callable[[Task], dict[str, Any]],
    wait: bool,
    opaque_id: str | None = None,
) -> dict[str, object]:
    """Returns the work's response, or the id of a task that goes on (`wait_for_completion=false`)."""
    task = node.tasks.start(action, description, {} if opaque_id is None else {"X-Opaque-Id": opaque_id})
    if not wait:
        run = copy_context().run  # with the rights of whoever asked
        thread = threading.Thread(target=run, args=(node.tasks.run, task, work, True), name=f"findling-task-{task.id}")
        try:
            thread.start()
        except RuntimeError:  # the system has no room for another thread
            node.tasks.finish(task, keep=False)
            raise
        return {"task": task.full_id}
    try:
        return work(task)
    finally:
        node.tasks.finish(task, keep=False)
