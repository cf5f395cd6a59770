"""Checked expressions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from findling.base.errors import ClassCastError
from findling.script.first.casts import Cast, implicit_cast, same
from findling.script.first.faults import CompileFault, RuntimeFault
from findling.script.first.types import Type

Frame = Mapping[str, Any]
Run = Callable[[Frame], Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked expression: the type of its value, and the function of the variables that gives it.

    offset: where it stands
    """

    type: Type
    run: Run
    offset: int

    def to(self, target: Type) -> "Typed":
        """Returns the expression as one of another type. Raises CompileFault if that does not happen unasked."""
        return self.cast(target, implicit_cast(self.type, target))

    def cast(self, target: Type, cast: Cast | None) -> "Typed":
        """Returns the expression behind a cast. Raises CompileFault if there is none."""
        if cast is None:
            reason = f"Cannot cast from [{self.type.name}] to [{target.name}]."
            raise CompileFault(ClassCastError(reason), self.offset)
        if cast is same:
            return Typed(target, self.run, self.offset)
        return Typed(target, located(applied(cast, self.run), self.offset), self.offset)


def applied(function: Callable[..., Any], *operands: Run) -> Run:
    """Returns what gives a function of the values of operands."""
    if len(operands) == 1:
        only = operands[0]
        return lambda frame: function(only(frame))
    if len(operands) == 2:
        left, right = operands
        return lambda frame: function(left(frame), right(frame))
    return lambda frame: function(*[operand(frame) for operand in operands])


def located(run: Run, offset: int) -> Run:
    """Returns the same, which tells where it is if the script cannot go on."""

    def guarded(frame: Frame) -> object:
        try:
            return run(frame)
        except RuntimeFault as fault:
            fault.locate(offset)
            raise

    return guarded
