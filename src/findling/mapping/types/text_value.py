"""JSON scalars as text."""

from findling.base.errors import IllegalArgumentError


def text_of(value: object) -> str:
    """Returns a JSON scalar as the text that is indexed; raises IllegalArgumentError for objects and arrays."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        raise IllegalArgumentError("Expected text but found START_OBJECT")
    if isinstance(value, list):
        raise IllegalArgumentError("Expected text but found START_ARRAY")
    return str(value)
