"""`allocate`: on which nodes the copies of an index are, and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_integer
from findling.base.object_parser import NUMBER, OBJECT, Member, not_built, parse_object
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import setting
from findling.node.lifecycle.ilm.step import Part

_RULES: Final = ("include", "exclude", "require")
_MEMBERS: Final = {
    "number_of_replicas": Member(NUMBER, as_integer),
    "total_shards_per_node": Member(NUMBER, as_integer),
    **{name: Member(OBJECT, lambda value: {key: str(one) for key, one in value.items()}) for name in _RULES},
}


@action("allocate")
@dataclass(frozen=True, slots=True)
class Allocate(Action):
    """include, exclude, require: values of node attributes"""

    number_of_replicas: int | None = None
    total_shards_per_node: int | None = None
    include: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)
    require: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        made = cls(**parse_object("allocate", body, _MEMBERS))
        fault = made._fault()
        if fault is not None:
            raise not_built(IllegalArgumentError(fault), "allocate")
        return made

    def _fault(self) -> str | None:
        if not self.has_rules and self.number_of_replicas is None and self.total_shards_per_node is None:
            return (
                "At least one of include, exclude or require must contain attributes for action allocate. Otherwise "
                "the number_of_replicas or the total_shards_per_node options must be configured."
            )
        if self.number_of_replicas is not None and self.number_of_replicas < 0:
            return "[number_of_replicas] must be >= 0"
        if self.total_shards_per_node is not None and self.total_shards_per_node < -1:
            return "[total_shards_per_node] must be >= -1"
        return None

    @property
    def has_rules(self) -> bool:
        return bool(self.include or self.exclude or self.require)

    @property
    def rules(self) -> dict[str, Mapping[str, str]]:
        """What it says of nodes: attribute -> value, by the kind of rule."""
        return {"include": self.include, "exclude": self.exclude, "require": self.require}

    def to_json(self) -> dict[str, Any]:
        numbers = {
            "number_of_replicas": self.number_of_replicas,
            "total_shards_per_node": self.total_shards_per_node,
        }
        given = {name: value for name, value in numbers.items() if value is not None}
        return {**given, **{kind: dict(rule) for kind, rule in self.rules.items()}}

    def parts(self, phase: str) -> Sequence[Part]:
        changes: dict[str, Any] = {
            f"index.routing.allocation.{kind}.{attribute}": value
            for kind, rule in self.rules.items()
            for attribute, value in rule.items()
        }
        if self.number_of_replicas is not None:
            changes["index.number_of_replicas"] = str(self.number_of_replicas)
        if self.total_shards_per_node is not None:
            changes["index.routing.allocation.total_shards_per_node"] = str(self.total_shards_per_node)
        return [Part("allocate", setting(changes)), Part("check-allocation")]
