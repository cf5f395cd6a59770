"""Assignments, simple and compound."""

from dataclasses import replace
from typing import Final, cast

from findling.script.painless import syntax
from findling.script.painless.checked import Assign, DefElement, DefField, Expr, Place, Update
from findling.script.painless.checking.checker import READ, Checker, Want, checks
from findling.script.painless.checking.scope import Scope
from findling.script.painless.conversions import conversion, promoted, promoted_bits, promoted_pair, promoted_sum
from findling.script.painless.problems import invalid, wrong_class
from findling.script.types import DEF, INT, LONG, STRING, VOID, Type

_INTERFACES: Final = frozenset(
    f"java.util.{name}" for name in ("Map", "List", "Set", "Collection", "Iterator", "Map.Entry", "Queue", "Deque")
) | {"java.lang.Iterable", "java.lang.CharSequence", "java.lang.Comparable"}
_LETTERS: Final = {
    "boolean": "Z", "byte": "B", "short": "S", "char": "C", "int": "I", "long": "J", "float": "F", "double": "D"
}  # fmt: skip
_SHIFTS: Final = frozenset({"<<", ">>", ">>>"})


@checks(syntax.Assignment)
def _assignment(checker: Checker, node: syntax.Assignment, want: Want, scope: Scope) -> Expr:
    left = checker.value(node.left, Want(read=want.read, write=True), scope)
    place = cast(Place, left)
    if node.operator is not None:
        return _update(checker, node, place, want, scope)
    if isinstance(place, DefField | DefElement):
        value = checker.value(node.right, READ, scope)
        if value.type is VOID:
            raise invalid("invalid assignment: cannot assign type [void]", node.offset)
        place = replace(place, type=value.type)
    else:
        value = checker.cast_value(node.right, Want(target=place.type), scope)
    return Assign(place.type if want.read else VOID, node.offset, place, value, want.read)


def _update(checker: Checker, node: syntax.Assignment, place: Place, want: Want, scope: Scope) -> Expr:
    value = checker.value(node.right, READ, scope)
    operator = str(node.operator)
    of, shift = _update_type(operator, place.type, value.type)
    if of is None:
        types = f"[{_java(place.type)}] and [{_java(value.type)}]"
        raise wrong_class(f"invalid compound assignment: cannot apply [{operator}=] to types {types}", node.offset)
    value = checker.cast(value, node.right, _wanted(of, shift, value.type))
    up = conversion(place.type, of, node.offset, checker.classes)
    down = conversion(of, place.type, node.offset, checker.classes, explicit=True)
    result = place.type if want.read else VOID
    return Update(result, node.offset, place, operator, of, value, up, down, want.read, node.post)


def _update_type(operator: str, left: Type, right: Type) -> tuple[Type | None, Type | None]:
    if operator in _SHIFTS:
        shift = promoted(right, decimal=False)
        return (None if shift is None else promoted(left, decimal=False)), shift
    if operator == "+":
        return promoted_sum(left, right), None
    if operator in ("&", "|", "^"):
        return promoted_bits(left, right), None
    return promoted_pair(left, right), None


def _wanted(of: Type, shift: Type | None, value: Type) -> Want:
    if of is STRING:
        return Want(target=value)
    if shift is None or of is DEF:
        return Want(target=of)
    return Want(target=INT, explicit=True) if shift is LONG else Want(target=shift)


def _java(of: Type) -> str:
    """Returns a type as Java's Class writes itself."""
    if of.primitive:
        return of.name
    if of is DEF:
        return "class org.opensearch.painless.lookup.def"
    if of.element is not None:
        return f"class {_descriptor(of)}"
    return f"{'interface' if of.name in _INTERFACES else 'class'} {of.name}"


def _descriptor(of: Type) -> str:
    """Returns a type as class files have it."""
    if of.element is not None:
        return f"[{_descriptor(of.element)}"
    return _LETTERS.get(of.name, f"L{'java.lang.Object' if of is DEF else of.name};")
