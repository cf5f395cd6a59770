"""Names, fields, elements."""

import re
from dataclasses import dataclass
from typing import Final

from findling.script.api.class_info import Method
from findling.script.painless import checked, syntax
from findling.script.painless.checked import Const, Expr
from findling.script.painless.checking.checker import READ, Checker, Found, Partial, StaticType, Want, checks
from findling.script.painless.checking.scope import Scope
from findling.script.painless.problems import invalid
from findling.script.types import DEF, INT, LIST, MAP, STRING, VOID, Type, class_type

_INDEX: Final = re.compile(r"\d+")
_ZONED_DATE_TIME: Final = class_type("java.time.ZonedDateTime")


def _no_static_write(of: Type, offset: int) -> None:
    raise invalid(f"invalid assignment: cannot write a value to a static type [{of.name}]", offset)


def def_type(want: Want) -> Type:
    """Returns the type of what a def gives: that which is wanted, if it is known and not asked for."""
    no_target = want.target is None or want.explicit or want.target is _ZONED_DATE_TIME
    return DEF if no_target or want.target is None else want.target


@checks(syntax.Symbol)
def _symbol(checker: Checker, node: syntax.Symbol, want: Want, scope: Scope) -> Found:
    of = checker.classes.named(node.name)
    if of is not None:
        if want.write:
            _no_static_write(of, node.offset)
        if not want.read:
            raise invalid(f"not a statement: static type [{of.name}] not used", node.offset)
        return StaticType(of)
    if scope.find(node.name) is None:
        return Partial(node.name)
    if not (want.read or want.write):
        raise invalid(f"not a statement: variable [{node.name}] not used", node.offset)
    variable = scope.get(node.name)
    assert variable is not None
    if want.write and variable.final:
        raise invalid(f"Variable [{variable.name}] is read-only.", node.offset)
    return checked.Variable(variable.type, node.offset, variable.slot, variable.name)


@checks(syntax.Dot)
def _dot(checker: Checker, node: syntax.Dot, want: Want, scope: Scope) -> Found:
    if not (want.read or want.write):
        raise invalid("not a statement: result of dot operator [.] not used", node.offset)
    prefix = checker.visit(node.prefix, READ, scope)
    if not isinstance(prefix, Expr):
        name = prefix.name if isinstance(prefix, Partial) else prefix.type.name
        of = checker.classes.named(f"{name}.{node.name}")
        if of is not None:
            if want.write:
                _no_static_write(of, node.offset)
            return StaticType(of)
        if isinstance(prefix, Partial):
            return Partial(f"{name}.{node.name}")
    found = _member(checker, node, prefix, want)
    if node.null_safe:
        if want.write:
            raise invalid("invalid assignment: cannot assign a value to a null safe operation [?.]", node.offset)
        if found.type.primitive:
            raise invalid("Result of null safe operator must be nullable", None)
    return found


def _member(checker: Checker, node: syntax.Dot, prefix: Expr | StaticType, want: Want) -> Expr:
    if isinstance(prefix, Expr) and prefix.type.element is not None:
        return _array_length(node, prefix, want)
    if isinstance(prefix, Expr) and prefix.type is DEF:
        of = DEF if node.null_safe else def_type(want)
        return checked.DefField(of, node.offset, prefix, node.name, node.null_safe)
    static = isinstance(prefix, StaticType)
    holder = None if isinstance(prefix, StaticType) else prefix
    field = checker.classes.field(prefix.type, node.name, static)
    if field is not None:
        if want.write and field.write is None:
            raise invalid(f"invalid assignment: cannot assign a value to read-only field [{node.name}]", node.offset)
        return checked.FieldAccess(field.type, node.offset, holder, node.name, field, node.null_safe)
    return _shortcut(checker, node, prefix.type, holder, want)


def _array_length(node: syntax.Dot, prefix: Expr, want: Want) -> Expr:
    if node.name != "length":
        raise invalid(f"Field [{node.name}] does not exist for type [{prefix.type.name}].", node.offset)
    if want.write:
        message = "invalid assignment: cannot assign a value write to read-only field [length] for an array."
        raise invalid(message, node.offset)
    return checked.ArrayLength(INT, node.offset, prefix, node.null_safe)


