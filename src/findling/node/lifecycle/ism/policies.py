"""Policies of index states: put, shown, deleted."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import VersionConflictError
from findling.base.errors.searching import OtherStatusError
from findling.cluster.state import ClusterState
from findling.node.lifecycle.ism.kept import KeptPolicy, kept_policies, next_seq_no, with_policy, without_policy
from findling.node.lifecycle.ism.policy import SCHEMA_VERSION, parse_policy
from findling.node.services.node import Node

_INDEX: Final = ".opendistro-ism-config"


def put_policy(node: Node, name: str, body: Mapping[str, Any], if_seq_no: int | None) -> tuple[dict[str, Any], bool]:
    """Returns a policy as it was put, and whether it is new. Raises IllegalArgumentError, VersionConflictError.

    if_seq_no: of the policy that it replaces; None: there must be none
    """
    policy = parse_policy(body)
    now_ms = node.clock.now_ms()
    found: list[KeptPolicy] = []

    def change(state: ClusterState) -> ClusterState:
        old = kept_policies(state).get(name)
        if (None if old is None else old.seq_no) != if_seq_no:
            raise VersionConflictError(_conflict(name, old, if_seq_no))
        kept = KeptPolicy(name, policy, 1 if old is None else old.version + 1, next_seq_no(state), now_ms)
        found[:] = [kept]
        return with_policy(state, kept)

    node.cluster.change(change)
    return {**shown(found[0], wrapped=True)}, found[0].version == 1


def _conflict(name: str, old: KeptPolicy | None, if_seq_no: int | None) -> str:
    if if_seq_no is None:
        return f"[{name}]: version conflict, document already exists (current version [{old.version if old else 0}])"
    found = (
        "no document was found" if old is None else f"current document has seqNo [{old.seq_no}] and primary term [1]"
    )
    return f"[{name}]: version conflict, required seqNo [{if_seq_no}], primary term [1]. {found}"


def get_policy(node: Node, name: str) -> dict[str, Any]:
    """Returns a policy. Raises OtherStatusError."""
    kept = kept_policies(node.cluster.state).get(name)
    if kept is None:
        raise OtherStatusError("Policy not found", 404)
    return shown(kept)


def list_policies(node: Node, begin: int, size: int, text: str) -> dict[str, Any]:
    """Returns some of the policies whose names have a text in them."""
    kept = [each for each in kept_policies(node.cluster.state).values() if text.strip("*") in each.name]
    return {"policies": [shown(each) for each in kept[begin : begin + size]], "total_policies": len(kept)}


def delete_policy(node: Node, name: str) -> dict[str, Any]:
    """Deletes a policy; indices under it go on as it was. Raises OtherStatusError."""
    version = 0

    def change(state: ClusterState) -> ClusterState:
        nonlocal version
        kept = kept_policies(state).get(name)
        if kept is None:
            raise OtherStatusError("Policy not found", 404)
        version = kept.version + 1
        return without_policy(state, name)

    after = node.cluster.change(change)
    return {
        "_index": _INDEX,
        "_id": name,
        "_version": version,
        "result": "deleted",
        "forced_refresh": True,
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "_seq_no": next_seq_no(after) - 1,
        "_primary_term": 1,
    }


def shown(kept: KeptPolicy, wrapped: bool = False) -> dict[str, Any]:
    """Returns a policy as answers have it. wrapped: whether it stands in one more object, as where it was put"""
    body = shown_body(kept)
    return {
        "_id": kept.name,
        "_version": kept.version,
        "_seq_no": kept.seq_no,
        "_primary_term": 1,
        "policy": {"policy": body} if wrapped else body,
    }


def shown_body(kept: KeptPolicy) -> dict[str, Any]:
    """Returns what a policy says."""
    templates = kept.body["ism_template"]
    dated = templates and [{**template, "last_updated_time": kept.modified} for template in templates]
    return {
        "policy_id": kept.name,
        "description": kept.body["description"],
        "last_updated_time": kept.modified,
        "schema_version": SCHEMA_VERSION,
        "error_notification": kept.body["error_notification"],
        "default_state": kept.body["default_state"],
        "states": kept.body["states"],
        "ism_template": dated,
    }
