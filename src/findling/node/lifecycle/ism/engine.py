"""Carries the actions of states out, and takes indices from state to state."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.units import parse_time_ms
from findling.cluster.access import under
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.lifecycle.ilm.step import Done, Gone, Jump, Outcome, Part, Skip, StepKey, Turn, Wait
from findling.node.lifecycle.ism.actions import kind_of, parts_of
from findling.node.lifecycle.ism.kept import KeptPolicy, kept_policies, policy_for
from findling.node.lifecycle.ism.policy import state_of
from findling.node.lifecycle.ism.standing import SECTION, Standing
from findling.node.lifecycle.ism.transitions import next_state
from findling.node.services.node import Node

ENABLED: Final = "plugins.index_state_management.enabled"
INTERVAL: Final = "plugins.index_state_management.job_interval"
_MOST_STEPS: Final = 200
"""More than any policy has: what goes on longer goes round in circles."""
_BACKOFF: Final[Mapping[str, Callable[[int, int], int]]] = {
    "exponential": lambda delay_ms, retries: delay_ms * 2**retries,
    "linear": lambda delay_ms, retries: delay_ms * (retries + 1),
    "constant": lambda delay_ms, retries: delay_ms,
}
logger = logging.getLogger("findling.lifecycle")


def job_interval_ms(state: ClusterState) -> int:
    """Returns how often indices are looked at."""
    return int(cluster_setting(state, INTERVAL)) * 60_000


class IndexStates:
    """Goes through the indices that policies manage: `node.kept(IndexStates)`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._working = threading.Lock()

    def poll(self) -> None:
        """Takes every index as far as it goes; new ones come under the policies whose templates fit."""
        with self._working, under(None):
            state = self._node.cluster.state
            if not cluster_setting(state, ENABLED) or self._node.cluster.is_copy:
                return
            if kept_policies(state):
                self._adopt(state)
            for index in sorted(self._node.cluster.state.indices.values(), key=lambda index: index.name):
                if Standing.of(index) is not None:
                    self._advance(index)

    def _adopt(self, state: ClusterState) -> None:
        for index in state.indices.values():
            is_known = SECTION in index.custom
            is_of_system = index.name.startswith(".") and state.streams.parent(index.name) is None
            kept = None if is_known or is_of_system else policy_for(state, index)
            if kept is not None:
                self._change(index, None, Standing.begun(kept))

    def _advance(self, index: IndexMetadata) -> None:
        """Takes one index from step to step until it has to wait."""
        for _ in range(_MOST_STEPS):
            state = self._node.cluster.state
            current = state.indices.get(index.name)
            standing = None if current is None or current.uuid != index.uuid else Standing.of(current)
            if current is None or standing is None or standing.has_failed:
                return
            made, goes_on = self._step(state, current, standing)
            if made is not None and not self._change(current, standing, made):
                return
            if not goes_on:
                return

    def _step(self, state: ClusterState, index: IndexMetadata, standing: Standing) -> tuple[Standing | None, bool]:
        """Returns where the index is then, None if it is gone, and whether there is more to do now."""
        now_ms = self._node.clock.now_ms()
        if standing.state is None:
            return _in_state(standing, standing.policy["default_state"], now_ms), True
        if standing.retry_at is not None and now_ms < standing.retry_at:
            return None, False
        found = state_of(standing.policy, standing.state)
        if found is None:
            fault = IllegalArgumentError(f"Failed to find state=[{standing.state}] in policy=[{standing.policy_id}]")
            return replace(standing, has_failed=True, info=_told(fault)), False
        if standing.action >= len(found["actions"]):
            return self._transition(index, standing, found, now_ms)
        return self._act(state, index, standing, found["actions"][standing.action], now_ms)

    def _act(
        self, state: ClusterState, index: IndexMetadata, standing: Standing, action: Mapping[str, Any], now_ms: int
    ) -> tuple[Standing | None, bool]:
        parts = parts_of(action)
        part = parts[standing.step]
        key = StepKey(str(standing.state), kind_of(action), part.name)
        try:
            outcome = part.run(Turn(self._node, state, index, standing.progress, standing.policy_id, key))
        except FindlingError as error:
            logger.warning("step failed index=%s step=%s reason=%s", index.name, part.name, error.reason)
            return _failed(standing, action, error, now_ms), False
        except Exception as error:
            logger.exception("step failed index=%s step=%s", index.name, part.name)
            return _failed(standing, action, error, now_ms), False
        if isinstance(outcome, Gone):
            return None, False
        if isinstance(outcome, Wait):
            return _waiting(standing, action, outcome, now_ms), False
        return _beyond(standing, parts, outcome, key, index.name, now_ms), True

    def _transition(
        self, index: IndexMetadata, standing: Standing, found: Mapping[str, Any], now_ms: int
    ) -> tuple[Standing | None, bool]:
        changed = standing.changed
        if changed is not None:
            kept = KeptPolicy(changed["policy_id"], changed["policy"], 0, changed["seq_no"], 0)
            return Standing.begun(kept, changed.get("state"), now_ms), True
        if not found["transitions"]:
            done = {"message": f"Successfully completed policy [index={index.name}]"}
            return replace(standing, is_completed=True, info=done), False
        target = next_state(self._node, index, standing, found["transitions"], now_ms)
        if target is None:
            waiting = {"message": f"Evaluating transition conditions [index={index.name}]"}
            return replace(standing, info=waiting), False
        told = {"message": f"Transitioning to {target} [index={index.name}]"}
        return replace(_in_state(standing, target, now_ms), info=told), True

    def _change(self, index: IndexMetadata, before: Standing | None, made: Standing) -> bool:
        """Writes down where an index is, if it still was where it had been, and whether it was."""
        was_there = False

        def apply(state: ClusterState) -> ClusterState:
            nonlocal was_there
            current = state.indices.get(index.name)
            was_there = current is not None and current.uuid == index.uuid and Standing.of(current) == before
            if current is None or not was_there or made == before:
                return state
            return state.with_index(made.on(current))

        self._node.cluster.update(apply)
        return was_there


