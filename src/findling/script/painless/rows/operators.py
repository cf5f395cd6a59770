"""Operators of known types, and those of `def`."""

import operator
from collections.abc import Callable
from typing import Any, Final

from findling.script.api.objects import equal, to_text
from findling.script.faults import CLASS_CAST, JavaError
from findling.script.painless import checked
from findling.script.painless.arithmetic import BINARY, COMPARE, INT_MAX, INT_MIN, negate, to_int
from findling.script.painless.checked import Const, Expr, Variable
from findling.script.painless.folding import plain_text
from findling.script.painless.limits import MAX_TEXT, check_text
from findling.script.painless.rows.casts import accepted, boxing, reckoned
from findling.script.painless.rows.dynamic import (
    BINARY_OPERATIONS,
    COMPARISONS,
    UNARY_OPERATIONS,
    Operation,
    promoted,
)
from findling.script.painless.rows.emitter import Emitter, emits
from findling.script.painless.rows.frames import Frame, Run
from findling.script.types import (
    BOOLEAN,
    BOX_OF,
    DEF,
    INT,
    LONG,
    MATCHER,
    OBJECT,
    PATTERN,
    STRING,
    Type,
    primitive_of,
)

_CANNOT_THROW: Final = frozenset({"+", "-", "*", "&", "|", "^", "<<", ">>", ">>>"})


def located(run: Run, at: int) -> Run:
    """Returns the same, which tells its place if it throws."""

    def guarded(frame: Frame) -> Any:
        try:
            return run(frame)
        except JavaError as error:
            error.place(at)
            raise

    return guarded


@emits(checked.Unary)
def _unary(emitter: Emitter, node: checked.Unary) -> Run:
    emitter.at(node.offset)
    operand = emitter.expr(node.operand)
    if node.operator == "!":
        return lambda frame: not operand(frame)
    if node.of is DEF:
        return _dynamic_unary(emitter, node, operand)
    if node.operator == "+":
        return operand
    change = negate(node.of) if node.operator == "-" else operator.inv
    return lambda frame: change(operand(frame))


def _dynamic_unary(emitter: Emitter, node: checked.Unary, operand: Run) -> Run:
    operation, change = UNARY_OPERATIONS[node.operator], reckoned(node.type, emitter.classes, node.explicit)
    if change is None:
        return located(lambda frame: operation(operand(frame)), emitter.line)
    return located(lambda frame: change(operation(operand(frame))), emitter.line)


@emits(checked.Binary)
def _binary(emitter: Emitter, node: checked.Binary) -> Run:
    emitter.at(node.offset)
    if node.operator in ("=~", "==~"):
        return _matching(emitter, node)
    left, right = emitter.expr(node.left), emitter.expr(node.right)
    if DEF in (node.of, node.shift):
        return _dynamic_binary(emitter, node, left, right)
    quick = _quick(node, left, right)
    if quick is not None:
        return quick
    function = BINARY[node.of][node.operator]
    if node.operator in _CANNOT_THROW or node.of not in (INT, LONG):
        return lambda frame: function(left(frame), right(frame))
    return located(lambda frame: function(left(frame), right(frame)), emitter.line)


def _quick(node: checked.Binary, left: Run, right: Run) -> Run | None:
    """Returns closures of their own for what loops do most."""
    if node.of is not INT or node.operator not in ("+", "-"):
        return None
    if isinstance(node.left, Variable) and isinstance(node.right, Const):
        return _slot_and_constant(node.left.slot, node.right.value if node.operator == "+" else -node.right.value)
    if node.operator == "-":
        return None

    def run(frame: Frame) -> int:
        total: int = left(frame) + right(frame)
        return total if INT_MIN <= total <= INT_MAX else to_int(total)

    return run


def _slot_and_constant(slot: int, constant: int) -> Run:
    def run(frame: Frame) -> int:
        total: int = frame[slot] + constant
        return total if INT_MIN <= total <= INT_MAX else to_int(total)

    return run


def boxed_run(run: Run, of: Type) -> Run:
    """Returns what gives a value that carries its class."""
    if of not in BOX_OF:
        return run
    box = boxing(of)
    return run if box is None else lambda frame: box(run(frame))


def _dynamic_binary(emitter: Emitter, node: checked.Binary, left: Run, right: Run) -> Run:
    left, right = boxed_run(left, node.left.type), boxed_run(right, node.right.type)
    operation = BINARY_OPERATIONS[node.operator]
    if node.type.primitive or BOOLEAN in (node.left.type, node.right.type):
        operation = _linked(operation, node)
    change = reckoned(node.type, emitter.classes, node.explicit)
    if change is None:
        return located(lambda frame: operation(left(frame), right(frame)), emitter.line)
    return located(lambda frame: change(operation(left(frame), right(frame))), emitter.line)


