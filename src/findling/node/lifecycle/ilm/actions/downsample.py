"""`downsample`: an index of time series that keeps one document for an interval takes the place of one."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.base.errors import ResourceNotFoundError
from findling.base.object_parser import STRING, Member, parse_object, require
from findling.node.indices.delete_index import delete_index
from findling.node.lifecycle.downsampling.downsample import downsample_index, parse_interval
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.actions.readonly import BLOCK
from findling.node.lifecycle.ilm.common import END_TIME_PASSES, NO_FOLLOWERS, NOT_WRITE_INDEX, setting
from findling.node.lifecycle.ilm.step import DONE, SKIP, Done, Outcome, Part, Turn
from findling.node.lifecycle.ilm.swaps import swap_parts
from findling.node.lifecycle.ilm.times import shown_time

_MEMBERS: Final = {
    "fixed_interval": Member(STRING, lambda value: parse_interval(value) and value),
    "wait_timeout": Member(STRING, lambda value: shown_time(value, "wait_timeout")),
}


@action("downsample")
@dataclass(frozen=True, slots=True)
class Downsample(Action):
    """wait_timeout: shown; downsampling is waited for as long as it takes"""

    fixed_interval: str
    wait_timeout: str = "1d"

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("downsample", body, _MEMBERS)
        require(parsed, "fixed_interval")
        return cls(**parsed)

    def to_json(self) -> dict[str, Any]:
        return {"fixed_interval": self.fixed_interval, "wait_timeout": self.wait_timeout}

    def parts(self, phase: str) -> Sequence[Part]:
        return [
            Part("branch-on-timeseries-check", lambda turn: DONE if turn.index.is_time_series else SKIP),
            NOT_WRITE_INDEX,
            NO_FOLLOWERS,
            END_TIME_PASSES,
            Part("read-only", setting(BLOCK)),
            Part("cleanup-target-index"),
            Part("generate-downsampled-index-name", self._name),
            Part("rollup", self._downsample),
            Part("wait-for-index-color"),
            *swap_parts(lambda progress: progress.downsample_index_name, "swap-aliases", None),
        ]

    def _name(self, turn: Turn) -> Outcome:
        return Done({"downsample_index_name": f"downsample-{self.fixed_interval}-{turn.index.name}"})

    def _downsample(self, turn: Turn) -> Outcome:
        target = str(turn.progress.downsample_index_name)
        with suppress(ResourceNotFoundError):
            delete_index(turn.node, target)  # what an earlier run has left half done
        downsample_index(turn.node, turn.index.name, target, self.fixed_interval)
        return DONE
