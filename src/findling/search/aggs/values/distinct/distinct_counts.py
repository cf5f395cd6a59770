"""Counts of distinct values as Elasticsearch has them: HyperLogLog++ over its hashes.

A partial is {"precision", "encoded"}, (n,) uint32 increasing, what is kept of few hashes; or {"precision",
"registers"}, the bytes of a sketch's 2**precision registers. What either says does not depend on the order that values
came in, nor on the shards that they came from.
Source: Heule, Nunkesser, Hall, HyperLogLog in Practice (2013).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.kernels.columns import registers as kernels
from findling.kernels.columns import value_hashes

DEFAULT_PRECISION: Final = 14
_PRECISIONS: Final = (4, 18)
_LOAD: Final = 0.75
# of what is kept of hashes
_ENCODED_BITS: Final = 25
_NEIGHBOURS: Final = 6
# up to these estimates, by precision, empty registers tell more than full ones
_THRESHOLDS: Final = (10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11500, 20000, 50000, 120000, 350000)
_SMALL: Final = {4: 0.673, 5: 0.697}
NONE: Final[dict[str, Any]] = {"precision": DEFAULT_PRECISION, "encoded": np.empty(0, np.uint32)}


def precision_for(threshold: int) -> int:
    """Returns the precision with which so many distinct values are about exact."""
    entries = math.ceil(threshold / _LOAD)
    least, most = _PRECISIONS
    return min(max((entries * 4).bit_length(), least), most)


def most_encoded(precision: int) -> int:
    """Returns how many hashes are kept before a sketch is made of them."""
    return int((1 << precision) // 4 * _LOAD)


def of_hashes(hashes: NDArray[np.uint64], precision: int) -> dict[str, Any]:
    """Returns the partial of hashes, equal ones among them."""
    if len(hashes) > 8 * most_encoded(precision):
        found = new_registers(precision)
        add_hashes(found, hashes, precision)
        if int(np.count_nonzero(found)) > most_encoded(precision):
            # as many differ at least
            return {"precision": precision, "registers": found.tobytes()}
    return _of_encoded(distinct(encoded(hashes, precision)), precision)


def _of_encoded(found: NDArray[np.uint32], precision: int) -> dict[str, Any]:
    if len(found) <= most_encoded(precision):
        return {"precision": precision, "encoded": found}
    sketch = new_registers(precision)
    kernels.add_encoded(found, sketch, precision)
    return {"precision": precision, "registers": sketch.tobytes()}


def merge(partials: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Returns the partial of the values of all."""
    some = [partial for partial in partials if "registers" in partial or len(partial["encoded"])]
    if len(some) <= 1:
        return some[0] if some else NONE
    precision = some[0]["precision"]
    kept = [partial["encoded"] for partial in some if "registers" not in partial]
    if len(kept) == len(some):
        return _of_encoded(distinct(np.concatenate(kept)), precision)
    sketch = new_registers(precision)
    for found in kept:
        kernels.add_encoded(found, sketch, precision)
    for partial in some:
        if "registers" in partial:
            np.maximum(sketch, np.frombuffer(partial["registers"], np.uint8), out=sketch)
    return {"precision": precision, "registers": sketch.tobytes()}


def estimate(partial: dict[str, Any]) -> int:
    """Returns the number of values."""
    if "registers" not in partial:
        return int(counted(np.array([len(partial["encoded"])]))[0])
    precision = partial["precision"]
    n = 1 << precision
    counts = np.bincount(np.frombuffer(partial["registers"], np.uint8)).tolist()
    alpha = _SMALL.get(precision, 0.7213 / (1 + 1.079 / n))
    raw = alpha * n * n / sum(count * 2.0**-zeros for zeros, count in enumerate(counts))
    corrected = raw - _bias(raw, precision) if raw <= 5 * n else raw
    found: int = math.floor(n * math.log(n / counts[0]) + 0.5) if counts[0] else math.floor(corrected + 0.5)
    return found if found <= _THRESHOLDS[precision - _PRECISIONS[0]] else math.floor(corrected + 0.5)


def counted(kept: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns how many values (n,) numbers of kept hashes stand for: some share what is kept."""
    n = 1 << _ENCODED_BITS
    counts: NDArray[np.int64] = np.floor(n * np.log(n / (n - kept)) + 0.5).astype(np.int64)
    return counts


def _bias(raw: float, precision: int) -> float:
    """Returns what an estimate is too high by: the average of that of the nearest ones that were measured."""
    raws, biases = (table[precision - _PRECISIONS[0]] for table in _tables())
    weights = [0.0] * _NEIGHBOURS
    first = len(biases) - _NEIGHBOURS
    for place, other in enumerate(raws):
        if other == raw:
            return biases[place]
        weight = 1.0 / abs(other - raw)
        if weights[place % _NEIGHBOURS] >= weight:
            first = place - _NEIGHBOURS
            break
        weights[place % _NEIGHBOURS] = weight
    total = sum(weight * bias for weight, bias in zip(weights, biases[first : first + _NEIGHBOURS], strict=True))
    return total / sum(weights)


@lru_cache(maxsize=1)
def _tables() -> tuple[list[list[float]], list[list[float]]]:
    """Returns raw estimates and their bias by precision, from the paper's appendix."""
    tables = json.loads(Path(__file__).with_name("data").joinpath("hyperloglog_bias.json").read_text())
    return tables["raw"], tables["bias"]


def new_registers(precision: int) -> NDArray[np.uint8]:
    """Returns registers of no values."""
    return np.zeros(1 << precision, np.uint8)


def add_hashes(sketch: NDArray[np.uint8], hashes: NDArray[np.uint64], precision: int) -> None:
    """Adds the values of hashes, of equal ones too."""
    kernels.add_hashes(np.ascontiguousarray(hashes), sketch, precision)


def encoded(hashes: NDArray[np.uint64], precision: int) -> NDArray[np.uint32]:
    """Returns what is kept of hashes."""
    found = np.empty(len(hashes), np.uint32)
    kernels.encode(np.ascontiguousarray(hashes), precision, found)
    return found


def mixed(keys: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Returns hashes of whole numbers, or of the bits of others."""
    hashes = keys.view(np.uint64).copy()
    value_hashes.mix(hashes)
    return hashes
