"""How values are digested: all are kept while they are few, then what a digest leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, JavaArithmeticError
from findling.search.aggs.values.digests.merging_digest import MergingDigest
from findling.search.aggs.values.digests.tree_digest import TreeDigest
from findling.search.parameters import ObjectParameters

Doubles = NDArray[np.float64]

_KEPT: Final = 20  # values, in times of the compression
_MOST: Final = 1e15
_ACCURATE: Final = "high_accuracy"


@dataclass(frozen=True, slots=True)
class DigestKind:
    """compression: about how many centroids a digest has

    is_accurate: digests take one value after the other; else all values are kept while they are few
    compresses: whether a finished digest has no more centroids than were asked for
    """

    compression: float
    is_accurate: bool = False
    compresses: bool = False

    def gathering(self) -> Digest:
        """Returns what gathers values of this kind."""
        if math.isnan(self.compression):
            raise JavaArithmeticError("/ by zero")
        return Digest(self)


class DigestState(NamedTuple):
    """Sorted values; or means of centroids, weights, what digest they are of, and the lowest and the highest value."""

    values: Doubles
    weights: Doubles | None = None
    digest: Literal["merging", "tree"] | None = None
    lowest: float = math.nan
    highest: float = math.nan


class Digest:
    """Values in the order that they come in, and a digest of them once they are many."""

    def __init__(self, kind: DigestKind) -> None:
        self._kind = kind
        self._most = 0 if kind.is_accurate else math.floor(min(kind.compression, _MOST) + 0.5) * _KEPT
        self._listed: list[Doubles] = []
        self._n = 0
        self._lowest, self._highest = math.inf, -math.inf
        self._digest: MergingDigest | TreeDigest | None = TreeDigest(kind.compression) if kind.is_accurate else None

    def reserve(self, n: int) -> None:
        """Starts to digest if so many values more would be many."""
        if self._digest is None and self._n + n >= self._most:
            self._digest = MergingDigest(self._kind.compression)
            for listed in self._listed:
                self._digest.add(listed)
            self._listed = []

    def add(self, values: Doubles, weights: Doubles | None = None) -> None:
        """Adds values in their order. weights: whole numbers, None: 1 each"""
        if not len(values):
            return
        self._lowest = min(self._lowest, float(values.min()))
        self._highest = max(self._highest, float(values.max()))
        fitting = 0 if self._digest is not None else self._fitting(len(values), weights)
        if fitting:
            few = values[:fitting]
            self._listed.append(few if weights is None else np.repeat(few, weights[:fitting].astype(np.int64)))
            self._n += fitting if weights is None else int(weights[:fitting].sum())
        if fitting < len(values):
            self.reserve(self._most)
            assert self._digest is not None
            self._digest.add(values[fitting:], None if weights is None else weights[fitting:])

    def _fitting(self, n: int, weights: Doubles | None) -> int:
        """Returns how many of the next values leave all of them few."""
        room = self._most - 1 - self._n
        if weights is None:
            return max(min(n, room), 0)
        return int(np.searchsorted(np.cumsum(weights), room, side="right"))

    def state(self) -> DigestState:
        """Returns what there is."""
        if self._digest is None:
            return DigestState(np.sort(np.concatenate([np.empty(0), *self._listed])))
        if self._kind.compresses:
            self._digest.compress()
        means, weights = self._digest.centroids()
        return DigestState(means, weights, "tree" if self._kind.is_accurate else "merging", self._lowest, self._highest)


def read_hint(params: ObjectParameters) -> bool:
    """Reads `execution_hint`: whether digests are to be accurate. Raises XContentParseError."""
    if params.take("execution_hint") == "":
        return False
    return params.one_of("execution_hint", ("default", _ACCURATE), None, _no_such_hint) == _ACCURATE


def _no_such_hint(hint: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Invalid execution_hint [{hint}], valid values are [default, {_ACCURATE}]")
