"""How lifecycles and data streams are used: figures of `_xpack/usage`."""

from typing import Any

from findling.cluster.state import ClusterState
from findling.node.lifecycle.ilm.kept import kept_policy, policy_names
from findling.node.lifecycle.managed import POLICY
from findling.snapshots.lifecycle.policies import counted_policies, policies, policy_stats


def lifecycle_usage(state: ClusterState) -> dict[str, Any]:
    """Returns the policies of indices: how many indices each has, its phases and their actions."""
    stats = []
    for name in policy_names(state):
        kept = kept_policy(state, name)
        if kept is not None:
            phases = {
                phase.name: {"min_age": phase.min_age_ms, "actions": list(phase.actions)}
                for phase in kept.policy.ordered
            }
            managed = sum(index.settings.get(POLICY) == name for index in state.indices.values())
            stats.append({"phases": phases, "indices_managed": managed})
    return {"policy_count": len(stats), "policy_stats": stats}


def snapshot_lifecycle_usage(state: ClusterState) -> dict[str, Any]:
    """Returns the policies of snapshots: how many, and what they did."""
    figures = {name: policy_stats(state, name) for name in counted_policies(state)}
    each = [{"policy": name, **counted} for name, counted in figures.items()]
    counters = {
        f"total_{name}": sum(counted[name] for counted in figures.values())
        for name in ("snapshots_taken", "snapshots_failed", "snapshots_deleted", "snapshot_deletion_failures")
    }
    return {"policy_count": len(policies(state)), "policy_stats": {**counters, "policy_stats": each}}


def stream_usage(state: ClusterState) -> dict[str, Any]:
    """Returns how many streams there are, and how many indices they have."""
    streams = list(state.streams)
    explicit = sum((stream.options or {}).get("failure_store") is not None for stream in streams)
    return {
        "data_streams": len(streams),
        "indices_count": sum(len(stream.indices) for stream in streams),
        "failure_store": {
            "explicitly_enabled_count": explicit,
            "failure_indices_count": sum(len(stream.failure_indices) for stream in streams),
        },
    }
