"""Functions of a script, lambdas and references: as Python's callables."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from findling.script.api.class_info import Method
from findling.script.faults import JavaError, illegal_argument
from findling.script.painless import checked
from findling.script.painless.checked import Block, BoundReference, Code, Expr, Return, Signature
from findling.script.painless.classes import Classes
from findling.script.painless.conversions import Conversion
from findling.script.painless.limits import MAX_LOOPS
from findling.script.painless.references import ReferenceFault, array_maker, bind
from findling.script.painless.rows.casts import Cast, boxing, cast, wanted
from findling.script.painless.rows.emitter import Emitter, Linked, emits
from findling.script.painless.rows.frames import METER, RESULT, Frame, Run
from findling.script.painless.rows.runtime_types import class_name, type_of
from findling.script.types import DEF, UNBOXED, VOID, Type

Callee = Callable[..., Any]
FromInterface = Callable[[Type], Callee]


def body(emitter: Emitter, block: Block) -> Run:
    """Returns what runs the block of a function and gives what it returns."""
    last = block.statements[-1]
    if isinstance(last, Return) and last.value is not None:
        before = [emitter.stmt(statement) for statement in block.statements[:-1]]
        value = emitter.expr(last.value)
        return _then_value(before, value) if before else value
    statement = emitter.stmt(block)
    return lambda frame: frame[RESULT] if statement(frame) is not None else None


def _then_value(before: Sequence[Run], value: Run) -> Run:
    if len(before) == 1:
        (only,) = before
        return lambda frame: value(frame) if only(frame) is None else frame[RESULT]

    def run(frame: Frame) -> Any:
        for statement in before:
            if statement(frame) is not None:
                return frame[RESULT]
        return value(frame)

    return run


def link(linked: Linked, emitter: Emitter, code: Code) -> None:
    """Makes a function of the script callable: with the meter and its arguments."""
    run = body(emitter, code.block)
    template: Frame = [None] * code.size
    template[code.loop] = MAX_LOOPS
    slots = code.slots
    if len(slots) == 1:
        (slot,) = slots

        def call1(meter: Any, argument: Any) -> Any:
            meter.call()
            frame = template[:]
            frame[METER], frame[slot] = meter, argument
            return run(frame)

        linked.run = call1
        return

    def call(meter: Any, *arguments: Any) -> Any:
        meter.call()
        frame = template[:]
        frame[METER] = meter
        for slot, argument in zip(slots, arguments, strict=True):
            frame[slot] = argument
        return run(frame)

    linked.run = call


def _converted(sources: Sequence[Type], targets: Sequence[Type], classes: Classes) -> list[Cast | None]:
    """Returns the casts between the parameters of an interface and those of what it stands for."""
    return [
        None if source is target else _converting(source, target, classes)
        for source, target in zip(sources, targets, strict=True)
    ]


def _converting(source: Type, target: Type, classes: Classes) -> Cast | None:
    if source is DEF:
        return wanted(target, classes)
    return cast(Conversion(source, target, explicit=False), classes)


def adapted(function: Callee, parameters: Sequence[Type], returns: Type, interface: Method, classes: Classes) -> Callee:
    """Returns a function as the method of an interface: it takes and gives values of the interface's types."""
    casts = _converted(interface.parameters, parameters, classes)
    back = None
    if interface.returns is not VOID and returns is not VOID and returns is not interface.returns:
        back = cast(Conversion(returns, interface.returns, explicit=False), classes)
    if not any(casts):
        return function if back is None else lambda *given: back(function(*given))

    def call(*given: Any) -> Any:
        arguments = [value if change is None else change(value) for value, change in zip(given, casts, strict=True)]
        result = function(*arguments)
        return result if back is None else back(result)

    return call


def lambda_maker(emitter: Emitter, node: checked.Lambda) -> Callable[[Frame], Callee]:
    """Returns what makes, of the frame around, the function that a lambda is."""
    code = node.function
    run = body(emitter.inner(code), code.block)
    captures, slots, size, loop = node.captures, code.slots, code.size, code.loop

    def make(outside: Frame) -> Callee:
        template: Frame = [None] * size
        for source, target in captures:
            template[target] = outside[source]
        template[METER], template[loop] = outside[METER], MAX_LOOPS
        count = template[METER].call
        if len(slots) == 1:
            (slot,) = slots

            def call1(argument: Any) -> Any:
                count()
                frame = template[:]
                frame[slot] = argument
                return run(frame)

            return call1

        def call(*arguments: Any) -> Any:
            count()
            frame = template[:]
            for slot, argument in zip(slots, arguments, strict=True):
                frame[slot] = argument
            return run(frame)

        return call

    return make


@emits(checked.Lambda)
def _lambda(emitter: Emitter, node: checked.Lambda) -> Run:
    emitter.at(node.offset)
    assert node.interface is not None
    make, interface, signature, classes = (
        lambda_maker(emitter, node),
        node.interface,
        node.function.signature,
        emitter.classes,
    )
    same = signature.parameters == interface.parameters and signature.returns in (interface.returns, DEF)
    if same and (interface.returns in (VOID, signature.returns)):
        return make
    return lambda frame: adapted(make(frame), signature.parameters, signature.returns, interface, classes)


@emits(checked.BoundReference)
def _bound(emitter: Emitter, node: BoundReference) -> Run:
    at = emitter.at(node.offset)
    make = bound_maker(emitter, node)
    del at
    return make


