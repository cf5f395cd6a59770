"""Splitting texts at Java regular expressions, which are looked at when they are used first."""

from __future__ import annotations

from findling.ingest.errors import PatternSyntaxError
from findling.script.api.regex.matcher import PatternObject, split
from findling.script.faults import JavaError


class Splitter:
    """A separator. source: as it is written"""

    __slots__ = ("_pattern", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._pattern: PatternObject | None = None

    def check(self) -> None:
        """Raises PatternSyntaxError for what is no regular expression."""
        self._compiled()

    def split(self, text: str, limit: int = 0) -> list[str]:
        """Returns the parts of a text, as Java's String.split. Raises PatternSyntaxError."""
        return split(self._compiled(), text, limit)

    def _compiled(self) -> PatternObject:
        if self._pattern is None:
            try:
                self._pattern = PatternObject(self.source)
            except JavaError as error:
                raise PatternSyntaxError(error.message or "") from None
        return self._pattern
