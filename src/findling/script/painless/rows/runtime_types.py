"""The classes of values when a script runs."""

from typing import Any

from findling.script.api.objects import class_name as name_in_java
from findling.script.faults import JavaError
from findling.script.painless.classes import Classes
from findling.script.types import BOX_OF, Array, Type, class_type, primitive_of


def class_name(value: Any) -> str:
    """Returns the canonical name of the class of a value that is not null."""
    return name_in_java(value).replace("$", ".")


def type_of(value: Any, classes: Classes) -> Type:
    """Returns the class of a value that is not null."""
    of = primitive_of(value)
    if of is not None:
        return BOX_OF[of]
    if isinstance(value, Array):
        return value.type
    if isinstance(value, JavaError):
        return class_type(value.java_class)
    info = classes.of_python(type(value))
    return class_type(class_name(value)) if info is None else info.of