def bound_maker(emitter: Emitter, node: BoundReference) -> Run:
    """Returns what makes, of the frame around, the function that a reference is."""
    classes, target, interface = emitter.classes, node.run, node.interface
    if isinstance(target, Signature):
        linked = emitter.functions[target.name, len(target.parameters)]
        return lambda frame: adapted(_metered(linked, frame), node.parameters, node.returns, interface, classes)
    function = target.run
    if node.captured is None:
        made = adapted(function, node.parameters, node.returns, interface, classes)
        return lambda frame: made
    slot = node.captured.slot

    def make(frame: Frame) -> Callee:
        first = frame[slot]
        bound = lambda *given: function(first, *given)  # noqa: E731
        return adapted(bound, node.parameters[1:], node.returns, interface, classes)

    return make


def _metered(linked: Linked, frame: Frame) -> Callee:
    meter = frame[METER]
    return lambda *given: linked.run(meter, *given)


@emits(checked.Reference)
def _reference(emitter: Emitter, node: checked.Reference) -> Run:
    """A reference to a method of a def: its class is known when the script runs."""
    at = emitter.at(node.offset)
    of, make = node.type, reference_maker(emitter, node)

    def run(frame: Frame) -> Callee:
        try:
            return make(frame)(of)
        except JavaError as error:
            error.place(at)
            raise

    return run


def reference_maker(emitter: Emitter, node: checked.Reference) -> Callable[[Frame], FromInterface]:
    """Returns what makes, of the frame around, what gives the function of a reference for an interface."""
    captured, symbol, name = node.captured, node.symbol, node.name
    headers = {key: linked.signature for key, linked in emitter.functions.items()}

    def make(frame: Frame) -> FromInterface:
        def of_interface(interface: Type) -> Callee:
            holder = symbol
            if captured is not None and captured.type is DEF:
                holder = type_of(frame[captured.slot], emitter.classes).name
            if symbol.endswith("[]"):
                return _array_function(emitter, symbol, interface)
            try:
                found = bind(holder, name, interface, captured, emitter.classes, headers, node.offset)
            except ReferenceFault as fault:
                raise illegal_argument(str(fault)) from None
            function: Callee = bound_maker(emitter, found)(frame)
            return function

        return of_interface

    return make


def _array_function(emitter: Emitter, symbol: str, interface: Type) -> Callee:
    of, functional = emitter.classes.named(symbol), emitter.classes.functional(interface)
    assert of is not None
    if functional is None:
        raise illegal_argument(f"cannot convert function reference to a non-functional interface [{interface.name}]")
    maker = array_maker(of)
    return adapted(maker.run, maker.parameters, of, functional[1], emitter.classes)


UNBOUND: Final = (checked.Lambda, checked.Reference)


def argument_maker(emitter: Emitter, node: Expr) -> Callable[[Frame], FromInterface] | None:
    """Returns what makes the function of an argument of a def's method, None if the argument is no function."""
    if isinstance(node, checked.Reference) and node.interface is None and node.type.name == "java.lang.String":
        emitter.at(node.offset)
        return reference_maker(emitter, node)
    if isinstance(node, checked.Lambda) and node.interface is None:
        emitter.at(node.offset)
        return _unbound_lambda(emitter, node)
    return None


def _unbound_lambda(emitter: Emitter, node: checked.Lambda) -> Callable[[Frame], FromInterface]:
    make, signature, classes = lambda_maker(emitter, node), node.function.signature, emitter.classes

    def of_frame(frame: Frame) -> FromInterface:
        function = make(frame)

        def of_interface(of: Type) -> Callee:
            functional = classes.functional(of)
            if functional is None:
                shown = f"cannot convert function reference [this::lambda$0] to a non-functional interface [{of.name}]"
                raise illegal_argument(shown)
            name, interface = functional
            if len(interface.parameters) != len(signature.parameters):
                arity = len(interface.parameters)
                shown = f"function reference [this::lambda$0/{arity}] matching [{of.name}, {name}/{arity}] not found"
                raise illegal_argument(f"{shown} due to an incorrect number of arguments")
            return adapted(function, signature.parameters, signature.returns, interface, classes)

        return of_interface

    return of_frame


def plan(method: Method, classes: Classes, functions: frozenset[int]) -> Callee:
    """Returns what calls a method of a def with arguments that carry their classes, and boxes its result.

    functions: the places of arguments that are what gives a function for an interface
    """
    run, box = method.run, boxing(method.returns)
    changes: list[Cast | None] = [
        _of_interface(of) if at in functions else _argument(of, classes) for at, of in enumerate(method.parameters)
    ]
    if not any(changes):
        return run if box is None else lambda *given: box(run(*given))
    if len(changes) == 1:
        (only,) = changes
        if box is None:
            return lambda target, given: run(target, only(given))  # type: ignore[misc]

    def call(target: Any, *given: Any) -> Any:
        arguments = [value if change is None else change(value) for value, change in zip(given, changes, strict=True)]
        result = run(target, *arguments)
        return result if box is None else box(result)

    return call


def _argument(of: Type, classes: Classes) -> Cast | None:
    if of in UNBOXED:
        return cast(Conversion(DEF, of, explicit=False), classes)
    return wanted(of, classes)


def _of_interface(of: Type) -> Cast:
    return lambda make: make(of)


def not_found(value: Any, name: str, arity: int) -> JavaError:
    """Returns what a call of a method throws that a def has not."""
    return illegal_argument(f"dynamic method [{class_name(value)}, {name}/{arity}] not found")
