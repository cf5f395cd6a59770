"""Variables: where they are seen, and the slots of the frame they are kept in."""

from dataclasses import dataclass, field

from findling.script.painless.problems import invalid
from findling.script.types import DOUBLE, LONG, Type

RESERVED = 2
"""Slots at the end of a frame that are the machine's: the meter, and the value that a function returns."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable; final: that a script may not assign to."""

    name: str
    type: Type
    slot: int
    final: bool = False


@dataclass(slots=True)
class Frame:
    """The frame of one function.

    captured: slot outside and inside of what a lambda takes with it; inside they are counted from the frame's end
    """

    returns: Type
    next: int = 0
    size: int = 0
    loop: int = 0
    captured: list[tuple[int, int]] = field(default_factory=list)

    def take(self, of: Type) -> int:
        """Returns a free slot for a variable of a type."""
        slot = self.next
        self.next += 2 if of in (LONG, DOUBLE) else 1
        self.size = max(self.size, self.next)
        return slot

    def capture(self, slot: int) -> int:
        """Returns the slot for a value that is taken from a slot of the function around."""
        inside = -RESERVED - 1 - len(self.captured)
        self.captured.append((slot, inside))
        return inside

    @property
    def length(self) -> int:
        """Returns the number of slots of the whole frame."""
        return self.size + len(self.captured) + RESERVED


class Scope:
    """The variables seen at one place of a script."""

    def __init__(self, frame: Frame, parent: "Scope | None" = None) -> None:
        self.frame = frame
        self._parent = parent
        self._variables: dict[str, Variable] = {}
        self._first = frame.next

    @property
    def returns(self) -> Type:
        """Returns the type of the result of the function."""
        return self.frame.returns

    def inner(self) -> "Scope":
        """Returns a scope inside of this one. `leave` it at its end."""
        return Scope(self.frame, self)

    def in_lambda(self, returns: Type) -> "Scope":
        """Returns the scope of a lambda: it sees the variables around, and takes copies of those that it reads."""
        return Scope(Frame(returns), self)

    def leave(self) -> None:
        """Frees the slots of the scope's variables."""
        self.frame.next = self._first

    def define(self, name: str, of: Type, offset: int, final: bool = False) -> Variable:
        """Returns a new variable. Raises CompileFault if there is one of its name."""
        if self.find(name) is not None:
            raise invalid(f"variable [{name}] is already defined", offset)
        variable = Variable(name, of, self.frame.take(of), final)
        self._variables[name] = variable
        return variable

    def hidden(self, of: Type) -> int:
        """Returns a slot for something that no script can name."""
        return self.frame.take(of)

    def find(self, name: str) -> Variable | None:
        """Returns a variable seen here, or None. That of a function around a lambda is not yet captured."""
        found = self._variables.get(name)
        return found if found is not None or self._parent is None else self._parent.find(name)

    def get(self, name: str) -> Variable | None:
        """Returns a variable to be used here, or None."""
        found = self._variables.get(name)
        if found is not None or self._parent is None:
            return found
        outside = self._parent.get(name)
        if outside is None or self._parent.frame is self.frame:
            return outside
        inside = Variable(name, outside.type, self.frame.capture(outside.slot), final=True)
        self._variables[name] = inside
        return inside
