"""`set_priority`: which indices a start opens first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_integer
from findling.base.object_parser import NUMBER, Member, not_built, parse_object, require
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import setting
from findling.node.lifecycle.ilm.step import Part

_MEMBERS = {
    "priority": Member((*NUMBER, "VALUE_NULL"), lambda value: None if value is None else as_integer(value)),
}


@action("set_priority")
@dataclass(frozen=True, slots=True)
class SetPriority(Action):
    """priority: None for the default"""

    priority: int | None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("set_priority", body, _MEMBERS)
        require(parsed, "priority")
        if parsed["priority"] is not None and parsed["priority"] < 0:
            raise not_built(IllegalArgumentError("[priority] must be 0 or greater"), "set_priority")
        return cls(**parsed)

    def to_json(self) -> dict[str, Any]:
        return {"priority": self.priority}

    def parts(self, phase: str) -> Sequence[Part]:
        priority = None if self.priority is None else str(self.priority)
        return [Part("set_priority", setting({"index.priority": priority}))]
