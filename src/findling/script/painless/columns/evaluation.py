"""Expressions over columns.

A value is an array, aligned with the documents that are looked at, or one plain value for all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.script.faults import JavaError
from findling.script.painless import checked
from findling.script.painless.arithmetic import narrowing, negate
from findling.script.painless.checked import Expr
from findling.script.painless.columns.arrays import (
    DTYPES,
    MATH,
    Array,
    NeedsRows,
    as_array,
    compare,
    narrow,
    reckon,
    wrap,
)
from findling.script.painless.columns.protocol import Column, Columns
from findling.script.painless.rows.casts import accepted
from findling.script.painless.rows.dynamic import BINARY_OPERATIONS, COMPARISONS, promoted
from findling.script.types import BOOLEAN, DEF, DOUBLE, FLOAT, INT, LONG, NUMERIC, Type, boxed, primitive_of

Selection = NDArray[np.intp] | None


@dataclass(frozen=True, slots=True)
class Value:
    """of: a primitive type, None for any other object; data: an array of it, or one plain value."""

    of: Type | None
    data: Any

    @property
    def is_array(self) -> bool:
        """Whether it differs from document to document."""
        return isinstance(self.data, np.ndarray)

    def take(self, chosen: Array) -> "Value":
        """Returns it for the documents that a mask chooses."""
        return Value(self.of, self.data[chosen]) if self.is_array else self


@dataclass(frozen=True, slots=True)
class Doc:
    """`doc['name']`."""

    column: Column


@dataclass(frozen=True, slots=True)
class Looked:
    """What documents are looked at, and with what.

    chosen: their places among the columns' documents; None: all
    variables: by slot: those of the script, and of the context what is one value for all
    doc, score: slots of these variables of the context, if the script reads them
    """

    columns: Columns
    chosen: Selection
    variables: Mapping[int, Value]
    doc: int | None
    score: int | None
    count: int = field(default=0)

    def only(self, mask: Array) -> "Looked":
        """Returns those that a mask chooses."""
        places = np.flatnonzero(mask) if self.chosen is None else self.chosen[mask]
        variables = {slot: value.take(mask) for slot, value in self.variables.items()}
        return Looked(self.columns, places, variables, self.doc, self.score, len(places))

    def pick(self, values: Array) -> Array:
        """Returns the values of the documents that are looked at."""
        return values if self.chosen is None else values[self.chosen]


Evaluate = Callable[[Any, Looked], Value]
EVALUATORS: Final[dict[type[Expr], Evaluate]] = {}
"""What evaluates expressions of a kind. A script with others is not for columns."""


def evaluates(*kinds: type[Expr]) -> Callable[[Evaluate], Evaluate]:
    """Registers what evaluates some kinds of expressions."""

    def register(function: Evaluate) -> Evaluate:
        EVALUATORS.update(dict.fromkeys(kinds, function))
        return function

    return register


def evaluate(node: Expr, looked: Looked) -> Value:
    """Returns the values of an expression. Raises NeedsRows."""
    return EVALUATORS[type(node)](node, looked)


def of_object(value: Any) -> Value:
    """Returns a value that carries its class."""
    of = primitive_of(value)
    if of is None:
        return Value(None, value)
    return Value(of, value if of is BOOLEAN else float(value) if of in (FLOAT, DOUBLE) else int(value))


def _object(value: Value) -> Any:
    """Returns a plain value as one that carries its class."""
    return value.data if value.of is None else boxed(value.data, value.of)


@evaluates(checked.Const)
def _constant(node: checked.Const, looked: Looked) -> Value:
    return Value(node.type, node.value) if node.type in DTYPES else Value(None, node.value)


@evaluates(checked.Null)
def _null(node: checked.Null, looked: Looked) -> Value:
    return Value(None, None)


@evaluates(checked.Variable)
def _variable(node: checked.Variable, looked: Looked) -> Value:
    if node.slot == looked.score:
        return Value(DOUBLE, looked.pick(looked.columns.scores()))
    found = looked.variables.get(node.slot)
    if found is None:
        raise NeedsRows
    return found


@evaluates(checked.Convert)
def _convert(node: checked.Convert, looked: Looked) -> Value:
    value, target = evaluate(node.operand, looked), node.type
    if target not in DTYPES:
        return value
    if value.of is None or (node.conversion.source is DEF and not _accepts(value.of, target, node.conversion.explicit)):
        raise NeedsRows
    return cast(value, target)


def _accepts(of: Type, target: Type, explicit: bool) -> bool:
    if explicit and target is not BOOLEAN:
        return of in NUMERIC
    return of in accepted(target)


def cast(value: Value, target: Type) -> Value:
    """Returns a value as one of another primitive type."""
    if value.of is target or value.of is None:
        return value
    if BOOLEAN in (value.of, target):
        raise NeedsRows
    if value.is_array:
        return Value(target, narrow(value.data, value.of, target))
    change = narrowing(value.of, target)
    return Value(target, value.data if change is None else change(value.data))


def wanted(value: Value, of: Type) -> Value:
    """Returns what a def gives as its surroundings want it."""
    if of is DEF or of not in DTYPES:
        return value
    if value.of is None or value.of not in accepted(of):
        raise NeedsRows
    return cast(value, of)


@evaluates(checked.Unary)
def _unary(node: checked.Unary, looked: Looked) -> Value:
    value = evaluate(node.operand, looked)
    if node.operator == "!":
        return Value(BOOLEAN, ~value.data if value.is_array else not value.data)
    of = promoted(value.of, INT)
    if of in (None, BOOLEAN) or (node.operator == "~" and of in (FLOAT, DOUBLE)) or of is None:
        raise NeedsRows
    value = cast(value, of)
    if node.operator == "-":
        data = wrap(-value.data, of) if value.is_array and of in (INT, LONG) else None
        value = Value(of, (-value.data if value.is_array else negate(of)(value.data)) if data is None else data)
    elif node.operator == "~":
        value = Value(of, ~value.data)
    return wanted(value, node.type)


@evaluates(checked.Binary)
def _binary(node: checked.Binary, looked: Looked) -> Value:
    if node.operator in ("=~", "==~"):
        raise NeedsRows
    left, right = evaluate(node.left, looked), evaluate(node.right, looked)
    dynamic = DEF in (node.of, node.shift)
    if not (left.is_array or right.is_array):
        return wanted(_of_scalars(node.operator, left, right), node.type)
    is_shift = node.operator in ("<<", ">>", ">>>")
    of = promoted(left.of, INT if is_shift else right.of) if dynamic else node.of
    if of is None or left.of is None or right.of is None or BOOLEAN in {left.of, right.of} - {of}:
        raise NeedsRows
    if is_shift and right.of not in (INT, LONG):
        raise NeedsRows
    one, other = cast(left, of), right if is_shift else cast(right, of)
    data = reckon(node.operator, of, as_array(one.data, of), as_array(other.data, other.of or of))
    return wanted(Value(of, data), node.type)


def _of_scalars(operator: str, left: Value, right: Value) -> Value:
    try:
        return of_object(BINARY_OPERATIONS[operator](_object(left), _object(right)))
    except JavaError:
        raise NeedsRows from None


@evaluates(checked.Compare)
def _compare(node: checked.Compare, looked: Looked) -> Value:
    left, right = evaluate(node.left, looked), evaluate(node.right, looked)
    if not (left.is_array or right.is_array):
        try:
            return Value(BOOLEAN, COMPARISONS[node.operator](_object(left), _object(right)))
        except JavaError:
            raise NeedsRows from None
    of = promoted(left.of, right.of)
    if of is None or len(node.operator) == 3 or BOOLEAN in {left.of, right.of} - {of}:
        raise NeedsRows
    if of is BOOLEAN and node.operator not in ("==", "!="):
        raise NeedsRows
    one, other = cast(left, of), cast(right, of)
    return Value(BOOLEAN, compare(node.operator, as_array(one.data, of), as_array(other.data, of)))


@evaluates(checked.Boolean)
def _boolean(node: checked.Boolean, looked: Looked) -> Value:
    left = evaluate(node.left, looked)
    decides = node.operator == "||"
    if not left.is_array:
        return left if left.data == decides else evaluate(node.right, looked)
    undecided = ~left.data if decides else left.data
    if not undecided.any():
        return left
    right = evaluate(node.right, looked.only(undecided))
    data = left.data.copy()
    data[undecided] = right.data
    return Value(BOOLEAN, data)


@evaluates(checked.Conditional)
def _conditional(node: checked.Conditional, looked: Looked) -> Value:
    condition = evaluate(node.condition, looked)
    return choose(condition, looked, lambda some: evaluate(node.yes, some), lambda some: evaluate(node.no, some))


def choose(condition: Value, looked: Looked, yes: Callable[[Looked], Value], no: Callable[[Looked], Value]) -> Value:
    """Returns one of two values for each document; each is reckoned only where it is wanted."""
    if not condition.is_array:
        return yes(looked) if condition.data else no(looked)
    mask = condition.data
    if mask.all():
        return yes(looked)
    if not mask.any():
        return no(looked)
    one, other = yes(looked.only(mask)), no(looked.only(~mask))
    if one.of is None or one.of is not other.of:
        raise NeedsRows
    data: Array = np.empty(looked.count, DTYPES[one.of])
    data[mask], data[~mask] = one.data, other.data
    return Value(one.of, data)


@evaluates(checked.Call)
def _call(node: checked.Call, looked: Looked) -> Value:
    """A function of Math; `compiled` has looked that it is one."""
    if node.receiver is not None:
        raise NeedsRows
    function = MATH[node.name, len(node.arguments)]
    arguments = [cast(evaluate(argument, looked), DOUBLE) for argument in node.arguments]
    if not any(argument.is_array for argument in arguments):
        try:
            return Value(node.type, node.method.run(*(argument.data for argument in arguments)))
        except JavaError:
            raise NeedsRows from None
    return Value(node.type, function(*(as_array(argument.data, DOUBLE) for argument in arguments)))
