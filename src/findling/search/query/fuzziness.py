"""Fuzziness: how many edits a term may be away, fixed or by its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError


@dataclass(frozen=True, slots=True)
class Fuzziness:
    """Fixed edits, or AUTO: none below `low` characters, one below `high`, else two."""

    edits: int | None = None
    low: int = 3
    high: int = 6

    @classmethod
    def parse(cls, value: Any) -> Fuzziness:
        """Reads 0, 1, 2, "AUTO", "AUTO:3,6". Raises IllegalArgumentError and ParseError."""
        text = str(value)
        if text.upper() == "AUTO":
            return cls()
        if text.upper().startswith("AUTO:"):
            return cls._parse_auto(text)
        try:
            edits = float(text)
        except ValueError as error:
            raise IllegalArgumentError(f"Invalid fuzziness value: {text}") from error
        if edits not in (0.0, 1.0, 2.0):
            raise IllegalArgumentError(f"Invalid fuzziness value: {text}")
        return cls(int(edits))

    @classmethod
    def _parse_auto(cls, text: str) -> Fuzziness:
        low, _, high = text[5:].partition(",")
        try:
            bounds = int(low), int(high)
        except ValueError as error:
            raise ParseError(f"failed to find low and high distance values in [{text}]") from error
        if bounds[0] < 0 or bounds[1] < 0 or bounds[0] > bounds[1]:
            raise IllegalArgumentError(
                "fuzziness wrongly configured, must be: lowDistance > 0, highDistance > 0 and "
                "lowDistance <= highDistance"
            )
        return cls(None, *bounds)

    def max_edits(self, word: str) -> int:
        """Returns the edits allowed for a word."""
        if self.edits is not None:
            return self.edits
        if len(word) < self.low:
            return 0
        return 1 if len(word) < self.high else 2


AUTO: Final = Fuzziness()
