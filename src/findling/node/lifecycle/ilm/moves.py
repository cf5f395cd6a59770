"""What somebody does by hand: an index goes to another step, tries one again, or leaves its policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import json_text
from findling.base.object_parser import OBJECT, STRING, Member, not_built, parse_object, require
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.lifecycle.ilm.actions.rollover import ALIAS, INDEXING_COMPLETE
from findling.node.lifecycle.ilm.engine import IndexLifecycles
from findling.node.lifecycle.ilm.kept import kept_policy
from findling.node.lifecycle.ilm.plan import steps_of
from findling.node.lifecycle.ilm.progress import SECTION, Progress, without_progress
from findling.node.lifecycle.ilm.step import ERROR, StepKey
from findling.node.lifecycle.ilm.transitions import check_move, current_key, moved, retried
from findling.node.lifecycle.managed import POLICY
from findling.node.services.index_selection import select
from findling.node.services.node import Node

OPTIONS: Final = IndicesOptions(forbid_closed=False)
_ACKNOWLEDGED: Final = {"acknowledged": True}
_KEY: Final = {name: Member(STRING) for name in StepKey._fields}
_OWN: Final = (POLICY, INDEXING_COMPLETE, ALIAS)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an index is to go: a phase, an action of it, or a step."""

    phase: str
    action: str | None = None
    name: str | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Reads it. Raises XContentParseError, IllegalArgumentError."""
        parsed = parse_object("step_specification", body, _KEY)
        require(parsed, "phase")
        if "name" in parsed and "action" not in parsed:
            fault = IllegalArgumentError(
                "phase; phase and action; or phase, action, and step must be provided, but a step name was specified "
                "without a corresponding action"
            )
            raise not_built(fault, "step_specification")
        return cls(**parsed)

    def __str__(self) -> str:
        members = {"phase": self.phase, "action": self.action, "name": self.name}
        return json_text({name: value for name, value in members.items() if value is not None}).decode()


def _step_key(body: Mapping[str, Any]) -> StepKey:
    parsed = parse_object("stepkey", body, _KEY)
    require(parsed, *StepKey._fields)
    return StepKey(**parsed)


_MEMBERS: Final = {"current_step": Member(OBJECT, _step_key), "next_step": Member(OBJECT, Target.parse)}


def move_to_step(node: Node, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Takes an index to another step. Raises IllegalArgumentError, XContentParseError."""
    parsed = parse_object("move_to_step_request", body, _MEMBERS)
    require(parsed, "current_step", "next_step")
    current, target, now_ms = parsed["current_step"], parsed["next_step"], node.clock.now_ms()
    node.kept(IndexLifecycles).follow()

    def change(state: ClusterState) -> ClusterState:
        index = _existing(state, name)
        if not index.settings.get(POLICY):
            raise IllegalArgumentError(f"index [{name}] is not associated with an Index Lifecycle Policy")
        key = _concrete(state, index, target)
        kept = check_move(state, index, key, current)
        return state.with_index(moved(Progress.of(index), key, kept, now_ms).on(index))

    node.cluster.change(change)
    return _ACKNOWLEDGED


def _existing(state: ClusterState, name: str) -> IndexMetadata:
    index = state.indices.get(name)
    if index is None:
        raise IllegalArgumentError(f"index [{name}] does not exist")
    return index


def _concrete(state: ClusterState, index: IndexMetadata, target: Target) -> StepKey:
    """Returns the step that is meant: the first of a phase or of an action, if that is all that is said."""
    if target.name is not None:
        return StepKey(target.phase, str(target.action), target.name)
    policy = index.settings[POLICY]
    kept = kept_policy(state, policy)
    if kept is None:
        raise IllegalArgumentError(f"the policy [{policy}] for index[{index.name}/{index.uuid}] does not exist")
    for step in steps_of(kept.policy):
        if step.key.phase == target.phase and target.action in (None, step.key.action):
            return step.key
    raise IllegalArgumentError(
        f"cannot move index [{index.name}] with policy [{policy}]: unable to determine concrete step key from target "
        f"next step key: {target}"
    )


def retry_steps(node: Node, names: Sequence[str]) -> dict[str, Any]:
    """Lets indices try the step again that has raised. Raises IllegalArgumentError."""
    node.kept(IndexLifecycles).follow()
    now_ms = node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        for name in names:
            index = _existing(state, name)
            progress = Progress.of(index)
            if progress.step != ERROR or not progress.failed_step:
                raise IllegalArgumentError(
                    f"cannot retry an action for an index [{name}] that has not encountered an error when running a "
                    "Lifecycle Policy"
                )
            key = StepKey(str(progress.phase), str(progress.action), progress.failed_step)
            kept = check_move(state, index, key, current_key(progress))
            state = state.with_index(retried(progress, kept, now_ms, by_itself=False).on(index))
        return state

    node.cluster.change(change)
    return _ACKNOWLEDGED


def remove_policies(node: Node, expression: str, options: IndicesOptions) -> dict[str, Any]:
    """Takes indices out of their policies. Raises IndexNotFoundError."""
    uuids = {index.uuid for index in select(node, expression, options)}

    def change(state: ClusterState) -> ClusterState:
        for index in list(state.indices.values()):
            if index.uuid in uuids and (SECTION in index.custom or any(key in index.settings for key in _OWN)):
                state = state.with_index(_removed(index))
        return state

    node.cluster.change(change)
    return {"has_failures": False, "failed_indexes": []}


def _removed(index: IndexMetadata) -> IndexMetadata:
    settings = {key: value for key, value in index.settings.items() if key not in _OWN}
    changed = len(settings) != len(index.settings)
    return replace(
        without_progress(index),
        settings=settings,
        settings_version=index.settings_version + changed,
        version=index.version + 1,
    )
