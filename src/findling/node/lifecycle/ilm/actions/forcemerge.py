"""`forcemerge`: the shards of an index are merged down to a number of segments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_integer
from findling.base.object_parser import NUMBER, STRING, Member, not_built, parse_object, require
from findling.node.indices.maintenance import force_merge
from findling.node.indices.open_close import close_index, open_index
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import ANY, MOUNTED, NOT_WRITE_INDEX, setting
from findling.node.lifecycle.ilm.step import DONE, SKIP, Outcome, Part, Run, Turn, Wait

_COMPRESSED = "best_compression"
_MEMBERS = {"max_num_segments": Member(NUMBER, as_integer), "index_codec": Member(STRING)}


def merge_to(segments: int) -> Run:
    """Returns what merges the shards of the index down to a number of segments."""

    def run(turn: Turn) -> Outcome:
        force_merge(turn.node, turn.index.name, ANY, max_num_segments=segments)
        return DONE

    return run


def count_segments(segments: int) -> Run:
    """Returns what waits until no shard has more segments than a number."""

    def run(turn: Turn) -> Outcome:
        shards = turn.node.indices.get(turn.index).running().values()
        left = sum(len(shard.stats().segments) > segments for shard in shards)
        if not left:
            return DONE
        return Wait({"message": f"Waiting for [{left}] shards to forcemerge", "shards_left_to_merge": left})

    return run


@action("forcemerge")
@dataclass(frozen=True, slots=True)
class ForceMerge(Action):
    """index_codec: "best_compression", or None to leave it as it is"""

    max_num_segments: int
    index_codec: str | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("forcemerge", body, _MEMBERS)
        require(parsed, "max_num_segments")
        if parsed["max_num_segments"] <= 0:
            raise not_built(IllegalArgumentError("[max_num_segments] must be a positive integer"), "forcemerge")
        codec = parsed.get("index_codec")
        if codec not in (None, _COMPRESSED):
            raise not_built(IllegalArgumentError(f"unknown index codec: [{codec}]"), "forcemerge")
        return cls(**parsed)

    def to_json(self) -> dict[str, Any]:
        codec = {} if self.index_codec is None else {"index_codec": self.index_codec}
        return {"max_num_segments": self.max_num_segments, **codec}

    def parts(self, phase: str) -> Sequence[Part]:
        packed = []
        if self.index_codec is not None:
            packed = [
                Part("close-index", _close),
                Part("update-settings", setting({"index.codec": self.index_codec})),
                Part("open-index", _open),
                Part("wait-for-index-color"),
            ]
        return [
            Part("branch-forcemerge-check-prerequisites", skip_mounted),
            NOT_WRITE_INDEX,
            Part("readonly"),
            *packed,
            Part("forcemerge", merge_to(self.max_num_segments)),
            Part("segment-count", count_segments(self.max_num_segments), polled=True),
        ]


def skip_mounted(turn: Turn) -> Outcome:
    """Leaves the action out for an index that was restored in the place of another."""
    return SKIP if MOUNTED in turn.index.settings else DONE


def _close(turn: Turn) -> Outcome:
    close_index(turn.node, turn.index.name, ANY)
    return DONE


def _open(turn: Turn) -> Outcome:
    open_index(turn.node, turn.index.name, ANY)
    return DONE
