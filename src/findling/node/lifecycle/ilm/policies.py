"""Policies: put, shown, deleted; all of them started and stopped."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, RepositoryMissingError, ResourceNotFoundError
from findling.base.wildcards import matches
from findling.cluster.state import ClusterState
from findling.cluster.streams.policy_mode import RUNNING, STOPPED, mode, with_mode
from findling.cluster.templates import compose, find_stream_template
from findling.node.lifecycle.ilm.actions.searchable_snapshot import SearchableSnapshot
from findling.node.lifecycle.ilm.actions.wait_for_snapshot import WaitForSnapshot
from findling.node.lifecycle.ilm.kept import (
    KeptPolicy,
    is_known,
    kept_policy,
    policy_names,
    with_policy,
    without_policy,
)
from findling.node.lifecycle.ilm.policy import Policy, check_policy_name
from findling.node.lifecycle.ilm.rules import check_policy
from findling.node.lifecycle.ilm.transitions import with_refreshed_phases
from findling.node.lifecycle.managed import POLICY, policy_of
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.snapshots.lifecycle.policies import policies as snapshot_policies

_ACKNOWLEDGED: Final = {"acknowledged": True}


def put_policy(node: Node, name: str, body: Mapping[str, Any]) -> list[str]:
    """Puts a policy, and returns what it warns of. Raises XContentParseError, ActionRequestValidationError..."""
    policy = Policy.parse(name, body)
    check_policy(policy)
    check_policy_name(name)
    now_ms = node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        old = kept_policy(state, name)
        if old is not None and old.policy == policy:
            return state
        _check_what_is_named(node, state, policy)
        kept = KeptPolicy(policy, 1 if old is None else old.version + 1, now_ms)
        return with_refreshed_phases(with_policy(state, kept), kept)

    node.cluster.change(change)
    return _warnings(policy)


def _warnings(policy: Policy) -> list[str]:
    if not any("freeze" in phase.actions for phase in policy.phases.values()):
        return []
    return [
        "The freeze action in ILM is deprecated and will be removed in a future version; this action is already a noop "
        f"so it can be safely removed. Please remove the freeze action from the '{policy.name}' policy."
    ]


def _check_what_is_named(node: Node, state: ClusterState, policy: Policy) -> None:
    """Raises IllegalArgumentError for a repository, or a policy of snapshots, that is not there."""
    for phase in policy.phases.values():
        mount, snapshot = phase.actions.get("searchable_snapshot"), phase.actions.get("wait_for_snapshot")
        if isinstance(mount, SearchableSnapshot) and not _has_repository(node, mount.snapshot_repository):
            raise IllegalArgumentError(
                f"no such repository [{mount.snapshot_repository}], the snapshot repository referenced by the "
                f"[searchable_snapshot] action in the [{phase.name}] phase must exist before it can be referenced by "
                "an ILM policy"
            )
        if isinstance(snapshot, WaitForSnapshot) and snapshot.policy not in snapshot_policies(state):
            raise IllegalArgumentError(
                f"no such snapshot lifecycle policy [{snapshot.policy}], the snapshot lifecycle policy referenced by "
                f"the [wait_for_snapshot] action in the [{phase.name}] phase must exist before it can be referenced by "
                "an ILM policy"
            )


def _has_repository(node: Node, name: str) -> bool:
    try:
        node.snapshots.definition(name)
    except RepositoryMissingError:
        return False
    return True


def get_policies(node: Node, names: Sequence[str]) -> dict[str, Any]:
    """Returns policies with who uses them. Raises ResourceNotFoundError, IllegalArgumentError."""
    state = node.cluster.state
    if len(names) > 1 and any("*" in name for name in names):
        raise IllegalArgumentError(
            "wildcard only supports a single value, please use comma-separated values or a single wildcard value"
        )
    chosen: dict[str, None] = {}
    for name in names or ("*",):
        if "*" not in name and not is_known(state, name):
            raise ResourceNotFoundError(f"Lifecycle policy not found: {name}")
        chosen |= dict.fromkeys(known for known in policy_names(state) if matches(name, known))
    usage = _usage(state)
    found = [kept_policy(state, name) for name in chosen]
    return {kept.policy.name: _shown(kept, usage) for kept in found if kept is not None}


def _shown(kept: KeptPolicy, usage: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Any]:
    return {
        "version": kept.version,
        "modified_date": iso_time(kept.modified),
        "policy": kept.policy.to_json(),
        "in_use_by": {what: users.get(kept.policy.name, []) for what, users in usage.items()},
    }


def _usage(state: ClusterState) -> dict[str, dict[str, list[str]]]:
    """Returns who uses policies: names by the policy, by the kind of user."""
    used: dict[str, dict[str, list[str]]] = {"indices": {}, "data_streams": {}, "composable_templates": {}}
    policies = {name: policy_of(compose(state, name, body).settings) for name, body in state.index_templates.items()}
    for index in state.indices.values():
        _note(used["indices"], policy_of(index.settings), index.name)
    for stream in state.streams:
        template = find_stream_template(state, stream.name)
        said = policy_of(stream.settings) or policies.get(template or "")
        _note(used["data_streams"], said, stream.name)
    for name, policy in policies.items():
        _note(used["composable_templates"], policy, name)
    return used


def _note(users: dict[str, list[str]], policy: str | None, name: str) -> None:
    if policy is not None:
        users.setdefault(policy, []).append(name)


def delete_policy(node: Node, name: str) -> dict[str, Any]:
    """Deletes a policy that no index has. Raises IllegalArgumentError, ResourceNotFoundError."""

    def change(state: ClusterState) -> ClusterState:
        users = [index.name for index in state.indices.values() if index.settings.get(POLICY) == name]
        if users:
            raise IllegalArgumentError(
                f"Cannot delete policy [{name}]. It is in use by one or more indices: [{', '.join(users)}]"
            )
        if not is_known(state, name):
            raise ResourceNotFoundError(f"Lifecycle policy not found: {name}")
        return without_policy(state, name)

    node.cluster.change(change)
    return _ACKNOWLEDGED


def set_running(node: Node, running: bool) -> dict[str, Any]:
    """Lets policies be carried out, or not; a step that is under way comes to its end."""
    node.cluster.change(lambda state: with_mode(state, RUNNING if running else STOPPED))
    return _ACKNOWLEDGED


def status(node: Node) -> dict[str, Any]:
    """Returns whether policies are carried out."""
    return {"operation_mode": mode(node.cluster.state)}
