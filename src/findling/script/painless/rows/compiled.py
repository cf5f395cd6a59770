"""A checked script as something that runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from findling.script.painless.arrays import default_of
from findling.script.painless.checked import Checked
from findling.script.painless.classes import Classes
from findling.script.painless.limits import MAX_LOOPS, Checkpoint, Meter
from findling.script.painless.rows import (
    assignments,
    calls,
    dynamic_calls,
    functions,
    operators,
    places,
    statements,
    values,
)
from findling.script.painless.rows.emitter import Emitter, Linked
from findling.script.painless.rows.frames import METER, Frame, Run
from findling.script.painless.rows.functions import body, link

_PARTS = (assignments, calls, dynamic_calls, functions, operators, places, statements, values)
"""They register what they make."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What runs a script. It has no state: threads share it.

    run: the main function
    template: its frame, to be copied
    slots: of the variables of the context that the script reads
    """

    run: Run
    template: Frame
    slots: Mapping[str, int]

    def bind(
        self, constants: Mapping[str, object], varying: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Callable[..., Any]:
        """Returns the script with variables in place: a function of those that vary from run to run."""
        template, run = self.template[:], self.run
        template[METER] = Meter(checkpoint)
        for name, slot in self.slots.items():
            if name not in varying:
                template[slot] = constants.get(name)  # `_value` where there are no values
        slots = [self.slots.get(name) for name in varying]
        if not varying:
            return lambda: run(template[:])
        if len(slots) == 1 and slots[0] is not None:
            return _of_one(run, template, slots[0])

        def call(*given: object) -> Any:
            frame = template[:]
            for slot, value in zip(slots, given, strict=True):
                if slot is not None:
                    frame[slot] = value
            return run(frame)

        return call


def _of_one(run: Run, template: Frame, slot: int) -> Callable[..., Any]:
    def call(given: object) -> Any:
        frame = template[:]
        frame[slot] = given
        return run(frame)

    return call


def compile_rows(checked: Checked, classes: Classes) -> Compiled:
    """Returns what runs a checked script row by row."""
    linked = {key: Linked(code.signature) for key, code in checked.functions.items()}
    for key, code in checked.functions.items():
        link(linked[key], Emitter(classes, linked, code), code)
    main = checked.main
    run = body(Emitter(classes, linked, main), main.block)
    template: Frame = [None] * main.size
    template[main.loop] = MAX_LOOPS
    nothing = default_of(main.signature.returns)
    if nothing is not None:
        run = _or_default(run, nothing)
    return Compiled(run, template, checked.variables)


def _or_default(run: Run, nothing: object) -> Run:
    def with_default(frame: Frame) -> Any:
        result = run(frame)
        return nothing if result is None else result

    return with_default
