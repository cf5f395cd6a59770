"""What pipelines and processors are told: members of JSON objects, taken one by one, with OpenSearch's errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from findling.base.errors import ParseError
from findling.base.java_values import class_name


class Configuration:
    """The members of one object.

    processor: the type of the processor that they are for, None for those of a pipeline
    """

    def __init__(self, processor: str | None, body: Mapping[str, Any]) -> None:
        self.processor = processor
        self._left = dict(body)

    def take(self, name: str) -> Any:
        """Returns a member as it is, None if it is missing."""
        return self._left.pop(name, None)

    def text(self, name: str) -> str | None:
        """Returns a text. Raises ParseError for another kind of JSON."""
        value: str | None = self._typed(name, str, "string")
        return value

    def required_text(self, name: str) -> str:
        """Returns a text that has to be there."""
        value = self.text(name)
        if value is None:
            raise self.fault(name, "required property is missing")
        return value

    def mapping(self, name: str) -> Mapping[str, Any] | None:
        """Returns an object."""
        value: Mapping[str, Any] | None = self._typed(name, dict, "map")
        return value

    def listed(self, name: str) -> list[Any] | None:
        """Returns a list."""
        value: list[Any] | None = self._typed(name, list, "list")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Returns true or false."""
        value = self._left.pop(name, None)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.fault(name, f"property isn't a boolean, but of type [{_java_type(value)}]")
        return value

    def integer(self, name: str) -> int | None:
        """Returns a whole number, which may be given as text."""
        number = self._number(name, "an int")
        return None if number is None else int(number)

    def number(self, name: str) -> float | None:
        """Returns a number, which may be given as text."""
        return self._number(name, "a double")

    def finish(self, what: str) -> None:
        """Raises ParseError for members that nobody took. what: begins the error's text"""
        if self._left:
            names = ", ".join(sorted(self._left))
            raise ParseError(
                f"{what} doesn't support one or more provided configuration parameters{self._colon}[{names}]"
            )

    @property
    def _colon(self) -> str:
        return " " if self.processor is None else ": "

    def fault(self, name: str, what: str) -> ParseError:
        """Returns the error of a member that is not what it should be."""
        place = {} if self.processor is None else {"processor_type": self.processor}
        return ParseError(f"[{name}] {what}", **place, property_name=name)

    def _typed(self, name: str, kind: type, shown: str) -> Any:
        value = self._left.pop(name, None)
        if value is not None and type(value) is not kind:
            raise self.fault(name, f"property isn't a {shown}, but of type [{_java_type(value)}]")
        return value

    def _number(self, name: str, shown: str) -> float | None:
        value = self._left.pop(name, None)
        if value is None:
            return None
        try:
            number = math.nan if isinstance(value, (bool, dict, list)) else float(value)
        except ValueError:
            number = math.nan
        if math.isnan(number) or (shown == "an int" and not number.is_integer()):
            raise self.fault(name, f"property cannot be converted to {shown} [{value}]")
        return number


def _java_type(value: object) -> str:
    return class_name(value, "java.lang.Object")
