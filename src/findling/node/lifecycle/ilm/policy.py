"""A lifecycle policy, as it is put: phases with their actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from findling.base.errors import IllegalArgumentError, NamedObjectNotFoundError
from findling.base.object_parser import OBJECT, TEXT, Member, parse_named, parse_object, require, whole_object
from findling.base.rooms import modules_of
from findling.base.units import parse_time_ms
from findling.node.lifecycle.ilm import actions
from findling.node.lifecycle.ilm.action import ACTIONS, Action
from findling.node.lifecycle.ilm.times import shown_time

modules_of(actions)

PHASES: Final = ("hot", "warm", "cold", "frozen", "delete")
_NOW: Final = "0ms"


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase. min_age: how old an index has to be for it, as it is shown; actions: by their kinds"""

    name: str
    min_age: str = _NOW
    actions: Mapping[str, Action] = field(default_factory=dict)

    @property
    def min_age_ms(self) -> int:
        return parse_time_ms(self.min_age, "min_age")

    @classmethod
    def parse(cls, name: str, body: object) -> Self:
        """Reads a phase. Raises XContentParseError, IllegalArgumentError."""
        parsed = parse_object("phase", whole_object("phase", body), _PHASE)
        require(parsed, "actions")
        return cls(name, parsed.get("min_age", _NOW), parsed["actions"])

    def to_json(self) -> dict[str, Any]:
        return {"min_age": self.min_age, "actions": {kind: one.to_json() for kind, one in self.actions.items()}}


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy. Two with the same phases and `_meta` are equal."""

    name: str
    phases: Mapping[str, Phase]
    meta: Mapping[str, Any] | None = None

    @classmethod
    def parse(cls, name: str, body: Mapping[str, Any]) -> Self:
        """Reads what is put under a name. Raises XContentParseError, IllegalArgumentError."""
        parsed = parse_object(
            "put_lifecycle_request", body, {"policy": Member(OBJECT, lambda one: cls._read(name, one))}
        )
        require(parsed, "policy")
        policy: Self = parsed["policy"]
        return policy

    @classmethod
    def of(cls, name: str, kept: Mapping[str, Any]) -> Self:
        """Reads a policy as it is kept."""
        return cls._read(name, kept)

    @classmethod
    def _read(cls, name: str, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("lifecycle_policy", body, _POLICY)
        require(parsed, "phases")
        return cls(name, parsed["phases"], parsed.get("_meta"))

    @property
    def ordered(self) -> list[Phase]:
        """The phases in the order in which an index goes through them."""
        return [self.phases[name] for name in PHASES if name in self.phases]

    def with_phase(self, phase: Phase) -> "Policy":
        """Returns the policy with one phase added or replaced."""
        return Policy(self.name, {**self.phases, phase.name: phase}, self.meta)

    def to_json(self) -> dict[str, Any]:
        """Returns the policy as it is kept and shown."""
        meta = {} if self.meta is None else {"_meta": dict(self.meta)}
        return {"phases": {phase.name: phase.to_json() for phase in self.phases.values()}, **meta}


def _action(kind: str, body: Any) -> Action:
    known = ACTIONS.get(kind)
    if known is None:
        raise NamedObjectNotFoundError(f"[1:1] unknown field [{kind}]")
    return known.parse(whole_object(kind, body))


def _min_age(value: object) -> str:
    """Returns an age as it is shown. Raises IllegalArgumentError."""
    text = str(value)
    if text.startswith("-"):
        return _NOW
    return shown_time(text, "min_age")


def check_policy_name(name: str) -> None:
    """Raises IllegalArgumentError for a name that no policy can have."""
    size = len(name.encode())
    faults = {
        "must not contain ','": "," in name,
        "must not contain spaces": " " in name,
        "must not start with '_'": name.startswith("_"),
        f"name is too long, ({size} > {_LONGEST_NAME})": size > _LONGEST_NAME,
    }
    for fault, is_so in faults.items():
        if is_so:
            raise IllegalArgumentError(f"invalid policy name [{name}]: {fault}")


_LONGEST_NAME: Final = 255
_PHASE: Final = {
    "min_age": Member(TEXT, _min_age),
    "actions": Member(OBJECT, lambda value: parse_named("actions", value, _action)),
}
_POLICY: Final = {
    "phases": Member(OBJECT, lambda value: parse_named("phases", value, Phase.parse)),
    "_meta": Member(OBJECT),
}
