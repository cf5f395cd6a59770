"""Fuzziness: how many edits a term may be away, fixed or by its length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError, ParseError
from findling.search.parameters import Parameters

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,9}\.?[0-9]*|\.[0-9]+)")


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
        if _NUMBER.fullmatch(text) is None:
            cause = NumberFormatError.of(text.upper())
            raise IllegalArgumentError(f"fuzziness cannot be [{text}].") from cause
        edits = float(text)
        if edits % 1 > 0:
            raise IllegalArgumentError(f"fuzziness needs to be one of 0.0, 1.0 or 2.0 but was {edits}")
        if edits not in (0.0, 1.0, 2.0):
            raise IllegalArgumentError(f"Valid edit distances are [0, 1, 2] but was [{int(edits)}]")
        return cls(int(edits))

    @classmethod
    def _parse_auto(cls, text: str) -> Fuzziness:
        low, _, high = text[5:].partition(",")
        if not low or not high:
            raise ParseError("failed to find low and high distance values")
        try:
            bounds = int(low), int(high)
        except ValueError:
            bad = low if not low.lstrip("-").isdigit() else high
            cause = NumberFormatError.of(bad.upper())
            raise ParseError(f'failed to parse [{text.upper()}] as a "auto:int,int"') from cause
        if bounds[0] < 0 or bounds[1] < 0 or bounds[0] > bounds[1]:
            raise ParseError(f"fuzziness wrongly configured [{text.upper()}]. Must be 0 < lower value <= higher value.")
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
