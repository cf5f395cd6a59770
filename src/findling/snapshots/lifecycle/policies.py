"""The lifecycle policies that the cluster's metadata keep, and what came of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.cluster.state import ClusterState
from findling.snapshots.lifecycle.policy import Policy

SECTION: Final = "snapshot_lifecycle"
_COUNTERS: Final = ("snapshots_taken", "snapshots_failed", "snapshots_deleted", "snapshot_deletion_failures")
_LONGEST_DETAILS: Final = 1000


def policies(state: ClusterState) -> Mapping[str, Mapping[str, Any]]:
    """Returns what is kept of all policies by id: policy, version, modified, last_success, last_failure."""
    kept: Mapping[str, Mapping[str, Any]] = _section(state).get("policies", {})
    return kept


def policy_of(id_: str, kept: Mapping[str, Any]) -> Policy:
    """Returns a kept policy."""
    return Policy.parse(id_, kept["policy"])


def is_stopped(state: ClusterState) -> bool:
    """Tells whether policies are not carried out at present."""
    return bool(_section(state).get("stopped", False))


def with_mode(state: ClusterState, stopped: bool) -> ClusterState:
    """Returns the state with policies carried out, or not."""
    return _with(state, stopped=stopped)


def with_policy(state: ClusterState, policy: Policy, now_ms: int) -> ClusterState:
    """Returns the state with a policy put, in its next version."""
    known = policies(state)
    old = known.get(policy.id, {})
    kept = {**old, "policy": policy.to_json(), "version": old.get("version", 0) + 1, "modified": now_ms}
    return _with(state, policies=dict(sorted({**known, policy.id: kept}.items())))


def without_policy(state: ClusterState, id_: str) -> ClusterState:
    """Returns the state without a policy."""
    return _with(state, policies={name: kept for name, kept in policies(state).items() if name != id_})


def with_outcome(
    state: ClusterState, id_: str, snapshot: str, start_ms: int | None, end_ms: int, details: str | None
) -> ClusterState:
    """Returns the state with what came of a policy, which may be gone meanwhile.

    details: why it failed, None: it did not
    """
    known = policies(state)
    record = {
        "snapshot_name": snapshot,
        **({} if start_ms is None else {"start_time": start_ms}),
        "time": end_ms,
        **({} if details is None else {"details": details[:_LONGEST_DETAILS]}),
    }
    if id_ in known:
        kept = {**known[id_], "last_success" if details is None else "last_failure": record}
        state = _with(state, policies={**known, id_: kept})
    return counted(state, id_, "snapshots_taken" if details is None else "snapshots_failed")


def counted(state: ClusterState, id_: str, counter: str, by: int = 1) -> ClusterState:
    """Returns the state with one of a policy's counters moved on."""
    all_stats = _section(state).get("stats", {})
    stats = policy_stats(state, id_)
    return _with(state, stats={**all_stats, id_: {**stats, counter: stats[counter] + by}})


def policy_stats(state: ClusterState, id_: str) -> dict[str, int]:
    """Returns the counters of a policy."""
    kept = _section(state).get("stats", {}).get(id_, {})
    return {counter: kept.get(counter, 0) for counter in _COUNTERS}


def counted_policies(state: ClusterState) -> list[str]:
    """Returns the policies that have counters, also those that are gone."""
    return sorted(_section(state).get("stats", {}))


def with_retention_run(state: ClusterState, failed: bool, took_ms: int) -> ClusterState:
    """Returns the state with one more run of retention."""
    runs = retention_runs(state)
    changed = {"runs": runs["runs"] + 1, "failed": runs["failed"] + failed, "time": runs["time"] + took_ms}
    return _with(state, retention=changed)


def retention_runs(state: ClusterState) -> dict[str, int]:
    """Returns how often retention ran and failed, and how long it took in all, in milliseconds."""
    return {"runs": 0, "failed": 0, "time": 0, **_section(state).get("retention", {})}


def _section(state: ClusterState) -> Mapping[str, Any]:
    section: Mapping[str, Any] = state.custom.get(SECTION, {})
    return section


def _with(state: ClusterState, **members: Any) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: {**_section(state), **members}})