def _linked(operation: Operation, node: checked.Binary | checked.Compare) -> Operation:
    """Returns an operation that tells, of a boolean among numbers, what Java finds when it looks at types alone."""
    target, known = node.type, BOOLEAN in (node.left.type, node.right.type)
    if isinstance(node, checked.Compare) and not known:
        return operation
    shown = target.name if target.primitive else "class java.lang.Object"

    def run(left: Any, right: Any) -> Any:
        one, other = primitive_of(left), primitive_of(right)
        of = promoted(one, other)
        if of not in (None, BOOLEAN) and BOOLEAN in (one, other):
            of = BOOLEAN if isinstance(node, checked.Compare) else of
            if known or (target.primitive and of not in accepted(target)):
                raise JavaError(CLASS_CAST, f"Cannot cast from: {of} to {shown}")
        return operation(left, right)

    return run


def _matching(emitter: Emitter, node: checked.Binary) -> Run:
    pattern, text = emitter.expr(node.right), emitter.expr(node.left)
    matcher = emitter.classes.method(PATTERN, "matcher", 1)
    does = emitter.classes.method(MATCHER, "find" if node.operator == "=~" else "matches", 0)
    assert matcher is not None
    assert does is not None
    make, match = matcher.run, does.run
    return located(lambda frame: match(make(pattern(frame), text(frame))), emitter.line)


@emits(checked.Boolean)
def _boolean(emitter: Emitter, node: checked.Boolean) -> Run:
    emitter.at(node.offset)
    left, right = emitter.expr(node.left), emitter.expr(node.right)
    if node.operator == "&&":
        return lambda frame: left(frame) and right(frame)
    return lambda frame: left(frame) or right(frame)


@emits(checked.Compare)
def _compare(emitter: Emitter, node: checked.Compare) -> Run:
    emitter.at(node.offset)
    left, right = emitter.expr(node.left), emitter.expr(node.right)
    if node.of is DEF:
        return _dynamic_compare(emitter, node, left, right)
    if node.of is OBJECT or (node.of is STRING and len(node.operator) == 3):
        return _compare_objects(node, left, right)
    if isinstance(node.left, Variable) and isinstance(node.right, Const):
        return _slot_against_constant(node.left.slot, COMPARE[node.operator], node.right.value)
    function = COMPARE[node.operator]
    return lambda frame: function(left(frame), right(frame))


def _slot_against_constant(slot: int, function: Callable[[Any, Any], bool], constant: Any) -> Run:
    return lambda frame: function(frame[slot], constant)


def _compare_objects(node: checked.Compare, left: Run, right: Run) -> Run:
    no = node.operator.startswith("!")
    function = equal if len(node.operator) == 2 else COMPARISONS["==="]
    if no:
        return lambda frame: not function(left(frame), right(frame))
    return lambda frame: function(left(frame), right(frame))


def _dynamic_compare(emitter: Emitter, node: checked.Compare, left: Run, right: Run) -> Run:
    left, right = boxed_run(left, node.left.type), boxed_run(right, node.right.type)
    if node.operator in ("==", "!=") and _is_null(node.right):
        if node.operator == "==":
            return lambda frame: left(frame) is None
        return lambda frame: left(frame) is not None
    operation = COMPARISONS[node.operator]
    if BOOLEAN in (node.left.type, node.right.type):
        operation = _linked(operation, node)
    return located(lambda frame: operation(left(frame), right(frame)), emitter.line)


def _is_null(node: Expr) -> bool:
    return isinstance(node, checked.Null)


@emits(checked.Concat)
def _concat(emitter: Emitter, node: checked.Concat) -> Run:
    at = emitter.at(node.offset)
    texts = [text_run(emitter, part) for part in node.parts]
    if len(texts) == 2:
        first, second = texts

        def run(frame: Frame) -> str:
            text: str = first(frame) + second(frame)
            if len(text) > MAX_TEXT:
                check_text(len(text))
            return text

        return located(run, at)

    def join(frame: Frame) -> str:
        text = "".join([part(frame) for part in texts])
        check_text(len(text))
        return text

    return located(join, at)


def text_run(emitter: Emitter, node: Expr) -> Run:
    """Returns what gives the text of a value."""
    if isinstance(node, Const):
        text = plain_text(node.value, node.type)
        return lambda frame: text
    return as_text(emitter.expr(node), node.type)


def as_text(value: Run, of: Type) -> Run:
    """Returns what gives the text of a value of a type."""
    if of is STRING:

        def run(frame: Frame) -> str:
            text = value(frame)
            return "null" if text is None else text

        return run
    if of in BOX_OF:
        return lambda frame: plain_text(value(frame), of)
    return lambda frame: to_text(value(frame))
