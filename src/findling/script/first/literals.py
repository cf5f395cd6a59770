"""The constants that a script may write."""

import re
from typing import Any

from findling.script.first.faults import unsupported, wrong
from findling.script.first.lexer import Token
from findling.script.first.types import BOOLEAN, DOUBLE, INT, LONG, NULL, Type

WORDS: dict[str, tuple[Any, Type]] = {"true": (True, BOOLEAN), "false": (False, BOOLEAN), "null": (None, NULL)}


def text_of(token: Token) -> str:
    """Returns the text of a string token: a backslash escapes a quote or itself."""
    return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)


def number_of(token: Token, negative: bool) -> tuple[Any, Type]:
    """Returns the value and type of a number token behind a minus or none. Raises CompileFault."""
    text = token.text.lower()
    sign = -1 if negative else 1
    if not text.startswith("0x"):
        if text.endswith("f"):
            raise unsupported("float", token.offset)
        if text.endswith("d") or any(mark in text for mark in ".e"):
            return sign * float(text.rstrip("d")), DOUBLE
    of = LONG if text.endswith("l") else INT
    digits = text.rstrip("l")
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") and len(digits) > 1 else 10
    limit = 2**63 if of is LONG else 2**31
    try:
        value = sign * int(digits.removeprefix("0x") if base == 16 else digits, base)
    except ValueError:
        raise wrong(f"Invalid {of.name} constant [{token.text}].", token.offset) from None
    if not -limit <= value < limit:
        raise wrong(f"Invalid {of.name} constant [{'-' * negative}{token.text}].", token.offset)
    return value, of
