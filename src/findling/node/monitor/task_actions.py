"""Tasks: listed, waited for, cancelled."""

from typing import Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ResourceNotFoundError
from findling.base.wildcards import matches_any
from findling.node.by_query.by_query_progress import together
from findling.node.by_query.slices import share
from findling.node.monitor.nodes_info import node_header
from findling.node.services.node import Node
from findling.node.services.tasks import TASK_ID, Task
from findling.node.services.throttle import parse_speed

LIST_ACTION: Final = "cluster:monitor/tasks/lists"


def chosen_tasks(node: Node, actions: list[str], parent: str | None = None) -> list[Task]:
    """Returns the running tasks of the given actions, and of those the children of one task."""
    return [
        task
        for task in node.tasks.running()
        if (not actions or matches_any(actions, task.action)) and (parent is None or task.parent == parent)
    ]


def list_tasks(
    node: Node,
    actions: list[str],
    group_by: str = "nodes",
    detailed: bool = False,
    opaque_id: str | None = None,
    here: bool = True,
    parent: str | None = None,
) -> dict[str, object]:
    """Returns the running tasks, of which this is one, grouped by node or not at all.

    detailed: with what they are doing
    here: False if the request asks for tasks of other nodes; parent: id of the task whose children are wanted
    """
    if group_by not in ("nodes", "parents", "none"):
        raise IllegalArgumentError(f"[group_by] must be one of [nodes], [parents] or [none] but was [{group_by}]")
    own = node.tasks.start(LIST_ACTION, "", {} if opaque_id is None else {"X-Opaque-Id": opaque_id})
    own.cancellable = False
    try:
        return _listed(node, group_by, detailed, chosen_tasks(node, actions, parent) if here else [])
    finally:
        node.tasks.finish(own, keep=False)


def _listed(node: Node, group_by: str, detailed: bool, chosen: list[Task]) -> dict[str, object]:
    now_ms = node.clock.now_ms()
    shown = {task.full_id: task.to_json(now_ms, detailed) for task in chosen}
    if group_by == "none":
        return {"tasks": list(shown.values())}
    if group_by == "parents":
        for task in chosen:
            if task.parent in shown:
                shown[task.parent].setdefault("children", []).append(shown[task.full_id])
        return {"tasks": {task.full_id: shown[task.full_id] for task in chosen if task.parent not in shown}}
    return {"nodes": {node.id: {**node_header(node), "tasks": shown}} if shown else {}}


def get_task(node: Node, task_id: str, wait_ms: int = 0) -> dict[str, object]:
    """Returns one task, after it has ended if that happens in time."""
    task = node.tasks.get(task_id)
    if wait_ms:
        task.wait(wait_ms / 1000)
    return node.tasks.result(task)


def cancel_tasks(
    node: Node, task_id: str | None, actions: list[str], here: bool = True, parent: str | None = None
) -> dict[str, object]:
    """Cancels one task, or those of the given actions. here, parent: as for `list_tasks`"""
    if not here:
        return {"nodes": {}}
    if task_id is not None and ":" in task_id and not task_id.startswith(f"{node.id}:"):
        return _elsewhere(task_id)
    chosen = [node.tasks.get(task_id)] if task_id is not None else chosen_tasks(node, actions, parent)
    now_ms = node.clock.now_ms()
    for task in chosen:
        for cancelled in (task, *task.children):
            cancelled.cancelled = True
    shown = {task.full_id: task.to_json(now_ms) for task in chosen if not task.done}
    return {"nodes": {node.id: {**node_header(node), "tasks": shown}} if shown else {}}


def _elsewhere(task_id: str) -> dict[str, object]:
    """Returns the answer about a task of a node that is not there."""
    node_id, _, _ = task_id.rpartition(":")
    missing = {"type": "no_such_node_exception", "reason": f"No such node [{node_id}]", "node_id": node_id}
    failure = {"type": "failed_node_exception", "reason": f"Failed node [{node_id}]", "node_id": node_id}
    return {"node_failures": [{**failure, "caused_by": missing}], "nodes": {}}


def rethrottle(node: Node, task_id: str, requests_per_second: str | None) -> dict[str, object]:
    """Returns the tasks of which the speed was changed. Raises ActionRequestValidationError without a speed."""
    if not TASK_ID.fullmatch(task_id):
        raise IllegalArgumentError(f"malformed task id {task_id}")
    if requests_per_second is None:
        raise ActionRequestValidationError("Validation Failed: 1: requests_per_second must be set;")
    speed = parse_speed(requests_per_second)
    if not task_id.startswith(f"{node.id}:"):
        return _elsewhere(task_id)
    task = node.tasks.get(task_id)
    if task.done:
        raise ResourceNotFoundError(f"task [{task_id}] is missing")
    task.throttle.change(speed)
    shown = task.to_json(node.clock.now_ms())
    if task.children:
        share(task, task.children)
        shown["status"] = together([{**child.status, **child.throttle.status()} for child in task.children])
    return {"nodes": {node.id: {**node_header(node), "tasks": {task.full_id: shown}}}}
