"""Geometries as terms of a dictionary: the bounds (west, south, east, north as doubles), then well-known binary."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.lazy import lazy_module

shapely = lazy_module("shapely", optional=True)

BOUNDS_BYTES: Final = 32


def encode_shape(geometry: Any) -> bytes:
    """Returns the term of a geometry."""
    return np.array(geometry.bounds, "<f8").tobytes() + bytes(shapely.to_wkb(geometry))


def bounds_of(terms: Iterable[bytes]) -> npt.NDArray[np.float64]:
    """Returns (n, 4) west, south, east, north of many geometries."""
    heads = b"".join(term[:BOUNDS_BYTES] for term in terms)
    return np.frombuffer(heads, "<f8").reshape(-1, 4)


def decode_shapes(terms: Sequence[bytes]) -> npt.NDArray[np.object_]:
    """Returns (n,) shapely geometries."""
    found: npt.NDArray[np.object_] = shapely.from_wkb(np.array([term[BOUNDS_BYTES:] for term in terms], dtype=object))
    return found
