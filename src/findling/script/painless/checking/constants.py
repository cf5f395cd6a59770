"""Constants: numbers, texts, regular expressions."""

import re
from sys import intern
from typing import Any, Final

from findling.script.faults import ILLEGAL_ARGUMENT, JavaError
from findling.script.numbers import to_float
from findling.script.painless import syntax
from findling.script.painless.checked import Const, Expr, Null, PatternConst
from findling.script.painless.checking.checker import Checker, Want, checks
from findling.script.painless.checking.scope import Scope
from findling.script.painless.problems import CompileFault, invalid, wrong_state
from findling.script.types import BOOLEAN, BYTE, CHAR, DOUBLE, FLOAT, INT, LONG, OBJECT, PATTERN, SHORT, STRING, Type

_NARROW: Final = {BYTE: (-0x80, 0x7F), CHAR: (0, 0xFFFF), SHORT: (-0x8000, 0x7FFF)}
_DIGITS: Final = {8: re.compile(r"-?[0-7]+"), 10: re.compile(r"-?[0-9]+"), 16: re.compile(r"-?[0-9a-fA-F]+")}
_PATTERN_FLAGS: Final = {"c": 128, "i": 2, "l": 16, "m": 8, "s": 32, "U": 256, "u": 64, "x": 4}


def only_read(want: Want, what: str, not_used: str, offset: int) -> None:
    """Raises CompileFault unless a constant is read and not written."""
    if want.write:
        raise invalid(f"invalid assignment: cannot assign a value to {what}", offset)
    if not want.read:
        raise invalid(f"not a statement: {not_used}", offset)


@checks(syntax.BooleanConstant)
def _boolean(checker: Checker, node: syntax.BooleanConstant, want: Want, scope: Scope) -> Expr:
    text = f"boolean constant [{'true' if node.value else 'false'}]"
    only_read(want, text, f"{text} not used", node.offset)
    return Const(BOOLEAN, node.offset, node.value)


@checks(syntax.Null)
def _null(checker: Checker, node: syntax.Null, want: Want, scope: Scope) -> Expr:
    only_read(want, "null constant", "null constant not used", node.offset)
    if want.target is not None and want.target.primitive:
        raise invalid(f"Cannot cast null to a primitive type [{want.target.name}].", node.offset)
    return Null(want.target or OBJECT, node.offset)


@checks(syntax.String)
def _string(checker: Checker, node: syntax.String, want: Want, scope: Scope) -> Expr:
    text = f"string constant [{node.value}]"
    only_read(want, text, f"{text} not used", node.offset)
    return Const(STRING, node.offset, intern(node.value))


@checks(syntax.Numeric)
def _numeric(checker: Checker, node: syntax.Numeric, want: Want, scope: Scope) -> Expr:
    return numeric(node, want, node.text)


@checks(syntax.Decimal)
def _decimal(checker: Checker, node: syntax.Decimal, want: Want, scope: Scope) -> Expr:
    return decimal(node, want, node.text)


def negative(node: syntax.Numeric | syntax.Decimal, want: Want) -> Expr:
    """Returns a number with a minus before it. Raises CompileFault."""
    if isinstance(node, syntax.Numeric):
        return numeric(node, want, f"-{node.text}")
    return decimal(node, want, f"-{node.text}")


def numeric(node: syntax.Numeric, want: Want, text: str) -> Expr:
    """Returns a constant of digits and a letter. Raises CompileFault."""
    shown = f"numeric constant [{text}]"
    only_read(want, shown, f"{shown} not used", node.offset)
    last = text[-1]
    if last in "dDfF":
        if node.radix != 10:
            raise wrong_state("Illegal tree structure.", node.offset)
        return _floating(text, node.offset)
    if last in "lL":
        value = _integer(text[:-1], node.radix, 63)
        if value is None:
            raise invalid(f"Invalid long constant [{text}].", node.offset)
        return Const(LONG, node.offset, value)
    value = _integer(text, node.radix, 31)
    if value is not None:
        return Const(_narrowest(value, want.target), node.offset, value)
    hint = f" If you want a long constant then change it to [{text}L]."
    raise invalid(
        f"Invalid int constant [{text}].{hint if _integer(text, node.radix, 63) is not None else ''}", node.offset
    )


def _narrowest(value: int, target: Type | None) -> Type:
    """Returns the type of a constant: the wanted one if it is narrow and has room for it, int otherwise."""
    limits = _NARROW.get(target) if target is not None else None
    return target if target is not None and limits is not None and limits[0] <= value <= limits[1] else INT


def _integer(text: str, radix: int, bits: int) -> int | None:
    if _DIGITS[radix].fullmatch(text) is None or len(text) > 70:
        return None
    value = int(text, radix)
    return value if -(1 << bits) <= value < 1 << bits else None


def decimal(node: syntax.Decimal, want: Want, text: str) -> Expr:
    """Returns a constant with a point or an exponent. Raises CompileFault."""
    shown = f"decimal constant [{text}]"
    only_read(want, shown, f"{shown} not used", node.offset)
    return _floating(text, node.offset)


def _floating(text: str, offset: int) -> Expr:
    if text[-1] in "fF":
        return Const(FLOAT, offset, to_float(float(text[:-1])))
    return Const(DOUBLE, offset, float(text.rstrip("dD")))


@checks(syntax.Regex)
def _regex(checker: Checker, node: syntax.Regex, want: Want, scope: Scope) -> Expr:
    shown = f"regex constant [{node.pattern}] with flags [{node.flags}]"
    only_read(want, shown, f"{shown} not used", node.offset)
    flags = 0
    for flag in node.flags:
        flags |= _PATTERN_FLAGS[flag]
    return PatternConst(PATTERN, node.offset, _compiled(checker, node, flags))


def _compiled(checker: Checker, node: syntax.Regex, flags: int) -> Any:
    info = checker.classes.info(PATTERN)
    if info is None:
        raise invalid("Not a type [java.util.regex.Pattern].", node.offset)
    try:
        return info.python_classes[0](node.pattern, flags)  # type: ignore[call-arg]
    except JavaError as error:
        message = f"could not compile regex constant [{node.pattern}] with flags [{node.flags}]"
        fault = JavaError(ILLEGAL_ARGUMENT, f"invalid regular expression: {message}", error)
        raise CompileFault(fault, node.offset + 1 + _index(node.pattern, error)) from None


def _index(pattern: str, error: JavaError) -> int:
    """Returns where Java finds a pattern to be wrong: at its end if that is what came too early."""
    return len(pattern) if "missing )" in (error.message or "") else 0
