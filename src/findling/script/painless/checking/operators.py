"""Operators: arithmetic, logic, comparisons, casts, choices, assignments."""

from dataclasses import replace
from typing import Final

from findling.script.painless import checked, folding, syntax
from findling.script.painless.checked import Binary, Compare, Expr, Unary
from findling.script.painless.checking.checker import READ, Checker, Want, checks
from findling.script.painless.checking.constants import negative, only_read
from findling.script.painless.checking.scope import Scope
from findling.script.painless.conversions import (
    promoted,
    promoted_bits,
    promoted_choice,
    promoted_equality,
    promoted_pair,
    promoted_sum,
)
from findling.script.painless.problems import CompileFault, invalid, wrong_class
from findling.script.types import BOOLEAN, DEF, INT, LONG, PATTERN, STRING, Type

NAMES: Final = {
    "*": "multiplication", "/": "division", "%": "remainder", "+": "addition", "-": "subtraction", "=~": "find",
    "==~": "match", "<<": "left shift", ">>": "right shift", ">>>": "unsigned shift", "~": "bitwise not",
    "&": "bitwise and", "^": "bitwise xor", "|": "boolean or", "!": "boolean not", "&&": "boolean and",
    "||": "boolean or", "<": "less than", "<=": "less than or equals", ">": "greater than",
    ">=": "greater than or equals", "==": "equals", "===": "reference equals", "!=": "not equals",
    "!==": "reference not equals",
}  # fmt: skip
_SHIFTS: Final = frozenset({"<<", ">>", ">>>"})
_EQUALITIES: Final = frozenset({"==", "===", "!=", "!=="})
_BOOLEAN: Final = Want(target=BOOLEAN)


def _only_read(want: Want, operator: str, offset: int) -> None:
    what = f"{NAMES[operator]} operation [{operator}]"
    only_read(want, what, f"result not used from {what}", offset)


@checks(syntax.Unary)
def _unary(checker: Checker, node: syntax.Unary, want: Want, scope: Scope) -> Expr:
    _only_read(want, node.operator, node.offset)
    operand = node.operand
    if node.operator == "-" and isinstance(operand, syntax.Numeric | syntax.Decimal):
        number = negative(operand, want.same_cast())
        if want.target is not None:
            checker.cast(number, operand, want)  # looked at here, done by who wants it
        return number
    if node.operator == "!":
        value = checker.cast_value(operand, _BOOLEAN, scope)
        return folding.unary(Unary(BOOLEAN, node.offset, "!", BOOLEAN, value))
    value = checker.value(operand, READ, scope)
    of = promoted(value.type, decimal=node.operator != "~")
    if of is None:
        operator = f"the {NAMES[node.operator]} operator [{node.operator}]"
        raise wrong_class(f"cannot apply {operator} to the type [{value.type.name}]", node.offset)
    value = checker.cast(value, operand, Want(target=of))
    result = want.target if of is DEF and want.target is not None else of
    return folding.unary(Unary(result, node.offset, node.operator, of, value, want.explicit))


@checks(syntax.Binary)
def _binary(checker: Checker, node: syntax.Binary, want: Want, scope: Scope) -> Expr:
    _only_read(want, node.operator, node.offset)
    left, right = checker.value(node.left, READ, scope), checker.value(node.right, READ, scope)
    if node.operator in ("=~", "==~"):
        left = checker.cast(left, node.left, Want(target=STRING))
        right = checker.cast(right, node.right, Want(target=PATTERN))
        return Binary(BOOLEAN, node.offset, node.operator, BOOLEAN, left, right)
    of, shift = _binary_type(node.operator, left.type, right.type)
    if of is None:
        raise _cannot_apply(node.operator, left.type, right.type, node.offset)
    if of is STRING:
        return _concat(checker, node, left, right)
    if DEF in (of, shift):
        result = of if want.target is None else want.target
        if node.operator == "+" and result is STRING:
            return _concat(checker, node, left, right)
        return Binary(result, node.offset, node.operator, of, left, right, shift, want.explicit)
    left = checker.cast(left, node.left, Want(target=of))
    right = checker.cast(right, node.right, _wanted_right(of, shift))
    return _done(checker, Binary(of, node.offset, node.operator, of, left, right, shift))


def _concat(checker: Checker, node: syntax.Binary, left: Expr, right: Expr) -> Expr:
    return folding.concat(checked.Concat(STRING, node.offset, (left, right)))


def _wanted_right(of: Type, shift: Type | None) -> Want:
    if shift is None:
        return Want(target=of)
    return Want(target=INT, explicit=True) if shift is LONG else Want(target=shift)


def _done(checker: Checker, node: Binary) -> Expr:
    try:
        return folding.binary(node)
    except CompileFault as fault:
        checker.folded(fault)
        return node


