"""Calls of methods and functions that are known, and constructors."""

from collections.abc import Callable
from typing import Any

from findling.script.faults import JavaError
from findling.script.painless import checked
from findling.script.painless.rows.emitter import Emitter, emits
from findling.script.painless.rows.frames import METER, Frame, Run
from findling.script.painless.rows.nulls import Fault, null_call
from findling.script.painless.rows.operators import boxed_run


@emits(checked.Call)
def _call(emitter: Emitter, node: checked.Call) -> Run:
    if node.receiver is None:
        emitter.at(node.offset)
        return called(node.method.run, emitter.all(node.arguments), emitter)
    receiver = emitter.expr(node.receiver)
    emitter.at(node.offset)
    arguments = emitter.all(node.arguments)
    method, at = node.method.run, emitter.line
    if node.null_safe:
        return _null_safe(receiver, method, arguments, at)
    fault = null_call(node, emitter)
    if node.receiver.type.primitive:
        box = _box(emitter, node)
        return called(method, [box(receiver), *arguments], emitter)
    makers = {0: _method0, 1: _method1}
    if len(arguments) in makers:
        return makers[len(arguments)](receiver, method, arguments, fault, at)
    return _method(receiver, method, arguments, fault, at)


def _box(emitter: Emitter, node: checked.Call) -> Callable[[Run], Run]:
    from_type = node.receiver
    assert from_type is not None
    return lambda run: boxed_run(run, from_type.type)


def _method0(receiver: Run, method: Callable[..., Any], arguments: list[Run], fault: Fault, at: int) -> Run:
    def run(frame: Frame) -> Any:
        target = receiver(frame)
        try:
            if target is None:
                raise fault()
            return method(target)
        except JavaError as error:
            error.place(at)
            raise

    return run


def _method1(receiver: Run, method: Callable[..., Any], arguments: list[Run], fault: Fault, at: int) -> Run:
    (only,) = arguments

    def run(frame: Frame) -> Any:
        target, argument = receiver(frame), only(frame)
        try:
            if target is None:
                raise fault()
            return method(target, argument)
        except JavaError as error:
            error.place(at)
            raise

    return run


def _method(receiver: Run, method: Callable[..., Any], arguments: list[Run], fault: Fault, at: int) -> Run:
    def run(frame: Frame) -> Any:
        target, given = receiver(frame), [argument(frame) for argument in arguments]
        try:
            if target is None:
                raise fault()
            return method(target, *given)
        except JavaError as error:
            error.place(at)
            raise

    return run


def _null_safe(receiver: Run, method: Callable[..., Any], arguments: list[Run], at: int) -> Run:
    def run(frame: Frame) -> Any:
        target = receiver(frame)
        if target is None:
            return None
        try:
            return method(target, *[argument(frame) for argument in arguments])
        except JavaError as error:
            error.place(at)
            raise

    return run


def called(function: Callable[..., Any], arguments: list[Run], emitter: Emitter) -> Run:
    """Returns what calls a function of Python and tells the place where it throws."""
    at = emitter.line
    if len(arguments) == 1:
        (only,) = arguments

        def run1(frame: Frame) -> Any:
            try:
                return function(only(frame))
            except JavaError as error:
                error.place(at)
                raise

        return run1
    if len(arguments) == 2:
        first, second = arguments

        def run2(frame: Frame) -> Any:
            try:
                return function(first(frame), second(frame))
            except JavaError as error:
                error.place(at)
                raise

        return run2

    def run(frame: Frame) -> Any:
        try:
            return function(*[argument(frame) for argument in arguments])
        except JavaError as error:
            error.place(at)
            raise

    return run


@emits(checked.New)
def _new(emitter: Emitter, node: checked.New) -> Run:
    emitter.at(node.offset)
    make, arguments = node.constructor.run, emitter.all(node.arguments)
    at = emitter.line

    def run(frame: Frame) -> Any:
        try:
            made = make(*[argument(frame) for argument in arguments])
        except JavaError as error:
            error.place(at)
            raise
        if isinstance(made, JavaError):  # where an exception is made is where it was thrown
            made.place(at)
        return made

    return run


@emits(checked.ScriptCall)
def _script_call(emitter: Emitter, node: checked.ScriptCall) -> Run:
    emitter.at(node.offset)
    linked = emitter.functions[node.function.name, len(node.function.parameters)]
    arguments = emitter.all(node.arguments)
    if len(arguments) == 1:
        (only,) = arguments
        return lambda frame: linked.run(frame[METER], only(frame))
    return lambda frame: linked.run(frame[METER], *[argument(frame) for argument in arguments])


@emits(checked.ContextCall)
def _context_call(emitter: Emitter, node: checked.ContextCall) -> Run:
    emitter.at(node.offset)
    arguments, slot = emitter.all(node.arguments), node.receiver
    if slot is None:
        return called(node.function.run, arguments, emitter)
    return called(node.function.run, [lambda frame: frame[slot], *arguments], emitter)
