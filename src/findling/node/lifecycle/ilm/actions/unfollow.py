"""`unfollow`: an index stops following one of another cluster. None does here, so there is nothing to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.object_parser import parse_object
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.step import Part, skip

_NAMES = (
    "wait-for-indexing-complete",
    "wait-for-follow-shard-tasks",
    "pause-follower-index",
    "close-follower-index",
    "unfollow-follower-index",
    "open-follower-index",
    "wait-for-index-color",
)


@action("unfollow")
@dataclass(frozen=True, slots=True)
class Unfollow(Action):
    """Has no members."""

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parse_object("unfollow", body, {})
        return cls()

    def to_json(self) -> dict[str, Any]:
        return {}

    def parts(self, phase: str) -> Sequence[Part]:
        return [Part("branch-check-unfollow-prerequisites", skip), *(Part(name) for name in _NAMES)]
