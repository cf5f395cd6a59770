"""java.util.Optional and its kin of primitives."""

from typing import Any, ClassVar

from findling.script.api.objects import equal, hash_of, to_text
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.throwing import no_such_element
from findling.script.types import LONG, Type, boxed

MISSING: Any = object()


class Optional(JavaObject):
    """A value or none.

    value: MISSING for none
    """

    __slots__ = ("value",)
    java_class: ClassVar[str] = "java.util.Optional"
    of_value: ClassVar[Type | None] = None

    def __init__(self, value: Any = MISSING) -> None:
        self.value = value

    @property
    def present(self) -> bool:
        """Whether there is a value."""
        return self.value is not MISSING

    def get(self) -> Any:
        """Returns the value. Raises NoSuchElementException."""
        if not self.present:
            raise no_such_element("No value present")
        return self.value

    def _boxed(self) -> Any:
        return self.value if self.of_value is None else boxed(self.value, self.of_value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Optional) or type(other) is not type(self) or other.present != self.present:
            return False
        return not self.present or equal(self.value, other.value)

    def __hash__(self) -> int:
        return self.java_hash()

    def java_hash(self) -> int:
        return hash_of(self._boxed()) if self.present else 0

    def __str__(self) -> str:
        name = self.java_class.rpartition(".")[2]
        return f"{name}[{to_text(self.value)}]" if self.present else f"{name}.empty"


class OptionalInt(Optional):
    """An int or none."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.OptionalInt"


class OptionalLong(Optional):
    """A long or none."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.OptionalLong"
    of_value: ClassVar[Type | None] = LONG


class OptionalDouble(Optional):
    """A double or none."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.OptionalDouble"
