"""The row of steps that a policy comes to."""

from collections.abc import Sequence
from typing import Final

from findling.node.lifecycle.ilm.action import ACTIONS, Action
from findling.node.lifecycle.ilm.policy import Phase, Policy
from findling.node.lifecycle.ilm.rules import ORDER
from findling.node.lifecycle.ilm.step import COMPLETE, INIT, NEW, Step, StepKey, proceed

_FIRST_UNFOLLOW: Final = frozenset({"rollover", "shrink", "searchable_snapshot", "downsample"})
"""Actions before which an index stops following one of another cluster."""


def steps_of(policy: Policy) -> list[Step]:
    """Returns all steps of a policy in their order."""
    phases = [(phase.name, _actions(phase)) for phase in policy.ordered]
    steps = [Step(INIT, proceed, None, None), _complete(NEW)]
    for name, actions in phases:
        for one in actions:
            parts = one.parts(name)
            steps += [Step(StepKey(name, one.kind, part.name), part.run, None, None, part.polled) for part in parts]
        steps.append(_complete(name))
    return _linked(steps)


def _complete(phase: str) -> Step:
    return Step(StepKey(phase, COMPLETE, COMPLETE), proceed, None, None)


def _linked(steps: Sequence[Step]) -> list[Step]:
    """Returns steps that know what comes after them, and after their actions."""
    linked: list[Step] = []
    for place in range(len(steps) - 1, -1, -1):
        step, later = steps[place], linked[-1] if linked else None
        following = None if later is None else later.key
        same = later is not None and later.key[:2] == step.key[:2]
        after = later.after_action if later is not None and same else following
        linked.append(Step(step.key, step.run, following, after, step.polled))
    return linked[::-1]


def _actions(phase: Phase) -> list[Action]:
    """Returns the actions of a phase in their order, with those that are done without being asked for."""
    chosen = dict(phase.actions)
    if not _FIRST_UNFOLLOW.isdisjoint(chosen):
        chosen.setdefault("unfollow", ACTIONS["unfollow"].parse({}))
    if "migrate" in ORDER[phase.name] and "searchable_snapshot" not in chosen:
        chosen.setdefault("migrate", ACTIONS["migrate"].parse({}))
    return [chosen[kind] for kind in ORDER[phase.name] if kind in chosen]


def keys_of_phase(phase: Phase) -> set[StepKey]:
    """Returns the steps that a phase's own actions come to."""
    return {
        StepKey(phase.name, one.kind, part.name) for one in phase.actions.values() for part in one.parts(phase.name)
    }
