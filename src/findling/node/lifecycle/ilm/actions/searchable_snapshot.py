"""`searchable_snapshot`: an index is taken up in a snapshot, and what is restored of it takes its place.

Elasticsearch reads such an index from the repository; here it is restored whole, so that it is searched as before.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from findling.base.errors import BrokenStateError, IllegalArgumentError, ResourceNotFoundError
from findling.base.ids import random_uuid
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, NUMBER, STRING, Member, not_built, parse_object, require
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.state import ClusterState
from findling.node.indices.delete_index import delete_index
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.actions.forcemerge import count_segments, merge_to
from findling.node.lifecycle.ilm.common import (
    END_TIME_PASSES,
    MOUNTED,
    NO_FOLLOWERS,
    NOT_WRITE_INDEX,
    remove_snapshot,
)
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ilm.step import DONE, SKIP, Done, Jump, Outcome, Part, Turn
from findling.node.lifecycle.ilm.swaps import swap_parts
from findling.node.lifecycle.ilm.times import shown_time
from findling.node.snapshots.create import create_snapshot
from findling.node.snapshots.restore import restore_snapshot

REPOSITORY: Final = "index.store.snapshot.repository_name"
PARTIAL: Final = "index.store.snapshot.partial"
_MEMBERS: Final = {
    "snapshot_repository": Member(STRING),
    "force_merge_index": Member(BOOLEAN, as_boolean),
    "total_shards_per_node": Member(NUMBER, as_integer),
    "replicate_for": Member(STRING, lambda value: shown_time(value, "replicate_for")),
}


@action("searchable_snapshot")
@dataclass(frozen=True, slots=True)
class SearchableSnapshot(Action):
    """force_merge_index: whether each shard is one segment first; replicate_for: shown, without effect on one node"""

    snapshot_repository: str
    force_merge_index: bool = True
    total_shards_per_node: int | None = None
    replicate_for: str | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("searchable_snapshot", body, _MEMBERS)
        require(parsed, "snapshot_repository")
        made = cls(**parsed)
        fault = None
        if not made.snapshot_repository.strip():
            fault = "the snapshot repository must be specified"
        elif made.total_shards_per_node is not None and made.total_shards_per_node < 1:
            fault = "[total_shards_per_node] must be >= 1"
        if fault is not None:
            raise not_built(IllegalArgumentError(fault), "searchable_snapshot")
        return made

    def to_json(self) -> dict[str, Any]:
        members = {"total_shards_per_node": self.total_shards_per_node, "replicate_for": self.replicate_for}
        return {
            "snapshot_repository": self.snapshot_repository,
            "force_merge_index": self.force_merge_index,
            **{name: value for name, value in members.items() if value is not None},
        }

    def parts(self, phase: str) -> Sequence[Part]:
        merged = [Part("forcemerge", merge_to(1)), Part("segment-count", count_segments(1), polled=True)]
        is_partial = phase == "frozen"
        target = _partial_name if is_partial else _full_name
        return [
            Part("branch-check-prerequisites", lambda turn: self._skip_mounted(turn, is_partial)),
            NOT_WRITE_INDEX,
            NO_FOLLOWERS,
            END_TIME_PASSES,
            Part("branch-check-existing-snapshot", self._take_what_is_there),
            *(merged if self.force_merge_index else []),
            Part("generate-snapshot-name", self._name),
            Part("cleanup-snapshot", remove_snapshot),
            Part("create-snapshot", _create),
            Part("wait-for-data-tier"),
            Part("mount-snapshot", lambda turn: _mount(turn, is_partial)),
            Part("wait-for-index-color"),
            *swap_parts(target, "swap-aliases", None),
        ]

    def _skip_mounted(self, turn: Turn, is_partial: bool) -> Outcome:
        settings = turn.index.settings
        is_so = MOUNTED in settings and settings.get(REPOSITORY) == self.snapshot_repository
        return SKIP if is_so and (settings.get(PARTIAL) == "true") == is_partial else DONE

    def _take_what_is_there(self, turn: Turn) -> Outcome:
        if turn.progress.snapshot_name is None:
            return DONE
        if turn.progress.snapshot_repository != self.snapshot_repository:
            raise IllegalArgumentError("searchable snapshot indices may be converted only within the same repository")
        return Jump("wait-for-data-tier")

    def _name(self, turn: Turn) -> Outcome:
        begin = resolve_date_math(f"<{{now/d}}-{turn.index.name}-{turn.policy}>", turn.node.clock.now_ms())
        return Done(
            {
                "snapshot_name": f"{begin}-{random_uuid().lower()}",
                "snapshot_repository": self.snapshot_repository,
                "snapshot_index_name": turn.index.name,
            }
        )


def _full_name(progress: Progress) -> str:
    return f"restored-{progress.snapshot_index_name}"


def _partial_name(progress: Progress) -> str:
    return f"partial-{progress.snapshot_index_name}"


def _create(turn: Turn) -> Outcome:
    repository, name = str(turn.progress.snapshot_repository), str(turn.progress.snapshot_name)
    body = {"indices": turn.index.name, "include_global_state": False}
    made = create_snapshot(turn.node, repository, name, body, wait=True)
    if made is not None and made["shards"]["failed"]:
        raise BrokenStateError(
            f"failed to create snapshot [{repository}:{name}] of index [{turn.index.name}] in policy [{turn.policy}]"
        )
    return DONE


def _mount(turn: Turn, is_partial: bool) -> Outcome:
    progress = turn.progress
    target = _partial_name(progress) if is_partial else _full_name(progress)
    with suppress(ResourceNotFoundError):
        delete_index(turn.node, target)  # what an earlier run has left
    body = {
        "indices": progress.snapshot_index_name,
        "rename_pattern": ".+",
        "rename_replacement": target,
        "include_aliases": False,
        "index_settings": {"index.number_of_replicas": 0},
        "ignore_index_settings": ["index.lifecycle.name", "index.blocks.*"],
    }
    restore_snapshot(turn.node, str(progress.snapshot_repository), str(progress.snapshot_name), body, wait=True)
    kept = {
        MOUNTED: progress.snapshot_index_name,
        REPOSITORY: progress.snapshot_repository,
        "index.store.snapshot.snapshot_name": progress.snapshot_name,
        PARTIAL: str(is_partial).lower(),
        "index.blocks.write": "true",
    }

    def change(state: ClusterState) -> ClusterState:
        made = state.indices[target]
        return state.with_index(replace(made, settings={**made.settings, **kept}))

    turn.node.cluster.change(change)
    return DONE
