"""Lambdas and references to methods."""

from dataclasses import replace

from findling.script.api.class_info import Method
from findling.script.faults import null_pointer
from findling.script.painless import checked, syntax
from findling.script.painless.checked import BoundReference, Code, Expr, Signature
from findling.script.painless.checking.checker import Checker, Want, checks
from findling.script.painless.checking.constants import only_read
from findling.script.painless.checking.scope import Scope
from findling.script.painless.checking.statements import Place, block
from findling.script.painless.conversions import conversion
from findling.script.painless.problems import CompileFault, invalid
from findling.script.painless.references import ReferenceFault, array_maker, bind
from findling.script.types import DEF, INT, STRING, VOID, Type


@checks(syntax.Lambda)
def _lambda(checker: Checker, node: syntax.Lambda, want: Want, scope: Scope) -> Expr:
    only_read(want, "a lambda", "lambda not used", node.offset)
    interface, types = _types(checker, node, want.target)
    returns = DEF if interface is None or interface.returns is VOID else interface.returns
    inside = scope.in_lambda(returns)
    slots = tuple(
        inside.define(name, of, node.offset, final=True).slot for name, of in zip(node.names, types, strict=True)
    )
    inside.frame.loop = inside.hidden(INT)
    if node.block is None:
        raise CompileFault(null_pointer(), None)
    body, flow = block(checker, node.block, Place(last_source=True), inside)
    if not flow.method:
        raise invalid("not all paths return a value for lambda", node.offset)
    frame = inside.frame
    signature = Signature("lambda", types, returns)
    code = Code(signature, slots, frame.length, frame.loop, body, len(frame.captured))
    if interface is not None:
        _check_signature(checker, interface, types, returns, node.offset)
    # a lambda whose interface is not known is a String to the real compiler
    of = want.target or STRING
    return checked.Lambda(of, node.offset, interface, code, tuple(frame.captured))


def _types(checker: Checker, node: syntax.Lambda, target: Type | None) -> tuple[Method | None, tuple[Type, ...]]:
    """Returns (method of the interface if it is known, types of the parameters)."""
    interface = None
    if target is not None:
        functional = checker.classes.functional(target)
        if functional is None:
            raise invalid(f"Cannot pass lambda to [{target.name}], not a functional interface", node.offset)
        name, interface = functional
        if len(interface.parameters) != len(node.types):
            raise invalid(f"Incorrect number of parameters for [{name}] in [{target.name}]", None)
    types = []
    for at, given in enumerate(node.types):
        of = _default(interface, at) if given is None else checker.classes.named(given)
        if of is None:
            raise invalid(f"cannot resolve type [{given}]", node.offset)
        types.append(of)
    return interface, tuple(types)


def _default(interface: Method | None, at: int) -> Type:
    return DEF if interface is None else interface.parameters[at]


def _check_signature(
    checker: Checker, interface: Method, parameters: tuple[Type, ...], returns: Type, offset: int
) -> None:
    """Raises CompileFault unless values of the interface's method can be passed and returned."""
    for given, taken in zip(interface.parameters, parameters, strict=True):
        conversion(given, taken, offset, checker.classes, internal=True)
    if interface.returns is not VOID:
        conversion(returns, interface.returns, offset, checker.classes, internal=True)


@checks(syntax.Reference)
def _reference(checker: Checker, node: syntax.Reference, want: Want, scope: Scope) -> Expr:
    known = node.symbol == "this" or checker.classes.named(node.symbol) is not None
    what = f"{'function' if known else 'capturing function'} reference [{node.symbol}:{node.method}]"
    only_read(want, what, f"{what} not used", node.offset)
    captured = None if known else _captured(node, scope)
    if captured is not None and want.target is not None and captured.type is DEF:
        functional = checker.classes.functional(want.target)
        interface = None if functional is None else functional[1]
        return checked.Reference(want.target, node.offset, interface, node.symbol, node.method, captured)
    symbol = node.symbol if captured is None or captured.type is DEF else captured.type.name
    if want.target is None:
        return checked.Reference(STRING, node.offset, None, symbol, node.method, captured)
    try:
        found = bind(symbol, node.method, want.target, captured, checker.classes, checker.functions, node.offset)
    except ReferenceFault as fault:
        raise invalid(str(fault), node.offset) from None
    _check_signature(checker, found.interface, _remaining(found), found.returns, node.offset)
    return found


def _remaining(found: BoundReference) -> tuple[Type, ...]:
    return found.parameters if found.captured is None else found.parameters[1:]


def _captured(node: syntax.Reference, scope: Scope) -> checked.Variable:
    variable = scope.get(node.symbol)
    if variable is None:
        raise invalid(f"variable [{node.symbol}] is not defined", node.offset)
    return checked.Variable(variable.type, node.offset, variable.slot, variable.name)


@checks(syntax.NewArrayReference)
def _new_array_reference(checker: Checker, node: syntax.NewArrayReference, want: Want, scope: Scope) -> Expr:
    what = f"new array function reference with target type [{node.type}]"
    only_read(want, what, f"{what} not used", node.offset)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"Not a type [{node.type}].", node.offset)
    if want.target is None:
        return checked.Reference(STRING, node.offset, None, node.type, "new", None)
    functional = checker.classes.functional(want.target)
    if functional is None:
        message = "cannot convert function reference [this::newarray] to a non-functional interface"
        raise invalid(f"{message} [{want.target.name}]", node.offset)
    maker = array_maker(of)
    found = BoundReference(want.target, node.offset, functional[1], maker, maker.parameters, of, None)
    _check_signature(checker, found.interface, found.parameters, found.returns, node.offset)
    return replace(found)
