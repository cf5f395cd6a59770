"""Removes the snapshots of lifecycle policies that have had their time."""

import logging
import time

from findling.base.errors import FindlingError
from findling.cluster.access import under
from findling.node.services.node import Node
from findling.node.snapshots.delete import delete_snapshots
from findling.snapshots.lifecycle.policies import counted, policies, policy_of, with_retention_run
from findling.snapshots.lifecycle.policy import Policy
from findling.snapshots.root import SnapshotEntry

logger = logging.getLogger("findling.snapshots")


def run_retention(node: Node) -> None:
    """Looks through the repositories of all policies that say how long snapshots are kept."""
    started, failed = time.monotonic(), False
    for id_, kept in policies(node.cluster.state).items():
        policy = policy_of(id_, kept)
        if policy.retention is not None:
            try:
                _retain(node, policy)
            except FindlingError as error:
                failed = True
                logger.warning("retention failed policy=%s reason=%s", id_, error.reason)
    took_ms = int((time.monotonic() - started) * 1000)
    node.cluster.update(lambda state: with_retention_run(state, failed, took_ms))


def _retain(node: Node, policy: Policy) -> None:
    root = node.snapshots.repository(policy.repository).root()
    own = [entry for entry in root.snapshots if entry.policy == policy.id]
    for entry in [] if policy.retention is None else policy.retention.expired(own, node.clock.now_ms()):
        counter = "snapshots_deleted" if _delete(node, policy, entry) else "snapshot_deletion_failures"
        node.cluster.update(lambda state, counter=counter: counted(state, policy.id, counter))  # type: ignore[misc]


def _delete(node: Node, policy: Policy, entry: SnapshotEntry) -> bool:
    try:
        with under(None):
            delete_snapshots(node, policy.repository, [entry.name])
    except FindlingError as error:
        logger.warning("snapshot could not be removed snapshot=%s reason=%s", entry.name, error.reason)
        return False
    return True
