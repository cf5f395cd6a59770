"""Fields and elements of `def` values and of arrays, when a script runs."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.class_info import Method
from findling.script.faults import (
    ARRAY_INDEX,
    ILLEGAL_ARGUMENT,
    JavaError,
    illegal_argument,
    null_pointer,
)
from findling.script.painless.classes import Classes
from findling.script.painless.rows.casts import boxing, wanted
from findling.script.painless.rows.runtime_types import class_name, type_of
from findling.script.types import BYTE, CHAR, DEF, INT, INT_BOX, LIST, MAP, OBJECT, SHORT, Array, Type

Getter = Callable[[Any], Any]
VOLATILE: Final = (Array, JavaError)
"""Python classes whose values are of several Java classes: what is found for one is not kept for the next."""


def null_target() -> JavaError:
    """Returns what a member of a null def throws."""
    return null_pointer('Cannot invoke "Object.getClass()" because "callArgs[0]" is null')


def array_element(array: list[Any], index: int) -> Any:
    """Returns an element, counted from the end if the index is negative. Raises ArrayIndexOutOfBoundsException."""
    return array[checked_index(array, index)]


def checked_index(array: list[Any], index: int) -> int:
    """Returns the place of an element. Raises ArrayIndexOutOfBoundsException."""
    at = index + len(array) if index < 0 else index
    if not 0 <= at < len(array):
        raise JavaError(ARRAY_INDEX, f"Index {at} out of bounds for length {len(array)}")
    return at


class Members:
    """Finds the fields and elements of values by their classes, and keeps what it has found."""

    def __init__(self, classes: Classes) -> None:
        self._classes = classes
        self._kinds: dict[type, tuple[str, Method, Method]] = {}

    def getter(self, value: Any, name: str) -> Getter:
        """Returns what reads `value.name`. Raises NullPointerException, IllegalArgumentException."""
        if value is None:
            raise null_target()
        classes, of = self._classes, type_of(value, self._classes)
        field = classes.field(of, name, static=False)
        if field is not None:
            return _boxed(field.read, field.type)
        method = classes.getter(of, name)
        if method is not None:
            return _boxed(method.run, method.returns)
        if isinstance(value, Array):
            if name == "length":
                return len
        elif classes.is_kind_of(of, MAP):
            get = self._method(of, "get", 1)
            return lambda entries: get.run(entries, name)
        elif classes.is_kind_of(of, LIST):
            get, index = self._method(of, "get", 1), _list_index(name)
            return lambda elements: get.run(elements, index)
        raise illegal_argument(f"dynamic getter [{class_name(value)}, {name}] not found")

    def setter(self, value: Any, name: str) -> Callable[[Any, Any], None]:
        """Returns what writes `value.name`. Raises NullPointerException, IllegalArgumentException."""
        if value is None:
            raise null_target()
        classes, of = self._classes, type_of(value, self._classes)
        field = classes.field(of, name, static=False)
        if field is not None and field.write is not None:
            return _taking(field.write, field.type, classes)
        method = classes.method(of, f"set{name[0].upper()}{name[1:]}", 1)
        if method is not None:
            return _taking(method.run, method.parameters[0], classes)
        if classes.is_kind_of(of, MAP):
            put = self._method(of, "put", 2)
            return lambda entries, given: put.run(entries, name, given)
        if classes.is_kind_of(of, LIST):
            put, index = self._method(of, "set", 2), _list_index(name)
            return lambda elements, given: put.run(elements, index, given)
        raise illegal_argument(f"dynamic setter [{class_name(value)}, {name}] not found")

    def normalized(self, value: Any, index: Any, of: Type) -> Any:
        """Returns an index as the value takes it. Raises NullPointerException, IllegalArgumentException.

        of: the type of the index as far as it was known before
        """
        if value is None:
            raise null_target()
        kind = self._kind(value)
        if kind == MAP.name:
            return index
        if kind == LIST.name and of not in _INDICES:
            shown = of.name.rsplit(".", 1)[-1]
            message = f"cannot convert MethodHandle(List,int)int to (Object,{shown}){shown}"
            raise JavaError("java.lang.invoke.WrongMethodTypeException", message)
        place = _as_index(index)
        return place if place >= 0 else place + self._length(value)

    def element(self, value: Any, index: Any) -> Any:
        """Returns `value[index]`, the index normalized."""
        if isinstance(value, Array):
            element = value[checked_index(value, index)] if index >= 0 else _out_of_bounds(value, index)
            box = boxing(value.type.element or DEF)
            return element if box is None else box(element)
        return self._kinds[type(value)][1].run(value, index)

    def put(self, value: Any, index: Any, given: Any) -> None:
        """Does `value[index] = given`, the index normalized."""
        if isinstance(value, Array):
            change = wanted(value.type.element or DEF, self._classes)
            at = checked_index(value, index) if index >= 0 else _out_of_bounds(value, index)
            value[at] = given if change is None else change(given)
            return
        self._kinds[type(value)][2].run(value, index, given)

    def _kind(self, value: Any) -> str:
        """Returns which of array, map or list a value is. Raises IllegalArgumentException."""
        if isinstance(value, Array):
            return "array"
        known = self._kinds.get(type(value))
        if known is not None:
            return known[0]
        of = type_of(value, self._classes)
        for kind, put in ((MAP, "put"), (LIST, "set")):
            if self._classes.is_kind_of(of, kind):
                self._kinds[type(value)] = kind.name, self._method(of, "get", 1), self._method(of, put, 2)
                return kind.name
        shown = f"Attempting to address a non-array-like type [{class_name(value)}] as an array."
        raise JavaError(ILLEGAL_ARGUMENT, shown)

    def _length(self, value: Any) -> int:
        if isinstance(value, Array):
            return len(value)
        return int(self._method(type_of(value, self._classes), "size", 0).run(value))

    def _method(self, of: Type, name: str, arity: int) -> Method:
        found = self._classes.method(of, name, arity)
        if found is None:
            raise illegal_argument(f"dynamic method [{of.name}, {name}/{arity}] not found")
        return found


def _out_of_bounds(array: list[Any], index: int) -> int:
    raise JavaError(ARRAY_INDEX, f"Index {index} out of bounds for length {len(array)}")


def _as_index(index: Any) -> int:
    to_index = wanted(INT, _NO_CLASSES)
    assert to_index is not None
    return int(to_index(index))


_NO_CLASSES: Final = Classes(())
_INDICES: Final = (DEF, OBJECT, INT, SHORT, BYTE, CHAR, INT_BOX)


def _list_index(name: str) -> int:
    if not name.isdigit():
        raise illegal_argument(f"Illegal list shortcut value [{name}].")
    return int(name)


def _boxed(read: Getter, of: Type) -> Getter:
    box = boxing(of)
    return read if box is None else lambda value: box(read(value))


def _taking(write: Callable[[Any, Any], Any], of: Type, classes: Classes) -> Callable[[Any, Any], None]:
    change = wanted(of, classes)
    if change is None:
        return write
    return lambda value, given: write(value, change(given))
