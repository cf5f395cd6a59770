"""Sets of values as 64-bit hashes: exact while they are small enough to be sent, HyperLogLog sketches beyond.

A partial is {"count", "hashes"} with distinct hashes, (count,) uint64, or {"sketch": bytes}. Two of a million values
share a hash with a probability of 1 in 37 million, so that the count is as good as exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module

datasketches: Any = lazy_module("datasketches")

MAX_EXACT: Final = 1 << 22
_LG_REGISTERS: Final = 14
NONE: Final[dict[str, Any]] = {"count": 0, "hashes": np.empty(0, np.uint64)}


def of_hashes(hashes: NDArray[np.uint64]) -> dict[str, Any]:
    """Returns the partial of distinct hashes."""
    if len(hashes) <= MAX_EXACT:
        return {"count": len(hashes), "hashes": hashes}
    return {"sketch": _sketch(hashes).serialize_compact()}


def merge(partials: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Returns the partial of the values of all."""
    some = [partial for partial in partials if "sketch" in partial or partial["count"]]
    if len(some) <= 1:
        return some[0] if some else NONE
    exact = [partial["hashes"] for partial in some if "sketch" not in partial]
    united = np.unique(np.concatenate(exact)) if exact else np.empty(0, np.uint64)
    if len(exact) == len(some):
        return of_hashes(united)
    union = datasketches.hll_union(_LG_REGISTERS)
    union.update(_sketch(united))
    for partial in some:
        if "sketch" in partial:
            union.update(datasketches.hll_sketch.deserialize(partial["sketch"]))
    return {"sketch": union.get_result().serialize_compact()}


def estimate(partial: dict[str, Any]) -> int:
    """Returns the number of values."""
    if "sketch" not in partial:
        return int(partial["count"])
    return int(datasketches.hll_sketch.deserialize(partial["sketch"]).get_estimate() + 0.5)


def mixed(keys: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Returns hashes of whole numbers (splitmix64's finaliser, which maps distinct numbers to distinct ones)."""
    h = keys.view(np.uint64).copy()
    h ^= h >> np.uint64(30)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(27)
    h *= np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


def _sketch(hashes: NDArray[np.uint64]) -> Any:
    sketch = datasketches.hll_sketch(_LG_REGISTERS)
    for value in hashes.view(np.int64).tolist():
        sketch.update(value)
    return sketch
