"""The members of queries that Elasticsearch reads token by token, taking no notice of some tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from findling.base.errors import FindlingError, ParsingError
from findling.search.parameters import Parameters


class LooseParameters(Parameters):
    """An array stands for its last entry, null for nothing; only some members may be objects.

    objects: the names of those
    """

    __slots__ = ("_objects",)

    def __init__(self, name: str, body: object, objects: tuple[str, ...] = ("query", "inner_hits")) -> None:
        super().__init__(name, body)
        self._objects = objects
        self._body = {key: entry for key, value in self._body.items() for entry in _tokens(value)}

    def check(self, *values: str) -> None:
        """Raises ParsingError for the first member that is neither one of `values` nor of the objects."""
        known = {*values, "boost", "_name"}
        for key, value in self._body.items():
            if key not in (self._objects if isinstance(value, Mapping) else known):
                raise self.unknown(key, value)
        self._known += [*known, *self._objects]

    def unknown(self, key: str, value: Any) -> FindlingError:
        return ParsingError(f"[{self.name}] query does not support [{key}]")


def _tokens(value: object) -> Iterator[object]:
    """Yields the last value that is no array and not null."""
    last = value
    while isinstance(last, list):
        last = next((entry for entry in reversed(last) if entry is not None), None)
    if last is not None:
        yield last
