"""Makes nodes of the checked tree; those of constants are done at once."""

from dataclasses import replace

from findling.script.api.objects import to_text
from findling.script.faults import JavaError
from findling.script.painless.arithmetic import BINARY, COMPARE, narrowing, negate
from findling.script.painless.checked import (
    Binary,
    Boolean,
    Compare,
    Concat,
    Const,
    Convert,
    Expr,
    Null,
    Unary,
)
from findling.script.painless.conversions import Conversion
from findling.script.painless.problems import by_zero, wrong_class
from findling.script.types import BOOLEAN, CHAR, DEF, NUMERIC, STRING, Type, boxed


def convert(operand: Expr, conversion: Conversion) -> Expr:
    """Returns an operand behind a cast. Raises CompileFault."""
    source, target = conversion.source, conversion.target
    if isinstance(operand, Const):
        if source in NUMERIC and target in NUMERIC:
            change = narrowing(source, target)
            return Const(target, operand.offset, operand.value if change is None else change(operand.value))
        if (source, target) == (CHAR, STRING):
            return Const(STRING, operand.offset, chr(operand.value))
        if (source, target) == (STRING, CHAR):
            return Const(CHAR, operand.offset, _only_unit(operand.value))
    return Convert(target, operand.offset, conversion, operand)


def _only_unit(text: str) -> int:
    if len(text) != 1 or text > "\uffff":
        raise wrong_class("cannot cast java.lang.String with length not equal to one to char", None)
    return ord(text)


def unary(node: Unary) -> Expr:
    """Returns an operation on one operand."""
    operand = node.operand
    if not isinstance(operand, Const) or node.of is DEF:
        return node
    value = operand.value
    if node.operator == "!":
        value = not value
    elif node.operator == "~":
        value = ~value
    elif node.operator == "-":
        value = negate(node.of)(value)
    return Const(node.type, node.offset, value)


def binary(node: Binary) -> Expr:
    """Returns an operation on two operands. Raises CompileFault for a division by zero."""
    left, right = node.left, node.right
    if not (isinstance(left, Const) and isinstance(right, Const)) or node.of not in BINARY or node.shift is DEF:
        return node
    try:
        return Const(node.type, node.offset, BINARY[node.of][node.operator](left.value, right.value))
    except JavaError:
        raise by_zero(node.offset) from None


def compare(node: Compare) -> Expr:
    """Returns a comparison."""
    left, right = node.left, node.right
    if isinstance(left, Const) and isinstance(right, Const) and node.of is not DEF:
        if node.of is STRING and len(node.operator) == 3:  # to the real compiler these are two objects
            return Const(BOOLEAN, node.offset, node.operator == "!==")
        return Const(BOOLEAN, node.offset, COMPARE[node.operator](left.value, right.value))
    return node


def boolean(node: Boolean) -> Expr:
    """Returns `&&` or `||`."""
    left, right = node.left, node.right
    if isinstance(left, Const) and isinstance(right, Const):
        both = node.operator == "&&"
        return Const(BOOLEAN, node.offset, left.value and right.value if both else left.value or right.value)
    return node


def concat(node: Concat) -> Expr:
    """Returns a chain of texts: chains in it are part of it, constants beside each other are one."""
    parts: list[Expr] = []
    for part in _flat(node):
        text = _constant_text(part)
        before = _constant_text(parts[-1]) if parts else None
        if text is not None and before is not None:
            parts[-1] = Const(STRING, parts[-1].offset, before + text)
        else:
            parts.append(part)
    if len(parts) == 1 and isinstance(parts[0], Const):
        return replace(parts[0], offset=node.offset)
    return replace(node, parts=tuple(parts))


def _flat(node: Concat) -> list[Expr]:
    parts: list[Expr] = []
    for part in node.parts:
        parts.extend(part.parts if isinstance(part, Concat) else [part])
    return parts


def _constant_text(node: Expr) -> str | None:
    if isinstance(node, Null):
        return "null"
    return plain_text(node.value, node.type) if isinstance(node, Const) else None


def plain_text(value: object, of: Type) -> str:
    """Returns the text of a plain value of a primitive type or a String."""
    return value if isinstance(value, str) else to_text(boxed(value, of))
