"""Indices come under policies, leave them, change them, try again, and tell where they are."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.errors.searching import OtherStatusError
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.lifecycle.ism.actions import kind_of, parts_of
from findling.node.lifecycle.ism.kept import KeptPolicy, kept_policies
from findling.node.lifecycle.ism.policies import shown_body
from findling.node.lifecycle.ism.policy import state_of
from findling.node.lifecycle.ism.standing import Standing, without_standing
from findling.node.services.index_selection import select
from findling.node.services.node import Node

OPTIONS: Final = IndicesOptions(forbid_closed=False)
_ID: Final = "index.plugins.index_state_management.policy_id"
_OLD_ID: Final = "index.opendistro.index_state_management.policy_id"
_UNMANAGED: Final = "This index is not being managed"


def add_policy(node: Node, expression: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Puts indices under a policy. Raises IllegalArgumentError, OtherStatusError."""
    kept = _policy(node, body)

    def change(index: IndexMetadata, standing: Standing | None) -> IndexMetadata | str:
        if standing is not None:
            return "This index already has a policy, use the update policy API to update index policies"
        return Standing.begun(kept).on(index)

    return _each(node, expression, change)


def remove_policy(node: Node, expression: str) -> dict[str, Any]:
    """Takes indices out of their policies."""

    def change(index: IndexMetadata, standing: Standing | None) -> IndexMetadata | str:
        return "This index does not have a policy to remove" if standing is None else without_standing(index)

    return _each(node, expression, change)


def change_policy(node: Node, expression: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Gives indices another policy: at once where they wait for a transition, else with the next one."""
    kept, state = _policy(node, body), body.get("state")
    if state is not None and state_of(kept.body, str(state)) is None:
        raise OtherStatusError(f"Policy [{kept.name}] does not have state [{state}]", 400)
    included = {each.get("state") for each in body.get("include") or ()}
    pending = {"policy_id": kept.name, "policy": kept.body, "seq_no": kept.seq_no, "state": state}

    def change(index: IndexMetadata, standing: Standing | None) -> IndexMetadata | str:
        if standing is None:
            return _UNMANAGED
        if included and standing.state not in included:
            return "This index is not in one of the included states"
        return replace(standing, changed=pending, has_failed=False, retry_at=None).on(index)

    return _each(node, expression, change)


def retry(node: Node, expression: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Lets indices try again what has failed, from the beginning of a state if one is named."""
    state, now_ms = body.get("state"), node.clock.now_ms()

    def change(index: IndexMetadata, standing: Standing | None) -> IndexMetadata | str:
        if standing is None:
            return _UNMANAGED
        if not standing.has_failed:
            return "This index is not in failed state."
        told = {"message": f"Pending retry of failed managed index [index={index.name}]"}
        again = replace(standing, has_failed=False, retries=0, retry_at=None, info=told, action_time=now_ms)
        if state is not None:
            again = replace(again, state=str(state), state_time=now_ms, action=0, step=0, step_time=now_ms)
        return again.on(index)

    return _each(node, expression, change)


def explain(node: Node, expression: str | None, shows_policy: bool) -> dict[str, Any]:
    """Returns for each index where it is in its policy."""
    shown: dict[str, Any] = {}
    total = 0
    indices = select(node, expression, OPTIONS)
    for index in indices:
        standing = Standing.of(index)
        total += standing is not None
        if standing is not None:
            shown[index.name] = _explained(index, standing, shows_policy)
        elif expression is not None:
            shown[index.name] = {_ID: None, _OLD_ID: None, "enabled": None}
    return {**shown, "total_managed_indices": total}


def _explained(index: IndexMetadata, standing: Standing, shows_policy: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        _ID: standing.policy_id,
        _OLD_ID: standing.policy_id,
        "index": index.name,
        "index_uuid": index.uuid,
        "policy_id": standing.policy_id,
        "policy_seq_no": standing.seq_no,
        "policy_primary_term": 1,
    }
    if index.rolled_over_ms is not None:
        body["rolled_over"] = True
    if standing.is_completed:
        body["policy_completed"] = True
    if standing.state is not None:
        body |= _place(standing)
    body |= {"info": dict(standing.info), "enabled": True}
    if shows_policy:
        kept = KeptPolicy(standing.policy_id, standing.policy, 1, standing.seq_no, standing.state_time or 0)
        body["policy"] = shown_body(kept)
    return body


def _place(standing: Standing) -> dict[str, Any]:
    """Returns state, action and step that an index is at."""
    state = state_of(standing.policy, str(standing.state))
    actions = [] if state is None else state["actions"]
    name, step = "transition", "attempt_transition_step"
    if standing.action < len(actions):
        name = kind_of(actions[standing.action])
        step = parts_of(actions[standing.action])[standing.step].name
    status = "failed" if standing.has_failed else "condition_not_met" if standing.retry_at is None else "starting"
    return {
        "state": {"name": standing.state, "start_time": standing.state_time},
        "action": {
            "name": name,
            "start_time": standing.action_time,
            "index": standing.action if name != "transition" else -1,
            "failed": standing.has_failed,
            "consumed_retries": standing.retries,
            "last_rollover": 0,
        },
        "step": {
            "name": step,
            "start_time": standing.step_time,
            "step_status": "completed" if standing.is_completed else status,
        },
        "retry_info": {"failed": standing.has_failed, "consumed_retries": standing.retries},
    }


def _policy(node: Node, body: Mapping[str, Any]) -> KeptPolicy:
    name = body.get("policy_id")
    if not name:
        raise IllegalArgumentError("Missing policy_id")
    kept = kept_policies(node.cluster.state).get(str(name))
    if kept is None:
        raise OtherStatusError(f"Could not find policy={name}", 404)
    return kept


def _each(
    node: Node, expression: str, change: Callable[[IndexMetadata, Standing | None], IndexMetadata | str]
) -> dict[str, Any]:
    """Changes each index that an expression means; those that cannot be are told with the reason."""
    chosen = select(node, expression, OPTIONS)
    failed: list[dict[str, Any]] = []
    updated = 0

    def apply(state: ClusterState) -> ClusterState:
        nonlocal updated
        failed.clear()
        updated = 0
        for index in chosen:
            current = state.indices.get(index.name)
            if current is None or current.uuid != index.uuid:
                continue
            made = change(current, Standing.of(current))
            if isinstance(made, str):
                failed.append({"index_name": index.name, "index_uuid": index.uuid, "reason": made})
            else:
                updated += 1
                state = state.with_index(made)
        return state

    node.cluster.change(apply)
    return {"updated_indices": updated, "failures": bool(failed), "failed_indices": failed}
