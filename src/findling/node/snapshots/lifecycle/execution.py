"""Carries a lifecycle policy out: one snapshot."""

import json
import logging
import threading
from contextvars import copy_context

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.ids import random_uuid
from findling.cluster.access import under
from findling.cluster.date_math_names import resolve_date_math
from findling.node.services.node import Node
from findling.node.snapshots.create import create_snapshot
from findling.snapshots.lifecycle.policies import policies, policy_of, with_outcome
from findling.snapshots.lifecycle.policy import Policy

logger = logging.getLogger("findling.snapshots")


def generated_name(node: Node, policy: Policy) -> str:
    """Returns the name of a policy's next snapshot. Raises what is wrong with its date maths."""
    return f"{resolve_date_math(policy.name, node.clock.now_ms())}-{random_uuid().lower()}"


def execute_policy(node: Node, id_: str) -> dict[str, str]:
    """Starts a snapshot of a policy, and returns its name. Raises IllegalArgumentError."""
    kept = policies(node.cluster.state).get(id_)
    if kept is None:
        raise IllegalArgumentError(f"no such snapshot lifecycle policy [{id_}]")
    policy = policy_of(id_, kept)
    name = generated_name(node, policy)
    thread = threading.Thread(target=copy_context().run, args=(carry_out, node, policy, name))
    node.snapshots.start(thread)
    return {"snapshot_name": name}


def carry_out(node: Node, policy: Policy, name: str) -> None:
    """Makes a snapshot for a policy and notes what came of it."""
    started_ms: int | None = node.clock.now_ms()
    details = None
    try:
        with under(None):  # whoever put the policy was allowed to
            made = create_snapshot(node, policy.repository, name, policy.request(), wait=True)
        failed = 0 if made is None else made["shards"]["failed"]
        if made is not None and failed:
            total = made["shards"]["total"]
            details = f"failed to create snapshot successfully, {failed} out of {total} total shards failed"
    except FindlingError as error:
        logger.warning("policy failed policy=%s reason=%s", policy.id, error.reason)
        details = json.dumps(error_object(error))
    if details is not None:
        started_ms = None
    ended_ms = node.clock.now_ms()
    node.cluster.update(lambda state: with_outcome(state, policy.id, name, started_ms, ended_ms, details))
