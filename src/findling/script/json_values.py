"""Values of scripts as JSON, in documents and in answers."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.work.current import checked
from findling.script.api.objects import to_text
from findling.script.doc_values.dates import is_moment, moment_text
from findling.script.doc_values.geo import GeoPoint
from findling.script.numbers import float_text
from findling.script.types import Char, Float

_PLAIN: Final = (str, bool, int, type(None))


def json_value(value: Any) -> Any:
    """Returns a value as JSON.

    Raises IllegalArgumentError for one that holds itself, and for one that no JSON stands for.
    """
    return _json(value, ())


def _json(value: Any, around: tuple[int, ...]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Char):
        raise _unknown("java.lang.Character")
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    return _object(value, around)


def _object(value: Any, around: tuple[int, ...]) -> Any:
    if isinstance(value, GeoPoint):
        return value.to_json()
    if is_moment(value):
        return moment_text(value)
    if id(value) in around:
        raise IllegalArgumentError("Iterable object is self-referencing itself")
    inside = (*around, id(value))
    if isinstance(value, Mapping):
        return {to_text(key): _json(each, inside) for key, each in checked(value.items())}
    if isinstance(value, Iterable):
        return [_json(each, inside) for each in checked(value)]
    return to_text(value)


def _number(value: float) -> float | str:
    if value - value != 0:  # NaN and the infinities
        return to_text(float(value))
    return float(float_text(value)) if isinstance(value, Float) else float(value)


def _unknown(java_class: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"cannot write xcontent for unknown value of type class {java_class}")
