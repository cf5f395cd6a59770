"""Actions: what a phase does with an index; and the registry of all kinds."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final, Self, TypeVar

from findling.node.lifecycle.ilm.step import Part

A = TypeVar("A", bound="type[Action]")


class Action(ABC):
    """What a phase does. Two actions with the same members are equal.

    kind: its name
    """

    kind: ClassVar[str]

    @classmethod
    @abstractmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Reads its members. Raises XContentParseError, IllegalArgumentError."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Returns its members as policies show them."""

    @abstractmethod
    def parts(self, phase: str) -> Sequence[Part]:
        """Returns its steps in their order."""


ACTIONS: Final[dict[str, type[Action]]] = {}


def action(kind: str) -> Callable[[A], A]:
    """Registers a kind of actions."""

    def decorate(made: A) -> A:
        made.kind = kind
        ACTIONS[kind] = made
        return made

    return decorate
