"""Sets of values as 64-bit hashes: exact while they are small enough to be sent, HyperLogLog sketches beyond.

A partial is {"count", "hashes"} with distinct hashes, (count,) uint64, or {"sketch": registers}. Two of a million
values share a hash with a probability of 1 in 37 million, so that the count is as good as exact.

A sketch has 2**16 registers of one byte, each the most leading zeros, plus one, of the hashes that fall to it. Its
estimate is that of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), which needs no tables
of its bias; the standard error is 0.4 per cent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.kernels.columns import registers

MAX_EXACT: Final = 1 << 22
_LG_REGISTERS: Final = 16
_N_REGISTERS: Final = 1 << _LG_REGISTERS
_MAX_RANK: Final = 65 - _LG_REGISTERS
NONE: Final[dict[str, Any]] = {"count": 0, "hashes": np.empty(0, np.uint64)}


def of_hashes(hashes: NDArray[np.uint64]) -> dict[str, Any]:
    """Returns the partial of distinct hashes."""
    if len(hashes) <= MAX_EXACT:
        return {"count": len(hashes), "hashes": hashes}
    sketch = new_sketch()
    add_hashes(sketch, hashes)
    return {"sketch": sketch.tobytes()}


def merge(partials: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Returns the partial of the values of all."""
    some = [partial for partial in partials if "sketch" in partial or partial["count"]]
    if len(some) <= 1:
        return some[0] if some else NONE
    exact = [partial["hashes"] for partial in some if "sketch" not in partial]
    if len(exact) == len(some):
        return of_hashes(distinct(np.concatenate(exact)))
    sketch = new_sketch()
    for hashes in exact:
        add_hashes(sketch, hashes)
    for partial in some:
        if "sketch" in partial:
            np.maximum(sketch, np.frombuffer(partial["sketch"], np.uint8), out=sketch)
    return {"sketch": sketch.tobytes()}


def estimate(partial: dict[str, Any]) -> int:
    """Returns the number of values."""
    if "sketch" not in partial:
        return int(partial["count"])
    counts = np.bincount(np.frombuffer(partial["sketch"], np.uint8), minlength=_MAX_RANK + 1).tolist()
    total = _N_REGISTERS * _tau(1 - counts[_MAX_RANK] / _N_REGISTERS)
    for count in reversed(counts[1:_MAX_RANK]):
        total = 0.5 * (total + count)
    total += _N_REGISTERS * _sigma(counts[0] / _N_REGISTERS)
    return int(_N_REGISTERS**2 / (2 * math.log(2) * total) + 0.5)


def new_sketch() -> NDArray[np.uint8]:
    """Returns registers of no values."""
    return np.zeros(_N_REGISTERS, np.uint8)


def add_hashes(sketch: NDArray[np.uint8], hashes: NDArray[np.uint64]) -> None:
    """Adds the values of hashes, of equal ones too."""
    registers.add_hashes(np.ascontiguousarray(hashes), sketch)


def mixed(keys: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Returns hashes of whole numbers (splitmix64's finaliser, which maps distinct numbers to distinct ones)."""
    hashes = keys.view(np.uint64).copy()
    registers.mix(hashes)
    return hashes


def _sigma(x: float) -> float:
    """Returns the sum that corrects for registers without values. x: their share"""
    if x == 1.0:
        return math.inf
    factor, total, before = 1.0, x, -1.0
    while total != before:
        before = total
        x *= x
        total += x * factor
        factor += factor
    return total


def _tau(x: float) -> float:
    """Returns the sum that corrects for full registers. x: the share of the others"""
    if x in (0.0, 1.0):
        return 0.0
    factor, total, before = 1.0, 1 - x, -1.0
    while total != before:
        before = total
        x = math.sqrt(x)
        factor *= 0.5
        total -= (1 - x) ** 2 * factor
    return total / 3
