"""Lifecycle policies: put, shown, deleted; all of them started and stopped."""

from collections.abc import Mapping, Sequence
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, RepositoryMissingError, ResourceNotFoundError
from findling.base.units import format_time
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.snapshots.lifecycle.execution import generated_name
from findling.node.snapshots.lifecycle.schedules import Schedules
from findling.node.snapshots.names import name_fault
from findling.snapshots.lifecycle.policies import (
    counted_policies,
    is_stopped,
    policies,
    policy_stats,
    retention_runs,
    with_mode,
    with_policy,
    without_policy,
)
from findling.snapshots.lifecycle.policy import POLICY, Policy
from findling.snapshots.lifecycle.schedule import next_execution, next_interval

_ACKNOWLEDGED = {"acknowledged": True}


def put_policy(node: Node, id_: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Puts a policy. Raises ActionRequestValidationError, IllegalArgumentError."""
    policy, now_ms = Policy.parse(id_, body), node.clock.now_ms()
    policy.check(_fault_of_name(node, policy))
    least_ms: int = cluster_setting(node.cluster.state, "slm.minimum_interval")
    interval_ms = next_interval(policy.schedule, now_ms)
    if interval_ms is not None and interval_ms < least_ms:
        raise IllegalArgumentError(
            f"invalid schedule [{policy.schedule}]: schedule would be too frequent, executing more than every "
            f"[{format_time(least_ms)}]"
        )
    try:
        node.snapshots.definition(policy.repository)
    except RepositoryMissingError:
        raise IllegalArgumentError(f"no such repository [{policy.repository}]") from None
    node.cluster.change(lambda state: with_policy(state, policy, now_ms))
    node.kept(Schedules)  # looks from now on
    return _ACKNOWLEDGED


def _fault_of_name(node: Node, policy: Policy) -> str | None:
    try:
        return name_fault(generated_name(node, policy))
    except FindlingError as error:
        return error.reason


def get_policies(node: Node, ids: Sequence[str], human: bool) -> dict[str, Any]:
    """Returns policies with what came of them. Raises ResourceNotFoundError. human: with dates as text"""
    state = node.cluster.state
    known = policies(state)
    found = {id_: kept for id_, kept in known.items() if not ids or id_ in ids}
    if ids and not found:
        none_at_all = "" if known else ", no policies are configured"
        raise ResourceNotFoundError(f"snapshot lifecycle policy or policies [{', '.join(ids)}] not found{none_at_all}")
    return {id_: _shown(node, state, id_, kept, human) for id_, kept in found.items()}


def delete_policy(node: Node, id_: str) -> dict[str, Any]:
    """Deletes a policy; its snapshots stay. Raises ResourceNotFoundError."""

    def change(state: ClusterState) -> ClusterState:
        if id_ not in policies(state):
            raise ResourceNotFoundError(f"snapshot lifecycle policy not found: {id_}")
        return without_policy(state, id_)

    node.cluster.change(change)
    return _ACKNOWLEDGED


def set_mode(node: Node, stopped: bool) -> dict[str, Any]:
    """Lets policies be carried out, or not."""
    node.cluster.change(lambda state: state if is_stopped(state) == stopped else with_mode(state, stopped))
    return _ACKNOWLEDGED


def mode(node: Node) -> dict[str, Any]:
    """Returns whether policies are carried out."""
    return {"operation_mode": "STOPPED" if is_stopped(node.cluster.state) else "RUNNING"}


def statistics(node: Node) -> dict[str, Any]:
    """Returns how many snapshots policies have made and removed."""
    state = node.cluster.state
    runs = retention_runs(state)
    each = [{POLICY: id_, **policy_stats(state, id_)} for id_ in counted_policies(state)]
    return {
        "retention_runs": runs["runs"],
        "retention_failed": runs["failed"],
        "retention_timed_out": 0,
        "retention_deletion_time": format_time(runs["time"]),
        "retention_deletion_time_millis": runs["time"],
        "total_snapshots_taken": sum(one["snapshots_taken"] for one in each),
        "total_snapshots_failed": sum(one["snapshots_failed"] for one in each),
        "total_snapshots_deleted": sum(one["snapshots_deleted"] for one in each),
        "total_snapshot_deletion_failures": sum(one["snapshot_deletion_failures"] for one in each),
        "policy_stats": each,
    }


def _shown(node: Node, state: ClusterState, id_: str, kept: Mapping[str, Any], human: bool) -> dict[str, Any]:
    policy = Policy.parse(id_, kept["policy"])
    due = next_execution(policy.schedule, kept["modified"], node.clock.now_ms())
    running = [one for one in node.snapshots.running.all(policy.repository) if one.policy == id_]
    return {
        "version": kept["version"],
        **_moment("modified_date_millis", "modified_date", kept["modified"], human),
        "policy": policy.to_json(),
        **{name: _record(kept[name], human) for name in ("last_success", "last_failure") if kept.get(name) is not None},
        **_moment("next_execution_millis", "next_execution", -1 if due is None else due, human),
        **({"in_progress": _in_progress(running[-1], human)} if running else {}),
        "stats": {POLICY: id_, **policy_stats(state, id_)},
    }


def _in_progress(running: Any, human: bool) -> dict[str, Any]:
    return {
        "name": running.name,
        "uuid": running.uuid,
        "state": "STARTED",
        **_moment("start_time_millis", "start_time", running.start_ms, human),
    }


def _record(record: Mapping[str, Any], human: bool) -> dict[str, Any]:
    started = record.get("start_time")
    return {
        "snapshot_name": record["snapshot_name"],
        **({} if started is None else _moment("start_time", "start_time_string", started, human)),
        **_moment("time", "time_string", record["time"], human),
        **({"details": record["details"]} if "details" in record else {}),
    }


def _moment(name: str, text_name: str, milliseconds: int, human: bool) -> dict[str, Any]:
    shown = {text_name: iso_time(milliseconds)} if human else {}
    return {**shown, name: milliseconds}
