"""Carries the steps of policies out."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cluster.access import under
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.origination import DATE, date_in_name, is_in_name, origination_date
from findling.cluster.streams.policy_mode import RUNNING, SECTION, mode
from findling.node.lifecycle.ilm.history import History
from findling.node.lifecycle.ilm.kept import KeptPolicy, kept_policy
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ilm.step import (
    COMPLETE,
    ERROR,
    INIT,
    Done,
    Gone,
    Jump,
    Outcome,
    Skip,
    Step,
    StepKey,
    Turn,
    Wait,
)
from findling.node.lifecycle.ilm.transitions import (
    current_key,
    failed,
    info_of,
    moved,
    retried,
    step_at,
    steps_for,
)
from findling.node.lifecycle.managed import BY_POLICY, POLICY, lifecycle_of, manager, setting_ms
from findling.node.services.node import Node

POLL: Final = "indices.lifecycle.poll_interval"
SKIPPED: Final = "index.lifecycle.skip"
_MOST_STEPS: Final = 200
"""More than any policy has: what goes on longer goes round in circles."""
logger = logging.getLogger("findling.lifecycle")


def policy_poll_ms(state: ClusterState) -> int:
    """Returns how often policies are looked at."""
    return setting_ms(state, POLL)


def is_under_policy(state: ClusterState, index: IndexMetadata) -> bool:
    """Whether a policy manages an index, not the lifecycle of its stream."""
    if not index.settings.get(POLICY):
        return False
    stream = state.streams.parent(index.name)
    return manager(index.settings, None if stream is None else lifecycle_of(state, stream, index.name)) == BY_POLICY


class IndexLifecycles:
    """Goes through the indices that policies manage: `node.kept(IndexLifecycles)`.

    `poll` looks at all of them; `follow` at what a change of the cluster state lets go on.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._working = threading.Lock()
        self._seen: ClusterState | None = None

    def poll(self, steps: int = _MOST_STEPS) -> None:
        """Takes every index as far as it goes, but not further than some steps."""
        self._run(polled=True, steps=steps)

    def follow(self) -> None:
        """Takes the indices that a change of the state may let go on as far as they go without waiting for a poll."""
        while self._node.cluster.state is not self._seen:
            self._run(polled=False)

    @property
    def is_behind(self) -> bool:
        """Whether the state has changed since it was looked at, and there are policies to follow."""
        state = self._node.cluster.state
        if state is self._seen:
            return False
        if not any(index.settings.get(POLICY) for index in state.indices.values()):
            self._seen = state
            return False
        return True

    def _run(self, polled: bool, steps: int = _MOST_STEPS) -> None:
        with self._working, under(None):
            before, self._seen = self._seen, self._node.cluster.state
            for index in _managed(self._seen, None if polled else before):
                self._advance(index.name, index.uuid, polled, steps)

    def _advance(self, name: str, uuid: str, polled: bool, steps: int) -> None:
        """Takes one index from step to step until it has to wait."""
        for _ in range(steps):
            state = self._node.cluster.state
            index = state.indices.get(name)
            stopped = mode(state) != RUNNING or self._node.cluster.is_copy
            if index is None or index.uuid != uuid or stopped or str(index.settings.get(SKIPPED)) == "true":
                return
            if not self._step(state, index, polled):
                return

    def _step(self, state: ClusterState, index: IndexMetadata, polled: bool) -> bool:
        """Carries one step out, and whether there is another to carry out now."""
        policy = index.settings[POLICY]
        kept = kept_policy(state, policy)
        if kept is None:
            self._note(index, info_of(IllegalArgumentError(f"policy [{policy}] does not exist")))
            return False
        progress = Progress.of(index)
        key = current_key(progress)
        if key is None or key == INIT:
            return self._begin(index, kept, key)
        if key.name == ERROR:
            return polled and self._retry(index, progress, kept)
        step = step_at(steps_for(progress, kept), key)
        if step is None or (step.polled and not polled):
            return False
        if step.key.name == COMPLETE:
            return self._next_phase(index, progress, kept, step)
        turn = Turn(self._node, state, index, progress, policy, key, step.after_action)
        return self._settle(turn, kept, step, self._outcome(turn, step))

    def _outcome(self, turn: Turn, step: Step) -> Outcome | Exception:
        try:
            return step.run(turn)
        except FindlingError as error:
            logger.warning("step failed index=%s step=%s reason=%s", turn.index.name, step.key.name, error.reason)
            return error
        except Exception as error:
            logger.exception("step failed index=%s step=%s", turn.index.name, step.key.name)
            return error

    def _settle(self, turn: Turn, kept: KeptPolicy, step: Step, outcome: Outcome | Exception) -> bool:
        """Writes down what came of a step, and whether there is another to carry out now."""
        now_ms = self._node.clock.now_ms()
        if isinstance(outcome, Gone):
            return False
        if isinstance(outcome, Exception):
            error = outcome
            # the first failure of a step waits for the next poll
            self._change(turn.index, step.key, lambda progress: failed(progress, error, kept, now_ms))
            return False
        if isinstance(outcome, Wait):
            if outcome.info is not None:
                self._note(turn.index, dict(outcome.info))
            return False
        following, noted = _following(step, outcome), outcome.noted if isinstance(outcome, Done) else {}
        if following is None:
            return False
        return self._change(
            turn.index, step.key, lambda progress: moved(replace(progress, **noted), following, kept, now_ms)
        )

    def _begin(self, index: IndexMetadata, kept: KeptPolicy, key: StepKey | None) -> bool:
        """Begins the policy of an index."""
        now_ms = self._node.clock.now_ms()

        def change(state: ClusterState) -> ClusterState:
            current = state.indices.get(index.name)
            if current is None or current.uuid != index.uuid or current_key(Progress.of(current)) != key:
                return state
            begun = moved(Progress(lifecycle_date=current.creation_date), INIT, kept, now_ms)
            try:
                if is_in_name(current.settings):
                    date = str(date_in_name(current.name))
                    current = replace(current, settings={**current.settings, DATE: date})
                begun = moved(begun, _FIRST, kept, now_ms)
            except IllegalArgumentError as error:
                begun = failed(begun, error, kept, now_ms)
            return state.with_index(begun.on(current))

        before = self._node.cluster.state
        after = self._node.cluster.update(change)
        if after is not before and index.name in after.indices:
            self._node.kept(History).note(index, Progress.of(after.indices[index.name]))
        return after is not before

    def _next_phase(self, index: IndexMetadata, progress: Progress, kept: KeptPolicy, step: Step) -> bool:
        following = step.following
        if following is None:
            return False
        phase = kept.policy.phases.get(following.phase)
        since = origination_date(index.settings) or progress.lifecycle_date
        now_ms = self._node.clock.now_ms()
        if phase is not None and since is not None and now_ms < since + phase.min_age_ms:
            return False
        return self._change(index, step.key, lambda current: moved(current, following, kept, now_ms))

    def _retry(self, index: IndexMetadata, progress: Progress, kept: KeptPolicy) -> bool:
        if not progress.is_auto_retryable_error:
            return False
        now_ms, key = self._node.clock.now_ms(), current_key(progress)
        return self._change(index, key, lambda current: retried(current, kept, now_ms, by_itself=True))

    def _note(self, index: IndexMetadata, info: dict[str, object]) -> None:
        """Shows something of the present step."""
        key = current_key(Progress.of(index))
        self._change(index, key, lambda progress: replace(progress, step_info=info))

    def _change(self, index: IndexMetadata, key: StepKey | None, change: Callable[[Progress], Progress]) -> bool:
        """Changes the progress of an index that is still at a step, and whether it was."""
        was_there, made = False, Progress()

        def apply(state: ClusterState) -> ClusterState:
            nonlocal was_there, made
            current = state.indices.get(index.name)
            if current is None or current.uuid != index.uuid or current_key(Progress.of(current)) != key:
                return state
            was_there = True
            progress = Progress.of(current)
            made = change(progress)
            return state if made == progress else state.with_index(made.on(current))

        self._node.cluster.update(apply)
        if was_there and current_key(made) != key:
            self._node.kept(History).note(index, made)
        return was_there


def _managed(state: ClusterState, before: ClusterState | None) -> list[IndexMetadata]:
    """Returns the indices under policies. before: only those for which something has changed since this state"""
    if mode(state) != RUNNING:
        return []
    found = [index for _, index in sorted(state.indices.items()) if is_under_policy(state, index)]
    if before is None or before.custom.get(SECTION) is not state.custom.get(SECTION):
        return found
    rolled = before.streams is not state.streams
    return [
        index
        for index in found
        if before.indices.get(index.name) is not index or (rolled and state.streams.parent(index.name) is not None)
    ]


_FIRST: Final = StepKey("new", COMPLETE, COMPLETE)


def _following(step: Step, outcome: Outcome) -> StepKey | None:
    if isinstance(outcome, Skip):
        return step.after_action
    if isinstance(outcome, Jump):
        return step.key._replace(name=outcome.name)
    return step.following
