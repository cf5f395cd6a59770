"""Checks a whole script: the headers of its functions first, for they may call each other."""

from collections.abc import Collection

from findling.script.context import Context
from findling.script.painless import checked, syntax
from findling.script.painless.checked import Checked, Code, Signature
from findling.script.painless.checking import access, assignments, calls, constants, lambdas, operators
from findling.script.painless.checking.checker import Checker
from findling.script.painless.checking.scope import Frame, Scope
from findling.script.painless.checking.statements import Place, block
from findling.script.painless.classes import Classes
from findling.script.painless.problems import CompileFault, invalid
from findling.script.types import INT, OBJECT, VOID, Type

_PARTS = (access, assignments, calls, constants, lambdas, operators)
"""They register what they check."""


def check(source: syntax.Source, context: Context, classes: Classes, names: Collection[str]) -> tuple[Checked, Checker]:
    """Returns the checked script, and the checker with what it noticed. Raises CompileFault.

    names: that occur in the script; variables of the context of other names get no slot
    """
    checker = Checker(context, classes, _headers(source, classes))
    codes = {(each.name, len(each.names)): _function(checker, each) for each in source.functions}
    main, variables = _main(checker, source, names)
    if checker.deferred is not None:
        raise checker.deferred
    return Checked(codes, main, variables, tuple(sorted(checker.statements))), checker


def _headers(source: syntax.Source, classes: Classes) -> dict[tuple[str, int], Signature]:
    headers: dict[tuple[str, int], Signature] = {}
    for node in source.functions:
        returns = _type(classes, node.returns, f"return type [{node.returns}]", node, "invalid function definition: ")
        types = tuple(
            _type(classes, of, f"parameter type [{of}]", node, "invalid function definition: ") for of in node.types
        )
        key = (node.name, len(types))
        if key in headers or key == ("execute", 0):
            shown = f"found duplicate function [{node.name}/{len(types)}]"
            raise invalid(f"invalid function definition: {shown}.", node.offset)
        headers[key] = Signature(node.name, types, returns)
    return headers


def _type(classes: Classes, name: str, shown: str, node: syntax.Function, before: str) -> Type:
    found = classes.named(name)
    if found is None:
        shown = f"{shown} not found for function [{node.name}/{len(node.types)}]"
        raise invalid(f"{before}{shown}", node.offset)
    return found


def _empty(name: str, arity: int, offset: int) -> CompileFault:
    shown = f"found no statements for function [{name}] with [{arity}] parameters"
    return invalid(f"invalid function definition: {shown}", offset)


def _function(checker: Checker, node: syntax.Function) -> Code:
    signature = checker.functions[node.name, len(node.names)]
    frame = Frame(signature.returns)
    scope = Scope(frame)
    slots = tuple(
        scope.define(name, of, node.offset).slot for name, of in zip(node.names, signature.parameters, strict=True)
    )
    frame.loop = scope.hidden(INT)
    if not node.block.statements:
        raise _empty(node.name, len(slots), node.offset)
    inner = scope.inner()
    body, flow = block(checker, node.block, Place(last_source=True), inner)
    if not flow.method and signature.returns is not VOID:
        shown = f"not all paths provide a return value for function [{node.name}] with [{len(slots)}] parameters"
        raise invalid(f"invalid function definition: {shown}", node.offset)
    return Code(signature, slots, frame.length, frame.loop, body)


def _main(checker: Checker, source: syntax.Source, names: Collection[str]) -> tuple[Code, dict[str, int]]:
    context = checker.context
    frame = Frame(context.returns)
    scope = Scope(frame)
    scope.hidden(OBJECT)  # this
    frame.loop = scope.hidden(INT)
    receivers = {given.receiver for given in context.functions.values() if given.receiver is not None}
    variables = {
        name: scope.define(name, of, source.offset).slot
        for name, of in context.variables.items()
        if name in names or name in receivers
    }
    if not source.body.statements:
        raise _empty("execute", 0, source.body.offset)
    body, _ = block(checker, source.body, Place(last_source=True), scope.inner())
    main = checked.Code(Signature("execute", (), context.returns), (), frame.length, frame.loop, body)
    return main, variables
