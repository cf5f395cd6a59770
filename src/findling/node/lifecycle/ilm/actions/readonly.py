"""`readonly`: an index takes no more writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.object_parser import parse_object
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import END_TIME_PASSES, NOT_WRITE_INDEX, setting
from findling.node.lifecycle.ilm.step import Part

BLOCK = {"index.blocks.write": "true"}


@action("readonly")
@dataclass(frozen=True, slots=True)
class ReadOnly(Action):
    """Has no members."""

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parse_object("readonly", body, {})
        return cls()

    def to_json(self) -> dict[str, Any]:
        return {}

    def parts(self, phase: str) -> Sequence[Part]:
        return [NOT_WRITE_INDEX, END_TIME_PASSES, Part("readonly", setting(BLOCK))]
