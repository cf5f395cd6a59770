"""Where fragments begin and end near to where they should."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from findling.kernels.text.breaks import Breaks


class BoundaryScanner(ABC):
    """Looks for boundaries in a text."""

    @abstractmethod
    def start(self, text: str, place: int) -> int:
        """Returns the start of a fragment that should begin at a place."""

    @abstractmethod
    def end(self, text: str, place: int) -> int:
        """Returns the end of a fragment that should end at a place."""


@dataclass(frozen=True)
class CharsScanner(BoundaryScanner):
    """Goes to the next of some characters, over `most` at most."""

    chars: frozenset[str]
    most: int

    def start(self, text: str, place: int) -> int:
        if place > len(text) or place < 1:
            return place
        for at in range(place, max(place - self.most, 0), -1):
            if text[at - 1] in self.chars:
                return at
        return 0 if place <= self.most else place

    def end(self, text: str, place: int) -> int:
        if place > len(text) or place < 0:
            return place
        for at in range(place, min(place + self.most, len(text))):
            if text[at] in self.chars:
                return at
        return place


@dataclass(frozen=True)
class BreaksScanner(BoundaryScanner):
    """Goes to the next break."""

    make: Callable[[str], Breaks]

    def start(self, text: str, place: int) -> int:
        if place > len(text) or place < 1:
            return place
        found: int = self.make(text[:place]).preceding(place)
        return found

    def end(self, text: str, place: int) -> int:
        if place > len(text) or place < 0:
            return place
        # as in Java, there is no break behind the end
        return self.make(text[place:]).following(0) + place if place < len(text) else place - 1
