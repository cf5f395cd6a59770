"""What a field type says about its terms and its numbers, so that nobody has to know the type by name."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

UNSIGNED_OFFSET: Final = 2**63


@dataclass(frozen=True, slots=True)
class TermTraits:
    """What queries may do with a field's terms.

    analyzed: the field is full text, whose analyzer cuts values into terms
    words: match, query_string and their like look for text in the terms; a range over them is expensive
    characters: prefix, wildcard, regexp and fuzzy queries look at the characters of the terms
    intervals: queries of intervals look for the places of the terms
    spans: span queries do
    scored: a term scores by the similarity; otherwise every match scores the boost
    cheap_patterns: patterns cost no more than other queries
    encoded: terms are bytes that only the type can show
    keyed_patterns: patterns may be looked for in one key of an object field
    """

    analyzed: bool = False
    words: bool = False
    characters: bool = False
    intervals: bool = False
    spans: bool = False
    scored: bool = False
    cheap_patterns: bool = False
    encoded: bool = False
    keyed_patterns: bool = False


@dataclass(frozen=True, slots=True)
class NumberTraits:
    """How the column of a field is read as numbers.

    is_double: the numbers are doubles, though the column may hold whole ones
    scale: column values are the numbers times this, rounded (scaled_float)
    per_unit: column values are that many times finer than the numbers (nanoseconds, read as milliseconds)
    offset: what is to be added to column values (unsigned_long); their order is that of the numbers
    precision: doubles are exact to this type only, and bounds and shown values are rounded to it
    is_narrow: whole numbers of at most 32 bits
    is_truth: 1 and 0 stand for true and false
    """

    is_double: bool = False
    scale: float = 1.0
    per_unit: int = 1
    offset: int = 0
    precision: type[np.floating[Any]] = np.float64
    is_narrow: bool = False
    is_truth: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether column values are the numbers themselves."""
        return self.scale == 1 and self.per_unit == 1 and not self.offset

    @property
    def is_exact(self) -> bool:
        """Whether the field has the precision of what it is compared with."""
        return self.precision is np.float64

    def read(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Returns column values, (n,) int64 or float64, as numbers; those of unsigned_long stay less their offset."""
        if self.scale != 1:
            return column / self.scale
        return column // np.int64(self.per_unit) if self.per_unit != 1 else column

    def rounded(self, value: float) -> float:
        """Returns a number as the field would hold it."""
        with np.errstate(over="ignore"):
            return float(self.precision(value))


INTEGERS: Final = NumberTraits()
NARROW: Final = NumberTraits(is_narrow=True)
DOUBLES: Final = NumberTraits(is_double=True)
KEYWORD_TERMS: Final = TermTraits(words=True, characters=True, scored=True)
# of constant_keyword and wildcard
UNSCORED_TERMS: Final = TermTraits(words=True, characters=True, cheap_patterns=True)
TEXT_TERMS: Final = TermTraits(analyzed=True, words=True, characters=True, intervals=True, spans=True, scored=True)
ENCODED_TERMS: Final = TermTraits(encoded=True)
