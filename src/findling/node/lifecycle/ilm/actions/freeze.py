"""`freeze`: taken for the sake of old policies; there is nothing that freezing an index would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.object_parser import parse_object
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import NOT_WRITE_INDEX
from findling.node.lifecycle.ilm.step import Part


@action("freeze")
@dataclass(frozen=True, slots=True)
class Freeze(Action):
    """Has no members."""

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parse_object("freeze", body, {})
        return cls()

    def to_json(self) -> dict[str, Any]:
        return {}

    def parts(self, phase: str) -> Sequence[Part]:
        return [Part("branch-freeze-check-prerequisites"), NOT_WRITE_INDEX, Part("freeze")]
