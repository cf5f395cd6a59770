"""Starts lifecycle policies and retention when they are due."""

import logging
import threading
from typing import Any

from findling.base.errors import FindlingError
from findling.cluster.cluster_settings import cluster_setting
from findling.node.services.node import Node
from findling.node.snapshots.lifecycle.execution import execute_policy
from findling.node.snapshots.lifecycle.retention import run_retention
from findling.snapshots.lifecycle.policies import is_stopped, policies, policy_of
from findling.snapshots.lifecycle.schedule import next_execution

_RETENTION = "slm.retention_schedule"
logger = logging.getLogger("findling.snapshots")


class Schedules:
    """Knows when each policy is due: `node.kept(Schedules)`. What was missed while stopped is left out."""

    def __init__(self, node: Node) -> None:
        self._node = node
        node.background.also.append(self.look)
        self._due: dict[tuple[str, Any], int | None] = {}

    def look(self) -> None:
        """Starts what is due."""
        state, now_ms = self._node.cluster.state, self._node.clock.now_ms()
        known = policies(state)
        retention = str(cluster_setting(state, _RETENTION) or "")
        if not known:
            self._due.clear()
            return
        current: dict[tuple[str, Any], int | None] = {}
        for id_, kept in known.items():
            key = (id_, kept["version"])
            schedule = policy_of(id_, kept).schedule
            current[key] = self._is_due_again(key, schedule, kept["modified"], now_ms)
            if self._was_due(key, now_ms) and not is_stopped(state):
                self._start(id_)
        key = (_RETENTION, retention)
        if retention:
            current[key] = self._is_due_again(key, retention, 0, now_ms)
            if self._was_due(key, now_ms) and not is_stopped(state):
                self._node.snapshots.start(threading.Thread(target=run_retention, args=(self._node,)))
        self._due = current

    def _was_due(self, key: tuple[str, Any], now_ms: int) -> bool:
        due = self._due.get(key)
        return due is not None and due <= now_ms

    def _is_due_again(self, key: tuple[str, Any], schedule: str, modified_ms: int, now_ms: int) -> int | None:
        """Returns when something is due next: as it was known, or anew if that time has come."""
        due = self._due.get(key, -1)
        return next_execution(schedule, modified_ms, now_ms) if due is not None and due <= now_ms else due

    def _start(self, id_: str) -> None:
        try:
            execute_policy(self._node, id_)
        except FindlingError as error:
            logger.warning("policy could not be started policy=%s reason=%s", id_, error.reason)
