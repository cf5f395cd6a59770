"""Explanation: why a document has its score, as a tree in Lucene's wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np
import orjson
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node: a value, what it is, and what it was made of. `matches` is False where the document does not match."""

    value: float
    description: str
    details: tuple[Explanation, ...] = ()
    matches: bool = True

    @classmethod
    def match(cls, value: float, description: str, details: Sequence[Explanation] = ()) -> Explanation:
        """Returns the node of a matching part."""
        return cls(value, description, tuple(details))

    @classmethod
    def no_match(cls, description: str, details: Sequence[Explanation] = ()) -> Explanation:
        """Returns the node of a part that does not match; its value is 0."""
        return cls(0.0, description, tuple(details), matches=False)

    def render(self) -> dict[str, object]:
        """Returns the JSON form; whole numbers such as document counts stay whole."""
        value = self.value if isinstance(self.value, int) else _shown(self.value)
        return {
            "value": value,
            "description": self.description,
            "details": [detail.render() for detail in self.details],
        }


def _shown(value: float) -> float | str:
    """Returns a value as it stands in JSON, where what is no number is a text."""
    if isfinite(value):
        return shortest_float(value)
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def shortest_floats(values: NDArray[np.float32]) -> list[float]:
    """Returns `shortest_float` of each of `values`: (n,) finite float32."""
    numbers: list[float] = orjson.loads(orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY))
    return numbers


def shortest_float(value: float) -> float:
    """Returns the double whose shortest decimal is that of `value` as a float32, as Java prints a float."""
    return float(str(np.float32(value)))
