"""Members of objects of a declaration: read by what they must be, with errors that say where they stand."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError

_NAME: Final = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_]*")
_MOST: Final = 10_000


class Members:
    """One object. place: where it stands, empty for the whole; what is left at the `end` is not known."""

    def __init__(self, body: object, place: str) -> None:
        if not isinstance(body, Mapping):
            raise IllegalArgumentError(f"[{place}] must be an object" if place else "a declaration must be an object")
        self._left: dict[str, Any] = dict(body)
        self._place = place

    def within(self, name: str) -> str:
        """Returns where a member stands."""
        return f"{self._place}.{name}" if self._place else name

    def has(self, name: str) -> bool:
        return name in self._left

    def end(self) -> None:
        """Raises IllegalArgumentError if there is a member that nobody has read."""
        if self._left:
            raise IllegalArgumentError(f"unknown member [{self.within(min(self._left))}]")

    def text(self, name: str, default: str | None = None) -> str:
        """Returns a text, which is not empty; without a default there must be one."""
        value = self._left.pop(name, default)
        if not isinstance(value, str) or (not value and default is None):
            raise self._wrong(name, "a text")
        return value

    def name(self, name: str) -> str:
        """Returns a text that is a name in GraphQL."""
        return spellable(self.text(name), self.within(name))

    def choice(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in known and value != default:
            raise self._wrong(name, f"one of {list(known)}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self._left.pop(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "a boolean")
        return value

    def number(self, name: str, default: int) -> int:
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST:
            raise self._wrong(name, f"a number from 1 to {_MOST}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._left.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self._wrong(name, "a list of texts")
        return tuple(value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Returns an object whose members have names of GraphQL."""
        value = self._left.pop(name, {})
        if not isinstance(value, Mapping):
            raise self._wrong(name, "an object")
        for one in value:
            spellable(one, f"{self.within(name)}.{one}")
        return value

    def mapping_of_texts(self, name: str) -> dict[str, str]:
        inner = Members(self.mapping(name), self.within(name))
        return {one: inner.text(one) for one in list(inner._left)}

    def objects(self, name: str) -> Iterator[tuple[str, "Members"]]:
        """Yields the objects in an object, by their names."""
        for one, body in self.mapping(name).items():
            yield one, Members(body, f"{self.within(name)}.{one}")

    def _wrong(self, name: str, wanted: str) -> IllegalArgumentError:
        return IllegalArgumentError(f"[{self.within(name)}] must be {wanted}")


def spellable(name: str, place: str) -> str:
    """Returns a name that GraphQL can spell. Raises IllegalArgumentError for another."""
    if _NAME.fullmatch(name) is None:
        raise IllegalArgumentError(f"[{place}] is no name that GraphQL can spell")
    return name
