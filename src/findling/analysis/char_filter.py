"""Char filters: from text to text, remembering where characters came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]


@dataclass(slots=True)
class Moves:
    """How offsets of a filtered text become offsets of the text before: from outputs[i] on, differences[i] is added.

    Source: Lucene's BaseCharFilter.
    """

    outputs: list[int] = field(default_factory=list)
    differences: list[int] = field(default_factory=list)

    def add(self, output: int, difference: int) -> None:
        """Notes that from the filtered offset on, `difference` must be added; the last one for an offset counts."""
        if self.outputs and self.outputs[-1] == output:
            self.differences[-1] = difference
        else:
            self.outputs.append(output)
            self.differences.append(difference)

    def correct(self, offsets: Ints) -> Ints:
        """Returns offsets of the text before the filter from offsets of the filtered text."""
        which = np.searchsorted(np.array(self.outputs), offsets, side="right")
        corrected: Ints = (offsets + np.array([0, *self.differences])[which]).astype(np.int32)
        return corrected


Corrections = Mapping[int, Moves]
"""By number of the value; values that the filter did not change are not in it."""


class CharFilter:
    """Base of all char filters.

    normalizes: whether normalizers and queries for parts of words may use it
    """

    normalizes: ClassVar[bool] = False

    @property
    def may_fail(self) -> bool:
        """Whether some text cannot be filtered."""
        return False

    def affects(self, text: str) -> bool:
        """Tells cheaply whether the filter might change the text."""
        return True

    def filter(self, text: str) -> tuple[str, Moves]:
        """Returns the filtered text and how its offsets move, in UTF-16 units."""
        raise NotImplementedError

    def apply(self, values: Sequence[str], offsets: bool) -> tuple[list[str], Corrections]:
        """Returns the filtered values, and their corrections if offsets are asked for."""
        filtered = list(values)
        corrections: dict[int, Moves] = {}
        for number, text in enumerate(values):
            if self.affects(text):
                filtered[number], moves = self.filter(text)
                if offsets and moves.outputs:
                    corrections[number] = moves
        return filtered, corrections
