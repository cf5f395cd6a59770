"""convert: values of another type."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.java_numbers import java_double
from findling.base.java_values import shown
from findling.base.json_values import parse_double
from findling.ingest.document import IngestDocument
from findling.ingest.java_types import narrowed
from findling.ingest.processor import Making, Processor, register
from findling.ingest.text_processor import FieldOptions

_DIGITS: Final = re.compile(r"[+-]?[0-9]+")
_HEX: Final = re.compile(r"-?0x[0-9a-fA-F]+")


def whole(value: Any, bits: int, name: str) -> int:
    """Returns the whole number that a value means. Raises IllegalArgumentError."""
    text = shown(value)
    number = None
    if _HEX.fullmatch(text):
        number = int(text, 16)
    elif _DIGITS.fullmatch(text):
        number = int(text)
    if number is None or not -(1 << bits - 1) <= number < 1 << bits - 1:
        raise _unfit(text, name) from NumberFormatError.of(text)
    return number


def floating(value: Any, name: str) -> float | str:
    """Returns the number that a value means, of 32 bits for a float; a text for what is no number in JSON."""
    text = shown(value)
    try:
        number = parse_double(text)
    except NumberFormatError as error:
        raise _unfit(text, name) from error
    number = number if name == "double" else narrowed(number)
    return number if math.isfinite(number) else java_double(number)


def boolean(value: Any) -> bool:
    """Returns true or false."""
    text = shown(value).lower()
    if text not in ("true", "false"):
        raise IllegalArgumentError(f"[{shown(value)}] is not a boolean value, cannot convert to boolean")
    return text == "true"


def address(value: Any) -> Any:
    """Returns the text of an address as it is."""
    try:
        if isinstance(value, str):
            ipaddress.ip_address(value)
            return value
    except ValueError:
        pass
    raise IllegalArgumentError(f"[{shown(value)}] is not a valid ipv4/ipv6 address")


def guessed(value: Any) -> Any:
    """Returns what a text looks like: a boolean, a number, or itself."""
    if not isinstance(value, str):
        return value
    for name in ("boolean", "integer", "long", "float"):
        try:
            return KINDS[name](value)
        except IllegalArgumentError:
            continue
    return value


def _unfit(text: str, name: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"unable to convert [{text}] to {name}")


KINDS: Final[dict[str, Callable[[Any], Any]]] = {
    "integer": lambda value: whole(value, 32, "integer"),
    "long": lambda value: whole(value, 64, "long"),
    "double": lambda value: floating(value, "double"),
    "float": lambda value: floating(value, "float"),
    "boolean": boolean,
    "ip": address,
    "string": shown,
    "auto": guessed,
}


class ConvertProcessor(Processor):
    """Converts a value, or each of a list."""

    kind = "convert"

    def __init__(self, options: FieldOptions, name: str) -> None:
        self._options = options
        self._name = name
        self._convert = KINDS[name]

    def process(self, document: IngestDocument) -> None:
        options = self._options
        value = options.field.get(document, options.ignores_missing)
        if value is None:
            if options.ignores_missing:
                return
            raise IllegalArgumentError(
                f"Field [{options.field.text}] is null, cannot be converted to type [{self._name}]"
            )
        changed = [self._convert(entry) for entry in value] if isinstance(value, list) else self._convert(value)
        options.target.set(document, changed)


@register("convert")
def make_convert(making: Making) -> ConvertProcessor:
    """Reads {"convert": {"field": "age", "type": "integer"}}."""
    given = making.configuration
    options = FieldOptions(given)
    name = given.required_text("type")
    if name.lower() not in KINDS:
        raise given.fault("type", f"type [{name}] not supported, cannot convert field.")
    return ConvertProcessor(options, name.lower())
