"""Dissect: texts taken apart at fixed delimiters, by patterns such as `%{ip} - [%{time}] %{+name} %{?skipped}`.

Source: Elasticsearch's DissectParser, whose quirks with repeated delimiters are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from findling.ingest.errors import DissectFindMatchError, DissectKeyError, DissectPatternError

_KEYS: Final = re.compile(r"%\{([^}]*?)\}(.+?(?=%\{)|.*)", re.DOTALL)
_LEADING: Final = re.compile(r"(.*?)%", re.DOTALL)
_ORDER: Final = re.compile(r"/([0-9]+)\Z")
_NONE, _SKIP, _APPEND, _NAME, _VALUE = "", "?", "+", "*", "&"


@dataclass(slots=True)
class DissectKey:
    """A key. modifier: what its values are for; order: among the values that are appended; pads: `->`"""

    name: str
    modifier: str
    order: int = 0
    pads: bool = False


def parse_key(text: str) -> DissectKey:
    """Returns the key of what stands between braces. Raises DissectKeyError."""
    if not text:
        return DissectKey("", _SKIP)
    pads = text.endswith("->")
    rest = text[:-2] if pads else text
    letters = re.match(r"[+*&?]*", rest)
    modifiers = letters[0] if letters is not None else ""
    order = 0
    found = _ORDER.search(rest)
    if found is not None and modifiers == _APPEND:
        order, rest = int(found[1]), rest[: found.start()]
    name = rest[len(modifiers) :]
    if len(modifiers) > 1:
        raise DissectKeyError(f"Unable to parse key: {text} Reason: multiple modifiers are not allowed.")
    if not name and modifiers not in (_SKIP, _NONE):
        raise DissectKeyError(f"Unable to parse key: {text} Reason: The key name could be determined")
    if not name:
        return DissectKey("", _SKIP, 0, pads)
    return DissectKey(name, modifiers, order, pads)


class DissectPattern:
    """A pattern, taken apart. Raises DissectPatternError, DissectKeyError."""

    def __init__(self, pattern: str, separator: str = "") -> None:
        self.pattern = pattern
        self._separator = separator
        leading = _LEADING.match(pattern)
        self._leading = "" if leading is None else leading[1]
        pairs = [(parse_key(found[1]), found[2]) for found in _KEYS.finditer(pattern, len(self._leading))]
        if not pairs:
            raise DissectPatternError(
                f"Unable to parse pattern: {pattern} Reason: Unable to find any keys or delimiters."
            )
        appended = {key.name for key, _ in pairs if key.modifier == _APPEND}
        for key, _ in pairs:
            if key.name in appended and key.modifier == _NONE:
                key.modifier = _APPEND
        self._pairs = pairs
        self._check_references()
        self._n_results = len({key.name for key, _ in pairs if key.modifier != _SKIP})

    def _check_references(self) -> None:
        names = [key.name for key, _ in self._pairs if key.modifier == _NAME]
        values = [key.name for key, _ in self._pairs if key.modifier == _VALUE]
        if sorted(names) != sorted(values):
            wrong = [name for name in names + values if (names + values).count(name) != 2]
            raise DissectPatternError(
                f"Unable to parse pattern: {self.pattern} Reason: Found invalid key/reference associations: "
                f"'{','.join(wrong)}' Please ensure each '*<key>' is matched with a matching '&<key>"
            )

    def match(self, text: str) -> dict[str, str]:
        """Returns the values of a text by their names. Raises DissectFindMatchError."""
        values = self._values(text)
        results = None if values is None or len(values) != len(self._pairs) else self._results(values)
        if results is None or len(results) != self._n_results:
            raise DissectFindMatchError(
                f"Unable to find match for dissect pattern: {self.pattern} against source: {text}"
            )
        return results

    def _values(self, text: str) -> list[str] | None:
        """Returns the values of the first keys, as far as they are found."""
        if not text.startswith(self._leading) or len(text) <= len(self._leading):
            return None
        values: list[str] = []
        place, at = 0, len(self._leading)
        key, delimiter = self._pairs[0]
        while delimiter:
            end = text.find(delimiter, at)
            if end < 0:
                return values
            values.append(text[at:end])
            at = end + len(delimiter)
            while text.startswith(delimiter, at) and at < len(text):
                at += len(delimiter)
                if not key.pads:
                    place += 1
                    if place == len(self._pairs):
                        break
                    key = self._pairs[place][0]
                    values.append("")
            place += 1
            if place >= len(self._pairs):
                return values
            key, delimiter = self._pairs[place]
        if len(values) < len(self._pairs):
            values.append(text[at:])
        return values

    def _results(self, values: list[str]) -> dict[str, str]:
        results: dict[str, str] = {}
        parts: dict[str, list[tuple[int, str]]] = {}
        names: dict[str, str] = {}
        contents: dict[str, str] = {}
        for (key, _), value in zip(self._pairs, values, strict=True):
            if key.modifier == _NONE:
                results[key.name] = value
            elif key.modifier == _APPEND:
                parts.setdefault(key.name, []).append((key.order, value))
            elif key.modifier == _NAME:
                names[key.name] = value
            elif key.modifier == _VALUE:
                contents[key.name] = value
        for name, found in parts.items():
            found.sort(key=lambda part: part[0])
            results[name] = self._separator.join(value for _, value in found)
        for name, called in names.items():
            results[called] = contents[name]
        return results
