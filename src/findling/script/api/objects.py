"""What every object can do: text, equality, hash and order of values that carry their class."""

from collections.abc import Callable, Iterable, Mapping
from functools import cmp_to_key
from typing import Any, Final

from findling.base.java_collections import java_hash
from findling.script.api.values.java_object import JavaEnum, JavaObject, long_hash, wrapped_int
from findling.script.api.values.number_parsing import double_bits, float_bits
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError, null_pointer
from findling.script.numbers import double_text, float_text
from findling.script.types import Array, Byte, Char, Chars, Float, Long, Short, Type
from findling.script.utf16 import spread

Key = Any
"""What stands for a value in a Python dict: equal for those that Java finds equal."""


_NOBODY: Final = object()


def to_text(value: object) -> str:
    """Returns what `String.valueOf` gives."""
    write = _TEXTS.get(type(value))
    return write(value) if write is not None else str(value)


def equal(left: object, right: object) -> bool:
    """Returns what `left.equals(right)` gives, or whether both are null: numbers are equal in one box alone."""
    return left is right or key_of(left) == key_of(right)


def hash_of(value: object) -> int:
    """Returns its hashCode, 0 for null."""
    if isinstance(value, JavaObject):
        return value.java_hash()
    reckon = _HASHES.get(type(value))
    return reckon(value) if reckon is not None else wrapped_int(id(value) >> 4)


def key_of(value: object) -> Key:
    """Returns what stands for a value in a Python dict."""
    make = _KEYS.get(type(value))
    if make is not None:
        return make(value)
    return value.java_key() if isinstance(value, JavaObject) else value


def compare(left: Any, right: Any) -> int:
    """Returns what `left.compareTo(right)` gives. Raises NullPointerException, ClassCastException."""
    if left is None or right is None:
        simple = "" if left is None else class_name(left).removeprefix("java.lang.")
        boxes = ("String", "Integer", "Long", "Double", "Short", "Byte", "Character", "Float")
        raise null_pointer(f'Cannot read field "value" because "another{simple}" is null' if simple in boxes else None)
    if type(left) is not type(right):
        raise not_castable(right, left)
    if isinstance(left, JavaObject):
        try:
            return left.compare_to(right)
        except NotImplementedError:
            raise not_castable_to(left, "java.lang.Comparable") from None
    order = _ORDERS.get(type(left))
    if order is None:
        raise not_castable_to(left, "java.lang.Comparable")
    return order(left, right)


def natural_key(value: Any) -> Any:
    """Returns the key for Python's sort, by compareTo."""
    return _natural(value)


_natural = cmp_to_key(compare)


def class_name(value: object) -> str:
    """Returns the canonical name of the class of a value."""
    if isinstance(value, JavaObject):
        return value.java_class
    if isinstance(value, Array):
        return value.type.name
    if isinstance(value, JavaError):
        return value.java_class
    return _CLASS_NAMES.get(type(value), "java.lang.Object")


def not_castable(value: object, other: object) -> JavaError:
    """Returns what is thrown for a value that is not of the class of another."""
    return not_castable_to(value, class_name(other))


def not_castable_to(value: object, name: str) -> JavaError:
    """Returns what is thrown for a value that is not of a class."""
    own = class_name(value)
    where = "are in module java.base of loader 'bootstrap'"
    return thrown("ClassCastException", f"class {own} cannot be cast to class {name} ({own} and {name} {where})")


def char_sequence_text(value: Any) -> str:
    """Returns the text of a CharSequence or null. Raises ClassCastException for all else."""
    if value is not None and type(value) not in (str, Chars) and "StringBu" not in class_name(value):
        raise not_castable_to(value, "java.lang.CharSequence")
    return to_text(value)


def list_text(values: Iterable[object], owner: object = _NOBODY) -> str:
    """Returns values as a list writes them."""
    return f"[{', '.join('(this Collection)' if each is owner else to_text(each) for each in values)}]"


def map_text(entries: Mapping[Any, Any]) -> str:
    """Returns the entries of a map as it writes them."""
    written = (f"{_part(key, entries)}={_part(value, entries)}" for key, value in entries.items())
    return f"{{{', '.join(written)}}}"


def list_hash(values: Iterable[object]) -> int:
    """Returns the hashCode of a list of values."""
    result = 1
    for value in values:
        result = (31 * result + hash_of(value)) & 0xFFFFFFFF
    return wrapped_int(result)


def string_hash(text: str) -> int:
    """Returns the hashCode of a String."""
    return wrapped_int(java_hash(text))


