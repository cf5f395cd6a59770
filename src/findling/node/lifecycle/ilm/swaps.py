"""Steps by which another index takes the place of one: it gets its aliases, its place in a stream and its progress."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import BrokenStateError
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.node.lifecycle.ilm.common import remove_index
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ilm.step import DONE, GONE, Jump, Outcome, Part, Run, Turn
from findling.node.lifecycle.managed import POLICY

TargetOf = Callable[[Progress], str | None]
_REPLACE: Final = "replace-datastream-backing-index"


def swap_parts(target_of: TargetOf, by_alias: str, then: str | None) -> list[Part]:
    """Returns the steps after which only the new index is left, and goes on.

    target_of: the name of the new index; by_alias: what the step is called that moves aliases
    then: the step of the same action at which the new index goes on, None: behind the action
    """
    return [
        Part("copy-execution-state", _copy_progress(target_of, then)),
        Part("branch-on-datastream-check", lambda turn: DONE if turn.stream is None else Jump(_REPLACE)),
        Part(by_alias, _swap_aliases(target_of)),
        Part(_REPLACE, _swap_in_stream(target_of)),
        Part("delete", remove_index),
    ]


def _target(turn: Turn, state: ClusterState, target_of: TargetOf) -> IndexMetadata:
    name = target_of(turn.progress)
    found = None if name is None else state.indices.get(name)
    if found is None:
        raise BrokenStateError(
            f"index [{turn.index.name}] failed to find the target index [{name}] of action [{turn.key.action}] in "
            f"policy [{turn.policy}]"
        )
    return found


def _copy_progress(target_of: TargetOf, then: str | None) -> Run:
    def run(turn: Turn) -> Outcome:
        def change(state: ClusterState) -> ClusterState:
            target = _target(turn, state, target_of)
            kept: Mapping[str, Any] = {POLICY: turn.policy}
            managed = replace(target, settings={**target.settings, **kept})
            return state.with_index(_begun(turn, then).on(managed))

        turn.node.cluster.change(change)
        return DONE

    return run


def _begun(turn: Turn, then: str | None) -> Progress:
    """Returns the progress with which the new index begins."""
    if then is not None:
        return replace(turn.progress, step=then, step_info=None)
    after = turn.after_action
    if after is None:
        return turn.progress
    return replace(turn.progress, phase=after.phase, action=after.action, step=after.name, step_info=None)


def _swap_aliases(target_of: TargetOf) -> Run:
    def run(turn: Turn) -> Outcome:
        def change(state: ClusterState) -> ClusterState:
            target, name = _target(turn, state, target_of), turn.index.name
            moved = {alias: replace(entry, is_write_index=None) for alias, entry in turn.index.aliases.items()}
            moved |= {alias: entry for alias, entry in turn.index.aliases.items() if entry.is_write_index is False}
            moved[name] = AliasMetadata(name)
            left = state.without_indices({name})
            return left.with_index(replace(target, aliases={**target.aliases, **moved}))

        turn.node.cluster.change(change, deletes=True)
        return GONE

    return run


def _swap_in_stream(target_of: TargetOf) -> Run:
    def run(turn: Turn) -> Outcome:
        def change(state: ClusterState) -> ClusterState:
            stream = state.streams.parent(turn.index.name)
            if stream is None:
                return state  # an earlier run came so far
            target = _target(turn, state, target_of)
            hidden = replace(target, settings={**target.settings, "index.hidden": "true"})
            swapped = stream.replaced(turn.index.name, target.name)
            return replace(state.with_index(hidden), streams=state.streams.with_stream(swapped))

        turn.node.cluster.change(change)
        return DONE

    return run
