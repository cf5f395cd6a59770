"""From one step to another: what that changes of the progress of an index. Nothing here does anything.

Source: Elasticsearch's IndexLifecycleTransition and PhaseCacheManagement.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.lifecycle.ilm.kept import KeptPolicy, kept_policy
from findling.node.lifecycle.ilm.plan import keys_of_phase, steps_of
from findling.node.lifecycle.ilm.policy import Phase, Policy
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ilm.step import ERROR, NEW, Step, StepKey
from findling.node.lifecycle.managed import POLICY


def current_key(progress: Progress) -> StepKey | None:
    """Returns the step that an index is at, None before its policy has begun."""
    if progress.phase is None:
        return None
    return StepKey(progress.phase, progress.action or "", progress.step or "")


def moved(progress: Progress, key: StepKey, kept: KeptPolicy, now_ms: int, refresh: bool = False) -> Progress:
    """Returns the progress at another step. refresh: whether the phase is taken from the policy as it is now"""
    before = current_key(progress)
    made = replace(
        progress,
        phase=key.phase,
        action=key.action,
        step=key.name,
        step_time=now_ms,
        failed_step=None,
        step_info=None,
        previous_step_info=progress.step_info or progress.previous_step_info,
        is_auto_retryable_error=None,
        failed_step_retry_count=None,
    )
    if before is None or before.phase != key.phase or refresh:
        made = replace(made, phase_definition=kept.phase_execution(key.phase), phase_time=now_ms)
    elif before.phase == NEW:
        made = replace(made, phase_time=now_ms)
    if before is None or before.action != key.action:
        made = replace(made, action_time=now_ms)
    return made


def failed(progress: Progress, error: Exception, kept: KeptPolicy, now_ms: int) -> Progress:
    """Returns the progress of an index whose step has raised."""
    key = current_key(progress)
    if key is None:
        return progress
    made = moved(progress, key._replace(name=ERROR), kept, now_ms)
    return replace(
        made,
        failed_step=key.name,
        step_info=info_of(error),
        is_auto_retryable_error=True,
        failed_step_retry_count=progress.failed_step_retry_count,
    )


def info_of(error: Exception) -> dict[str, Any]:
    """Returns what is shown of an error."""
    return dict(error_object(error))


def retried(progress: Progress, kept: KeptPolicy, now_ms: int, by_itself: bool) -> Progress:
    """Returns the progress back at the step that has raised. by_itself: whether that counts as a further attempt"""
    key = StepKey(progress.phase or "", progress.action or "", progress.failed_step or "")
    phase = kept.policy.phases.get(key.phase)
    made = moved(progress, key, kept, now_ms, refresh=phase is not None and key.action in phase.actions)
    count = (progress.failed_step_retry_count or 0) + 1 if by_itself else progress.failed_step_retry_count
    return replace(made, is_auto_retryable_error=progress.is_auto_retryable_error, failed_step_retry_count=count)


def steps_for(progress: Progress, kept: KeptPolicy) -> list[Step]:
    """Returns the steps an index goes through: those of its phase as it was when it came there, then of the policy."""
    return steps_of(_policy_for(progress, kept.policy))


def _policy_for(progress: Progress, policy: Policy) -> Policy:
    definition = (progress.phase_definition or {}).get("phase_definition")
    if definition is None or progress.phase is None:
        return policy
    return policy.with_phase(Phase.parse(progress.phase, definition))


def step_at(steps: Sequence[Step], key: StepKey) -> Step | None:
    return next((step for step in steps if step.key == key), None)


def check_move(state: ClusterState, index: IndexMetadata, target: StepKey, current: StepKey | None) -> KeptPolicy:
    """Returns the policy of an index that may move to a step. Raises IllegalArgumentError if it may not.

    current: where somebody believes it to be
    """
    policy = index.settings.get(POLICY)
    if not policy:
        raise IllegalArgumentError(f"index [{index.name}] is not associated with an Index Lifecycle Policy")
    progress = Progress.of(index)
    real = current_key(progress)
    if current is not None and current != real:
        raise IllegalArgumentError(
            f"index [{index.name}] is not on current step [{current}], currently: [{'null' if real is None else real}]"
        )
    kept = kept_policy(state, policy)
    known = () if kept is None else [*steps_for(progress, kept), *steps_of(kept.policy)]
    if kept is None or step_at(known, target) is None:
        raise IllegalArgumentError(f"step [{target}] for index [{index.name}] with policy [{policy}] does not exist")
    return kept


def with_refreshed_phases(state: ClusterState, kept: KeptPolicy) -> ClusterState:
    """Returns the state in which indices take over a changed policy, where it has the steps of their phase."""
    for index in list(state.indices.values()):
        if index.settings.get(POLICY) == kept.policy.name:
            progress = Progress.of(index)
            if _can_refresh(progress, kept.policy):
                definition = kept.phase_execution(str(progress.phase))
                state = state.with_index(replace(progress, phase_definition=definition).on(index))
    return state


def _can_refresh(progress: Progress, policy: Policy) -> bool:
    key = current_key(progress)
    definition = (progress.phase_definition or {}).get("phase_definition")
    if key is None or key.name == ERROR or definition is None:
        return False
    phase = policy.phases.get(key.phase)
    if phase is None or step_at(steps_of(policy), key) is None:
        return False
    try:
        return keys_of_phase(Phase.parse(key.phase, definition)) == keys_of_phase(phase)
    except FindlingError:
        return False
