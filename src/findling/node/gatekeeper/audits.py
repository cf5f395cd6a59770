"""Audits: on demand, and periodically while there is a constraint."""

import logging
import threading
from collections.abc import Iterator
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster import gatekeeper_settings as settings
from findling.cluster.access import under
from findling.cluster.cluster_settings import cluster_setting
from findling.node.gatekeeper.index_objects import index_objects
from findling.node.gatekeeper.violation_index import ViolationWriter
from findling.node.services.background_tasks import run_task
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.policy.gatekeeper.audit import Audit
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.objects import JsonObject

ACTION: Final = "cluster:admin/findling/policy/gatekeeper/audit"
logger = logging.getLogger("findling.gatekeeper")


def audit(node: Node, indices: str | None, task: Task) -> JsonObject:
    """Judges the resources that are kept, and the documents of indices, and returns what was found.

    indices: an expression; None: that of the setting
    Raises IndexNotFoundError, EngineError.
    """
    expression = _setting(node, settings.INDEX) if indices is None else indices
    run = node.gatekeeper.audit(_setting(node, settings.LIMIT))
    writer = ViolationWriter(node, task) if _setting(node, settings.DOCUMENTS) else None
    skipped = 0
    for body in _bodies(node, expression, task):
        task.check()
        try:
            for document in run.judge(body):
                if writer is not None:
                    writer.add(document)
        except InvalidObjectError:  # a document that is no object of Kubernetes
            skipped += 1
    if writer is not None:
        writer.finish()
    node.gatekeeper.finish(run)
    return _summary(run, skipped)


def run_audit(node: Node, indices: str | None = None, wait: bool = True) -> JsonObject:
    """Audits now (see `audit`), or in a task whose id is returned.

    Raises AuditRunningError while another audit runs, and what an audit raises.
    """
    return run_task(node, ACTION, "audit of resources", lambda task: _one_at_once(node, indices, task), wait)


def _one_at_once(node: Node, indices: str | None, task: Task) -> JsonObject:
    with node.gatekeeper.schedule.running():
        node.gatekeeper.schedule.last = audit(node, indices, task)
        return node.gatekeeper.schedule.last


def watch_audits(node: Node) -> None:
    """Lets a node audit periodically, as long as there is anything to be violated."""
    node.background.also.append(lambda: _audit_if_due(node))


def _audit_if_due(node: Node) -> None:
    interval_s = _setting(node, settings.INTERVAL) / 1000
    if node.gatekeeper.schedule.is_due(interval_s) and node.gatekeeper.has_constraints():
        threading.Thread(target=_audit_alone, args=(node,), name="findling-audit", daemon=True).start()


def _audit_alone(node: Node) -> None:
    try:
        with under(None):
            run_audit(node)
    except FindlingError as error:
        logger.warning("audit failed reason=%s", error.reason)
    except Exception:
        logger.exception("audit failed")


def _bodies(node: Node, expression: str, task: Task) -> Iterator[dict[str, Any]]:
    yield from node.gatekeeper.bodies()
    if expression:
        yield from index_objects(node, expression, task.check)


def _summary(run: Audit, skipped: int) -> JsonObject:
    totals = [(kind, name, run.status(one)["totalViolations"]) for (kind, name), one in sorted(run.constraints.items())]
    return {
        "auditTimestamp": run.timestamp,
        "resources": run.objects,
        "skipped": skipped,
        "totalViolations": run.violations,
        "constraints": [{"kind": kind, "name": name, "totalViolations": total} for kind, name, total in totals],
    }


def _setting(node: Node, key: str) -> Any:
    return cluster_setting(node.cluster.state, key)
