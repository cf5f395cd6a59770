"""java.lang.StringBuilder: a text that changes, as pieces until somebody looks at it."""

from typing import Any, ClassVar, Self

from findling.script.api.objects import compare_strings, to_text
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.strings import index_error, range_error
from findling.script.api.values.throwing import thrown
from findling.script.painless.limits import check_text
from findling.script.utf16 import joined, spread, utf16_length


class StringBuilder(JavaObject):
    """A text being made.

    capacity: how many units it would have room for in Java
    """

    java_class: ClassVar[str] = "java.lang.StringBuilder"

    def __init__(self, text: str = "") -> None:
        self._pieces = [text]
        self._length = utf16_length(text)
        self.capacity = self._length + 16

    def __str__(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = [joined("".join(map(spread, self._pieces)))]
        return self._pieces[0]

    def __len__(self) -> int:
        return self._length

    def compare_to(self, other: object) -> int:
        return compare_strings(str(self), str(other))

    def _set(self, units: str) -> Self:
        self._pieces = [joined(units)]
        self._length = len(units)
        self._make_room()
        return self

    def _make_room(self) -> None:
        check_text(self._length)
        if self._length > self.capacity:
            self.capacity = max(self._length, self.capacity * 2 + 2)

    def append(self, value: Any) -> Self:
        """Adds the text of a value."""
        text = to_text(value)
        self._pieces.append(text)
        self._length += utf16_length(text)
        self._make_room()
        return self

    def append_part(self, text: Any, start: int, end: int) -> Self:
        """Adds a part of a text."""
        units = spread(to_text(text))
        if not 0 <= start <= end <= len(units):
            raise thrown("IndexOutOfBoundsException", f"Range [{start}, {end}) out of bounds for length {len(units)}")
        return self.append(joined(units[start:end]))

    def append_code_point(self, code: int) -> Self:
        """Adds a character."""
        if not 0 <= code <= 0x10FFFF:
            raise thrown("IllegalArgumentException", f"Not a valid Unicode code point: 0x{code & 0xFFFFFFFF:X}")
        return self.append(chr(code))

    def delete(self, start: int, end: int) -> Self:
        """Removes units."""
        units = spread(str(self))
        end = min(end, len(units))
        if not 0 <= start <= end:
            raise range_error(start, end, len(units))
        return self._set(units[:start] + units[end:])

    def delete_char_at(self, index: int) -> Self:
        """Removes a unit."""
        units = spread(str(self))
        if not 0 <= index < len(units):
            raise index_error(index, len(units))
        return self._set(units[:index] + units[index + 1 :])

    def insert(self, index: int, value: Any) -> Self:
        """Puts the text of a value before an index."""
        units = spread(str(self))
        if not 0 <= index <= len(units):
            raise range_error(index, len(units), len(units))
        return self._set(units[:index] + spread(to_text(value)) + units[index:])

    def replace(self, start: int, end: int, text: str) -> Self:
        """Puts a text in place of units."""
        units = spread(str(self))
        end = min(end, len(units))
        if not 0 <= start <= end:
            raise range_error(start, end, len(units))
        return self._set(units[:start] + spread(text) + units[end:])

    def reverse(self) -> Self:
        """Turns it round; pairs of surrogates stay together."""
        text = str(self)[::-1]
        self._pieces = [text]
        return self

    def set_char_at(self, index: int, unit: int) -> None:
        """Puts a unit in place of another."""
        units = spread(str(self))
        if not 0 <= index < len(units):
            raise index_error(index, len(units))
        self._set(units[:index] + chr(unit) + units[index + 1 :])

    def set_length(self, length: int) -> None:
        """Cuts it, or fills it with NULs."""
        if length < 0:
            raise thrown("StringIndexOutOfBoundsException", f"String index out of range: {length}")
        check_text(length)
        self._set(spread(str(self))[:length].ljust(length, "\0"))


class StringBuffer(StringBuilder):
    """A java.lang.StringBuffer."""

    java_class: ClassVar[str] = "java.lang.StringBuffer"
