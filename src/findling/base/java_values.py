"""Values of JSON as Java prints them."""

from typing import Final

from findling.base.errors import ClassCastError
from findling.base.java_numbers import java_double

DEEPEST_SHOWN: Final = 50
_CLASSES: Final[dict[type, str]] = {
    str: "java.lang.String",
    bool: "java.lang.Boolean",
    int: "java.lang.Integer",
    float: "java.lang.Double",
    list: "java.util.ArrayList",
    dict: "java.util.HashMap",
}


def class_name(value: object, default: str = "null") -> str:
    """Returns the class in which Java holds a JSON value; default: for null and what is none."""
    return _CLASSES.get(type(value), default)


def no_cast(given: str, wanted: str) -> ClassCastError:
    """Returns what Java says of a value of the class `given` that is taken for one of the class `wanted`."""
    return ClassCastError(
        f"class {given} cannot be cast to class {wanted} ({given} and {wanted} are in module java.base of loader "
        "'bootstrap')"
    )


def shown(value: object, depth: int = 0) -> str:
    """Returns a JSON value as Java prints it in Elasticsearch's messages; what lies very deep is left out."""
    if depth > DEEPEST_SHOWN:
        return "..."
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={shown(entry, depth + 1)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(shown(entry, depth + 1) for entry in value) + "]"
    return java_double(value) if isinstance(value, float) else str(value)
