"""Calls, constructors, list, map and array initializers."""

from findling.script.api.class_info import Method
from findling.script.painless import checked, syntax
from findling.script.painless.checked import Expr
from findling.script.painless.checking.access import def_type
from findling.script.painless.checking.checker import READ, Checker, Partial, StaticType, Want, checks
from findling.script.painless.checking.constants import only_read
from findling.script.painless.checking.scope import Scope
from findling.script.painless.problems import CompileFault, invalid
from findling.script.types import ARRAY_LIST, DEF, HASH_MAP, INT, VOID, Type


@checks(syntax.Call)
def _call(checker: Checker, node: syntax.Call, want: Want, scope: Scope) -> Expr:
    arity = len(node.arguments)
    if want.write:
        what = f"method call [{node.name}/{arity}]"
        raise invalid(f"invalid assignment: cannot assign a value to {what}", node.offset)
    prefix = checker.visit(node.prefix, READ, scope)
    if isinstance(prefix, Partial):
        raise invalid(f"cannot resolve symbol [{prefix.name}]", node.offset)
    if isinstance(prefix, Expr) and prefix.type is DEF:
        return _def_call(checker, node, prefix, want, scope)
    method = _method(checker, node, prefix)
    arguments = checker.arguments(node.arguments, method.parameters, scope)
    if node.null_safe and method.returns.primitive:
        raise invalid("Result of null safe operator must be nullable", None)
    receiver = prefix if isinstance(prefix, Expr) else None
    return checked.Call(method.returns, node.offset, receiver, node.name, method, arguments, node.null_safe)


def _method(checker: Checker, node: syntax.Call, prefix: Expr | StaticType) -> Method:
    arity, static = len(node.arguments), isinstance(prefix, StaticType)
    find = checker.classes.static_method if static else checker.classes.method
    found = find(prefix.type, node.name, arity)
    if found is None:
        kind = "static" if static else "member"
        raise invalid(f"{kind} method [{prefix.type.name}, {node.name}/{arity}] not found", node.offset)
    checker.note(prefix.type, node.name)
    return found


def _def_call(checker: Checker, node: syntax.Call, prefix: Expr, want: Want, scope: Scope) -> Expr:
    arguments = []
    for argument in node.arguments:
        value = checker.value(argument, Want(internal=True), scope)
        if value.type is VOID:
            message = f"Argument(s) cannot be of [void] type when calling method [{node.name}]."
            raise invalid(message, node.offset)
        arguments.append(value)
    of = DEF if node.null_safe else def_type(want)
    return checked.DefCall(of, node.offset, prefix, node.name, tuple(arguments), node.null_safe)


@checks(syntax.LocalCall)
def _local_call(checker: Checker, node: syntax.LocalCall, want: Want, scope: Scope) -> Expr:
    key = (node.name, len(node.arguments))
    if want.write:
        what = f"function call [{node.name}/{len(node.arguments)}]"
        raise invalid(f"invalid assignment: cannot assign a value to {what}", node.offset)
    own = checker.functions.get(key)
    if own is not None:
        arguments = checker.arguments(node.arguments, own.parameters, scope)
        return checked.ScriptCall(own.returns, node.offset, own, arguments)
    given = checker.context.functions.get(key)
    if given is None:
        raise _unknown_call(node)
    arguments = checker.arguments(node.arguments, given.parameters, scope)
    receiver = None
    if given.receiver is not None:
        variable = scope.get(given.receiver)
        if variable is None:
            raise _unknown_call(node)
        receiver = variable.slot
    return checked.ContextCall(given.returns, node.offset, given, receiver, arguments)


def _unknown_call(node: syntax.LocalCall) -> CompileFault:
    kinds = ", ".join(type(argument).__name__ for argument in node.arguments)
    return invalid(f"Unknown call [{node.name}] with [[{kinds}]] arguments.", node.offset)


@checks(syntax.NewObject)
def _new_object(checker: Checker, node: syntax.NewObject, want: Want, scope: Scope) -> Expr:
    arity = len(node.arguments)
    if want.write:
        what = f"new object with constructor [{node.type}/{arity}]"
        raise invalid(f"invalid assignment cannot assign a value to {what}", node.offset)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"Not a type [{node.type}].", node.offset)
    constructor = _constructor(checker, of, arity, node.offset)
    arguments = checker.arguments(node.arguments, constructor.parameters, scope)
    return checked.New(of, node.offset, constructor, arguments)


def _constructor(checker: Checker, of: Type, arity: int, offset: int) -> Method:
    found = checker.classes.constructor(of, arity)
    if found is None:
        raise invalid(f"constructor [{of.name}, <init>/{arity}] not found", offset)
    return found


def _needed(checker: Checker, of: Type, name: str, arity: int, offset: int) -> Method:
    found = checker.classes.method(of, name, arity)
    if found is None:
        raise invalid(f"method [{of.name}, {name}/{arity}] not found", offset)
    return found


@checks(syntax.ListInit)
def _list_init(checker: Checker, node: syntax.ListInit, want: Want, scope: Scope) -> Expr:
    only_read(want, "list initializer", "result not used from list initializer", node.offset)
    make = _constructor(checker, ARRAY_LIST, 0, node.offset)
    add = _needed(checker, ARRAY_LIST, "add", 1, node.offset)
    values = checker.arguments(node.values, (DEF,) * len(node.values), scope)
    return checked.ListInit(ARRAY_LIST, node.offset, make, add, values)


@checks(syntax.MapInit)
def _map_init(checker: Checker, node: syntax.MapInit, want: Want, scope: Scope) -> Expr:
    only_read(want, "map initializer", "result not used from map initializer", node.offset)
    make = _constructor(checker, HASH_MAP, 0, node.offset)
    put = _needed(checker, HASH_MAP, "put", 2, node.offset)
    entries = tuple(checker.arguments(entry, (DEF, DEF), scope) for entry in node.entries)
    return checked.MapInit(HASH_MAP, node.offset, make, put, entries)  # type: ignore[arg-type]


@checks(syntax.NewArray)
def _new_array(checker: Checker, node: syntax.NewArray, want: Want, scope: Scope) -> Expr:
    only_read(want, "new array", "result not used from new array", node.offset)
    of = checker.classes.named(node.type)
    if of is None or of.element is None:
        raise invalid(f"Not a type [{node.type}].", node.offset)
    each = of.element if node.by_elements else INT
    values = checker.arguments(node.values, (each,) * len(node.values), scope)
    return checked.NewArray(of, node.offset, values, node.by_elements)
