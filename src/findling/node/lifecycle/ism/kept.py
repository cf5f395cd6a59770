"""The policies that the cluster's metadata keep, with their versions; indices that templates put under one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.wildcards import matches
from findling.cluster.state import ClusterState, IndexMetadata

SECTION: Final = "index_state_management"


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """A policy. body: as `parse_policy` returns it; modified: ms since 1970"""

    name: str
    body: Mapping[str, Any]
    version: int
    seq_no: int
    modified: int


def kept_policies(state: ClusterState) -> dict[str, KeptPolicy]:
    """Returns all policies by their names, sorted."""
    kept: Mapping[str, Any] = _section(state).get("policies", {})
    return {name: KeptPolicy(name, **kept[name]) for name in sorted(kept)}


def next_seq_no(state: ClusterState) -> int:
    return int(_section(state).get("seq_no", -1)) + 1


def with_policy(state: ClusterState, kept: KeptPolicy) -> ClusterState:
    """Returns the state with a policy added or replaced."""
    body = {"body": kept.body, "version": kept.version, "seq_no": kept.seq_no, "modified": kept.modified}
    return _with(state, {**_section(state).get("policies", {}), kept.name: body}, kept.seq_no)


def without_policy(state: ClusterState, name: str) -> ClusterState:
    """Returns the state without a policy; that counts as a change of its own."""
    left = {other: kept for other, kept in _section(state).get("policies", {}).items() if other != name}
    return _with(state, left, next_seq_no(state))


def policy_for(state: ClusterState, index: IndexMetadata) -> KeptPolicy | None:
    """Returns the policy whose template fits an index that was made after it, the one of the highest priority."""
    fitting = [
        (template["priority"], kept.modified, kept)
        for kept in kept_policies(state).values()
        for template in kept.body.get("ism_template") or ()
        if kept.modified <= index.creation_date
        and any(matches(pattern, _outer_name(state, index)) for pattern in template["index_patterns"])
    ]
    return max(fitting, key=lambda each: each[:2])[2] if fitting else None


def _outer_name(state: ClusterState, index: IndexMetadata) -> str:
    stream = state.streams.parent(index.name)
    return index.name if stream is None else stream.name


def _section(state: ClusterState) -> Mapping[str, Any]:
    section: Mapping[str, Any] = state.custom.get(SECTION, {})
    return section


def _with(state: ClusterState, policies: Mapping[str, Any], seq_no: int) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: {"policies": policies, "seq_no": seq_no}})
