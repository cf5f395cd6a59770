"""The syntax tree.

offset: what errors point at: the operator's first operand, a member's point, the node itself otherwise
start: where the text of the node begins
depth: levels of nodes, the node itself included
"""

from dataclasses import dataclass
from typing import Any

from findling.script.first.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    offset: int
    start: int
    depth: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: a value of a type."""

    value: Any
    type: Type


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or the class of a static method."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`!`, `-` or `+` before an operand."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Cast(Node):
    """A type in parentheses before an operand."""

    type: Type
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """An operator between two operands."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`condition ? yes : no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`target.name`."""

    target: Node
    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`target.name(arguments)`."""

    target: Node
    name: str
    arguments: tuple[Node, ...]
