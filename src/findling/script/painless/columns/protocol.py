"""What a script over columns reads."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.script.types import Type


@dataclass(frozen=True, slots=True)
class Column:
    """A field in a number of documents.

    of: LONG, DOUBLE or BOOLEAN, as a script sees the values
    values: (n,) int64, float64 or bool: the first value of each document, anything where there is none
    counts: (n,) int32: how many values each document has
    """

    of: Type
    values: NDArray[Any]
    counts: NDArray[np.int32]


class Columns(Protocol):
    """The documents of a segment, or some of them."""

    @property
    def count(self) -> int:
        """How many documents there are."""

    def column(self, name: str) -> Column | None:
        """Returns a field, None if it is not mapped or if scripts see anything but numbers or truth values in it."""

    def scores(self) -> NDArray[np.float64]:
        """Returns the scores, (count,) float64."""