def _binary_type(operator: str, left: Type, right: Type) -> tuple[Type | None, Type | None]:
    """Returns (type in which it is reckoned, type of the number of places of a shift)."""
    if operator in _SHIFTS:
        shift = promoted(right, decimal=False)
        return (None if shift is None else promoted(left, decimal=False)), shift
    if operator == "+":
        return promoted_sum(left, right), None
    if operator == "^":
        return promoted_bits(left, right), None
    return promoted_pair(left, right, decimal=operator not in ("&", "|")), None


def _cannot_apply(operator: str, left: Type, right: Type, offset: int) -> CompileFault:
    name = f"the {NAMES[operator]} operator [{operator}]"
    return wrong_class(f"cannot apply {name} to the types [{left.name}] and [{right.name}]", offset)


@checks(syntax.Boolean)
def _boolean(checker: Checker, node: syntax.Boolean, want: Want, scope: Scope) -> Expr:
    _only_read(want, node.operator, node.offset)
    left, right = checker.cast_value(node.left, _BOOLEAN, scope), checker.cast_value(node.right, _BOOLEAN, scope)
    return folding.boolean(checked.Boolean(BOOLEAN, node.offset, node.operator, left, right))


@checks(syntax.Comparison)
def _comparison(checker: Checker, node: syntax.Comparison, want: Want, scope: Scope) -> Expr:
    _only_read(want, node.operator, node.offset)
    left, right = checker.value(node.left, READ, scope), checker.value(node.right, READ, scope)
    equality = node.operator in _EQUALITIES
    of = promoted_equality(left.type, right.type) if equality else promoted_pair(left.type, right.type)
    if of is None:
        raise _cannot_apply(node.operator, left.type, right.type, node.offset)
    if equality and isinstance(node.left, syntax.Null) and isinstance(node.right, syntax.Null):
        raise invalid("extraneous comparison of [null] constants", node.offset)
    if of is not DEF or node.operator in ("===", "!=="):
        left = checker.cast(left, node.left, Want(target=of))
        right = checker.cast(right, node.right, Want(target=of))
    return folding.compare(Compare(BOOLEAN, node.offset, node.operator, of, left, right))


@checks(syntax.Cast)
def _cast(checker: Checker, node: syntax.Cast, want: Want, scope: Scope) -> Expr:
    what = f"explicit cast with target type [{node.type}]"
    only_read(want, f"an {what}", f"result not used from {what}", node.offset)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"cannot resolve type [{node.type}]", node.offset)
    return checker.cast_value(node.operand, Want(target=of, explicit=True), scope)


@checks(syntax.InstanceOf)
def _instance_of(checker: Checker, node: syntax.InstanceOf, want: Want, scope: Scope) -> Expr:
    what = f"instanceof with target type [{node.type}]"
    only_read(want, what, f"result not used from {what}", node.offset)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"Not a type [{node.type}].", node.offset)
    return checked.InstanceOf(BOOLEAN, node.offset, of, checker.value(node.operand, READ, scope))


@checks(syntax.Conditional)
def _conditional(checker: Checker, node: syntax.Conditional, want: Want, scope: Scope) -> Expr:
    only_read(want, "conditional operation [?:]", "result not used from conditional operation [?:]", node.offset)
    condition = checker.cast_value(node.condition, _BOOLEAN, scope)
    yes = checker.value(node.yes, want.same_cast(), scope)
    no = checker.value(node.no, want.same_cast(), scope)
    of = want.target or promoted_choice(yes.type, no.type)
    if of is None:
        operator = "the conditional operator [?:]"
        raise wrong_class(f"cannot apply {operator} to the types [{yes.type.name}] and [{no.type.name}]", node.offset)
    each = replace(want, target=of)
    yes, no = checker.cast(yes, node.yes, each), checker.cast(no, node.no, each)
    return checked.Conditional(of, node.offset, condition, yes, no)


@checks(syntax.Elvis)
def _elvis(checker: Checker, node: syntax.Elvis, want: Want, scope: Scope) -> Expr:
    only_read(want, "elvis operation [?:]", "result not used from elvis operation [?:]", node.offset)
    if want.target is not None and want.target.primitive:
        raise invalid("Elvis operator cannot return primitives", node.offset)
    left = checker.value(node.left, want.same_cast(), scope)
    right = checker.value(node.right, want.same_cast(), scope)
    extraneous = _extraneous(node, left)
    if extraneous is not None:
        raise invalid(f"Extraneous elvis operator. {extraneous}", node.offset)
    of = want.target or promoted_choice(left.type, right.type) or DEF
    each = replace(want, target=of)
    left, right = checker.cast(left, node.left, each), checker.cast(right, node.right, each)
    return checked.Elvis(of, node.offset, left, right)


def _extraneous(node: syntax.Elvis, left: Expr) -> str | None:
    if isinstance(node.left, syntax.Null):
        return "LHS is null."
    if isinstance(node.left, syntax.BooleanConstant | syntax.Numeric | syntax.Decimal | syntax.String):
        return "LHS is a constant."
    if left.type.primitive:
        return "LHS is a primitive."
    return "RHS is null." if isinstance(node.right, syntax.Null) else None
