"""`shrink`: an index with fewer shards takes the place of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.base.errors import BrokenStateError, IllegalArgumentError
from findling.base.ids import random_uuid
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, NUMBER, STRING, Member, not_built, parse_object
from findling.base.units import parse_bytes
from findling.node.by_query.resize import shards_for_size, shrink
from findling.node.indices.delete_index import delete_index
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.actions.readonly import BLOCK
from findling.node.lifecycle.ilm.common import (
    END_TIME_PASSES,
    MOUNTED,
    NO_FOLLOWERS,
    NOT_WRITE_INDEX,
    setting,
)
from findling.node.lifecycle.ilm.step import DONE, SKIP, Done, Outcome, Part, Turn, Wait
from findling.node.lifecycle.ilm.swaps import swap_parts

_SIZE: Final = "max_primary_shard_size"
_CHECKED: Final = "is-shrunken-index"
_OWN: Final = {"index.lifecycle.name": None, "index.lifecycle.rollover_alias": None}
"""Settings that a new index does not take over yet: its policy goes on later, from where the source is."""


def _bytes(value: str) -> str:
    parse_bytes(value, _SIZE)
    return value.strip().lower()


_MEMBERS: Final = {
    "number_of_shards": Member(NUMBER, as_integer),
    _SIZE: Member(STRING, _bytes),
    "allow_write_after_shrink": Member(BOOLEAN, as_boolean),
}


@action("shrink")
@dataclass(frozen=True, slots=True)
class Shrink(Action):
    """Either how many shards there are then, or how large one of them may be."""

    number_of_shards: int | None = None
    max_primary_shard_size: str | None = None
    allow_write_after_shrink: bool = False

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        made = cls(**parse_object("shrink", body, _MEMBERS))
        fault = made._fault()
        if fault is not None:
            raise not_built(IllegalArgumentError(fault), "shrink")
        return made

    def _fault(self) -> str | None:
        number, size = self.number_of_shards, self.max_primary_shard_size
        if number is not None and size is not None:
            return "Cannot set both [number_of_shards] and [max_primary_shard_size]"
        if number is None and size is None:
            return "Either [number_of_shards] or [max_primary_shard_size] must be set"
        if size is not None and parse_bytes(size, _SIZE) <= 0:
            return "[max_primary_shard_size] must be greater than 0"
        return "[number_of_shards] must be greater than 0" if number is not None and number <= 0 else None

    def to_json(self) -> dict[str, Any]:
        members = {"number_of_shards": self.number_of_shards, _SIZE: self.max_primary_shard_size}
        given = {name: value for name, value in members.items() if value is not None}
        return {**given, "allow_write_after_shrink": self.allow_write_after_shrink}

    def parts(self, phase: str) -> Sequence[Part]:
        writable = [Part("update-settings", setting({"index.blocks.write": None}))]
        return [
            Part("branch-check-prerequisites", self._skip_small),
            NOT_WRITE_INDEX,
            NO_FOLLOWERS,
            END_TIME_PASSES,
            Part("readonly", setting(BLOCK)),
            Part("check-target-shards-count", self._check_count),
            Part("cleanup-shrink-index", _clean),
            Part("generate-index-name", _name),
            Part("set-single-node-allocation"),
            Part("check-shrink-allocation"),
            Part("shrink", self._shrink),
            Part("shrunk-shards-allocated"),
            *swap_parts(lambda progress: progress.shrink_index_name, "aliases", _CHECKED),
            Part(_CHECKED, _check_alone),
            *(writable if self.allow_write_after_shrink else []),
        ]

    def _skip_small(self, turn: Turn) -> Outcome:
        if MOUNTED in turn.index.settings or self._shards(turn) == turn.index.number_of_shards:
            return SKIP
        return DONE

    def _shards(self, turn: Turn) -> int:
        if self.number_of_shards is not None:
            return self.number_of_shards
        return shards_for_size(turn.node, turn.index, parse_bytes(str(self.max_primary_shard_size), _SIZE))

    def _check_count(self, turn: Turn) -> Outcome:
        before, after = turn.index.number_of_shards, self._shards(turn)
        if before % after:
            raise BrokenStateError(
                f"lifecycle action of policy [{turn.policy}] for index [{turn.index.name}] cannot make progress "
                f"because the target shards count [{after}] must be a factor of the source index's shards count "
                f"[{before}]"
            )
        return DONE

    def _shrink(self, turn: Turn) -> Outcome:
        target = str(turn.progress.shrink_index_name)
        if target in turn.state.indices:
            return DONE
        settings = {**_OWN, "index.number_of_shards": str(self._shards(turn))}
        shrink(turn.node, turn.index.name, target, {"settings": settings})
        return DONE


def _clean(turn: Turn) -> Outcome:
    """Deletes what an earlier run has left half done."""
    name = turn.progress.shrink_index_name
    made = None if name is None else turn.state.indices.get(name)
    if made is not None and made.settings.get("index.resize.source.uuid") == turn.index.uuid:
        delete_index(turn.node, made.name)
    return DONE


def _name(turn: Turn) -> Outcome:
    return Done({"shrink_index_name": f"shrink-{random_uuid()[:4].lower().replace('_', 'x')}-{turn.index.name}"})


def _check_alone(turn: Turn) -> Outcome:
    """Waits until the index from which this one was made is gone."""
    source = turn.index.settings.get("index.resize.source.name")
    if source is None or source not in turn.state.indices:
        return DONE
    return Wait({"message": "Waiting for original index [" + source + "] to be deleted", "original_index_name": source})
