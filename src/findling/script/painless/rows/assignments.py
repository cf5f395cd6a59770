"""Assignments."""

from collections.abc import Callable
from typing import Any

from findling.script.faults import JavaError
from findling.script.painless import checked
from findling.script.painless.arithmetic import BINARY, INT_MAX, INT_MIN, to_int
from findling.script.painless.checked import Const, Expr, Update, Variable
from findling.script.painless.conversions import Conversion
from findling.script.painless.limits import check_text
from findling.script.painless.rows.casts import Cast, boxing, cast
from findling.script.painless.rows.dynamic import compound
from findling.script.painless.rows.emitter import Emitter, emits
from findling.script.painless.rows.frames import Frame, Run
from findling.script.painless.rows.operators import boxed_run, text_run
from findling.script.painless.rows.places import access
from findling.script.types import DEF, INT, STRING, Type


@emits(checked.Assign)
def _assign(emitter: Emitter, node: checked.Assign) -> Run:
    place = node.place
    if isinstance(place, Variable):
        slot, value = place.slot, emitter.expr(node.value)

        def store(frame: Frame) -> Any:
            frame[slot] = given = value(frame)
            return given

        return store
    how = access(emitter, place)
    value = emitter.expr(node.value)
    parts, write = how.parts, how.write
    at = emitter.at(place.offset)
    box = _boxing_for(place, node.value.type)

    def run(frame: Frame) -> Any:
        where = parts(frame)
        given = value(frame)
        try:
            write(where, given if box is None else box(given))
        except JavaError as error:
            error.place(at)
            raise
        return given

    return run


def _boxing_for(place: Expr, of: Type) -> Cast | None:
    return boxing(of) if isinstance(place, checked.DefField | checked.DefElement) else None


@emits(checked.Update)
def _update(emitter: Emitter, node: Update) -> Run:
    emitter.at(node.place.offset)
    if isinstance(node.place, Variable):
        return _update_variable(emitter, node, node.place.slot)
    how = access(emitter, node.place)
    emitter.at(node.place.offset)
    change = _change(emitter, node)
    parts, read, write = how.parts, how.read, how.write
    at, post = emitter.at(node.place.offset), node.post

    def run(frame: Frame) -> Any:
        try:
            where = parts(frame)
            before = read(where)
            after = change(frame, before)
            write(where, after)
        except JavaError as error:
            error.place(at)
            raise
        return before if post else after

    return run


def _update_variable(emitter: Emitter, node: Update, slot: int) -> Run:
    quick = _step(node, slot)
    if quick is not None:
        emitter.expr(node.value)
        return quick
    change, post = _change(emitter, node), node.post

    def run(frame: Frame) -> Any:
        before = frame[slot]
        frame[slot] = after = change(frame, before)
        return before if post else after

    return run


def _step(node: Update, slot: int) -> Run | None:
    """Returns a closure of its own for `i++`, `i += 2`: what loops do most."""
    value = node.value
    if not (node.of is INT and node.place.type is INT and isinstance(value, Const) and node.operator in ("+", "-")):
        return None
    by, post = value.value if node.operator == "+" else -value.value, node.post

    def run(frame: Frame) -> int:
        before: int = frame[slot]
        after = before + by
        frame[slot] = after = after if INT_MIN <= after <= INT_MAX else to_int(after)
        return before if post else after

    return run


def _change(emitter: Emitter, node: Update) -> Callable[[Frame, Any], Any]:
    """Returns what makes the new value of the old one."""
    up, down = _casting(emitter, node.up), _casting(emitter, node.down)
    if node.of is STRING:
        return _appending(emitter, node, up, down)
    value = emitter.expr(node.value)
    at = emitter.line
    if node.of is DEF:
        function, value = compound(node.operator), boxed_run(value, node.value.type)
    else:
        function = BINARY[node.of][node.operator]

    def run(frame: Frame, before: Any) -> Any:
        try:
            left = before if up is None else up(before)
            after = function(left, value(frame))
            return after if down is None else down(after)
        except JavaError as error:
            error.place(at)
            raise

    return run


def _casting(emitter: Emitter, conversion: Conversion | None) -> Cast | None:
    return None if conversion is None else cast(conversion, emitter.classes)


def _appending(emitter: Emitter, node: Update, up: Cast | None, down: Cast | None) -> Callable[[Frame, Any], Any]:
    text = text_run(emitter, node.value)
    at = emitter.line

    def run(frame: Frame, before: Any) -> Any:
        try:
            left = before if up is None else up(before)
            made: str = ("null" if left is None else left) + text(frame)
            check_text(len(made))
            return made if down is None else down(made)
        except JavaError as error:
            error.place(at)
            raise

    return run