def compare_strings(left: str, right: str) -> int:
    """Returns the difference of the first UTF-16 units that differ, or that of the lengths."""
    one, other = spread(left), spread(right)
    for unit, against in zip(one, other, strict=False):
        if unit != against:
            return ord(unit) - ord(against)
    return len(one) - len(other)


def compare_doubles(left: float, right: float) -> int:
    """Returns -1, 0 or 1, as Double.compare: -0.0 below 0.0, NaN above all."""
    if left < right:
        return -1
    if left > right:
        return 1
    one, other = double_bits(left), double_bits(right)
    return (one > other) - (one < other)


def compare_integers(left: int, right: int) -> int:
    """Returns -1, 0 or 1."""
    return (left > right) - (left < right)


def difference(left: int, right: int) -> int:
    """Returns left minus right, as bytes, shorts and chars compare."""
    return int(left) - int(right)


def array_text(array: Array) -> str:
    """Returns the text of an array, which tells no more than its type and its hash."""
    return f"{_array_code(array.type)}@{hash_of(array) & 0xFFFFFFFF:x}"


def _array_code(of: Type) -> str:
    """Returns the name of the class of an array, as Java has it."""
    if of.element is not None:
        return f"[{_array_code(of.element)}"
    return _ARRAY_CODES.get(of.name, f"L{'java.lang.Object' if of.name == 'def' else of.name};")


def _part(value: object, owner: object) -> str:
    return "(this Map)" if value is owner else to_text(value)


def _double_hash(value: float) -> int:
    return long_hash(double_bits(value))


def _error_text(error: JavaError) -> str:
    return error.java_class if error.message is None else f"{error.java_class}: {error.message}"


def _integer_hash(value: int) -> int:
    return int(value) if -0x80000000 <= value <= 0x7FFFFFFF else long_hash(value)


_ARRAY_CODES: Final = {
    "boolean": "Z", "byte": "B", "char": "C", "short": "S", "int": "I", "long": "J", "float": "F", "double": "D",
    "java.lang.String": "Ljava.lang.String;",
}  # fmt: skip
_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    Char: chr,
    float: double_text,
    Float: float_text,
    list: lambda value: list_text(value, value),
    dict: map_text,
    Array: array_text,
    JavaError: _error_text,
}
_HASHES: Final[dict[type, Callable[[Any], int]]] = {
    type(None): lambda value: 0,
    bool: lambda value: 1231 if value else 1237,
    int: _integer_hash,
    Byte: int,
    Short: int,
    Char: int,
    Long: long_hash,
    float: _double_hash,
    Float: float_bits,
    str: string_hash,
    list: list_hash,
    dict: lambda value: wrapped_int(sum(hash_of(key) ^ hash_of(each) for key, each in value.items())),
}
_KEYS: Final[dict[type, Callable[[Any], Key]]] = {
    bool: lambda value: (bool, value),
    Byte: lambda value: (Byte, int(value)),
    Short: lambda value: (Short, int(value)),
    Char: lambda value: (Char, int(value)),
    Long: lambda value: (Long, int(value)),
    int: lambda value: value if -0x80000000 <= value <= 0x7FFFFFFF else (Long, value),
    float: lambda value: (float, double_bits(value)),
    Float: lambda value: (Float, float_bits(value)),
    Chars: lambda value: (Chars, str(value)),
    list: lambda value: (list, tuple(map(key_of, value))),
    dict: lambda value: (dict, frozenset((key_of(key), key_of(each)) for key, each in value.items())),
}
_ORDERS: Final[dict[type, Callable[[Any, Any], int]]] = {
    bool: compare_integers,
    int: compare_integers,
    Byte: difference,
    Short: difference,
    Char: difference,
    Long: compare_integers,
    float: compare_doubles,
    Float: compare_doubles,
    str: compare_strings,
}
_CLASS_NAMES: Final[dict[type, str]] = {
    bool: "java.lang.Boolean", int: "java.lang.Integer", Byte: "java.lang.Byte", Short: "java.lang.Short",
    Char: "java.lang.Character", Long: "java.lang.Long", float: "java.lang.Double", Float: "java.lang.Float",
    str: "java.lang.String", list: "java.util.ArrayList", dict: "java.util.HashMap",
}  # fmt: skip


def enum_named(values: Iterable[JavaEnum], name: str | None) -> JavaEnum:
    """Returns the constant of a name. Raises IllegalArgumentException."""
    for each in values:
        if each.name == name:
            return each
    canonical = next(iter(values)).java_class.replace("$", ".")
    raise thrown("IllegalArgumentException", f"No enum constant {canonical}.{name}")