def _shortcut(checker: Checker, node: syntax.Dot, of: Type, prefix: Expr | None, want: Want) -> Expr:
    """Returns what a bean's getter and setter, a map or a list give for a name."""
    found = _property(checker, node, of, prefix, want)
    if found is not None:
        return found
    if prefix is not None and checker.classes.is_kind_of(of, LIST):
        if _INDEX.fullmatch(node.name) is None:
            raise invalid(f"invalid list index [{node.name}]", node.offset)
        index = Const(INT, node.offset, int(node.name))
        pair = _pair(checker, of, "get", "set", "list", want, node.offset)
        return checked.ListElement(pair.value, node.offset, prefix, index, pair.getter, pair.setter, node.null_safe)
    if prefix is not None and checker.classes.is_kind_of(of, MAP):
        key = Const(STRING, node.offset, node.name)
        pair = _pair(checker, of, "get", "put", "map", want, node.offset)
        return checked.MapElement(pair.value, node.offset, prefix, key, pair.getter, pair.setter, node.null_safe)
    raise invalid(f"field [{of.name}, {node.name}] not found", node.offset)


def _property(checker: Checker, node: syntax.Dot, of: Type, prefix: Expr | None, want: Want) -> Expr | None:
    static = prefix is None
    getter = checker.classes.getter(of, node.name, static)
    name = node.name[0].upper() + node.name[1:]
    if getter is None:
        return None
    if getter.returns is VOID:
        raise invalid(f"Illegal get shortcut on field [{node.name}] for type [{of.name}].", node.offset)
    if want.write:  # the real compiler looks for setters without parameters, so that it finds none
        raise invalid(f"Illegal shortcut on field [{node.name}] for type [{of.name}].", node.offset)
    for prefixed in (f"get{name}", f"is{name}"):
        checker.note(of, prefixed)
    return checked.Property(getter.returns, node.offset, prefix, node.name, getter, node.null_safe)


@dataclass(frozen=True, slots=True)
class _Pair:
    """How elements are read and written, and their type."""

    getter: Method | None
    setter: Method | None
    value: Type


def _pair(checker: Checker, of: Type, get: str, put: str, kind: str, want: Want, offset: int) -> _Pair:
    getter, setter = checker.classes.method(of, get, 1), checker.classes.method(of, put, 2)
    if (want.read and getter is None) or (want.write and setter is None):
        raise invalid(f"Illegal {kind} shortcut for type [{of.name}].", offset)
    value = setter.parameters[1] if setter is not None else getter.returns  # type: ignore[union-attr]
    return _Pair(getter, setter, value)


@checks(syntax.Brace)
def _brace(checker: Checker, node: syntax.Brace, want: Want, scope: Scope) -> Expr:
    if not (want.read or want.write):
        raise invalid("not a statement: result of brace operator not used", node.offset)
    prefix = checker.value(node.prefix, READ, scope)
    of = prefix.type
    if of.element is not None:
        index = checker.cast_value(node.index, Want(target=INT), scope)
        return checked.ArrayElement(of.element, node.offset, prefix, index)
    if of is DEF:
        index = checker.value(node.index, READ, scope)
        return checked.DefElement(def_type(want), node.offset, prefix, index)
    if checker.classes.is_kind_of(of, MAP):
        pair = _pair(checker, of, "get", "put", "map", want, node.offset)
        key_type = (pair.setter or pair.getter).parameters[0]  # type: ignore[union-attr]
        index = checker.cast_value(node.index, Want(target=key_type), scope)
        return checked.MapElement(pair.value, node.offset, prefix, index, pair.getter, pair.setter)
    if checker.classes.is_kind_of(of, LIST):
        pair = _pair(checker, of, "get", "set", "list", want, node.offset)
        index = checker.cast_value(node.index, Want(target=INT), scope)
        return checked.ListElement(pair.value, node.offset, prefix, index, pair.getter, pair.setter)
    raise invalid(f"Illegal array access on type [{of.name}].", node.offset)
