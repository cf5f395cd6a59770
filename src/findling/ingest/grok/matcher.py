"""Grok: a pattern, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.java_values import shown
from findling.base.lazy import lazy_module
from findling.base.matching import TIME_LIMIT_S
from findling.base.work.short_cache import short_cache
from findling.ingest.errors import GrokTimeoutError
from findling.ingest.grok.bank import patterns
from findling.ingest.grok.expression import check_bank, expand, translate
from findling.ingest.java_types import narrowed

regex: Any = lazy_module("regex")
_BRACKETS: Final = re.compile(r"\]\[|[\[\]]")


def _as_boolean(text: str) -> bool:
    return text.lower() == "true"


def _as_integer(text: str) -> int:
    return int(text)


_KINDS: Final[dict[str, Callable[[str], Any]]] = {
    "int": _as_integer,
    "long": _as_integer,
    "float": lambda text: narrowed(float(text)),
    "double": float,
    "boolean": _as_boolean,
}


def field_name(capture: str) -> str:
    """Returns the field that a capture such as `IP:[client][ip]:int` goes to."""
    parts = capture.split(":")
    name = parts[1] if len(parts) > 1 else parts[0]
    return _BRACKETS.sub(lambda found: "." if found[0] == "][" else "", name)


def _kind(capture: str) -> Callable[[str], Any] | None:
    parts = capture.split(":")
    return _KINDS.get(parts[2]) if len(parts) > 2 else None


class Grok:
    """A pattern. Raises IllegalArgumentError if it is none.

    names: fields that it captures, in their order
    """

    def __init__(self, pattern: str, bank: Mapping[str, str]) -> None:
        made = translate(expand(pattern, bank))
        try:
            self._compiled = regex.compile(made.pattern, regex.MULTILINE | regex.V0)
        except regex.error as error:
            raise IllegalArgumentError(str(error)) from None
        captures = [(self._compiled.groupindex[group], capture) for group, capture in made.groups.items()]
        self._captures = [(number, field_name(capture), _kind(capture)) for number, capture in captures]
        self.names = list(dict.fromkeys(name for _, name, _ in self._captures))
        self._numbers = tuple(number for number, _, _ in self._captures)

    def captures(self, text: str) -> dict[str, Any] | None:
        """Returns what is captured of a text by the names of fields, None if it does not match.

        Raises GrokTimeoutError, and NumberFormatError for what is no number where one is wanted.
        """
        found = self.search(text)
        if found is None:
            return None
        values: dict[str, Any] = {}
        group = found.group
        for number, name, convert in self._captures:
            text = group(number)
            if text is not None:
                value = text if convert is None else _converted(convert, text)
                values[name] = _several(values[name], value) if name in values else value
        return values

    def search(self, text: str, at: int = 0) -> Any:
        """Returns the first match behind a place, None if there is none. Raises GrokTimeoutError."""
        try:
            return self._compiled.search(text, at, timeout=TIME_LIMIT_S)
        except TimeoutError:
            limit = int(TIME_LIMIT_S * 1000)
            raise GrokTimeoutError(f"grok pattern matching was interrupted after [{limit}] ms") from None


def _several(before: Any, value: Any) -> list[Any]:
    """Returns all that groups of one name have captured."""
    return [*before, value] if isinstance(before, list) else [before, value]


def _converted(convert: Callable[[str], Any], text: str) -> Any:
    try:
        return convert(text)
    except ValueError:
        raise NumberFormatError.of(shown(text)) from None


@short_cache(512)
def built_in(pattern: str, mode: str) -> Grok:
    """Returns a pattern of the bank's alone, compiled once."""
    return Grok(pattern, patterns(mode))


def grok_of(pattern: str, mode: str, definitions: Mapping[str, str]) -> Grok:
    """Returns a pattern that may use definitions of its own. Raises IllegalArgumentError."""
    if not definitions:
        return built_in(pattern, mode)
    bank = {**patterns(mode), **definitions}
    check_bank(bank, list(definitions))
    return Grok(pattern, bank)
