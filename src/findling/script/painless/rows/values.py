"""Constants, variables, casts, choices, initializers."""

from typing import Any

from findling.script.faults import JavaError
from findling.script.painless import checked
from findling.script.painless.arrays import new_array
from findling.script.painless.rows.casts import cast
from findling.script.painless.rows.emitter import Emitter, emits
from findling.script.painless.rows.frames import Frame, Run
from findling.script.painless.rows.runtime_types import type_of
from findling.script.types import BOX_OF, DEF, Array


@emits(checked.Const, checked.PatternConst)
def _constant(emitter: Emitter, node: checked.Const | checked.PatternConst) -> Run:
    value = node.value
    if isinstance(node, checked.PatternConst):
        emitter.at(node.offset)
    return lambda frame: value


@emits(checked.Null)
def _null(emitter: Emitter, node: checked.Null) -> Run:
    return lambda frame: None


@emits(checked.Variable)
def _variable(emitter: Emitter, node: checked.Variable) -> Run:
    slot = node.slot
    return lambda frame: frame[slot]


@emits(checked.Convert)
def _convert(emitter: Emitter, node: checked.Convert) -> Run:
    operand = emitter.expr(node.operand)
    at = emitter.at(node.offset)
    change = cast(node.conversion, emitter.classes)
    if change is None:
        return operand
    if node.conversion.source in BOX_OF:
        return lambda frame: change(operand(frame))

    def run(frame: Frame) -> Any:
        try:
            return change(operand(frame))
        except JavaError as error:
            error.place(at)
            raise

    return run


@emits(checked.InstanceOf)
def _instance_of(emitter: Emitter, node: checked.InstanceOf) -> Run:
    operand, of, classes = emitter.expr(node.operand), BOX_OF.get(node.of, node.of), emitter.classes
    if node.of is DEF:
        return lambda frame: (operand(frame), True)[1]
    given = node.operand.type
    if given.primitive:
        answer = classes.is_kind_of(BOX_OF.get(given, given), of)
        return lambda frame: (operand(frame), answer)[1]

    def run(frame: Frame) -> bool:
        value = operand(frame)
        return value is not None and classes.is_kind_of(type_of(value, classes), of)

    return run


@emits(checked.Conditional)
def _conditional(emitter: Emitter, node: checked.Conditional) -> Run:
    emitter.at(node.offset)
    condition, yes, no = emitter.expr(node.condition), emitter.expr(node.yes), emitter.expr(node.no)
    return lambda frame: yes(frame) if condition(frame) else no(frame)


@emits(checked.Elvis)
def _elvis(emitter: Emitter, node: checked.Elvis) -> Run:
    emitter.at(node.offset)
    left, right = emitter.expr(node.left), emitter.expr(node.right)

    def run(frame: Frame) -> Any:
        value = left(frame)
        return right(frame) if value is None else value

    return run


@emits(checked.ListInit)
def _list_init(emitter: Emitter, node: checked.ListInit) -> Run:
    emitter.at(node.offset)
    values, make, add = emitter.all(node.values), node.make.run, node.add.run

    def run(frame: Frame) -> Any:
        made = make()
        for value in values:
            add(made, value(frame))
        return made

    return run


@emits(checked.MapInit)
def _map_init(emitter: Emitter, node: checked.MapInit) -> Run:
    emitter.at(node.offset)
    entries = [(emitter.expr(key), emitter.expr(value)) for key, value in node.entries]
    make, put = node.make.run, node.put.run

    def run(frame: Frame) -> Any:
        made = make()
        for key, value in entries:
            put(made, key(frame), value(frame))
        return made

    return run


@emits(checked.NewArray)
def _new_array(emitter: Emitter, node: checked.NewArray) -> Run:
    at = emitter.at(node.offset)
    of, values = node.type, emitter.all(node.values)
    if node.by_elements:
        return lambda frame: Array(of, [value(frame) for value in values])
    at = emitter.line

    def run(frame: Frame) -> Any:
        try:
            return new_array(of, [value(frame) for value in values])
        except JavaError as error:
            error.place(at)
            raise

    return run
