"""Fuzziness: how many edits a term may be away, fixed or by its length."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError, ParseError
from findling.search.parameters import Parameters


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
        if not text:
            raise IllegalArgumentError("fuzziness cannot be null or empty.")
        if text.upper() == "AUTO":
            return cls()
        if text.upper().startswith("AUTO:"):
            return cls._parse_auto(text)
        try:
            edits = float(text)
            if not isfinite(edits):
                raise ValueError
        except ValueError as error:
            cause = NumberFormatError(f'For input string: "{text.upper()}"')
            cause.__cause__ = error
            raise IllegalArgumentError(f"fuzziness cannot be [{text}].") from cause
        if edits % 1 > 0:
            raise IllegalArgumentError(f"fuzziness needs to be one of 0.0, 1.0 or 2.0 but was {edits}")
        if edits not in (0.0, 1.0, 2.0):
            raise IllegalArgumentError(f"Valid edit distances are [0, 1, 2] but was [{int(edits)}]")
        return cls(int(edits))

    @classmethod
    def _parse_auto(cls, text: str) -> Fuzziness:
        low, _, high = text[5:].partition(",")
        try:
            bounds = int(low), int(high)
        except ValueError as error:
            raise ParseError("failed to find low and high distance values") from error
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


def read_fuzziness(parameters: Parameters) -> Fuzziness | None:
    """Reads `fuzziness`, None if it was not given. Raises ParsingError, IllegalArgumentError and ParseError."""
    value = parameters.take("fuzziness")
    if isinstance(value, (int, float)):
        # a number loses its fraction, a text must have none
        value = parameters.integer("fuzziness", None)
    else:
        value = parameters.text("fuzziness")
    return None if value is None else Fuzziness.parse(value)
