"""Objects of Java's classes that Python has no counterpart of."""

from typing import ClassVar


class JavaObject:
    """Base of the values of the API's classes.

    `str` of one is its toString; `==` is its equals, unless a class says otherwise that of identity.
    java_class: canonical name, with `$` before the name of an inner class
    """

    __slots__ = ()
    java_class: ClassVar[str] = "java.lang.Object"

    def java_hash(self) -> int:
        """Returns its hashCode; Python's hash must agree with `==`, this with Java."""
        return wrapped_int(id(self) >> 4)

    def java_key(self) -> object:
        """Returns what stands for it in a Python dict: equal for those that Java finds equal."""
        return self

    def compare_to(self, other: object) -> int:
        """Returns a number below, at or above 0, as compareTo. Objects without an order raise NotImplementedError."""
        raise NotImplementedError

    def __str__(self) -> str:
        return f"{self.java_class}@{self.java_hash() & 0xFFFFFFFF:x}"


class JavaEnum(JavaObject):
    """A constant of an enum.

    name: as it is written in Java
    ordinal: its place
    """

    __slots__ = ("name", "ordinal")

    def __init__(self, name: str, ordinal: int) -> None:
        self.name = name
        self.ordinal = ordinal

    def java_hash(self) -> int:
        # Java's differs from run to run
        return wrapped_int(self.ordinal * 0x9E3779B1)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, JavaEnum)
        return self.ordinal - other.ordinal

    def __str__(self) -> str:
        return self.name


def wrapped_int(value: int) -> int:
    """Returns what is left of an integer in the bits of an int."""
    return ((value + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def wrapped_long(value: int) -> int:
    """Returns what is left of an integer in the bits of a long."""
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


def long_hash(value: int) -> int:
    """Returns the hashCode of a long."""
    bits = value & 0xFFFFFFFFFFFFFFFF
    return wrapped_int(bits ^ bits >> 32)