def _in_state(standing: Standing, state: str, now_ms: int) -> Standing:
    begun = replace(standing, state=state, state_time=now_ms, is_completed=False)
    return _at(begun, 0, 0, now_ms)


def _at(standing: Standing, action: int, step: int, now_ms: int) -> Standing:
    """Returns the standing at a step that has not been tried yet."""
    begun = standing.action_time if step else now_ms
    return replace(standing, action=action, action_time=begun, step=step, step_time=now_ms, retries=0, retry_at=None)


def _beyond(
    standing: Standing, parts: Sequence[Part], outcome: Outcome, key: StepKey, index: str, now_ms: int
) -> Standing:
    """Returns the standing behind a step that is done."""
    noted = {**standing.noted, **(outcome.noted if isinstance(outcome, Done) else {})}
    told = replace(standing, noted=noted, info={"message": f"Successfully ran {key.name} [index={index}]"})
    if isinstance(outcome, Jump):
        return _at(told, standing.action, [part.name for part in parts].index(outcome.name), now_ms)
    if isinstance(outcome, Skip) or standing.step + 1 >= len(parts):
        return _at(told, standing.action + 1, 0, now_ms)
    return _at(told, standing.action, standing.step + 1, now_ms)


def _waiting(standing: Standing, action: Mapping[str, Any], outcome: Wait, now_ms: int) -> Standing:
    limit, since = action.get("timeout"), standing.action_time
    if limit is not None and since is not None and now_ms >= since + parse_time_ms(str(limit), "timeout"):
        return replace(standing, has_failed=True, info={"message": "Action timed out"})
    return standing if outcome.info is None else replace(standing, info=dict(outcome.info))


def _failed(standing: Standing, action: Mapping[str, Any], error: Exception, now_ms: int) -> Standing:
    """Returns the standing of an index whose step has raised: it is tried again some times."""
    retry, retries = action["retry"], standing.retries
    if retries >= int(retry["count"]):
        return replace(standing, has_failed=True, retry_at=None, info=_told(error))
    backoff = _BACKOFF.get(str(retry["backoff"]), _BACKOFF["exponential"])
    later = now_ms + backoff(parse_time_ms(str(retry["delay"]), "delay"), retries)
    return replace(standing, retries=retries + 1, retry_at=later, info=_told(error))


def _told(error: Exception) -> dict[str, Any]:
    return {"message": error.reason if isinstance(error, FindlingError) else str(error), "cause": str(error)}
