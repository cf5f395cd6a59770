"""What every object can do: text, equality, hash and order of values that carry their class."""

from findling.script.numbers import double_text, float_text
from findling.script.types import Char, Float, primitive_of


def to_text(value: object) -> str:
    """Returns what `String.valueOf` gives."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, Char):
        return chr(value)
    if isinstance(value, Float):
        return float_text(value)
    if isinstance(value, float):
        return double_text(value)
    return str(value)


def equal(left: object, right: object) -> bool:
    """Returns what `left.equals(right)` gives, or whether both are null: numbers are equal in one box alone."""
    if left is right:
        return True
    if primitive_of(left) is not primitive_of(right):
        return False
    return bool(left == right)
